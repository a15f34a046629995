package moderation

import (
	"testing"

	"frontdesk/chat"
)

func TestTheDirectoryAnswersWhoIsOfficial(t *testing.T) {
	spec := communities[0]
	spec.Brand.Contracts = []string{"0x4b76508c05cfc7312969e8e4c123a5029359c310"}
	spec.Officials = append([]Official{{ID: "owner", Kind: "person", Names: []string{"Ona Petraitis"}, Telegram: AccountIDs{"8000000009"}}}, spec.Officials...)
	r, _, err := NewRoster(spec)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(NewLinks(NewNames(r)))
	for query, want := range map[string]Answer{
		"@mareknowicki":             {Standing: IsOfficial, Official: Official{ID: "marek"}},
		"@lumora":                   {Standing: IsOfficial, Official: Official{ID: "brand"}},
		"mareknowicki":              {Standing: IsOfficial, Official: Official{ID: "marek"}},
		"@marek_nowickl":            {Standing: LooksLike, Official: Official{ID: "marek"}},
		"@stranger_42":              {Standing: NotOfficial},
		"8000000009":                {Standing: IsOfficial, Official: Official{ID: "owner"}},
		"8000000010":                {Standing: NotOfficial},
		"https://lumora.io/app":     {Standing: IsOfficial},
		"lumora-claim.net":          {Standing: LooksLike},
		"https://example.com":       {Standing: NotOfficial},
		"https://t.me/mareknowicki": {Standing: IsOfficial, Official: Official{ID: "marek"}},
		"Marek Nowicki":             {Standing: LooksLike, Official: Official{ID: "marek"}},
		"Lumora Support":            {Standing: LooksLike, Official: Official{ID: "help"}},
		"Somebody Else":             {Standing: Unknown},
		"":                          {Standing: Unknown},
		spec.Brand.Contracts[0]:     {Standing: IsOfficial},
		"0x4B76508C05CFC7312969E8E4C123A5029359C310": {Standing: IsOfficial},
		"0x4b7611111111111111111111111111111111c310": {Standing: LooksLike},
		"0x1111111111111111111111111111111111111111": {Standing: NotOfficial},
	} {
		if a := d.Ask("telegram", query); a.Standing != want.Standing || a.Official.ID != want.Official.ID {
			t.Errorf("%q: %s %q (%v), want %s %q", query, a.Standing, a.Official.ID, a.Reasons, want.Standing, want.Official.ID)
		}
	}
}

func TestAnOfficialsNameOnAnotherAccountLooksLikeHim(t *testing.T) {
	d := NewDirectory(NewLinks(namesOf(t, 0)))
	if a := d.Account(chat.MemberID{Platform: "telegram", Key: "77"}, "x", "Marek Nowicki"); a.Standing != LooksLike || a.Official.ID != "marek" {
		t.Errorf("got %+v", a)
	}
}
