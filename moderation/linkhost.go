package moderation

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// url judges one address. follow says to look one level into links it carries.
func (l *Links) url(u address, message string, follow bool) (LinkLevel, string) {
	switch {
	case u.scheme == "data" || u.scheme == "javascript" || u.scheme == "vbscript":
		return l.worse(u.path+u.host, message), "runs in the browser instead of leading anywhere"
	case u.scheme == "tg":
		return l.telegramScheme(u)
	case u.host == "":
		return LinkClear, ""
	}
	if verdict, reason := l.userinfo(u); verdict != LinkClear {
		return verdict, reason
	}
	if u.hidden != "" {
		return LinkLookalike, u.hidden
	}
	if l.official(u) {
		return LinkOfficial, ""
	}
	if handle, ok := platformName(u); ok {
		return l.platformLink(u, handle)
	}
	if reason := l.fakePlatform(u.host); reason != "" {
		return LinkLookalike, reason
	}
	if is, local := ipAddress(u.host); is {
		if !local && (l.speaksOfBrand(u.path+u.query) || l.speaksOfBrand(message)) {
			return LinkLookalike, "the brand at a bare IP address"
		}
		return LinkClear, ""
	}
	if follow {
		if verdict, reason := l.carried(u, message); verdict == LinkLookalike || verdict == LinkSuspicious {
			return verdict, reason
		}
	}
	domain := registrable(u.host)
	switch {
	case shorteners[domain]:
		return l.shortener(u, message)
	case establishedHosts[domain]:
		if builderHosts[u.host] && l.speaksOfBrand(u.path) && actsOrOffice(u.path) {
			return LinkSuspicious, "a page anybody can make, in the brand's name"
		}
		return LinkClear, ""
	}
	if reason := l.posing(u.host); reason != "" {
		return LinkLookalike, reason
	}
	return LinkClear, ""
}

func (l *Links) worse(target, message string) LinkLevel {
	if l.speaksOfBrand(target) || l.speaksOfBrand(message) {
		return LinkLookalike
	}
	return LinkSuspicious
}

