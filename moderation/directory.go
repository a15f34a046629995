package moderation

import (
	"strings"
	"sync"
	"unicode/utf8"

	"frontdesk/chat"
)

// Directory answers members who ask «is this really you?». It is immutable and safe for concurrent use.
type Directory struct {
	roster *Roster
	names  *Names
	links  *Links
	lures  func() *Lures // made once, when a message is first asked about
}

// Standing is what an account, a link or an address is to us.
type Standing string

const (
	IsOfficial  Standing = "official"
	NotOfficial Standing = "not official"
	LooksLike   Standing = "looks like" // and is not: the strongest warning
	Unknown     Standing = "unknown"    // appearances cannot tell
)

// Subject is what was asked about.
type Subject string

const (
	AnAccount  Subject = "account" // by number
	AHandle    Subject = "handle"
	ALink      Subject = "link"
	AnAddress  Subject = "address" // contract or deposit
	AMessage   Subject = "message"
	ADisplayed Subject = "name"
)

// Answer is the directory's entry for a question. A handle that is official may have changed hands since the roster was
// written: only an account's number proves anything, and a caller who knows it asks by [Directory.Account].
type Answer struct {
	Standing Standing
	Subject  Subject
	Query    string   // as understood, short enough to repeat
	Official Official // whom it is, or looks like; may be empty
	Instead  string   // the site, page, handle or address of the roster to use instead of what looks like it; may be empty
	Reasons  []string
	Links    []Link      // of a link or message: those that are not clear, with their rules
	Lure     LureVerdict // of a message
}

// NewDirectory uses the same engines as the guard, so that both say the same.
func NewDirectory(l *Links) *Directory {
	return &Directory{l.roster, l.names, l, sync.OnceValue(func() *Lures { return NewLures(l) })}
}

// longestCited bounds what an answer repeats of a question, in characters.
const longestCited = 80

