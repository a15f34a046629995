package moderation

import (
	"strings"
	"unicode/utf8"
)

// Links finds hosts, invitations and handles that pose as official ones. It is immutable and safe for concurrent use, and
// never fetches anything.
type Links struct {
	roster   *Roster
	names    *Names          // with the keys that only links have, see linkKeys
	marks    []*word         // the brand's and officials' handles in the vocabulary
	domains  map[string]bool // official hosts
	paths    map[string]bool // official t.me/name, discord.gg/code and other pages
	joined   map[string]bool // official hosts without dots and hyphens, as they look
	platform map[string]bool // real hosts of the platforms, as they look
	tickers  []string        // the brand's names of four letters, as they look
	endings  map[string]bool // public suffixes of the official hosts
}

// LinkLevel is how a link stands to the brand.
type LinkLevel string

const (
	LinkClear      LinkLevel = "clear"
	LinkOfficial   LinkLevel = "official"
	LinkSuspicious LinkLevel = "suspicious" // not enough to say what for
	LinkLookalike  LinkLevel = "lookalike"  // poses as the brand, an official or a platform
)

// Link is one link of a message. Rule with Shown, Host and Official says why in a form that a catalogue of messages can put
// into words; Reason is that in English.
type Link struct {
	Text     string    `json:"text"` // as it was understood, without disguise of its punctuation
	Host     string    `json:"host,omitempty"`
	Verdict  LinkLevel `json:"verdict"`
	Reason   string    `json:"reason,omitempty"`
	Rule     LinkRule  `json:"rule,omitempty"`
	Shown    string    `json:"shown,omitempty"`    // what it pretends to be, where that is told
	Official string    `json:"official,omitempty"` // what to use instead: a site, a page or an @handle; empty where there is none
}

// LinkVerdict is the worst of a message's links, and all that are not clear.
type LinkVerdict struct {
	Verdict LinkLevel
	Links   []Link
}

// Target is a link behind other words: a platform's text link, a button, a preview.
type Target struct {
	Shown string
	URL   string
}

// NewLinks prepares the checks against the roster of a Names.
func NewLinks(n *Names) *Links {
	l := &Links{
		roster: n.roster, names: withLinkKeys(n), domains: map[string]bool{}, paths: map[string]bool{}, joined: map[string]bool{},
		platform: map[string]bool{}, tickers: tickersOf(n), endings: map[string]bool{},
	}
	for i := range l.names.words.words {
		if w := &l.names.words.words[i]; w.class == brand && !w.turned || w.class == handle {
			l.marks = append(l.marks, w)
		}
	}
	for _, d := range n.roster.spec.Brand.Domains {
		host := splitURL(d).host
		l.domains[host] = true
		suffix, _ := publicSuffix(host)
		l.endings[suffix] = true
		l.joined[l.appearance(undotted.Replace(host))] = true
	}
	for _, link := range n.roster.spec.Brand.Links {
		u := splitURL(link)
		l.paths[u.page()] = true
		if u.path == "" {
			l.domains[u.host] = true
		}
	}
	for _, host := range platformHosts {
		l.platform[l.appearance(host)] = true
	}
	return l
}

var undotted = strings.NewReplacer(".", "", "-", "")

// Check judges every link of a message, visible or hidden.
func (l *Links) Check(message string, hidden ...Target) LinkVerdict {
	v := LinkVerdict{Verdict: LinkClear}
	if len(hidden) == 0 && !strings.ContainsAny(message, ".@:\\") && !mayHoldLink(message) {
		return v
	}
	text := normalise(message)
	found := extract(text)
	for _, t := range hidden {
		found = append(found, candidate{text: strings.TrimSpace(t.URL), shown: normalise(t.Shown), masked: true})
	}
	seen := map[string]bool{}
	for _, c := range found {
		if seen[c.shown+"\x00"+c.text] || len(seen) > 200 {
			continue
		}
		seen[c.shown+"\x00"+c.text] = true
		link := l.judge(c, text)
		if link.Verdict == LinkClear {
			continue
		}
		v.Links = append(v.Links, link)
		if severity(link.Verdict) > severity(v.Verdict) {
			v.Verdict = link.Verdict
		}
	}
	return v
}

func severity(v LinkLevel) int {
	return strings.Index("c o s l", string(v[:1]))
}

// judge applies the rules to one link; message is what stands around it.
func (l *Links) judge(c candidate, message string) Link {
	if strings.HasPrefix(c.text, "@") {
		return l.finish(Link{Text: c.text}, l.handle(c.text[1:]))
	}
	u := splitURL(c.text)
	r := l.url(u, message, true)
	if c.masked && r.level != LinkLookalike {
		if masked := l.mask(c, u, r.level); severity(masked.level) > severity(r.level) {
			r = masked
		}
	}
	return l.finish(Link{Text: c.text, Host: u.host}, r)
}

// mask compares the words of a link with where it leads.
func (l *Links) mask(c candidate, u address, target LinkLevel) ruling {
	shown := strings.TrimSpace(c.shown)
	for _, f := range extract(shown) {
		s := splitURL(f.text)
		if strings.HasPrefix(f.text, "@") {
			if _, official := l.roster.ByHandle(f.text[1:]); official && target != LinkOfficial {
				return ruling{level: LinkLookalike, rule: ShowsHandle, shown: f.text, like: f.text}
			}
			continue
		}
		same := registrable(s.host) == registrable(u.host)
		switch r := l.url(s, "", false); {
		case s.host == "", target == LinkOfficial, same && r.level != LinkOfficial, strings.Contains(u.path, s.host):
		case r.level == LinkOfficial:
			return ruling{level: LinkLookalike, rule: ShowsHost, shown: s.host, like: f.text}
		case r.level == LinkLookalike:
			return ruling{level: LinkLookalike, rule: ShowsHost, shown: s.host, like: r.like}
		default:
			return ruling{level: LinkSuspicious, rule: ShowsHost, shown: s.host}
		}
	}
	if target == LinkClear && shown != "" && len(shown) < 80 && !establishedHosts[registrable(u.host)] {
		if l.names.Check("", shown).Verdict != Clear && l.speaksOfBrand(shown) {
			return ruling{level: LinkSuspicious, rule: ShowsBrand}
		}
	}
	return clearly
}

// speaksOfBrand reports a text with the brand's name in it.
func (l *Links) speaksOfBrand(text string) bool {
	if len(text) > 1<<12 {
		text = text[:1<<12]
	}
	look := l.appearance(text)
	for _, w := range l.marks {
		if w.class == brand && strings.Contains(look, w.visual) {
			return true
		}
	}
	return l.namesTicker(text)
}

// appearance is how a text looks, without case and spaces.
func (l *Links) appearance(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r == ' ' {
			continue
		}
		if r < utf8.RuneSelf {
			out = append(out, lowerByte(byte(r)))
		} else {
			out = append(out, l.names.words.fold.Glyph(r).Shape...)
		}
	}
	return string(visual(nil, out))
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}