// userinfo judges what stands before an @ in a link: an e-mail address has no scheme, a trap has a host there.
func (l *Links) userinfo(u address) (LinkLevel, string) {
	if u.user == "" || u.scheme == "mailto" {
		return LinkClear, ""
	}
	user, err := url.PathUnescape(u.user)
	if err != nil {
		user = u.user
	}
	user, _, _ = strings.Cut(user, ":")
	switch s := splitURL(user); {
	case l.official(s), strings.Contains(user, ".") && l.posing(s.host) != "":
		return LinkLookalike, "what stands before the @ is not where it leads: " + u.host
	case u.scheme != "" && strings.Contains(user, "."):
		return LinkSuspicious, "what stands before the @ is not where it leads: " + u.host
	case u.scheme != "" && !l.official(address{host: u.host}) && l.speaksOfBrand(user):
		return LinkLookalike, "what stands before the @ is not where it leads: " + u.host
	}
	return LinkClear, ""
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

func (l *Links) telegramScheme(u address) (LinkLevel, string) {
	values, err := url.ParseQuery(u.query)
	if err != nil || values.Get("domain") == "" {
		return LinkClear, ""
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
	case "x.com":
		return first, true
	}
	return "", false
}

func (l *Links) platformLink(u address, name string) (LinkLevel, string) {
	if name == "" {
		return LinkClear, ""
	}
	verdict, reason := l.handle(name)
	if sameHost[strings.TrimPrefix(u.host, "www.")] == "x.com" && verdict == LinkLookalike && !actsOrOffice(name) {
		return LinkClear, "" // the brand's own account there may not be on the roster
	}
	if verdict != LinkOfficial || sameHost[strings.TrimPrefix(u.host, "www.")] == "t.me" {
		return verdict, reason
	}
	if sameHost[strings.TrimPrefix(u.host, "www.")] == "x.com" {
		return LinkClear, ""
	}
	return LinkLookalike, "an official's handle as an invitation that is not on the roster"
}

// fakePlatform reports a host that poses as Telegram's or Discord's.
func (l *Links) fakePlatform(host string) string {
	host = strings.TrimPrefix(host, "www.")
	if realPlatform[registrable(host)] || realPlatform[host] {
		return ""
	}
	look := l.appearance(host)
	if l.platform[look] {
		return "looks like a platform's host and is not"
	}
	for _, genuine := range platformHosts {
		if after, ok := strings.CutPrefix(host, genuine); ok && (after[0] == '.' || after[0] == '-') {
			return "begins like " + genuine + " and is not"
		}
	}
	for label := range strings.SplitSeq(host, ".") {
		for piece := range strings.SplitSeq(label, "-") {
			for _, name := range [...]string{"telegram", "discord", "discordapp"} {
				if form := strings.ReplaceAll(l.appearance(piece), "ci", "d"); len(piece) > 5 && (form == strings.ReplaceAll(l.appearance(name), "ci", "d") && (piece != name || riskyHost(host)) ||
					piece != name && forgedHost(form, name)) {
					return "looks like " + name + "'s host and is not"
				}
			}
		}
	}
	return ""
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

// carried judges a link inside a link, one level deep.
func (l *Links) carried(u address, message string) (LinkLevel, string) {
	values, _ := url.ParseQuery(u.query)
	worst, why := LinkClear, ""
	try := func(target string) {
		if !strings.Contains(target, ".") || len(target) > 2048 {
			return
		}
		if verdict, reason := l.url(splitURL(target), message, false); severity(verdict) > severity(worst) {
			worst, why = verdict, reason
		}
	}
	for key, list := range values {
		if carriers[strings.ToLower(key)] || len(list) > 0 && strings.Contains(list[0], "://") {
			for _, target := range list {
				try(target)
			}
		}
	}
	if at := strings.Index(u.path, "http"); at >= 0 && wrapperHosts[registrable(u.host)] {
		target, err := url.PathUnescape(u.path[at:])
		if err == nil {
			try(target)
		}
	}
	return worst, why
}

func (l *Links) shortener(u address, message string) (LinkLevel, string) {
	if l.speaksOfBrand(u.path) || l.speaksOfBrand(message) {
		return LinkSuspicious, "a shortened link in the brand's name"
	}
	if acts(message) {
		return LinkSuspicious, "a shortened link that asks to act"
	}
	return LinkClear, ""
}

// posing says why a host that is not official looks like the brand's, or nothing.
func (l *Links) posing(host string) string {
	suffix, _ := publicsuffix.PublicSuffix(host)
	own := strings.TrimSuffix(strings.TrimSuffix(host, suffix), ".")
	if own == "" {
		own = host
	}
	if l.joined[l.appearance(strings.NewReplacer(".", "", "-", "").Replace(host))] {
		return "the official host with its dots moved"
	}
	if l.joined[l.appearance(strings.NewReplacer(".", "", "-", "").Replace(own))] {
		return "the official host with its dots moved"
	}
	labels := strings.Split(own, ".")
	for _, label := range labels {
		if reason := l.label(label); reason != "" {
			return reason
		}
	}
	if len(labels) > 1 {
		if k := l.nearBrand(strings.ReplaceAll(own, ".", "")); k == "the brand's name" {
			return k + " cut by dots"
		}
	}
	return ""
}

// label judges one label of a host: whole, without hyphens, and between them.
func (l *Links) label(label string) string {
	if reason := l.nearBrand(strings.ReplaceAll(label, "-", "")); reason != "" {
		return reason
	}
	for piece := range strings.SplitSeq(label, "-") {
		if reason := l.nearBrand(piece); reason != "" {
			return reason
		}
	}
	look := l.appearance(label)
	joined := strings.ReplaceAll(look, "-", "")
	for i := range l.names.words.words {
		w := &l.names.words.words[i]
		if w.class != brand && w.class != handle {
			continue
		}
		for _, text := range [...]string{look, joined} {
			if at := strings.Index(text, w.visual); at >= 0 && l.standsOut(text, at, at+len(w.visual), w) {
				return "the brand's name in a foreign host"
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
	if baits[before] || l.names.words.knowsText(before) {
		return true
	}
	return len(before) > 4 && len(w.visual) >= 8 // «secureloginkeyhaven»
}

func (v *vocabulary) knowsText(visual string) bool {
	i, ok := v.byText[visual]
	return ok && v.words[i].class != other
}

// nearBrand reports a piece of a host that is the brand, or one edit away.
func (l *Links) nearBrand(piece string) string {
	v := l.names.words
	var r reading
	r.write(v.shape(piece), true)
	r.close()
	if i, ok := v.byText[string(r.vis)]; ok && v.words[i].class == brand {
		return "the brand's name"
	}
	onlyBrand := func(w *word) bool { return w.class == brand && len(w.visual) >= 6 }
	if v.nearest(&r, 0, int32(len(r.vis)), onlyBrand) >= 0 {
		return "one letter off the brand's name"
	}
	if joined := strings.ReplaceAll(string(r.vis), "ci", "d"); joined != string(r.vis) { // cl looks like d
		if i, ok := v.byText[joined]; ok && v.words[i].class == brand {
			return "looks like the brand's name"
		}
	}
	return ""
}
