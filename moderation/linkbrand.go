package moderation

import (
	"strings"
)

// posing judges a host that is not official by how near it is to the brand's.
func (l *Links) posing(host string) ruling {
	suffix, _ := publicSuffix(host)
	own := strings.TrimSuffix(strings.TrimSuffix(host, suffix), ".")
	if own == "" {
		own = host
	}
	labels := strings.Split(own, ".")
	for i := range labels { // an official host before another: «brand.cash.session.example»
		if rest := strings.Join(labels[i:], "."); len(labels)-i > 2 && l.beginsOfficial(rest) {
			return ruling{level: LinkLookalike, rule: BrandInside}
		}
	}
	for _, label := range labels {
		rule := l.label(label)
		if rule == "" {
			rule = l.ticker(label)
		}
		if rule != "" && !(rule == BrandLetter && l.namesake(label, suffix)) {
			return ruling{level: LinkLookalike, rule: rule}
		}
	}
	if len(labels) > 1 && l.nearBrand(strings.ReplaceAll(own, ".", "")) == BrandName {
		return ruling{level: LinkLookalike, rule: BrandCut}
	}
	if l.joined[l.appearance(undotted.Replace(host))] || l.joined[l.appearance(undotted.Replace(own))] {
		return ruling{level: LinkLookalike, rule: DotsMoved}
	}
	return clearly
}

// label judges one label of a host: whole, without hyphens, and between them.
func (l *Links) label(label string) LinkRule {
	if rule := l.nearBrand(strings.ReplaceAll(label, "-", "")); rule != "" {
		return rule
	}
	for piece := range strings.SplitSeq(label, "-") {
		if rule := l.nearBrand(piece); rule != "" {
			return rule
		}
	}
	look := l.appearance(label)
	joined := strings.ReplaceAll(look, "-", "")
	for _, w := range l.marks {
		for _, text := range [...]string{look, joined} {
			if at := strings.Index(text, w.visual); at >= 0 && l.standsOut(text, at, at+len(w.visual), w) {
				return BrandInside
			}
		}
	}
	return l.gluedLetter(label)
}

func (l *Links) beginsOfficial(host string) bool {
	for at := range host {
		if host[at] == '.' && l.domains[host[:at]] {
			return true
		}
	}
	return false
}

// doubled reports a brand of five letters with one of them typed twice.
func (l *Links) doubled(piece string) bool {
	for _, w := range l.marks {
		if w.class == brand && len(w.text) == leastLatin && len(piece) == leastLatin+1 && doubledOf(piece, w.text) {
			return true
		}
	}
	return false
}

// namesake reports another firm's site: one vowel of a short brand is another, no finger slips there, and the site has an everyday
// ending that none of the brand's has.
func (l *Links) namesake(label, suffix string) bool {
	if l.endings[suffix] || len(suffix) > 2 && !everyday[suffix] && !strings.Contains(suffix, ".") {
		return false
	}
	for _, w := range l.marks {
		if w.class != brand || len(w.text) >= 8 {
			continue
		}
		if vowelPutIn(label, w.text) {
			return true
		}
		if len(w.text) != len(label) {
			continue
		}
		at, wrong := 0, 0
		for i := range len(label) {
			if label[i] != w.text[i] {
				at, wrong = i, wrong+1
			}
		}
		if a, b := label[at], w.text[at]; wrong == 1 && a >= 'a' && vowel(a) && vowel(b) && !neighbours(a, b) {
			return true
		}
	}
	return false
}

// vowelPutIn reports a brand with a vowel more that is not its neighbour's double: «talavera».
func vowelPutIn(label, brand string) bool {
	if len(label) != len(brand)+1 || doubledOf(label, brand) {
		return false
	}
	for i := 1; i < len(label); i++ {
		if vowel(label[i]) && label[:i]+label[i+1:] == brand {
			return true
		}
	}
	return false
}

var everyday = hosts(`com org net edu gov`)

// gluedLetter finds the brand one letter off with a word that traps use: «lumorraclaim», «app1umera».
func (l *Links) gluedLetter(label string) LinkRule {
	for piece := range strings.SplitSeq(label, "-") {
		look := l.appearance(piece)
		if len(look) < 9 || len(look) > 40 {
			continue
		}
		for at := 2; at < len(look)-1; at++ {
			if at >= 5 && baits[look[at:]] && l.nearBrand(look[:at]) != "" || len(look)-at >= 5 && baits[look[:at]] && l.nearBrand(look[at:]) != "" {
				return BrandLetter
			}
		}
	}
	return ""
}

