package moderation

import (
	"net/url"
	"strings"
)

// url judges one address. follow says to look one level into links it carries.
func (l *Links) url(u address, message string, follow bool) ruling {
	switch {
	case u.scheme == "data" || u.scheme == "javascript" || u.scheme == "vbscript":
		return ruling{level: l.worse(u.path+u.host, message), rule: Script}
	case u.scheme == "tg":
		return l.telegramScheme(u)
	case u.host == "":
		return clearly
	}
	if r := l.userinfo(u); r.level != LinkClear {
		return r
	}
	if u.hidden {
		return ruling{level: LinkLookalike, rule: Backslash}
	}
	if l.official(u) {
		return ruling{level: LinkOfficial}
	}
	if handle, ok := platformName(u); ok {
		return l.platformLink(u, handle)
	}
	if name := l.fakePlatform(u.host); name != "" {
		return ruling{level: LinkLookalike, rule: PlatformLook, shown: name}
	}
	if name := l.otherPlatform(u); name != "" {
		return ruling{level: LinkLookalike, rule: PlatformLook, shown: name}
	}
	if is, local := ipAddress(u.host); is {
		if !local && (l.speaksOfBrand(u.path+u.query) || l.speaksOfBrand(message)) {
			return ruling{level: LinkLookalike, rule: BareNumber}
		}
		return clearly
	}
	if follow {
		if r := l.carried(u, message); r.level == LinkLookalike || r.level == LinkSuspicious {
			return r
		}
	}
	return l.site(u, message)
}

// site judges a host by its name.
func (l *Links) site(u address, message string) ruling {
	domain := registrable(u.host)
	if name, ok := profileName(u); ok {
		return l.profile(name)
	}
	switch {
	case shorteners[domain]:
		return l.shortener(u, message)
	case freeMail[domain] && u.user != "":
		if l.speaksOfBrand(u.user) && !l.mentions(u.user) {
			return ruling{level: LinkSuspicious, rule: MailInName}
		}
		return clearly
	case builderHosts[u.host]:
		if l.speaksOfBrand(u.path) && actsOrOffice(l.besides(u.path)) {
			return ruling{level: LinkSuspicious, rule: AnybodysPage}
		}
		return clearly
	case establishedHosts[domain]:
		return clearly
	}
	return l.posing(u.host)
}

func (l *Links) worse(target, message string) LinkLevel {
	if l.speaksOfBrand(target) || l.speaksOfBrand(message) {
		return LinkLookalike
	}
	return LinkSuspicious
}

// userinfo judges what stands before an @ in a link: an e-mail address has no scheme, a trap has a host there.
func (l *Links) userinfo(u address) ruling {
	if u.user == "" || u.scheme == "mailto" {
		return clearly
	}
	user, err := url.PathUnescape(u.user)
	if err != nil {
		user = u.user
	}
	user, _, _ = strings.Cut(user, ":")
	posing := ruling{level: LinkLookalike, rule: BeforeAt}
	switch s := splitURL(user); {
	case freeMail[u.host] && u.scheme == "":
		return clearly
	case l.official(s), strings.Contains(user, ".") && l.posing(s.host).level != LinkClear:
		return posing
	case u.scheme != "" && strings.Contains(user, "."):
		posing.level = LinkSuspicious
		return posing
	case u.scheme != "" && !l.official(address{host: u.host}) && l.speaksOfBrand(user):
		return posing
	}
	return clearly
}

func (l *Links) official(u address) bool {
	for host := u.host; host != ""; {
		if l.domains[host] {
			return true
		}
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			break
		}
		host = parent
	}
	if l.paths[u.page()] {
		return true
	}
	for page := u.page(); ; {
		at := strings.LastIndexByte(page, '/')
		if at < 0 {
			return false
		}
		if page = page[:at]; l.paths[page] && strings.Contains(page, "/") {
			return true
		}
	}
}

// fakePlatform names the platform as whose host this one poses, or nothing.
func (l *Links) fakePlatform(host string) string {
	host = strings.TrimPrefix(host, "www.")
	if realPlatform[registrable(host)] || realPlatform[host] {
		return ""
	}
	look := l.appearance(host)
	for _, genuine := range platformHosts {
		if after, ok := strings.CutPrefix(host, genuine); ok && (after[0] == '.' || after[0] == '-') || l.appearance(genuine) == look {
			return genuine
		}
	}
	for label := range strings.SplitSeq(host, ".") {
		if dressed[label] {
			return platformOf(label)
		}
		for piece := range strings.SplitSeq(label, "-") {
			if name := l.platformIn(piece, label, host); name != "" {
				return name
			}
		}
	}
	return ""
}

// platformIn compares a piece of a host's label with the platforms' names.
func (l *Links) platformIn(piece, label, host string) string {
	if len(piece) <= 5 {
		return ""
	}
	form := lookAlikePairs.Replace(l.appearance(piece))
	for _, name := range [...]string{"telegram", "discord", "discordapp"} {
		same := form == lookAlikePairs.Replace(l.appearance(name))
		if same && (piece != name || riskyHost(host) || dressedUp(label)) || piece != name && forgedHost(form, name) {
			return name
		}
	}
	return ""
}

func platformOf(label string) string {
	if strings.HasPrefix(label, "d") {
		return "discord"
	}
	return "telegram"
}

// forgedHost reports one edit between what a label looks like and a platform's name.
func forgedHost(look, name string) bool {
	return forged([]byte(look), string(visual(nil, []byte(name))), handle)
}

// riskyHost reports words that traps put beside a platform's name.
func riskyHost(host string) bool {
	for _, w := range [...]string{"gift", "nitro", "claim", "verify", "login", "auth", "free", "support", "secure", "airdrop"} {
		if strings.Contains(host, w) {
			return true
		}
	}
	return false
}

// dressedUp reports a label in which everything beside the platform's name is an ending or an entrance: telegram-org, web-telegram.
func dressedUp(label string) bool {
	pieces := strings.Split(label, "-")
	if len(pieces) < 2 {
		return false
	}
	for _, p := range pieces {
		if p != "telegram" && p != "discord" && p != "discordapp" && !entrances[p] {
			return false
		}
	}
	return true
}

// carried judges a link inside a link, one level deep.
func (l *Links) carried(u address, message string) ruling {
	worst := clearly
	try := func(target string) {
		if !strings.Contains(target, ".") || len(target) > longestLink {
			return
		}
		if r := l.url(splitURL(target), message, false); severity(r.level) > severity(worst.level) {
			worst = r
		}
	}
	if strings.HasPrefix(u.query, "http") {
		if target, err := url.PathUnescape(u.query); err == nil {
			try(target)
		}
	}
	values, _ := url.ParseQuery(u.query)
	for key, list := range values {
		if carriers[strings.ToLower(key)] || len(list) > 0 && strings.Contains(list[0], "://") {
			for _, target := range list[:min(len(list), 8)] {
				try(target)
			}
		}
	}
	if at := strings.Index(u.path, "http"); at >= 0 && wrapperHosts[registrable(u.host)] {
		if target, err := url.PathUnescape(u.path[at:]); err == nil {
			try(target)
		}
	}
	return worst
}

func (l *Links) shortener(u address, message string) ruling {
	if l.speaksOfBrand(u.path) || l.speaksOfBrand(message) {
		return ruling{level: LinkSuspicious, rule: ShortenedBrand}
	}
	if acts(message) {
		return ruling{level: LinkSuspicious, rule: ShortenedAct}
	}
	return clearly
}
