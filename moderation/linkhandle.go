package moderation

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// withLinkKeys is the checks of names with the keys that only links and handles can afford: the brand's channels, and its names
// without the words that say what it is. «Keyfold» alone may be anybody's name; keyfold.net and t.me/keyfold are not.
func withLinkKeys(n *Names) *Names {
	keys := slices.Clone(n.roster.keys)
	for _, name := range n.roster.spec.Brand.Names {
		if own := ownName(n.words, name); own != "" && !slices.ContainsFunc(keys, func(k key) bool { return k.class == brand && k.text == own }) {
			keys = append(keys, key{text: own, class: brand, official: -1})
		}
	}
	for _, link := range n.roster.spec.Brand.Links {
		name, ok := platformName(splitURL(link))
		own := n.words.compact(name)
		if ok && tooShort(own) == "" && !slices.ContainsFunc(keys, func(k key) bool { return k.text == own }) {
			keys = append(keys, key{text: own, class: handle, official: -1})
		}
	}
	if len(keys) == len(n.roster.keys) {
		return n
	}
	own := &Names{roster: n.roster, words: newVocabulary(known(), keys)}
	own.scratch.New = func() any { return new(scratch) }
	return own
}

// ownName is a brand's name without its last words that say what it is, or nothing where that would leave a common word.
func ownName(v *vocabulary, name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return kindOf(r) == separator })
	n := len(words)
	for n > 1 {
		i, ok := v.byText[string(visual(nil, []byte(v.compact(words[n-1]))))]
		if !ok || v.words[i].class == other || v.words[i].class == mention || v.words[i].class >= brand {
			break
		}
		n--
	}
	if n == len(words) {
		return ""
	}
	own := v.compact(strings.Join(words[:n], ""))
	if tooShort(own) != "" || commonWords[own] || !isASCII(own) {
		return ""
	}
	return own
}

// handle judges an @handle or the name part of a platform's link.
func (l *Links) handle(h string) ruling {
	if o, ok := l.roster.ByHandle(h); ok || l.paths["t.me/"+bareHandle(h)] {
		return ruling{level: LinkOfficial, like: o.ID}
	}
	v := l.names.Check(h, "")
	if v.Verdict != Clear && v.Like != "" && l.resembles(h) {
		return ruling{level: LinkLookalike, rule: SameHandle, like: l.handleOf(v.Like), detail: strings.Join(v.Reasons, "; ")}
	}
	if w := l.nearlyMark(h); w != nil {
		like := ""
		if w.who >= 0 {
			like = l.handleOf(l.roster.spec.Officials[w.who].ID)
		}
		return ruling{level: LinkLookalike, rule: SameHandle, like: like}
	}
	return clearly
}

// handleOf is the handle to write to instead of one that imitates an official's.
func (l *Links) handleOf(id string) string {
	if o, ok := l.roster.ByID(id); ok && len(o.Handles) > 0 {
		return "@" + bareHandle(o.Handles[0])
	}
	return ""
}

// resembles reports a handle that is about the brand or an official, not an office alone: @admin calls the group's own.
func (l *Links) resembles(h string) bool {
	s := new(scratch)
	v := l.names.words
	s.reading.readASCII(h, false)
	v.understand(&s.reading, true)
	for _, g := range s.reading.segments {
		if g.word >= 0 && v.words[g.word].class >= brand {
			return true
		}
		if _, ok := v.glued(&s.reading, g.from, g.to); ok && g.word == unknownWord {
			return true
		}
	}
	if v.nearest(&s.reading, 0, int32(len(s.reading.vis)), wholeName) >= 0 {
		return true
	}
	for i := range len(h) {
		if h[i] >= utf8.RuneSelf { // readASCII saw gaps there
			return true
		}
	}
	return false
}

// nearlyMark finds a protected handle or brand that a handle is after what forgers hang on: digits, bars, a plural; or with
// two letters that look like one.
func (l *Links) nearlyMark(h string) *word {
	look := l.appearance(strings.ReplaceAll(bareHandle(h), "_", ""))
	bare := strings.TrimRightFunc(strings.TrimLeftFunc(look, unicode.IsDigit), unicode.IsDigit)
	plain := lookAlikePairs.Replace(look)
	for _, w := range l.marks {
		if len(w.visual) < 6 || w.class == handle && len(w.visual) < 7 {
			continue
		}
		switch w.visual {
		case bare, strings.TrimSuffix(look, "s"), plain:
			return w
		}
		if lookAlikePairs.Replace(w.visual) == plain {
			return w
		}
	}
	return nil
}

