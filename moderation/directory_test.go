package moderation

import (
	"strings"
	"testing"
	"unicode/utf8"

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

func TestTheDirectoryReadsMentionsAndMessages(t *testing.T) {
	spec := communities[0]
	spec.Officials = append([]Official{{ID: "owner", Kind: "person", Names: []string{"Ona Petraitis"}, Telegram: AccountIDs{"8000000009"}, Discord: AccountIDs{"90000000000000001"}}}, spec.Officials...)
	r, _, err := NewRoster(spec)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(NewLinks(NewNames(r)))
	for query, platform := range map[string]chat.Platform{
		"tg://user?id=8000000009": "telegram", "id8000000009": "telegram", "id: 8000000009": "telegram", "<@90000000000000001>": "discord",
		"<@!90000000000000001>": "discord", "https://discord.com/users/90000000000000001": "discord",
	} {
		if a := d.Ask(platform, query); a.Standing != IsOfficial || a.Subject != AnAccount || a.Official.ID != "owner" {
			t.Errorf("%s: %+v", query, a)
		}
	}
	for text, want := range map[string]Answer{
		"go to lumora-claim.net now":                     {Standing: LooksLike, Instead: "lumora.io"},
		"validate your wallet at https://node-fix.app":   {Standing: LooksLike, Instead: "@lumora_help_bot"},
		"someone told me to validate my wallet, a scam?": {Standing: Unknown},
		"hello": {Standing: Unknown},
	} {
		if a := d.Message(text); a.Standing != want.Standing || a.Instead != want.Instead || a.Subject != AMessage {
			t.Errorf("%q: %+v", text, a)
		}
	}
	if a := d.Ask("telegram", "lumora-claim.net"); a.Instead != "lumora.io" || len(a.Links) != 1 || a.Links[0].Rule == "" {
		t.Errorf("%+v", a)
	}
}

func TestAnAnswerRepeatsLittleOfAVeryLongQuestion(t *testing.T) {
	d := NewDirectory(NewLinks(namesOf(t, 0)))
	for _, piece := range []string{"a", "a ", "7", "@", "@a", "lumora.net/", "https://lumora.net/x", "\xff", "字", "0x1", "<@", "\n", "é\u0301"} {
		long := strings.Repeat(piece, (1<<18)/len(piece))
		for _, a := range []Answer{d.Ask("telegram", long), d.Message(long), d.Account(chat.MemberID{Key: long}, long, long)} {
			said := a.Query + strings.Join(a.Reasons, "")
			if len(said) > 2000 || !utf8.ValidString(said) || strings.Contains(a.Query, "\n") {
				t.Errorf("%q: %d bytes: %.100q", piece, len(said), said)
			}
		}
	}
}
