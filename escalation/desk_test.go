package escalation_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

var (
	noon  = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	group = chat.RoomID{Platform: "telegram", Key: "-1"}
	forum = chat.RoomID{Platform: "telegram", Key: "-2"}
	topic = chat.RoomID{Platform: "telegram", Key: "-2/7"}
	ann   = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "1"}, Name: "Ann"}
	bob   = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "2"}, Name: "Bob"}
	mei   = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "8"}, Name: "Mei", Role: chat.Representative}
	kim   = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "9"}, Name: "Kim", Role: chat.Representative}
	lea   = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "7"}, Name: "Lea", Role: chat.Lead}
)

// bench is a desk over a store, on a platform whose bot cannot write first.
type bench struct {
	*testing.T
	s store.Store
	d *escalation.Desk
}

func newBench(t *testing.T) bench {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return bench{t, s, &escalation.Desk{
		Places: map[chat.Platform]escalation.Place{"telegram": {Staff: forum, Queue: forum}},
		Policy: escalation.Policy{Reopen: 7 * 24 * time.Hour, PerDay: 3},
		Caps:   func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true} },
	}}
}

// do runs fn in a transaction; a refusal is returned by its phrase, anything else ends the test.
func (b bench) do(fn func(tx store.Tx) ([]chat.Action, error)) (as []chat.Action, refused string) {
	b.Helper()
	err := b.s.Update(b.Context(), func(tx store.Tx) (err error) { as, err = fn(tx); return err })
	var r *chat.Refusal
	if errors.As(err, &r) {
		return nil, r.Phrase.ID
	}
	if err != nil {
		b.Fatal(err)
	}
	return as, ""
}

func (b bench) open(m chat.Member, s escalation.Subject, words string, at time.Time) ([]chat.Action, string) {
	b.Helper()
	return b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Open(tx, escalation.Request{
			Member: m, Subject: s, Lang: "en", Room: group, At: at,
			Message: &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: words}, From: m, Text: words},
		})
		return as, err
	})
}

func (b bench) ticket(id uint64) (t escalation.Ticket) {
	b.Helper()
	b.do(func(tx store.Tx) (_ []chat.Action, err error) { t, err = escalation.Find(tx, id); return nil, err })
	return t
}

// on does something to a ticket as it is now.
func (b bench) on(id uint64, do func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error)) ([]chat.Action, string) {
	b.Helper()
	return b.do(func(tx store.Tx) ([]chat.Action, error) {
		t, err := escalation.Find(tx, id)
		if err != nil {
			return nil, err
		}
		return do(tx, t)
	})
}

func (b bench) claim(id uint64, rep chat.Member) string {
	b.Helper()
	_, refused := b.on(id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, t, rep, noon) })
	return refused
}

func (b bench) close(id uint64, rep chat.Member, at time.Time) string {
	b.Helper()
	_, refused := b.on(id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Close(tx, t, rep, "", at) })
	return refused
}

// done gives the desk the receipt of an action.
func (b bench) done(a chat.Action, r chat.Result) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Done(tx, &chat.Done{Meta: chat.Meta{At: noon}, Action: a, Result: r})
	})
	return as
}

// find is the action of a kind whose owner ends so.
func find(as []chat.Action, kind, owner string) (chat.Action, bool) {
	for _, a := range as {
		if a.Kind() == kind && strings.HasSuffix(a.Owner, owner) {
			return a, true
		}
	}
	return chat.Action{}, false
}

// token is what the deep link in a post brings.
func token(as []chat.Action) string {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && len(s.Post.Buttons) > 0 {
			if t := s.Post.Buttons[0][0].Start; t != "" {
				return t
			}
		}
	}
	return ""
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: refused %q, want %q", what, got, want)
	}
}

