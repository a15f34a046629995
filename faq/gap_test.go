package faq

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// gap is question n of an asker.
func gap(n int, asker chat.MemberID, text string) Gap {
	return Gap{
		Question: message(n), Hash: TextHash(text), Asker: asker, Room: lobby, Text: text, Lang: "en", Why: WhySilent,
		At: dawn.Add(time.Duration(n) * time.Minute),
	}
}

// keep keeps gaps.
func (s shelf) keep(gaps ...Gap) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		for _, g := range gaps {
			if _, err := KeepGap(tx, g); err != nil {
				return err
			}
		}
		return nil
	})
}

// rows counts what is in the tables of gaps.
func (s shelf) gapRows() (out string) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		for _, table := range []string{"gap", "gap_message", "gap_ticket", gapBy} {
			n := 0
			for range tx.Scan(table, nil, nil) {
				n++
			}
			out += fmt.Sprint(n, " ")
		}
		n, err := gapsKept(tx)
		out += fmt.Sprint(n)
		return err
	})
	return out
}

func (s shelf) wantRows(when, want string) {
	s.Helper()
	if got := s.gapRows(); got != want {
		s.Errorf("%s: rows %s, want %s", when, got, want)
	}
}

// gapTo is what is kept of question n.
func (s shelf) gapTo(n int) (g Gap) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) {
		g, _, err = GapTo(tx, message(n))
		return err
	})
	return g
}

func TestAGapIsKeptOnceAMessageAndFollowsIt(t *testing.T) {
	s := newShelf(t)
	s.keep(gap(1, cat, "how do i pair a ledger"))
	s.do(func(tx store.Tx) error {
		g, _, err := GapTo(tx, message(1))
		g.Ticket = 7
		return errors.Join(err, Followed(tx, g, &StaffReply{Message: message(50), By: "Mei", Text: "Over USB, in Settings."}))
	})
	s.wantRows("with a reply", "1 2 1 1 1")
	s.keep(gap(1, cat, "how do i pair a ledger"))
	if g := s.gapTo(1); g.Reply == nil || g.Ticket != 7 {
		t.Errorf("kept again: %+v", g)
	}
	s.keep(gap(1, cat, "how do i pair a trezor"))
	if g := s.gapTo(1); g.Reply != nil || g.Ticket != 0 || g.Text != "how do i pair a trezor" {
		t.Errorf("after an edit: %+v", g)
	}
	s.wantRows("after an edit", "1 1 0 1 1")
	s.do(func(tx store.Tx) error {
		return DropGap(tx, Gap{No: 3, Question: message(1), Asker: cat, At: dawn.Add(time.Minute)})
	})
	s.wantRows("dropped", "0 0 0 0 0")
}

func TestTheOldestGapMakesRoomWhenThereAreAsManyAsMayBe(t *testing.T) {
	s := newShelf(t)
	s.keep(gap(1, cat, "how do i pair a ledger"), gap(2, dan, "how do i pair a trezor"))
	s.do(func(tx store.Tx) error { return countGaps(tx, MaxGaps-2) })
	s.keep(gap(3, cat, "how do i pair a keystone"))
	if s.gapTo(1).No != 0 || s.gapTo(2).No == 0 || s.gapTo(3).No == 0 {
		t.Error("another than the oldest was dropped")
	}
	s.wantRows("after one more", fmt.Sprint("2 2 0 2 ", MaxGaps))
}

func TestNoMoreGapsAreKeptThanMayBeAndTheNewestStay(t *testing.T) {
	s := newShelf(t)
	const more = 50
	for n := 0; n < MaxGaps+more; {
		s.do(func(tx store.Tx) error {
			for end := n + 1000; n < min(end, MaxGaps+more); n++ {
				asker := chat.MemberID{Platform: "test", Key: fmt.Sprint("asker", n)}
				if kept, err := KeepGap(tx, gap(n, asker, fmt.Sprint("question ", n))); err != nil || !kept {
					return fmt.Errorf("question %d: kept %v: %w", n, kept, err)
				}
			}
			return nil
		})
	}
	s.wantRows("when full", fmt.Sprint(MaxGaps, MaxGaps, 0, MaxGaps, MaxGaps))
	if s.gapTo(more-1).No != 0 || s.gapTo(more).No == 0 || s.gapTo(MaxGaps+more-1).No == 0 {
		t.Error("others than the oldest were dropped")
	}
	s.do(func(tx store.Tx) error {
		open, err := OpenGaps(tx, 10)
		if len(open) != 10 || open[9].Question != message(MaxGaps+more-1) || open[0].Question != message(MaxGaps+more-10) {
			t.Errorf("the newest ten: %+v", open)
		}
		return err
	})
}

