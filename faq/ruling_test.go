package faq

import (
	"errors"
	"testing"
	"time"

	"frontdesk/store"
)

const ledgerFAQ = `
entries:
  - id: ledger
    title: {en: "Hardware wallets"}
    questions: {en: ["Which hardware wallets are supported?"]}
    answer: {en: "Ledger and Trezor."}
  - id: fees
    title: {en: "Network fees"}
    questions: {en: ["Why are the network fees so high?", "who gets the gas fee"]}
    answer: {en: "Fees go to the network."}
`

var moderator, colleague = Author{ID: cat, Name: "Max", At: dawn.Add(time.Hour)}, Author{ID: dan, Name: "Mia", At: dawn.Add(2 * time.Hour)}

// listed is a book with an FAQ and gaps of two kinds, and their listing.
func listed(t testing.TB) (shelf, Listing) {
	s := newShelf(t)
	if _, err := s.b.Base(t.Context(), []byte(ledgerFAQ), Author{Name: "faq.yaml"}); err != nil {
		t.Fatal(err)
	}
	s.keep(gap(1, cat, "how can i pair my nano over bluetooth"), gap(2, dan, "how can i pair my nano over bluetooth?"), gap(3, dan, "when will the token be listed on moonbase exchange"))
	return s, s.list()
}