// standsOut decides whether a brand inside a label is meant: at its beginning or after a hyphen, or after a word that traps
// put there; «monkeyhaven» is another word.
func (l *Links) standsOut(text string, from, to int, w *word) bool {
	if w.class == handle && len(w.visual) < 8 {
		return false
	}
	if from == 0 || text[from-1] == '-' {
		return to == len(text) || text[to] == '-' || len(w.visual) >= 6 || baits[text[to:]]
	}
	before := text[strings.LastIndexByte(text[:from], '-')+1 : from]
	if baits[before] || l.names.words.knowsText(before) || typedNumber(before) {
		return true
	}
	return len(before) > 4 && len(w.visual) >= 8 // «secureloginkeyhaven»
}

// typedNumber reports digits, as they look: «2025», «zozs».
func typedNumber(look string) bool {
	return len(look) <= 4 && strings.Trim(look, "ozieasgtb") == ""
}

func (v *vocabulary) knowsText(visual string) bool {
	i, ok := v.byText[visual]
	return ok && v.words[i].class != other
}

// nearBrand reports a piece of a host that is the brand, or one edit away.
func (l *Links) nearBrand(piece string) LinkRule {
	if len(piece) < leastLatin || len(piece) > longestKey {
		return ""
	}
	v := l.names.words
	var r reading
	r.write(v.shape(piece), true)
	r.close()
	look := string(r.vis)
	if i, ok := v.byText[look]; ok && v.words[i].class == brand && !v.words[i].turned {
		return BrandName
	}
	if l.looksLike(look) {
		return BrandName
	}
	if l.slipped(piece) || l.doubled(piece) {
		return BrandLetter
	}
	onlyBrand := func(w *word) bool { return w.class == brand && !w.turned && len(w.visual) >= 6 }
	if k := v.nearest(&r, 0, int32(len(r.vis)), onlyBrand); k >= 0 && !anotherWord(piece, v.words[k].text) {
		return BrandLetter
	}
	return ""
}

// looksLike compares with the pairs of letters that look like one.
func (l *Links) looksLike(look string) bool {
	plain := lookAlikePairs.Replace(look)
	for _, w := range l.marks {
		if w.class == brand && len(w.visual) >= 6 && plain == lookAlikePairs.Replace(w.visual) {
			return true
		}
	}
	return false
}

// slipped reports the brand with one key beside the right one, whatever the two letters look like.
func (l *Links) slipped(piece string) bool {
	for _, w := range l.marks {
		if w.class != brand || len(w.text) < 6 || len(w.text) != len(piece) {
			continue
		}
		wrong, beside := 0, false
		for i := range len(piece) {
			if piece[i] != w.text[i] {
				wrong++
				beside = neighbours(piece[i], w.text[i]) || neighbours(look[piece[i]], w.text[i])
			}
		}
		if wrong == 1 && beside {
			return true
		}
	}
	return false
}

// anotherWord reports that the letter which differs makes another common word of one of the brand's, and is none a finger slips
// to: «sidemark» is not «tidemark».
func anotherWord(piece, brand string) bool {
	if len(piece) != len(brand) {
		return twoWords(piece) && !doubledOf(piece, brand)
	}
	at := 0
	for at < len(piece)-1 && piece[at] == brand[at] {
		at++
	}
	if neighbours(piece[at], brand[at]) {
		return false
	}
	words := func(from, to int) bool {
		return from <= at && at < to && commonWords[piece[from:to]] && commonWords[brand[from:to]]
	}
	for cut := 3; cut <= len(piece); cut++ {
		if words(0, cut) || words(len(piece)-cut, len(piece)) {
			return true
		}
	}
	return false
}

// twoWords reports a piece made of two common words: «cloudmark».
func twoWords[T string | []byte](piece T) bool {
	for cut := 4; cut <= len(piece)-4; cut++ {
		if commonWords[string(piece[:cut])] && commonWords[string(piece[cut:])] {
			return true
		}
	}
	return false
}

// doubledOf reports a brand with one of its letters typed twice, or once instead of twice.
func doubledOf(piece, brand string) bool {
	long, short := piece, brand
	if len(long) < len(short) {
		long, short = short, long
	}
	for i := 1; i < len(long); i++ {
		if long[i] == long[i-1] && long[:i]+long[i+1:] == short {
			return true
		}
	}
	return false
}