func TestOpenGapsAreFoundBehindManyThatAreSettled(t *testing.T) {
	s := newShelf(t)
	s.do(func(tx store.Tx) error {
		for n := range 400 {
			if _, err := KeepGap(tx, gap(n, chat.MemberID{Platform: "test", Key: fmt.Sprint(n)}, "how")); err != nil {
				return err
			}
			g, _, err := GapTo(tx, message(n))
			if n > 5 {
				g.Ruling = 1
			}
			if err := errors.Join(err, putGap(tx, g)); err != nil {
				return err
			}
		}
		open, err := OpenGaps(tx, 4)
		if len(open) != 4 || open[0].Question != message(2) || open[3].Question != message(5) {
			t.Errorf("open: %+v", open)
		}
		return err
	})
}

func TestGapsAreBoundedByAskerAndByTime(t *testing.T) {
	s := newShelf(t)
	for n := range GapsPerDay + 5 {
		s.keep(gap(n, cat, fmt.Sprint("question ", n)))
	}
	s.keep(gap(100, dan, strings.Repeat("x", 1<<20)))
	if len(s.gapTo(100).Text) > maxGapText {
		t.Error("a long question is kept whole")
	}
	s.wantRows("one asker's", fmt.Sprint(GapsPerDay+1, " ", GapsPerDay+1, " 0 ", GapsPerDay+1, " ", GapsPerDay+1))
	s.do(func(tx store.Tx) error {
		_, err := PruneGaps(tx, nil, dawn.Add(50*time.Minute), 1000)
		return err
	})
	s.wantRows("pruned", "1 1 0 1 1")
	s.do(func(tx store.Tx) error {
		n, err := ForgetAsker(tx, dan)
		if n != 1 {
			t.Errorf("%d questions forgotten", n)
		}
		return err
	})
	s.wantRows("forgotten", "0 0 0 0 0")
}

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

// judged lets n members say that the answer with a text did not help, as many a day as count.
func (s shelf) judged(from, n int, text string, at time.Time) (m Mute, fresh int) {
	s.Helper()
	for i := range n {
		s.do(func(tx store.Tx) error {
			who := chat.MemberID{Platform: "test", Key: fmt.Sprint("voter", from+i)}
			at := at.Add(time.Duration(i/muteADay) * 24 * time.Hour)
			a, err := Remember(tx, Answered{
				Question: message(1000 + from + i), Asker: who, Room: lobby, Said: SaidAnswer, Entry: "fees", Lang: "en", At: at,
				Text: TextHash(text), Confidence: 0.9,
			})
			if err != nil {
				return err
			}
			if a, err = Judge(tx, a.No, who, NotHelped); err != nil {
				return err
			}
			now, is, err := Weigh(tx, a, at)
			if is {
				m, fresh = now, fresh+1
			}
			return err
		})
	}
	return m, fresh
}

func TestAnAnswerThatSeldomHelpsIsMutedOnceUntilItIsEdited(t *testing.T) {
	s, _ := listed(t)
	const old = "Fees go to the network."
	if _, fresh := s.judged(0, 7, old, dawn); fresh != 0 {
		t.Fatal("seven votes mute")
	}
	if _, fresh := s.judged(0, 7, old, dawn); fresh != 0 {
		t.Fatal("seven members who vote again mute")
	}
	m, fresh := s.judged(20, 3, old, dawn.Add(3*24*time.Hour))
	if fresh != 1 || m.Votes != 8 || m.NotHelped != 8 || m.Lang != "en" {
		t.Fatalf("muted %d times: %+v", fresh, m)
	}
	muted := func() (is bool) {
		s.do(func(tx store.Tx) (err error) {
			ms, err := Muted(tx, "fees")
			if err != nil {
				return err
			}
			is = len(ms) > 0
			return nil
		})
		return is
	}
	if !muted() {
		t.Error("not muted")
	}
	s.do(func(tx store.Tx) error { _, err := Unmute(tx, "fees", moderator); return err })
	if muted() {
		t.Error("muted after it was lifted")
	}
	if _, fresh := s.judged(40, 8, old, moderator.At.Add(time.Hour)); fresh != 1 || !muted() {
		t.Error("new votes do not mute again")
	}
	s.do(func(tx store.Tx) error {
		v, err := s.b.Get(tx, "fees")
		e := v.Entry
		e.Answer = map[string]string{"en": "They pay the network's validators."}
		_, err2 := s.b.Put(tx, e, moderator, v.Rev)
		return errors.Join(err, err2)
	})
	if muted() {
		t.Error("muted after an edit")
	}
	if _, fresh := s.judged(60, 8, old, colleague.At); fresh != 0 || muted() {
		t.Error("votes on the old words mute the new ones")
	}
}

// puppets let n accounts of one joker mark the answer as unhelpful, again and again, on one day.
func (s shelf) puppets(n, times int) (muted int) {
	s.Helper()
	for k := range n * times {
		s.do(func(tx store.Tx) error {
			who := chat.MemberID{Platform: "test", Key: fmt.Sprint("puppet", k%n)}
			a, err := Remember(tx, Answered{
				Question: message(5000 + k), Asker: who, Room: lobby, Said: SaidAnswer, Entry: "fees", Lang: "en", At: dawn.Add(time.Duration(k) * time.Minute),
				Text: TextHash("Fees go to the network."), Confidence: 0.9,
			})
			if err != nil {
				return err
			}
			if a, err = Judge(tx, a.No, who, NotHelped); err != nil {
				return err
			}
			_, fresh, err := Weigh(tx, a, a.At)
			if fresh {
				muted++
			}
			return err
		})
	}
	return muted
}

