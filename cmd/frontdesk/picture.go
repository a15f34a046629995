package main

import (
	"path/filepath"
	"strings"

	"frontdesk/bots/picture"
	"frontdesk/moderation"
)

// pictures opens what entries name: files beside faq.yaml, and addresses on the brand's domains.
func pictures(faqPath string, r *moderation.Roster) *picture.Origin {
	o := &picture.Origin{Official: func(host string) bool { return onDomains(host, r.Brand().Domains) }}
	if faqPath != "" {
		o.Dir = filepath.Dir(faqPath)
	}
	return o
}

// onDomains reports whether a host is one of the domains or below one.
func onDomains(host string, domains []string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, d := range domains {
		d = strings.ToLower(strings.Trim(strings.TrimSpace(d), "."))
		if d != "" && (host == d || strings.HasSuffix(host, "."+d)) {
			return true
		}
	}
	return false
}