// lookAlikePairs are two letters that look like one, beyond those every comparison merges (rn, vv), in the visual form.
var lookAlikePairs = strings.NewReplacer("nn", "m", "ci", "d", "uu", "w", "ii", "u")

// unlisted reports a channel or invitation whose name begins or ends with the brand's and is no member's: the roster is closed.
func (l *Links) unlisted(h string) bool {
	look := l.appearance(strings.NewReplacer("_", "", "-", "").Replace(bareHandle(h)))
	for _, w := range l.marks {
		if w.class != brand || len(w.visual) < 6 || !strings.HasPrefix(look, w.visual) && !strings.HasSuffix(look, w.visual) {
			continue
		}
		return !l.mentions(h)
	}
	return false
}

// mentions reports a name that speaks about the brand: «lumora_fan».
func (l *Links) mentions(h string) bool {
	s := new(scratch)
	s.reading.readASCII(h, false)
	v := l.names.words
	v.explain(&s.reading)
	for _, g := range s.reading.segments {
		if g.word >= 0 && v.words[g.word].class == mention {
			return true
		}
	}
	return strings.ContainsAny(h, "0123456789") && !actsOrOffice(h)
}

func (l *Links) telegramScheme(u address) ruling {
	values, err := url.ParseQuery(u.query)
	if err != nil || values.Get("domain") == "" {
		return clearly
	}
	return l.handle(values.Get("domain"))
}

// platformName is the account, channel or invitation a platform's real link names.
func platformName(u address) (string, bool) {
	host := strings.TrimPrefix(u.host, "www.")
	path := strings.Trim(u.path, "/")
	first, rest, _ := strings.Cut(path, "/")
	if name, ok := strings.CutSuffix(host, ".t.me"); ok && !strings.Contains(name, ".") {
		return name, true
	}
	switch sameHost[host] {
	case "t.me":
		switch first {
		case "s":
			first, _, _ = strings.Cut(rest, "/")
		case "joinchat", "addstickers", "addemoji", "share", "iv", "c", "proxy", "socks", "boost", "addlist", "setlanguage", "bg", "":
			return "", first != "share" && first != "iv"
		}
		if strings.HasPrefix(first, "+") || strings.HasPrefix(first, "$") {
			return "", true
		}
		return first, true
	case "discord.gg":
		return first, true
	case "discord.com":
		if first == "invite" {
			first, _, _ = strings.Cut(rest, "/")
			return first, true
		}
		return "", true
	}
	return "", false
}

// profileName is the account a link to another network names.
func profileName(u address) (string, bool) {
	if !networks[registrable(u.host)] {
		return "", false
	}
	first, rest, _ := strings.Cut(strings.Trim(u.path, "/"), "/")
	switch first {
	case "u", "user", "r", "c", "channel", "groups", "in", "company", "profile":
		first, _, _ = strings.Cut(rest, "/")
	}
	return strings.TrimPrefix(first, "@"), true
}

func (l *Links) platformLink(u address, name string) ruling {
	if name == "" {
		return clearly
	}
	telegram := strings.HasSuffix(u.host, ".t.me") || sameHost[strings.TrimPrefix(u.host, "www.")] == "t.me"
	r := l.handle(name)
	switch {
	case r.level == LinkOfficial && !telegram:
		return ruling{level: LinkLookalike, rule: ForeignInvite}
	case r.level == LinkClear && l.unlisted(name):
		return ruling{level: LinkSuspicious, rule: Unlisted}
	}
	return r
}

// besides is a name without the brand's own in it.
func (l *Links) besides(name string) string {
	name = strings.ToLower(name)
	for _, w := range l.marks {
		if w.class == brand {
			name = strings.ReplaceAll(name, w.text, " ")
		}
	}
	return name
}

// profile judges an account on another network. The brand's own account there may not be on the roster, so its name alone is no
// offence; an office in its name is.
func (l *Links) profile(name string) ruling {
	if r := l.handle(name); r.level == LinkLookalike && actsOrOffice(l.besides(name)) {
		return ruling{level: LinkLookalike, rule: Profile}
	}
	return clearly
}
