package moderation

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// registrable is the part of a host that somebody registered: docs.example.co.uk is example.co.uk's.
func registrable(host string) string {
	host = strings.ToLower(host)
	suffix, _ := publicSuffix(host)
	own, ok := strings.CutSuffix(host, "."+suffix)
	if !ok || own == "" {
		return host
	}
	return own[strings.LastIndexByte(own, '.')+1:] + "." + suffix
}

// publicSuffix is the ending under which anybody registers names, in the host's own letters; the list knows the ICANN's and
// those of hosters.
func publicSuffix(host string) (suffix string, icann bool) {
	if isASCII(host) {
		return publicsuffix.PublicSuffix(host)
	}
	ascii, err := idna.Punycode.ToASCII(host)
	if err != nil {
		return publicsuffix.PublicSuffix(host)
	}
	suffix, icann = publicsuffix.PublicSuffix(ascii)
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-1-strings.Count(suffix, ".")):], "."), icann
}
