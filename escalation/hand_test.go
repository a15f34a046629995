package escalation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// anna is Ann's account on another platform.
var anna = chat.Member{ID: chat.MemberID{Platform: "discord", Key: "1001"}, Name: "Anna"}

func newHandBench(t *testing.T) bench {
	b := newBench(t)
	b.d.Places["discord"] = escalation.Place{Staff: chat.RoomID{Platform: "discord", Key: "9"}, Queue: chat.RoomID{Platform: "discord", Key: "9"}}
	b.d.Policy.Linking = escalation.Linking{Lives: 10 * time.Minute, Tries: 3}
	return b
}

func (b bench) block(m chat.Member, life time.Duration, at time.Time) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Block(tx, m, nil, mei, "flooding", at.Add(life), at)
		return as, err
	})
}

// enter types a code on an account and returns the offer, or the phrase that says what is wrong.
func (b bench) enter(code string, m chat.Member, at time.Time) (offer uint64, wrong string) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		no, _, p, err := b.d.EnterCode(tx, code, m, at)
		if offer = no; p != nil {
			wrong = p.ID
		}
		return nil, err
	})
	return offer, wrong
}

func (b bench) code(m chat.Member, at time.Time) (code string) {
	b.Helper()
	b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		code, err = b.d.LinkCode(tx, m, "en", at)
		return nil, err
	})
	return code
}

func (b bench) confirm(offer uint64, m chat.Member, yes bool, at time.Time) string {
	b.Helper()
	_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Linked(tx, offer, m, yes, at) })
	return refused
}

func (b bench) link() {
	b.Helper()
	offer, wrong := b.enter(b.code(ann, noon), anna, noon)
	if wrong != "" || b.confirm(offer, anna, true, noon) != "" {
		b.Fatalf("the accounts are not linked: %s", wrong)
	}
}

func TestABlockHoldsUntilItsEndForEveryAccountOfAPerson(t *testing.T) {
	b := newHandBench(t)
	b.block(ann, time.Hour, noon)
	_, refused := b.open(ann, escalation.Urgent, "let me in", noon.Add(59*time.Minute))
	want(t, "a ticket while blocked", refused, "blocked")
	_, refused = b.open(anna, escalation.General, "I am another", noon)
	want(t, "a ticket of an account that is not linked", refused, "")
	b.link()
	_, refused = b.open(anna, escalation.Urgent, "let me in", noon)
	want(t, "a ticket of the linked account", refused, "blocked")
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Unlink(tx, anna, noon) })
	_, refused = b.open(anna, escalation.Urgent, "let me in", noon)
	want(t, "a ticket after the account was taken out", refused, "blocked")
	_, refused = b.open(ann, escalation.General, "let me in", noon.Add(time.Hour))
	want(t, "a ticket after the end", refused, "")
}

// TestWhoIsBlockedBeforeTheRoomIsOpenIsToldThere, not in a private chat that may be closed.
func TestWhoIsBlockedBeforeTheRoomIsOpenIsToldThere(t *testing.T) {
	b := newHandBench(t)
	b.d.Places["discord"] = escalation.Place{Support: chat.RoomID{Platform: "discord", Key: "5"}, Staff: chat.RoomID{Platform: "discord", Key: "9"}}
	b.d.Caps = func(r chat.RoomID) chat.Caps { return chat.Caps{Threads: r.Platform == "discord", WritesFirst: true} }
	as, _ := b.open(anna, escalation.General, "buy my coin", noon)
	opening, ok := find(as, "open", "member")
	if !ok {
		t.Fatalf("no thread is opened: %v", as)
	}
	told := func(as []chat.Action) (out []chat.RoomID) {
		for _, a := range as {
			if s, ok := a.Effect.(chat.Send); ok && s.Post.Phrase != nil && s.Post.Phrase.ID == "blocked" {
				out = append(out, s.Room)
			}
		}
		return out
	}
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		_, as, err := b.d.Block(tx, anna, &tk, mei, "flooding", noon.Add(time.Hour), noon)
		return as, err
	})
	if rooms := told(as); len(rooms) > 0 {
		t.Errorf("told at once in %v", rooms)
	}
	thread := chat.RoomID{Platform: "discord", Key: "51"}
	if rooms := told(b.done(opening, chat.Result{Room: thread})); !slices.Equal(rooms, []chat.RoomID{thread}) {
		t.Errorf("told in %v when the thread is there", rooms)
	}
}

