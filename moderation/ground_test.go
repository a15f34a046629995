package moderation

import (
	"slices"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/store"
)

func TestGroundsSayWhatReasonsSayForTheCatalogue(t *testing.T) {
	s := newScene(t, officials)
	n := s.guard.Register.Snapshot().Names
	for name, want := range map[string]Ground{
		"Keyfold Support":       {Key: "name", Rule: brandOffice, Whose: "Keyfold Support"},
		"Keyfold Suppart":       {Key: "name", Rule: brandOffice, How: byLetter, Whose: "Keyfold Support"},
		"Moderator":             {Key: "name", Rule: officeAlone, Whose: "Keyfold Support"},
		"Keyfold Suppоrt":       {Key: "lookalike", Who: "U+043E Cyrillic о", For: "o"},
		"Keyfold\u200b Support": {Key: "hidden", Who: "U+200B"},
	} {
		v := n.Check("", name)
		gs := n.Grounds(v)
		if !slices.Contains(gs, want) {
			t.Errorf("%q: %+v, want %+v (%v)", name, gs, want, v.Reasons)
		}
		for _, g := range gs {
			if g.Rule != "" && !strings.Contains(v.Reasons[0], nameSentences[g.Rule]+nameHows[g.How]) {
				t.Errorf("%q: %+v is not %q", name, g, v.Reasons[0])
			}
		}
	}
	if gs := n.Grounds(n.Check("ann", "Ann")); gs != nil {
		t.Errorf("a clear name has grounds: %+v", gs)
	}
}

func TestACardSaysWhyInTheReadersLanguageAndOlderOnesInEnglish(t *testing.T) {
	s := alert(t, nil)
	s.see(impostor("5"), noon)
	f := s.flag(1)
	if len(f.Grounds) == 0 || f.grounds()[0].Args["reason"].Phrase == nil {
		t.Fatalf("%+v", f.grounds())
	}
	f.Grounds = nil
	if got := f.grounds(); len(got) != len(f.Reasons) || got[0].Args["reason"].Text == "" {
		t.Errorf("a flag of an earlier version: %+v", got)
	}
	f.Cause = &Cause{Key: "link-brand"}
	if got := f.grounds(); len(got) != 1 || got[0].Args["reason"].Phrase == nil {
		t.Errorf("what was written: %+v", got)
	}
}

func TestNamesOnCardsLinkToNothingCallNobodyAndTurnNothingAround(t *testing.T) {
	s := twoPlatforms(t)
	name := "Keyfold Support @everyone keyfold.net https://x.example/#a \u202e\u2066\u200f\u2028 <b>x</b> [y](https://z.example)"
	there := fellow(1)
	there.Name = name
	s.see(there, noon)
	s.see(impostor("5"), noon)
	var posts []*chat.Phrase
	s.do(func(tx store.Tx) error {
		f := s.read(tx, 1)
		f.Name, f.Reasons = name, []string{name}
		f.Witnesses = []Witness{{Member: account(1), Name: name}}
		f.Further = &Further{Count: 1, Last: Cited(name)}
		post, err := s.guard.card(tx, f)
		if err != nil {
			return err
		}
		f.Grounds = nil
		old, err := s.guard.card(tx, f)
		if err != nil {
			return err
		}
		across, err := s.guard.tellOf(tx, &f, there.ID)
		posts = append(posts, post.Phrase, old.Phrase)
		for _, a := range slices.Concat(across, s.guard.shownElsewhere(&f, chat.Member{ID: account(5), Name: name})) {
			if e, ok := a.Effect.(chat.Send); ok {
				posts = append(posts, e.Post.Phrase)
			}
		}
		return err
	})
	if len(posts) != 4 {
		t.Fatalf("%d posts", len(posts))
	}
	for _, p := range posts {
		for _, text := range texts(p) {
			for _, bad := range []string{"@everyone", "keyfold.net", "://", "\u202e", "\u2066", "\u200f", "\u2028"} {
				if strings.Contains(text, bad) {
					t.Errorf("%q is shown in %s as %q", bad, p.ID, text)
				}
			}
		}
	}
}

// texts are what a phrase says that is no phrase itself.
func texts(p *chat.Phrase) (out []string) {
	for _, a := range p.Args {
		if out = append(out, a.Text); a.Phrase != nil {
			out = append(out, texts(a.Phrase)...)
		}
	}
	for _, then := range p.Then {
		out = append(out, texts(&then)...)
	}
	return out
}
