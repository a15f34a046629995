package moderation

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// address is a URL taken apart as a browser would, whatever its disguise.
type address struct {
	scheme, user, host, path, query string
	hidden                          bool // a backslash hides its host
}

// page is the host with its path, for comparison with official pages.
func (a address) page() string {
	host := strings.TrimPrefix(a.host, "www.")
	if canonical, ok := sameHost[host]; ok {
		host = canonical
	}
	path := strings.ToLower(strings.Trim(a.path, "/"))
	if host == "discord.com" && strings.HasPrefix(path, "invite/") {
		host, path = "discord.gg", strings.TrimPrefix(path, "invite/")
	}
	if path == "" {
		return host
	}
	return host + "/" + path
}

var hostRules = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

func splitURL(text string) address {
	var a address
	rest := strings.TrimSpace(text)
	if scheme, after, ok := strings.Cut(rest, ":"); ok && isScheme(scheme) && !strings.Contains(scheme, ".") && !startsWithDigit(after) {
		a.scheme, rest = strings.ToLower(scheme), after
	}
	if strings.Contains(rest, `\`) {
		a.hidden = true
		rest = strings.ReplaceAll(rest, `\`, "/")
	}
	rest = strings.TrimLeft(rest, "/")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority := rest[:end]
	a.path, a.query, _ = strings.Cut(rest[end:], "?")
	if strings.HasPrefix(a.path, "#") {
		a.path = ""
	}
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		a.user, authority = authority[:at], authority[at+1:]
	}
	if decoded, err := url.PathUnescape(authority); err == nil {
		authority = decoded
	}
	if !strings.HasPrefix(authority, "[") {
		authority, _, _ = strings.Cut(authority, ":")
	}
	a.host = strings.ToLower(strings.Trim(authority, "."))
	if mapped, err := hostRules.ToUnicode(a.host); err == nil && mapped != "" {
		a.host = strings.Trim(mapped, ".")
	} else if decoded, err := idna.Punycode.ToUnicode(a.host); err == nil && decoded != "" { // forbidden there, and read all the same
		a.host = strings.Trim(decoded, ".")
	}
	return a
}

func isScheme(s string) bool {
	return s != "" && len(s) < 16 && !strings.ContainsFunc(s, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '+') })
}

func startsWithDigit(s string) bool { return s != "" && isDigit(s[0]) }

// ipAddress reports a numeric host in any of the forms browsers read: dotted, decimal, octal, hexadecimal; local ones are nobody's trap.
func ipAddress(host string) (is, local bool) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true, ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified()
	}
	parts := strings.Split(host, ".")
	if len(parts) > 4 || len(parts) == 1 && len(host) < 7 {
		return false, false
	}
	for _, p := range parts {
		digits, set := p, "0123456789"
		if after, hex := strings.CutPrefix(p, "0x"); hex {
			digits, set = after, "0123456789abcdef"
		}
		if digits == "" || strings.Trim(digits, set) != "" {
			return false, false
		}
	}
	return true, false
}
