package moderation

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// registrable is the part of a host that somebody registered: docs.example.co.uk is example.co.uk's.
func registrable(host string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(host))
	if err != nil {
		return host
	}
	return domain
}