func TestAMemberObjectsToABlockOnceAndALeadDecides(t *testing.T) {
	b := newHandBench(t)
	appeal := func() string {
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
			_, err := b.d.Appeal(tx, ann, "I am sorry", "en", noon)
			return nil, err
		})
		return refused
	}
	judge := func(by chat.Member, grant bool) string {
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
			_, as, err := b.d.Judge(tx, 1, by, grant, noon)
			return as, err
		})
		return refused
	}
	want(t, "nothing to object to", appeal(), "appeal-none")
	b.block(ann, time.Hour, noon)
	want(t, "a decision before the objection", judge(lea, true), "appeal-over")
	want(t, "the objection", appeal(), "")
	want(t, "a second one", appeal(), "appeal-again")
	want(t, "a representative's decision", judge(mei, true), "appeal-leads")
	want(t, "a lead's decision", judge(lea, false), "")
	want(t, "another decision", judge(lea, true), "appeal-judged")
	want(t, "an objection after the decision", appeal(), "appeal-denied-already")
}

func TestALinkCodeWorksOnceInTimeAndForAFewTries(t *testing.T) {
	b := newHandBench(t)
	old := b.code(ann, noon)
	code := b.code(ann, noon)
	for what, typed := range map[string]string{"a code that a later one voids": old, "no code": "ABCDEFGH"} {
		if _, wrong := b.enter(typed, anna, noon); wrong != "account-code-wrong" {
			t.Errorf("%s: %q", what, wrong)
		}
	}
	if _, wrong := b.enter(code, anna, noon.Add(11*time.Minute)); wrong != "account-code-wrong" {
		t.Errorf("a code that is too old: %q", wrong)
	}
	if _, wrong := b.enter(b.code(ann, noon), anna, noon); wrong != "account-tries" {
		t.Errorf("the fourth try: %q", wrong)
	}
	later := noon.Add(2 * time.Hour)
	if _, wrong := b.enter(b.code(ann, later), bob, later); wrong != "account-same-platform" {
		t.Errorf("an account of the same platform: %q", wrong)
	}
	code = b.code(ann, later)
	offer, wrong := b.enter(strings.ToLower(strings.ReplaceAll(code, "-", " ")), anna, later)
	if wrong != "" {
		t.Fatalf("the code in small letters: %q", wrong)
	}
	if _, wrong := b.enter(code, anna, later); wrong != "account-code-wrong" {
		t.Errorf("the same code again: %q", wrong)
	}
	want(t, "another's yes", b.confirm(offer, bob, true, later), "not-yours")
	want(t, "a late yes", b.confirm(offer, anna, true, later.Add(time.Hour)), "account-offer-over")
	want(t, "the yes", b.confirm(offer, anna, true, later), "")
	want(t, "the yes again", b.confirm(offer, anna, true, later), "account-offer-over")
}

func TestLinkedAccountsShareTicketsAndLimits(t *testing.T) {
	b := newHandBench(t)
	b.d.Policy.PerDay = 2
	b.open(ann, escalation.General, "first", noon)
	b.link()
	b.open(anna, escalation.General, "second", noon)
	if got := b.ticket(1).Lines; got != 2 {
		t.Errorf("%d lines in the ticket that was open, want 2", got)
	}
	_, refused := b.open(anna, escalation.Urgent, "stolen", noon)
	want(t, "the second ticket of the day", refused, "")
	b.close(1, mei, noon)
	_, refused = b.open(anna, escalation.General, "third", noon)
	want(t, "the third ticket of the day", refused, "ticket-limit")
}