func (s shelf) list() (l Listing) {
	s.Helper()
	found, err := s.b.GroupGaps(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	s.do(func(tx store.Tx) (err error) {
		l, err = ListGaps(tx, found, moderator.At)
		return err
	})
	return l
}

// verdict is what the book makes of a question that is asked unasked.
func (s shelf) verdict(q string) Verdict {
	idx, _ := s.b.Snapshot()
	return idx.Match(Query{Text: q})
}

func TestAttachingIsEffectiveAtOnceAndCanBeUndone(t *testing.T) {
	s, l := listed(t)
	if len(l.Groups) != 2 || len(l.Groups[0].Gaps) != 2 || len(l.Groups[0].Shown) != 1 {
		t.Fatalf("listing %+v", l)
	}
	var r Ruling
	s.do(func(tx store.Tx) (err error) {
		r, err = s.b.Attach(tx, l.Groups[0], "ledger", moderator)
		return err
	})
	if v := s.verdict("how can i pair my nano over bluetooth"); v.Kind != Answer || v.Entry != "ledger" {
		t.Errorf("attached, the question gets %+v", v)
	}
	if again := s.list(); len(again.Groups) != 1 || again.Groups[0].Gaps[0] != 3 {
		t.Errorf("still listed: %+v", again)
	}
	s.do(func(tx store.Tx) (err error) {
		_, err = s.b.Undo(tx, r.No, colleague)
		return err
	})
	if v := s.verdict("how can i pair my nano over bluetooth"); v.Kind == Answer {
		t.Errorf("detached, the question gets %+v", v)
	}
	if again := s.list(); len(again.Groups) != 2 {
		t.Errorf("not listed again: %+v", again)
	}
	var settled ErrSettled
	if err := s.try(func(tx store.Tx) error { _, err := s.b.Undo(tx, r.No, moderator); return err }); !errors.As(err, &settled) || settled.Ruling.Undone.Name != "Mia" {
		t.Errorf("undone twice: %v", err)
	}
}

func TestASecondRulingIsRefusedWithTheFirst(t *testing.T) {
	s, l := listed(t)
	s.do(func(tx store.Tx) error { _, err := s.b.Attach(tx, l.Groups[0], "ledger", moderator); return err })
	again := Group{Gaps: l.Groups[0].Gaps[1:], Shown: l.Groups[0].Gaps[1:]} // of another listing
	for name, rule := range map[string]func(tx store.Tx, g Group) error{
		"attach": func(tx store.Tx, g Group) error { _, err := s.b.Attach(tx, g, "fees", colleague); return err },
		"reject": func(tx store.Tx, g Group) error { _, err := s.b.Reject(tx, g, colleague); return err },
		"begin":  func(tx store.Tx, g Group) error { _, _, _, err := s.b.Begin(tx, g, colleague); return err },
	} {
		for _, g := range []Group{l.Groups[0], again} {
			var settled ErrSettled
			if err := s.try(func(tx store.Tx) error { return rule(tx, g) }); !errors.As(err, &settled) || settled.Ruling.By.Name != "Max" || settled.Ruling.Entry != "ledger" {
				t.Errorf("%s after an attach: %v", name, err)
			}
		}
	}
	if v := s.verdict("how can i pair my nano over bluetooth"); v.Entry != "ledger" {
		t.Errorf("the question gets %+v", v)
	}
}

func TestWhatIsNotForTheBotIsSilentUntilTakenBack(t *testing.T) {
	s := newShelf(t)
	if _, err := s.b.Base(t.Context(), []byte(ledgerFAQ), Author{Name: "faq.yaml"}); err != nil {
		t.Fatal(err)
	}
	const q = "why are the network fees so high on the moonbase exchange"
	if v := s.verdict(q); v.Kind == Silent {
		t.Fatalf("silent anyway: %+v", v)
	}
	g := gap(1, cat, q)
	g.Why = WhyWrong
	s.keep(g)
	l := s.list()
	var r Ruling
	s.do(func(tx store.Tx) (err error) {
		r, err = s.b.Reject(tx, l.Groups[0], moderator)
		return err
	})
	if v := s.verdict(q); v.Kind != Silent {
		t.Errorf("rejected, it gets %+v", v)
	}
	if err := s.b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := s.verdict(q); v.Kind != Silent {
		t.Errorf("rejected and built anew, it gets %+v", v)
	}
	if err := s.try(func(tx store.Tx) error {
		_, err := s.b.Put(tx, Entry{ID: Unwanted, Title: map[string]string{"en": "x"}, Answer: map[string]string{"en": "x"}}, moderator, 0)
		return err
	}); !errors.Is(err, ErrInvalid) {
		t.Errorf("an entry under the reserved ID: %v", err)
	}
	s.do(func(tx store.Tx) error { _, err := s.b.Undo(tx, r.No, moderator); return err })
	if v := s.verdict(q); v.Kind == Silent {
		t.Errorf("taken back, it gets %+v", v)
	}
}

func TestADraftHoldsItsGapsForAWhile(t *testing.T) {
	s, l := listed(t)
	s.do(func(tx store.Tx) error {
		g, _, err := GapTo(tx, message(2))
		return errors.Join(err, Followed(tx, g, &StaffReply{Message: message(50), By: "Mei", Text: "Settings, then Devices."}))
	})
	begin := func(by Author) error {
		return s.try(func(tx store.Tx) error {
			_, qs, reply, err := s.b.Begin(tx, l.Groups[0], by)
			if err == nil && (len(qs) != 1 || reply == nil || reply.Text != "Settings, then Devices.") {
				t.Errorf("begins with %+v, %+v", qs, reply)
			}
			return err
		})
	}
	if err := errors.Join(begin(moderator), begin(moderator)); err != nil {
		t.Fatal(err)
	}
	soon, late := colleague, colleague
	soon.At, late.At = moderator.At.Add(time.Minute), moderator.At.Add(DraftTime)
	var settled ErrSettled
	if err := begin(soon); !errors.As(err, &settled) || settled.Ruling.By.Name != "Max" {
		t.Errorf("begun by another one too: %v", err)
	}
	if err := begin(late); err != nil {
		t.Errorf("after the time for drafts: %v", err)
	}
}

func TestAGroupWhoseQuestionsAreGoneIsRefused(t *testing.T) {
	s, l := listed(t)
	s.do(func(tx store.Tx) error {
		_, err := ForgetAsker(tx, dan)
		return err
	})
	if err := s.try(func(tx store.Tx) error { _, err := s.b.Attach(tx, l.Groups[1], "fees", moderator); return err }); !errors.Is(err, ErrGapsGone) {
		t.Errorf("attached: %v", err)
	}
	s.do(func(tx store.Tx) error { return PruneListings(tx, colleague.At, 100) })
	s.do(func(tx store.Tx) error {
		if _, ok, err := ListingNo(tx, l.No); ok || err != nil {
			t.Error("the listing is still there", err)
		}
		return nil
	})
}
