package bots

import (
	"strings"

	"frontdesk/faq"
	"frontdesk/moderation"
)

// Variables are what the FAQ's answers may take from a roster; see faq.Variables for what each name means. Every name is there,
// with an empty value where the roster has none, so that what is missing can be told from what is misspelt.
func Variables(r *moderation.Roster) faq.Variables {
	v := faq.Variables{}
	first := func(name, value string) {
		if v[name] == "" {
			v[name] = value
		}
	}
	brand := r.Brand()
	first("brand", firstOf(brand.Names))
	first("official.site", address(firstOf(brand.Domains)))
	first("official.channel", address(firstOf(brand.Links)))
	for _, name := range []string{"telegram", "discord", "x", "github", "support", "bot"} {
		first("official."+name, "")
	}
	for _, link := range brand.Links {
		host, _, _ := strings.Cut(strings.TrimPrefix(address(link), "https://"), "/")
		if name := networks[strings.TrimPrefix(strings.ToLower(host), "www.")]; name != "" {
			first("official."+name, address(link))
		}
	}
	for _, o := range r.Officials() {
		if strings.EqualFold(o.Role, "support") {
			first("official.support", called(o))
		}
		if strings.EqualFold(o.Kind, "bot") {
			first("official.bot", called(o))
		}
	}
	for _, o := range r.Officials() { // after the names that have a meaning
		first("official."+strings.ToLower(o.ID), called(o))
	}
	return v
}

// networks are the hosts of links that have a variable of their own.
var networks = map[string]string{
	"t.me": "telegram", "telegram.me": "telegram", "discord.gg": "discord", "discord.com": "discord", "x.com": "x", "twitter.com": "x", "github.com": "github",
}

// address is a domain or link of the roster as an https address.
func address(s string) string {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "https://"), "http://")
	if s == "" {
		return ""
	}
	return "https://" + s
}

// called is how an official is written to: by handle, else by name.
func called(o moderation.Official) string {
	if h := strings.TrimPrefix(firstOf(o.Handles), "@"); h != "" {
		return "@" + h
	}
	return firstOf(o.Names)
}

func firstOf(list []string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
