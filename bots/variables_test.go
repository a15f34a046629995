package bots_test

import (
	"reflect"
	"testing"

	"frontdesk/bots"
	"frontdesk/faq"
	"frontdesk/moderation"
)

func TestVariablesComeFromTheRoster(t *testing.T) {
	r, _, err := moderation.NewRoster(moderation.RosterSpec{
		Brand: moderation.Brand{
			Names: []string{"Keyfold Wallet", "Keyfold"}, Domains: []string{"keyfold.example.org", "other.example.org"},
			Links: []string{"https://t.me/keyfold", "discord.gg/keyfold", "x.com/keyfold"},
		},
		Officials: []moderation.Official{
			{ID: "mei", Kind: "person", Role: "mod", Names: []string{"Mei"}},
			{ID: "helpers", Kind: "brand", Role: "Support", Handles: []string{"@keyfold_help"}},
			{ID: "site", Kind: "person", Names: []string{"takes no name that has a meaning"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := faq.Variables{
		"brand": "Keyfold Wallet", "official.site": "https://keyfold.example.org", "official.channel": "https://t.me/keyfold",
		"official.telegram": "https://t.me/keyfold", "official.discord": "https://discord.gg/keyfold", "official.x": "https://x.com/keyfold",
		"official.github": "", "official.bot": "", "official.support": "@keyfold_help", "official.mei": "Mei", "official.helpers": "@keyfold_help",
	}
	if got := bots.Variables(r); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
