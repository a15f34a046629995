package moderation

import "strings"

// LinkRule is the rule by which a link was judged: a stable key for catalogues and reports.
type LinkRule string

const (
	SameHandle     LinkRule = "handle"            // an account or channel that looks like an official one
	ForeignInvite  LinkRule = "invitation"        // an official's name as an invitation that is not on the roster
	BrandName      LinkRule = "brand"             // the brand's name as a foreign host, or a part of it
	BrandLetter    LinkRule = "brand-letter"      // one letter off
	BrandInside    LinkRule = "brand-inside"      // the brand's name beside other words
	BrandCut       LinkRule = "brand-cut"         // the brand's name cut by dots
	DotsMoved      LinkRule = "dots-moved"        // the official host with its dots or hyphens elsewhere
	BareNumber     LinkRule = "bare-number"       // the brand at an IP address
	BeforeAt       LinkRule = "before-at"         // something else before the @ than where it leads
	Backslash      LinkRule = "backslash"         // a backslash hides the host
	Script         LinkRule = "script"            // runs in the browser
	PlatformLook   LinkRule = "platform"          // poses as Telegram's or Discord's own host
	ShowsHandle    LinkRule = "shows-handle"      // shows an official handle and leads elsewhere
	ShowsHost      LinkRule = "shows-host"        // shows one host and leads to another
	ShowsBrand     LinkRule = "shows-brand"       // shows the brand and leads to a stranger
	ShortenedBrand LinkRule = "shortened-brand"   // a shortened link in the brand's name
	ShortenedAct   LinkRule = "shortened-act"     // a shortened link in a message that asks to act
	AnybodysPage   LinkRule = "page-of-anybody"   // a page anybody can make, in the brand's name
	MailInName     LinkRule = "mail-of-anybody"   // a free mailbox in the brand's name
	Unlisted       LinkRule = "unlisted-channel"  // the brand's name with other words, not on the roster
	Profile        LinkRule = "profile-of-office" // an office of the brand on another network
)

// ruling is a rule's word on a link.
type ruling struct {
	level  LinkLevel
	rule   LinkRule
	shown  string // what it pretends to be
	like   string // the host, page or @handle it imitates, as the rule knows it; empty for the brand as a whole
	detail string // in English, for rules that know more than their name says
}

var clearly = ruling{level: LinkClear}

// finish puts a ruling into a link: why, and what is safe instead.
func (l *Links) finish(link Link, r ruling) Link {
	link.Verdict, link.Rule, link.Shown = r.level, r.rule, r.shown
	if r.level == LinkSuspicious || r.level == LinkLookalike {
		link.Reason = r.sentence(link.Host)
		link.Official = l.instead(link, r)
	}
	return link
}

var sentences = map[LinkRule]string{
	ForeignInvite:  "an official's handle as an invitation that is not on the roster",
	BrandName:      "the brand's name in a host that is not official",
	BrandLetter:    "one letter off the brand's name",
	BrandInside:    "the brand's name in a foreign host",
	BrandCut:       "the brand's name cut by dots",
	DotsMoved:      "the official host with its dots moved",
	BareNumber:     "the brand at a bare IP address",
	BeforeAt:       "what stands before the @ is not where it leads: {host}",
	Backslash:      "a backslash hides its host",
	Script:         "runs in the browser instead of leading anywhere",
	PlatformLook:   "looks like {shown}'s host and is not",
	ShowsHandle:    "shows an official handle and leads elsewhere",
	ShowsHost:      "shows {shown} and leads to {host}",
	ShowsBrand:     "shows the brand and leads to {host}",
	ShortenedBrand: "a shortened link in the brand's name",
	ShortenedAct:   "a shortened link that asks to act",
	AnybodysPage:   "a page anybody can make, in the brand's name",
	MailInName:     "a mailbox anybody can have, in the brand's name",
	Unlisted:       "a channel in the brand's name that is not on the roster",
	Profile:        "an office of the brand that is not on the roster",
	SameHandle:     "looks like an official handle",
}

func (r ruling) sentence(host string) string {
	if r.detail != "" {
		return r.detail
	}
	return strings.NewReplacer("{host}", host, "{shown}", r.shown).Replace(sentences[r.rule])
}

// instead names what the roster has where the link pretends to lead: the handle or page it imitates, on a platform the brand's
// own page there, else the site whose name is nearest.
func (l *Links) instead(link Link, r ruling) string {
	b := l.roster.spec.Brand
	if r.like != "" {
		return r.like
	}
	if r.rule == PlatformLook || r.rule == ForeignInvite || r.rule == Unlisted {
		for _, page := range b.Links {
			if samePlatform(splitURL(page).host, r.shown, link.Host) {
				return page
			}
		}
	}
	best, most := "", -1
	for _, d := range b.Domains {
		if n := shared(link.Host, splitURL(d).host); n > most {
			best, most = d, n
		}
	}
	if best == "" && len(b.Links) > 0 {
		best = b.Links[0]
	}
	return best
}

// samePlatform reports that an official page lies on the platform a link is on or pretends to be.
func samePlatform(page, shown, host string) bool {
	telegram := strings.HasPrefix(shown, "t") || sameHost[strings.TrimPrefix(host, "www.")] == "t.me"
	switch sameHost[page] {
	case "t.me":
		return telegram
	case "discord.gg", "discord.com":
		return !telegram
	}
	return false
}

// shared counts the last characters that two hosts have in common, dots apart: of two official sites the one with the same ending
// is the nearer; with none the first wins.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