// TestALinkedAccountSpeaksForTheTicket: it rates, comments, and says that it is not solved; another's does not.
func TestALinkedAccountSpeaksForTheTicket(t *testing.T) {
	b := newHandBench(t)
	b.open(ann, escalation.General, "first", noon)
	b.link()
	unsolved := func(m chat.Member) string {
		_, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Unsolved(tx, tk, m, noon) })
		return refused
	}
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Solve(tx, tk, mei, noon) })
	want(t, "another's word", unsolved(bob), "not-yours")
	want(t, "the linked account's word", unsolved(anna), "")
	b.close(1, mei, noon)
	rate := func(m chat.Member) string {
		_, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
			return nil, b.d.Rate(tx, tk, m.ID, 5, noon)
		})
		return refused
	}
	comment := func(m chat.Member) string {
		_, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
			return nil, b.d.Comment(tx, tk, m, "thank you", noon)
		})
		return refused
	}
	want(t, "another's stars", rate(bob), "not-yours")
	want(t, "the linked account's stars", rate(anna), "")
	want(t, "another's words", comment(bob), "not-yours")
	want(t, "the linked account's words", comment(anna), "")

	b.do(func(tx store.Tx) ([]chat.Action, error) {
		if _, ok, err := b.d.Continuable(tx, bob.ID, noon); ok || err != nil {
			t.Errorf("another may go on with it: %v", err)
		}
		if tk, ok, err := b.d.Continuable(tx, anna.ID, noon); !ok || tk.ID != 1 || err != nil {
			t.Errorf("the linked account cannot go on with it: %v", err)
		}
		return nil, nil
	})
	more := &chat.Message{ID: chat.MessageID{Platform: "discord", Key: "77/1"}, From: anna, Text: "it is stuck again"}
	_, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.Continue(tx, tk, anna, more, noon)
	})
	want(t, "the linked account's further words", refused, "")
	if tk := b.ticket(1); !tk.Open() || tk.Lines != 2 {
		t.Errorf("it does not go on: %s, %d lines", tk.State, tk.Lines)
	}
}

func TestAPauseAndALimitOfOpenTicketsHoldAllButWhatIsUrgent(t *testing.T) {
	b := newHandBench(t)
	b.d.Policy.Cooldown = 10 * time.Minute
	b.open(ann, escalation.General, "first", noon)
	b.close(1, mei, noon.Add(time.Minute))
	_, refused := b.open(ann, escalation.General, "second", noon.Add(9*time.Minute))
	want(t, "within the pause", refused, "ticket-cooldown")
	_, refused = b.open(ann, escalation.Urgent, "stolen", noon.Add(9*time.Minute))
	want(t, "urgent within the pause", refused, "")
	b.d.Policy.OpenMax = 1
	_, refused = b.open(ann, escalation.General, "third", noon.Add(time.Hour))
	want(t, "with one open ticket", refused, "ticket-open-limit")
}

func TestACandidateIsSentOnceAndOnlyWhileTheTicketIsOpen(t *testing.T) {
	b := newHandBench(t)
	b.d.Suggest = func(store.Tx, string) ([]escalation.Candidate, error) {
		return []escalation.Candidate{{Entry: "gas", Title: "Fees"}, {Entry: "a"}, {Entry: "b"}, {Entry: "c"}}, nil
	}
	b.open(ann, escalation.General, "why so much gas", noon)
	if got := b.ticket(1).Candidates; len(got) != 3 || got[0].Entry != "gas" {
		t.Fatalf("candidates %v", got)
	}
	send := func() string {
		_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
			return b.d.Reply(tx, t, mei, "gas", true, chat.Post{Text: "Fees go to the network."}, noon)
		})
		return refused
	}
	want(t, "the entry", send(), "")
	want(t, "the same entry", send(), "reply-sent-already")
	b.close(1, mei, noon)
	want(t, "in a closed ticket", send(), "ticket-is-closed")
}