// Cited is text as it may be repeated to people: one line, and short.
func Cited(text string) string {
	if len(text) > 4*longestCited {
		text = strings.ToValidUTF8(text[:4*longestCited], "") + "…"
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > longestCited {
		text = string([]rune(text)[:longestCited-1]) + "…"
	}
	return text
}

// Account answers by immutable ID, with the names the account shows where they are known.
func (d *Directory) Account(id chat.MemberID, handle, name string) Answer {
	a := Answer{Standing: NotOfficial, Subject: AnAccount, Query: Cited(id.Key)}
	if o, ok := d.roster.ByAccount(id); ok {
		a.Standing, a.Official = IsOfficial, o
		return a
	}
	return d.resembling(a, handle, name)
}

// Ask answers free text: @handle, account number, mention, link, domain, contract address or display name. platform is where a bare
// number belongs.
func (d *Directory) Ask(platform chat.Platform, query string) Answer {
	query = strings.TrimSpace(query)
	if number, ok := accountNumber(query); ok {
		return d.Account(chat.MemberID{Platform: platform, Key: number}, "", "")
	}
	switch {
	case isAddress(query):
		return d.address(query)
	case strings.HasPrefix(query, "@") && isHandle(query[1:]):
		return d.handle(query[1:])
	}
	if v := d.links.Check(query); v.Verdict != LinkClear {
		return d.link(query, v)
	}
	if found := extract(normalise(query)); len(found) > 0 {
		return Answer{Standing: NotOfficial, Subject: ALink, Query: Cited(found[0].text)}
	}
	if !strings.Contains(query, " ") && isHandle(query) {
		if a := d.handle(query); a.Standing == IsOfficial {
			return a
		}
	}
	return d.resembling(Answer{Standing: Unknown, Subject: ADisplayed, Query: Cited(query)}, "", query)
}

// accountNumber reads an account's number, bare or as the platforms write a mention of it.
func accountNumber(query string) (string, bool) {
	for _, form := range [...][2]string{{"<@!", ">"}, {"<@", ">"}, {"tg://user?id=", ""}, {"https://discord.com/users/", ""}, {"tg://openmessage?user_id=", ""}, {"id", ""}} {
		if rest, ok := strings.CutPrefix(query, form[0]); ok {
			if rest, ok = strings.CutSuffix(rest, form[1]); ok {
				query = strings.TrimLeft(rest, ":# ")
				break
			}
		}
	}
	if len(query) < 5 || len(query) > 20 || strings.Trim(strings.TrimPrefix(query, "-"), "0123456789") != "" {
		return "", false
	}
	return query, true
}

// Message answers for a whole message that somebody got: by its links, and by what it promises or asks for. That nothing speaks
// against it proves nothing.
func (d *Directory) Message(text string, hidden ...Target) Answer {
	a := Answer{Standing: Unknown, Subject: AMessage, Query: Cited(text)}
	v := d.links.Check(text, hidden...)
	a.Links, a.Lure = v.Links, d.lures().Check(text, hidden...)
	if v.Verdict == LinkLookalike || v.Verdict == LinkSuspicious {
		a.Standing = LooksLike
		a.Instead, a.Reasons = told(v.Links)
	}
	if a.Lure.Verdict != NoLure {
		a.Standing = LooksLike
		a.Reasons = append(a.Reasons, a.Lure.Reasons...)
		if a.Instead == "" {
			a.Instead = a.Lure.Official
		}
	}
	return a
}

// told gathers why links are not clear, and the first thing to use instead.
func told(links []Link) (instead string, reasons []string) {
	for _, l := range links {
		if l.Reason == "" {
			continue
		}
		reasons = append(reasons, Cited(l.Text)+": "+l.Reason)
		if instead == "" {
			instead = l.Official
		}
	}
	return instead, reasons
}

func (d *Directory) handle(h string) Answer {
	a := Answer{Standing: NotOfficial, Subject: AHandle, Query: Cited("@" + h)}
	if o, ok := d.roster.ByHandle(h); ok {
		a.Standing, a.Official = IsOfficial, o
		return a
	}
	if d.links.handle(h).level == LinkOfficial {
		a.Standing = IsOfficial
		return a
	}
	return d.resembling(a, h, "")
}

func (d *Directory) resembling(a Answer, handle, name string) Answer {
	if v := d.names.Check(handle, name); v.Verdict != Clear {
		a.Standing, a.Reasons = LooksLike, v.Reasons
		a.Official, _ = d.roster.ByID(v.Like)
		a.Instead = d.links.handleOf(v.Like)
	}
	return a
}

func (d *Directory) link(query string, v LinkVerdict) Answer {
	a := Answer{Standing: IsOfficial, Subject: ALink, Query: Cited(query), Links: v.Links}
	if v.Verdict != LinkOfficial {
		a.Standing = LooksLike
		a.Instead, a.Reasons = told(v.Links)
		return a
	}
	if len(v.Links) == 1 {
		a.Query = Cited(v.Links[0].Text)
		if name, ok := platformName(splitURL(v.Links[0].Text)); ok {
			a.Official, _ = d.roster.ByHandle(name)
		}
	}
	return a
}

// isAddress reports text in the form of a chain address: 0x and 40 digits, or 25 to 64 letters and digits without vowels of
// language in it.
func isAddress(s string) bool {
	if strings.HasPrefix(strings.ToLower(s), "0x") {
		return len(s) >= 40 && strings.Trim(strings.ToLower(s[2:]), "0123456789abcdef") == ""
	}
	digits := 0
	for i := range len(s) {
		switch c := s[i]; kindOf(rune(c)) {
		case digit:
			digits++
		case separator:
			return false
		}
	}
	return len(s) >= 25 && len(s) <= 110 && digits >= 3
}

// address compares with the roster's contracts. One that shares its first and last characters is a forgery: that is all
// most people compare.
func (d *Directory) address(query string) Answer {
	a := Answer{Standing: NotOfficial, Subject: AnAddress, Query: Cited(query)}
	for _, c := range d.roster.spec.Brand.Contracts {
		c = strings.TrimSpace(c)
		switch {
		case sameAddress(c, query):
			a.Standing, a.Instead, a.Reasons = IsOfficial, "", nil
			return a
		case twinAddress(c, query):
			a.Standing = LooksLike
			a.Instead = c
			a.Reasons = []string{"it begins and ends like the official address " + c + " and differs between"}
		}
	}
	return a
}

// sameAddress compares without case where a chain has none.
func sameAddress(a, b string) bool {
	return a == b || strings.HasPrefix(a, "0x") && strings.EqualFold(a, b)
}

// twinAddress reports another address that begins and ends like a.
func twinAddress(a, b string) bool {
	return len(a) == len(b) && len(a) > 12 && !sameAddress(a, b) && (ends(a, b, 3) || ends(a, b, 0))
}

// ends compares the last four characters, and as many at the beginning behind the prefix all addresses of a chain share.
func ends(a, b string, extra int) bool {
	n := len(a)
	return strings.EqualFold(a[n-4:], b[n-4:]) && strings.EqualFold(a[:3+extra], b[:3+extra]) ||
		strings.EqualFold(a[n-3:], b[n-3:]) && strings.EqualFold(a[:6], b[:6])
}