func TestTwentyAccountsInOneDayMuteNothingAndShiftNothing(t *testing.T) {
	s, _ := listed(t)
	const q = "who gets the gas fees"
	before := s.verdict(q).Confidence
	if n := s.puppets(20, 10); n > 0 {
		t.Errorf("muted %d times", n)
	}
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := s.verdict(q).Confidence; after != before {
		t.Errorf("%.3f became %.3f", before, after)
	}
	s.do(func(tx store.Tx) error {
		for i := range 100 {
			v := vote{No: uint64(9000 + i), Entry: "fees", Text: TextHash("Fees go to the network."), Confidence: 0.9, Helped: i%10 > 0, Voter: fmt.Sprint("member", i), At: dawn}
			if err := voted.Put(tx, store.Key(^v.No), v); err != nil {
				return err
			}
		}
		return nil
	})
	s.do(func(tx store.Tx) error {
		if fb, err := feedback(tx); len(fb) != 120 || err != nil {
			t.Errorf("%d voices of 120 members: %v", len(fb), err)
		}
		return nil
	})
}

func TestTheMuteRuleIsConservative(t *testing.T) {
	for _, c := range []struct {
		not, of int
		mutes   bool
	}{{8, 8, true}, {8, 9, true}, {7, 8, true}, {6, 8, false}, {10, 12, true}, {9, 12, false}, {15, 20, true}, {60, 100, true}, {59, 100, false}} {
		if got := wilson(c.not, c.of) > muteShare; got != c.mutes {
			t.Errorf("%d of %d: %.3f", c.not, c.of, wilson(c.not, c.of))
		}
	}
}

func TestVotesCorrectConfidencesAndThoseOnOldWordsDoNot(t *testing.T) {
	s, _ := listed(t)
	const q = "who gets the gas fees"
	before := s.verdict(q).Confidence
	s.judged(0, 60, "an answer of long ago", dawn)
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := s.verdict(q).Confidence; after != before {
		t.Errorf("votes on old words changed %.3f to %.3f", before, after)
	}
	s.judged(100, 60, "Fees go to the network.", dawn)
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := s.verdict(q).Confidence
	if after >= before {
		t.Errorf("60 votes against changed %.3f to %.3f", before, after)
	}
	idx, _ := openBook(t, s.s).Snapshot() // read at the start too
	if got := idx.Match(Query{Text: q}).Confidence; math.Abs(got-after) > 0.05 {
		t.Errorf("after a start %.3f, want %.3f", got, after)
	}
	s.do(func(tx store.Tx) error {
		_, err := PruneVotes(tx, nil, colleague.At.Add(muteTime), 1000)
		return errors.Join(err, func() error { _, err := PruneMutes(tx, nil, colleague.At, 1000); return err }())
	})
	s.do(func(tx store.Tx) error {
		if fb, err := feedback(tx); len(fb) > 0 || err != nil {
			t.Errorf("still there: %+v, %v", fb, err)
		}
		return nil
	})
}

func TestCountersOfDaysAddUp(t *testing.T) {
	s := newShelf(t)
	for day := range 10 {
		a := s.said(day, SaidAnswer, "fees", dawn.Add(time.Duration(day)*24*time.Hour))
		if day%2 == 0 {
			s.do(func(tx store.Tx) error { _, err := Judge(tx, a.No, cat, Helped); return err })
		}
	}
	s.said(100, SaidAnswer, "gas", dawn)
	since := func(days int, entry string) (out []Count) {
		s.do(func(tx store.Tx) (err error) {
			out, err = CountsSince(tx, entry, dawn.Add(time.Duration(9-days)*24*time.Hour))
			return err
		})
		return out
	}
	if got, want := since(2, "fees"), []Count{{Entry: "fees", Lang: "en", Shown: 3, Helped: 1}}; !slices.Equal(got, want) {
		t.Errorf("the last days: %+v", got)
	}
	if got, want := since(9, ""), []Count{{Entry: "fees", Lang: "en", Shown: 10, Helped: 5}, {Entry: "gas", Lang: "en", Shown: 1}}; !slices.Equal(got, want) {
		t.Errorf("all days: %+v", got)
	}
	if got := since(2, "gas"); len(got) > 0 {
		t.Errorf("days without an answer: %+v", got)
	}
	s.do(func(tx store.Tx) error { return PruneDays(tx, dawn.Add(8*24*time.Hour), 1000) })
	if got, want := since(9, ""), []Count{{Entry: "fees", Lang: "en", Shown: 2, Helped: 1}}; !slices.Equal(got, want) {
		t.Errorf("after pruning: %+v", got)
	}
	s.wantCounts("fees/en 10 5 0 0 0; gas/en 1 0 0 0 0; ")
}