// search returns what is found as «1 text».
func (b bench) search(words, from string) (out []string, next string) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		f, err := b.d.Search(tx, words, from)
		for _, r := range f.Found {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s", r.Ticket.ID, r.Text)))
		}
		next = f.Next
		return nil, err
	})
	return out, next
}

func TestSearchFindsNamesNumbersAndPartsOfWords(t *testing.T) {
	b := newHandBench(t)
	mina := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "3003"}, Name: "李小龙", Handle: "mina_li"}
	b.open(ann, escalation.General, "the SWAP failed twice", noon)
	b.open(mina, escalation.General, "我的转账一直显示处理中", noon)
	b.open(bob, escalation.General, "nothing works", noon)
	b.on(3, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Note(tx, t, mei, "known bug 4021", chat.RoomID{}, noon)
	})
	b.close(3, mei, noon)
	for words, found := range map[string][]string{
		"swap failed": {"1 the SWAP failed twice"},
		"failed swap": {"1 the SWAP failed twice"},
		"处理":          {"2 我的转账一直显示处理中"},
		"一直显示":        {"2 我的转账一直显示处理中"},
		"小龙":          {"2"},
		"龙":           {"2"},
		"mina_li":     {"2"},
		"min":         {"2"},
		"#2":          {"2"},
		"3003":        {"2"},
		"swap 处理":     nil,
		"":            nil,
		"?!":          nil,
	} {
		if got, _ := b.search(words, ""); !slices.Equal(got, found) {
			t.Errorf("%q found %q, want %q", words, got, found)
		}
	}
}

func TestSearchReadsSoMuchAndGoesOnWhereItEnded(t *testing.T) {
	b := newHandBench(t)
	b.d.Policy.PerDay = 10_000
	for i := range 60 {
		m := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: fmt.Sprint(5000 + i)}, Name: "M"}
		b.open(m, escalation.General, fmt.Sprintf("needle %d", i), noon)
	}
	seen := map[string]bool{}
	from := ""
	for range 10 {
		found, next := b.search("needle", from)
		for _, f := range found {
			if seen[f] {
				t.Errorf("%q was found twice", f)
			}
			seen[f] = true
		}
		if from = next; from == "" {
			break
		}
	}
	if len(seen) != 60 || from != "" {
		t.Errorf("found %d of 60, next %q", len(seen), from)
	}
}

func TestOnlyTicketsOfOnePersonAreMergedButByALead(t *testing.T) {
	b := newHandBench(t)
	b.open(ann, escalation.General, "first", noon)
	b.open(bob, escalation.General, "other", noon)
	b.open(ann, escalation.Urgent, "second", noon)
	merge := func(from, into uint64, rep chat.Member) string {
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
			a, err := escalation.Find(tx, from)
			if err != nil {
				return nil, err
			}
			to, err := escalation.Find(tx, into)
			if err != nil {
				return nil, err
			}
			return b.d.Merge(tx, a, to, rep, noon)
		})
		return refused
	}
	want(t, "itself", merge(1, 1, mei), "merge-self")
	want(t, "another's", merge(2, 1, mei), "merge-others")
	b.claim(3, kim)
	want(t, "one that somebody else holds", merge(1, 3, mei), "claim-taken")
	want(t, "one person's", merge(1, 3, kim), "")
	want(t, "again", merge(1, 3, kim), "ticket-is-closed")
	if t1, t3 := b.ticket(1), b.ticket(3); t1.Into != 3 || t1.Open() || t3.Lines != 2 {
		t.Errorf("merged: %+v into %+v", t1, t3)
	}
	_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Reopen(tx, t, ann, nil, false, noon)
	})
	want(t, "reopening what was merged", refused, "reopen-merged")
	want(t, "another's, by a lead", merge(2, 3, lea), "")
}
