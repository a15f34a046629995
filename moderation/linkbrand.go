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
	for _, label := range labels {
		if rule := l.label(label); rule != "" {
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
	if i, ok := v.byText[look]; ok && v.words[i].class == brand {
		return BrandName
	}
	if l.looksLike(look) {
		return BrandName
	}
	if l.slipped(piece) {
		return BrandLetter
	}
	onlyBrand := func(w *word) bool { return w.class == brand && len(w.visual) >= 6 }
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
		return false
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
