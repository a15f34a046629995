package faq

import (
	"reflect"
	"testing"
)

func TestApplyIsSeenByTheNextQuestion(t *testing.T) {
	before := walletIndex(t)
	added := Entry{ID: "ledger", Title: map[string]string{"en": "Connect a Ledger"},
		Questions: map[string][]string{"en": {"How do I pair my Ledger Nano?", "hardware wallet is not detected"}}, Answer: map[string]string{"en": "By cable."}}
	after := before.Apply([]Entry{added}, []string{"fees"})
	q := Query{Text: "how do i pair my ledger nano"}
	if v := after.Match(q); v.Entry != "ledger" || v.Kind != Answer {
		t.Errorf("after the edit: %+v", v)
	}
	if v := before.Match(q); v.Entry == "ledger" {
		t.Errorf("the old index changed: %+v", v)
	}
	if v := after.Match(Query{Text: "why are gas fees so high"}); v.Entry == "fees" {
		t.Errorf("a deleted entry answered: %+v", v)
	}
	if _, ok := after.Entry("fees"); ok || after.Len() != before.Len() || after.Pending() != 2 {
		t.Errorf("%d entries, %d pending", after.Len(), after.Pending())
	}
}

func TestApplyReplacesAnEntry(t *testing.T) {
	before, q := walletIndex(t), Query{Text: "import token contract"}
	e, _ := before.Entry("add-token")
	e.Questions = map[string][]string{"en": {"Which colour has the moon?", "moon colour please"}}
	idx := before.Apply([]Entry{e}, nil)
	if v := idx.Match(Query{Text: "which colour has the moon"}); v.Entry != "add-token" {
		t.Errorf("the new question finds %s", v.Entry)
	}
	if was, is := before.Match(q).Confidence, idx.Match(q).Confidence; was < answerAt || is > was-0.02 {
		t.Errorf("the old question is answered at %.2f, before at %.2f", is, was)
	}
	e.Questions = map[string][]string{"en": {"How do I add a custom token?", "my token does not show in the list", "import token contract"}}
	idx = idx.Apply([]Entry{e}, nil)
	if v := idx.Match(Query{Text: "how do i add a custom token"}); v.Entry != "add-token" || v.Kind != Answer {
		t.Errorf("changed back: %+v", v)
	}
}

func TestApplyManyTimesStaysNearABuild(t *testing.T) {
	entries := madeUp(60, 5)
	if testing.Short() {
		entries = entries[:45]
	}
	idx := Build(entries[:40], Options{})
	for i := 40; i < len(entries); i++ {
		idx = idx.Apply(entries[i:i+1], nil)
	}
	wrong := 0
	for _, e := range entries {
		if v := idx.Match(Query{Text: e.Questions["en"][1]}); v.Entry != e.ID {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d entries are not found by their own question", wrong, len(entries))
	}
}

func TestApplyIsDeterministicAndTakesNothing(t *testing.T) {
	idx := walletIndex(t)
	e, _ := idx.Entry("fees")
	q := Query{Text: "gas fees high"}
	if a, b := idx.Apply([]Entry{e}, nil).Match(q), idx.Apply([]Entry{e}, nil).Match(q); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v", a, b)
	}
	if a, b := idx.Apply(nil, []string{"no such"}).Match(q), idx.Match(q); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v", a, b)
	}
	if v := Build(nil, Options{}).Apply([]Entry{e}, nil).Match(q); v.Entry != "fees" {
		t.Errorf("added to an empty FAQ: %+v", v)
	}
}

func TestUnwantedMessagesAreNotAnswered(t *testing.T) {
	entries, _ := Parse([]byte(walletFAQ))
	without := Build(entries, Options{})
	asked := Query{Text: "why are the gas fees so high on mars?"}
	unwanted := func(questions ...string) Entry {
		return Entry{ID: Unwanted, Questions: map[string][]string{"en": questions, "zh": {"火星上的手续费"}}}
	}
	spoken := func(name string, x *Index, kind Kind) {
		t.Helper()
		if v := x.Match(asked); v.Kind != kind {
			t.Errorf("%s: %+v", name, v)
		}
		v := x.Match(Query{Text: "Why are gas fees so high?"})
		if v.Kind != Answer || v.Entry != "fees" {
			t.Errorf("%s, a question of the FAQ: %+v", name, v)
		}
		for _, c := range v.Candidates {
			if c.Entry == Unwanted {
				t.Errorf("%s: it is a candidate", name)
			}
		}
		if _, ok := x.Entry(Unwanted); ok || x.Len() != len(entries) {
			t.Errorf("%s: it is an entry; %d in all", name, x.Len())
		}
	}
	spoken("without", without, Answer)
	built := Build(append([]Entry{unwanted("why are gas fees so high on mars")}, entries...), Options{})
	spoken("built with", built, Silent)
	spoken("… and deleted", built.Apply(nil, []string{Unwanted}), Answer)
	added := without.Apply([]Entry{unwanted("why are gas fees so high on mars")}, nil)
	spoken("applied", added, Silent)
	spoken("… and changed", added.Apply([]Entry{unwanted("something else entirely")}, nil), Answer)
	spoken("… and changed back", added.Apply([]Entry{unwanted("x")}, nil).Apply([]Entry{unwanted("why are gas fees so high on mars")}, nil), Silent)
}

func TestUnwantedMessagesAreNotAnsweredInALargeFAQ(t *testing.T) {
	if testing.Short() {
		t.Skip("builds seven thousand entries")
	}
	entries := madeUp(7000, 3)
	asked := entries[5].Questions["en"][0] + " moonlight"
	idx := Build(entries, Options{})
	if v := idx.Match(Query{Text: asked}); v.Kind != Answer {
		t.Fatalf("before: %+v", v)
	}
	idx = idx.Apply([]Entry{{ID: Unwanted, Questions: map[string][]string{"en": {asked}}}}, nil)
	if v := idx.Match(Query{Text: asked}); v.Kind == Answer || v.Entry != "e5" {
		t.Errorf("after: %+v", v)
	}
}
