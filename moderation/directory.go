package moderation

import (
	"strings"

	"frontdesk/chat"
)

// Directory answers members who ask «is this really you?». It is immutable and safe for concurrent use.
type Directory struct {
	roster *Roster
	names  *Names
	links  *Links
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
	ADisplayed Subject = "name"
)

// Answer is the directory's entry for a question. A handle that is official may have changed hands since the roster was
// written: only an account's number proves anything, and a caller who knows it asks by [Directory.Account].
type Answer struct {
	Standing Standing
	Subject  Subject
	Query    string   // as understood
	Official Official // whom it is, or looks like; may be empty
	Reasons  []string
}

// NewDirectory uses the same engines as the guard, so that both say the same.
func NewDirectory(l *Links) *Directory { return &Directory{l.roster, l.names, l} }

// Account answers by immutable ID, with the names the account shows where they are known.
func (d *Directory) Account(id chat.MemberID, handle, name string) Answer {
	if o, ok := d.roster.ByAccount(id); ok {
		return Answer{Standing: IsOfficial, Subject: AnAccount, Query: id.Key, Official: o}
	}
	a := Answer{Standing: NotOfficial, Subject: AnAccount, Query: id.Key}
	return d.resembling(a, handle, name)
}

// Ask answers free text: @handle, account number, link, domain, contract address or display name. platform is where a bare
// number belongs.
func (d *Directory) Ask(platform chat.Platform, query string) Answer {
	query = strings.TrimSpace(query)
	switch {
	case isAddress(query):
		return d.address(query)
	case query != "" && strings.Trim(query, "-0123456789") == "" && len(query) >= 5:
		return d.Account(chat.MemberID{Platform: platform, Key: query}, "", "")
	case strings.HasPrefix(query, "@") && isHandle(query[1:]):
		return d.handle(query[1:])
	}
	if v := d.links.Check(query); v.Verdict != LinkClear {
		return d.link(query, v)
	}
	if found := extract(normalise(query)); len(found) > 0 {
		return Answer{Standing: NotOfficial, Subject: ALink, Query: found[0].text}
	}
	if !strings.Contains(query, " ") && isHandle(query) {
		if a := d.handle(query); a.Standing == IsOfficial {
			return a
		}
	}
	return d.resembling(Answer{Standing: Unknown, Subject: ADisplayed, Query: query}, "", query)
}

func (d *Directory) handle(h string) Answer {
	a := Answer{Standing: NotOfficial, Subject: AHandle, Query: "@" + h}
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
	}
	return a
}

func (d *Directory) link(query string, v LinkVerdict) Answer {
	a := Answer{Standing: IsOfficial, Subject: ALink, Query: query}
	if v.Verdict != LinkOfficial {
		a.Standing = LooksLike
		for _, l := range v.Links {
			if l.Reason != "" {
				a.Reasons = append(a.Reasons, l.Text+": "+l.Reason)
			}
		}
		return a
	}
	if len(v.Links) == 1 {
		a.Query = v.Links[0].Text
		if name, ok := platformName(splitURL(a.Query)); ok {
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
	a := Answer{Standing: NotOfficial, Subject: AnAddress, Query: query}
	for _, c := range d.roster.spec.Brand.Contracts {
		c = strings.TrimSpace(c)
		switch {
		case sameAddress(c, query):
			a.Standing, a.Reasons = IsOfficial, nil
			return a
		case twinAddress(c, query):
			a.Standing = LooksLike
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
