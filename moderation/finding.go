package moderation

import (
	"strings"
	"unicode"

	"frontdesk/chat"
)

// Finding is the worst that the engines find in a message. The zero value is nothing.
type Finding struct {
	Rule    Rule   // ByLink, ByAddress, ByLure or BySuspicion; empty: nothing
	Level   string // as the engine that found it says it
	Subject string // what is wrong: a host, a handle, the kind of a lure, an address
	Cause   Cause
	Score   float64
	Reasons []string // in English, where the engine knows more than the cause says
	Grounds []Ground // what else is wrong
	Safe    string   // the official alternative; may be empty

	Asks  bool // the message asks: «is this real?»
	Warns bool // the message warns others of what it quotes
}

// Cause is why a message was found wrong: a stable key that the catalogue puts into words, and what is in them.
type Cause struct {
	Key   string `json:"key"` // «link-» and a [LinkRule], «lure-» and a [LureKind]
	Host  string `json:"host,omitempty"`
	Shown string `json:"shown,omitempty"`
}

// Phrase is the cause in words. What it quotes cannot be tapped.
func (c Cause) Phrase() *chat.Phrase {
	return chat.Say("because-"+c.Key, "host", Defang(c.Host), "shown", Defang(c.Shown))
}

// about is what a warning is about: a link, a lure or an address.
func (c Cause) about() string {
	if c.Key == "lure-"+string(LureAddress) {
		return "address"
	}
	about, _, _ := strings.Cut(c.Key, "-")
	return about
}

// Verdict tells who asks about a message what it is, why, and what is official instead.
func (f *Finding) Verdict() *chat.Phrase {
	what := f.Cause.about()
	if f.Rule == BySuspicion {
		what = "maybe-" + what
	}
	p := chat.Say("guard-verdict-" + what).Lines(chat.Say("guard-warn-because", "reason", f.Cause.Phrase()))
	if f.Safe != "" {
		p.And(chat.Say("guard-warn-safe", "safe", f.Safe))
	}
	return p
}

// longestSubject bounds what rulings bind to, in bytes.
const longestSubject = 120

// Read judges a message with everything that hides in it. It is pure and fetches nothing.
func (e *Engines) Read(message string, hidden ...Target) Finding {
	links, lure := e.Links.Check(message, hidden...), e.Lures.Check(message, hidden...)
	var f Finding
	switch {
	case links.Verdict == LinkLookalike:
		f = links.finding(ByLink)
	case lure.Verdict == SurelyLure && lure.Kind == LureAddress:
		f = lure.finding(ByAddress)
	case lure.Verdict == SurelyLure:
		f = lure.finding(ByLure)
	case links.Verdict == LinkSuspicious:
		f = links.finding(BySuspicion)
	case lure.Verdict == MaybeLure:
		f = lure.finding(BySuspicion)
	default:
		return f
	}
	if f.Rule != ByLure && f.Rule != ByAddress && lure.Verdict == SurelyLure {
		f.Reasons = append(f.Reasons, lure.Reasons...)
	}
	f.Asks, f.Warns = e.Lures.tone(message)
	return f
}

// finding is the worst of the links.
func (v LinkVerdict) finding(r Rule) Finding {
	f := Finding{Rule: r, Level: string(v.Verdict), Score: 0.5}
	if v.Verdict == LinkLookalike {
		f.Score = 1
	}
	for _, l := range v.Links {
		if l.Verdict != v.Verdict {
			continue
		}
		cause := Cause{Key: "link-" + string(l.Rule), Host: bounded(l.named()), Shown: bounded(l.Shown)}
		if f.Subject != "" && cause != f.Cause && len(f.Grounds) < 3 {
			f.Grounds = append(f.Grounds, Ground{Key: "because", Cause: &cause})
		}
		if f.Subject == "" {
			f.Subject, f.Safe = subject("link:", l.named()), l.Official
			f.Cause = cause
		}
		if l.Reason != (ruling{rule: l.Rule, shown: l.Shown}).sentence(l.Host) && len(f.Reasons) < 3 {
			f.Reasons = append(f.Reasons, bounded(Defang(l.Text))+": "+bounded(l.Reason))
		}
	}
	return f
}

// named is what a link is known by: its host, for pages of a platform with the page, else its text.
func (l Link) named() string {
	if l.Host == "" {
		return l.Text
	}
	if u := splitURL(l.Text); sameHost[u.host] != "" || establishedHosts[registrable(u.host)] {
		return u.page()
	}
	return l.Host
}

func (v LureVerdict) finding(r Rule) Finding {
	f := Finding{Rule: r, Level: string(v.Verdict), Subject: subject("lure:", string(v.Kind)), Safe: v.Official, Score: 0.5, Reasons: []string{"signs: " + strings.Join(v.Parts, ", ")}}
	if v.Verdict == SurelyLure {
		f.Score = 1
	}
	if v.Said != "" {
		f.Subject = subject("address:", v.Said)
	}
	f.Cause = Cause{Key: "lure-" + string(v.Kind), Shown: bounded(v.Said)}
	return f
}

// subject is what a ruling binds to, in a form that can be part of a key.
func subject(kind, what string) string {
	return kind + strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, bounded(what)))
}

func bounded(s string) string {
	if len(s) > longestSubject {
		return strings.ToValidUTF8(s[:longestSubject], "")
	}
	return s
}

// tone reports whether a message asks, or warns of what it quotes. What invites to take part does not become a warning by its words.
func (e *Lures) tone(message string) (asks, warns bool) {
	if len(message) > longestLure {
		message = strings.ToValidUTF8(message[:longestLure], "")
	}
	said := e.phrases.find(e.fold, message)
	return said.any(saysAsk) || isQuestion(message), said.any(saysWarn) && !said.any(saysPromo|saysOffer|saysPrize|saysWallet|saysLink)
}

// Defang writes the links of a text so that nothing makes them tappable, «example[.]com», and nothing turns it around.
func Defang(text string) string {
	var b strings.Builder
	last := ' '
	for i, r := range text {
		switch {
		case r == '.' && i+1 < len(text) && isHostRune(last) && isHostRune(rune(text[i+1])):
			b.WriteString("[.]")
		case r == ':' && strings.HasPrefix(text[i:], "://"):
			b.WriteString("[:]")
		case unicode.Is(unicode.Bidi_Control, r): // it turns the words around it
		default:
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