func TestAMemberHasOneOpenTicketForEachSubjectAndThreeADay(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "first", noon)
	b.open(ann, escalation.General, "again", noon.Add(time.Minute))
	b.open(ann, escalation.Urgent, "stolen", noon)
	for id, subject := range map[uint64]escalation.Subject{1: escalation.General, 2: escalation.Urgent} {
		if got := b.ticket(id).Subject; got != subject {
			t.Errorf("ticket %d is %s", id, got)
		}
	}
	if got := b.ticket(1).Lines; got != 2 {
		t.Errorf("the second request left %d lines in ticket 1, want 2", got)
	}
	want(t, "close", b.close(1, mei, noon), "")
	_, refused := b.open(ann, escalation.General, "third", noon.Add(time.Hour))
	want(t, "third", refused, "")
	want(t, "close", b.close(3, mei, noon), "")
	_, refused = b.open(ann, escalation.General, "fourth", noon.Add(2*time.Hour))
	want(t, "fourth on one day", refused, "ticket-limit")
	_, refused = b.open(bob, escalation.General, "another's", noon.Add(2*time.Hour))
	want(t, "another member's", refused, "")
	_, refused = b.open(ann, escalation.General, "next day", noon.Add(26*time.Hour))
	want(t, "the next day", refused, "")
}

func TestADeepLinkWorksOnceForItsMemberForADay(t *testing.T) {
	b := newBench(t)
	as, _ := b.open(ann, escalation.General, "help", noon)
	link := token(as)
	if link == "" {
		t.Fatal("a member whom the bot may not write to got no link")
	}
	start := func(m chat.Member, link string, at time.Time) string {
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Start(tx, link, m, at) })
		return refused
	}
	want(t, "a made-up link", start(ann, "AAAA", noon), "link-used")
	want(t, "another member", start(bob, link, noon), "link-foreign")
	want(t, "too late", start(ann, link, noon.Add(25*time.Hour)), "link-used")
	want(t, "the member", start(ann, link, noon.Add(time.Hour)), "")
	if got := b.ticket(1).MemberRoom; got != chat.Direct(ann.ID) {
		t.Errorf("the ticket goes on in %v", got)
	}
	want(t, "a second time", start(ann, link, noon.Add(time.Hour)), "link-used")
}

func TestOnlyTheHolderOrALeadActsOnAClaimedTicket(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon)
	want(t, "claim", b.claim(1, mei), "")
	want(t, "the same claim again", b.claim(1, mei), "claim-yours")
	want(t, "another's claim", b.claim(1, kim), "claim-taken")
	release := func(rep chat.Member) string {
		_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, t, rep, noon) })
		return refused
	}
	want(t, "release by another", release(kim), "claim-taken")
	want(t, "close by another", b.close(1, kim, noon), "claim-taken")
	want(t, "release by a lead", release(lea), "")
	want(t, "release of a free one", release(mei), "release-free")
	want(t, "claim after release", b.claim(1, kim), "")
	want(t, "close by its holder", b.close(1, kim, noon), "")
	want(t, "claim of a closed one", b.claim(1, mei), "ticket-is-closed")
	want(t, "a second close", b.close(1, kim, noon), "ticket-is-closed")
}

func TestAClosedTicketIsReopenedInTimeUnlessAnotherIsOpen(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon)
	b.close(1, mei, noon)
	reopen := func(id uint64, at time.Time) string {
		_, refused := b.on(id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
			return b.d.Reopen(tx, t, mei, nil, false, at)
		})
		return refused
	}
	want(t, "after eight days", reopen(1, noon.Add(8*24*time.Hour)), "reopen-late")
	b.open(ann, escalation.General, "new matter", noon.Add(time.Hour))
	want(t, "while another is open", reopen(1, noon.Add(2*time.Hour)), "reopen-other")
	b.close(2, mei, noon.Add(3*time.Hour))
	want(t, "in time", reopen(1, noon.Add(4*time.Hour)), "")
	want(t, "an open one", reopen(1, noon.Add(4*time.Hour)), "reopen-open")
}

func TestPrivateWordsForAClosedTicketGoOnInItOnce(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon)
	goOn := func(words string) string {
		_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
			return b.d.Continue(tx, t, ann, &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: words}, From: ann, Text: words}, noon.Add(time.Hour))
		})
		return refused
	}
	b.close(1, mei, noon)
	want(t, "by the first words", goOn("it fails again"), "")
	want(t, "by others, said before that", goOn("and the fee is gone"), "")
	want(t, "by the same", goOn("and the fee is gone"), "reopen-open")
	if n := b.ticket(1).Lines; n != 3 {
		t.Errorf("the ticket has %d lines, want 3", n)
	}
}

func TestClosingForgetsTheWordsAndAsksForARatingOnce(t *testing.T) {
	b := newBench(t)
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	as, _ := b.open(ann, escalation.General, "my secret worry", noon)
	opening, _ := find(as, "open", "/staff")
	as = b.done(opening, chat.Result{Room: topic})
	relayed, _ := find(as, "send", "/line/1")
	asks := func() bool {
		as, _ := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Close(tx, t, mei, "", noon) })
		for _, a := range as {
			if s, ok := a.Effect.(chat.Send); ok && s.Room == chat.Direct(ann.ID) {
				return len(s.Post.Buttons) == 1 && len(s.Post.Buttons[0]) == 5
			}
		}
		t.Error("the member is not told")
		return false
	}
	if !asks() {
		t.Error("no rating is asked for")
	}
	kept := func() (n int) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			for range tx.Scan("line", nil, nil) {
				n++
			}
			return nil, nil
		})
		return n
	}
	if kept() != 1 {
		t.Error("words on their way are forgotten before they arrived")
	}
	b.done(relayed, chat.Result{Message: chat.MessageID{Platform: "telegram", Key: "copy"}})
	if kept() != 0 {
		t.Error("words are kept after the last of them has arrived")
	}
	b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Reopen(tx, t, mei, nil, false, noon)
	})
	if asks() {
		t.Error("the rating is asked for a second time")
	}
	rate := func(m chat.Member, stars int) string {
		_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
			return nil, b.d.Rate(tx, t, m.ID, stars, noon)
		})
		return refused
	}
	want(t, "another's rating", rate(bob, 5), "not-yours")
	want(t, "six stars", rate(ann, 6), "press-stale")
	want(t, "four stars", rate(ann, 4), "")
	want(t, "a second rating", rate(ann, 5), "rate-again")
}

func TestAnEditBeforeTheReceiptLeavesWithIt(t *testing.T) {
	b := newBench(t)
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	as, _ := b.open(ann, escalation.General, "help", noon)
	opening, ok := find(as, "open", "/staff")
	if !ok {
		t.Fatal("no staff topic is opened")
	}
	as = b.done(opening, chat.Result{Room: topic})
	first, ok := find(as, "send", "/line/1")
	if !ok {
		t.Fatal("the question does not reach the topic")
	}
	edit := func() []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
			as, _, err := b.d.Edited(tx, &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "help"}, From: ann, Text: "help, please"})
			return as, err
		})
		return as
	}
	if as := edit(); len(as) != 0 {
		t.Errorf("the edit left before the copy was there: %v", as)
	}
	copied := chat.MessageID{Platform: "telegram", Key: "copy"}
	as = b.done(first, chat.Result{Message: copied})
	e, ok := find(as, "edit", "")
	if !ok || e.Effect.(chat.Edit).Messages[0] != copied || e.Effect.(chat.Edit).Post.Text != "help, please" {
		t.Errorf("after the receipt: %+v", as)
	}
	if as := edit(); len(as) != 0 {
		t.Errorf("the same edit again does something: %v", as)
	}
}

func TestThanksDoNotReopen(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon)
	b.close(1, mei, noon)
	closed := b.ticket(1)
	for words, reopens := range map[string]bool{
		"thanks!": false, "Thank you so much 🙏": false, "ok, got it": false, "谢谢！": false, "好的，感謝": false, "спасибо": false, "cảm ơn": false,
		"thanks but it still fails": true, "谢谢，但是还没到账": true, "token": true, "???": true, "still broken": true,
	} {
		if got := b.d.Reopenable(closed, &chat.Message{Text: words}, noon.Add(time.Hour)); got != reopens {
			t.Errorf("%q reopens: %v", words, got)
		}
	}
}
