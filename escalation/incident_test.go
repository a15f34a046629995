package escalation_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// said are the posts of actions, as phrase and room.
func said(as []chat.Action, phrase string) (rooms []chat.RoomID) {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && s.Post.Phrase != nil && s.Post.Phrase.ID == phrase {
			rooms = append(rooms, s.Room)
		}
	}
	return rooms
}

func (b bench) incident(title string, match ...string) (i escalation.Incident, as []chat.Action, refused string) {
	b.Helper()
	as, refused = b.do(func(tx store.Tx) (as []chat.Action, err error) {
		i, as, err = b.d.OpenIncident(tx, escalation.Incident{Title: title, Match: match, Text: "We are on it."}, nil, mei, noon)
		return as, err
	})
	return i, as, refused
}

// asks is a member's question in a room; shown tells whether the notice is to be shown.
func (b bench) asks(m chat.Member, text string, room chat.RoomID, at time.Time) (known, shown bool) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		i, ok, err := b.d.IncidentIn(tx, text)
		if err != nil || !ok {
			return nil, err
		}
		known = true
		shown, err = b.d.Asked(tx, i, m, "en", room, false, 5*time.Minute, at)
		return nil, err
	})
	return known, shown
}

// tells runs the telling to its end and returns what was sent.
func (b bench) tells(id uint64, at time.Time) (all []chat.Action) {
	b.Helper()
	owner := "incident/" + strconv.FormatUint(id, 10)
	for range 100 {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.TickIncident(tx, owner, at) })
		all = append(all, as...)
		if _, more := find(as, "remind", owner); !more {
			return all
		}
	}
	b.Fatal("the telling does not end")
	return nil
}

func TestAQuestionFitsAnIncidentThatHasAllWordsOfAPhrase(t *testing.T) {
	b := newBench(t)
	if _, _, refused := b.incident("BSC RPC outage", "bsc rpc", "兑换失败", "swap fails"); refused != "" {
		t.Fatal(refused)
	}
	for text, want := range map[string]bool{
		"is the BSC RPC down?":             true,
		"rpc of bsc":                       true,
		"why does my swap fails":           true,
		"SWAP FAILS!!":                     true,
		"bsc":                              false,
		"absc rpcs":                        false,
		"我的兑换失败了":                          true,
		"兑换成功":                             false,
		"":                                 false,
		strings.Repeat("bsc ", 1000) + "?": false,
	} {
		if known, _ := b.asks(ann, text, group, noon); known != want {
			t.Errorf("%.40q is known: %v", text, known)
		}
	}
	for _, broad := range []string{"a", "..", "is it"} {
		if _, _, refused := b.incident("x", broad); refused != "incident-broad" && refused != "incident-usage" {
			t.Errorf("%q was taken: %q", broad, refused)
		}
	}
}

// TestTheMatchOfATitleIsItsTellingWords: what any trouble is called, members say otherwise; a title with too little else is refused.
func TestTheMatchOfATitleIsItsTellingWords(t *testing.T) {
	b := newBench(t)
	for title, want := range map[string]string{
		"BSC RPC outage": "bsc rpc", "Problem with the BSC bridge today": "bsc bridge", "BSC 节点故障": "bsc 节点", "币安链充值延迟": "币安链充值",
		"Withdrawals": "", "Swap is down": "", "Outage": "", "提现延迟": "", "故障": "",
	} {
		i, _, refused := b.incident(title)
		if got := strings.Join(i.Match, ","); want != got && refused == "" || want == "" && refused != "incident-untold" {
			t.Errorf("%q is recognised by %q (%s), want %q", title, got, refused, want)
		}
	}
}

func TestANoticeIsShownOnceInARoomAndEveryAskerIsCountedOnce(t *testing.T) {
	b := newBench(t)
	i, _, _ := b.incident("outage", "bsc rpc")
	for n, step := range []struct {
		who   chat.Member
		after time.Duration
		shown bool
	}{{ann, time.Minute, true}, {ann, 2 * time.Minute, false}, {bob, 3 * time.Minute, false}, {bob, 7 * time.Minute, true}} {
		if _, shown := b.asks(step.who, "bsc rpc down?", group, noon.Add(step.after)); shown != step.shown {
			t.Errorf("step %d: shown %v", n, shown)
		}
	}
	b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		i, err = escalation.FindIncident(tx, i.ID)
		return nil, err
	})
	if i.Askers != 2 {
		t.Errorf("%d askers", i.Askers)
	}
}

func TestTicketsThatFitAreAttachedAndToldOfEachEdition(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "bsc rpc is down", noon)
	b.open(bob, escalation.General, "where is my seed", noon)
	i, _, _ := b.incident("outage", "bsc rpc")
	if i.Tickets != 1 || b.ticket(1).Incident != i.ID || b.ticket(2).Incident != 0 {
		t.Fatalf("%+v", i)
	}
	b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Reached(tx, ann.ID, true, noon)
	})
	as, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.EndIncident(tx, i.ID, "All is well.", mei, noon.Add(time.Hour))
		return as, err
	})
	if refused != "" {
		t.Fatal(refused)
	}
	if _, ok := find(as, "remind", "incident/1"); !ok {
		t.Error("nobody is told")
	}
	told := b.tells(i.ID, noon.Add(time.Hour))
	if rooms := said(told, "incident-ended"); !slices.Equal(rooms, []chat.RoomID{chat.Direct(ann.ID)}) {
		t.Errorf("told in %v", rooms)
	}
	if again := b.tells(i.ID, noon.Add(2*time.Hour)); len(again) != 0 {
		t.Errorf("told twice: %v", again)
	}
	if _, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.UpdateIncident(tx, i.ID, "more", mei, noon)
		return as, err
	}); refused != "incident-over" {
		t.Error(refused)
	}
}

// TestManyTicketsAreAttachedInStepsAndCountedOnce: no transaction takes more than a step. What waits lies in the store; an edition
// that comes meanwhile reaches all of them, and a ticket that is closed meanwhile is none of the incident's.
func TestManyTicketsAreAttachedInStepsAndCountedOnce(t *testing.T) {
	b := newBench(t)
	const all, step = 137, 50
	for n := range all {
		m := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: fmt.Sprint(1000 + n)}, Name: fmt.Sprint("M", n)}
		b.open(m, escalation.General, "bsc rpc down", noon)
	}
	i, as, _ := b.incident("outage", "bsc rpc")
	if i.Taking() != all || i.Tickets != step {
		t.Fatalf("%d of %d at once", i.Tickets, i.Taking())
	}
	want(t, "close", b.close(all, mei, noon), "")
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.UpdateIncident(tx, i.ID, "Half of it works.", mei, noon)
		return as, err
	})
	owner := "incident/" + strconv.FormatUint(i.ID, 10)
	if _, ok := find(as, "remind", owner); !ok {
		t.Fatal("no next step is asked for")
	}
	for n := 0; ; n++ {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.TickIncident(tx, owner, noon) })
		if _, more := find(as, "remind", owner); !more || n > 10 {
			break
		}
	}
	b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		i, err = escalation.FindIncident(tx, i.ID)
		return nil, err
	})
	if i.Tickets != all-1 || i.Askers != all-1 || len(i.Waiting) != 0 {
		t.Errorf("%d tickets of %d members, %d wait", i.Tickets, i.Askers, len(i.Waiting))
	}
	for id := range uint64(all - 1) {
		lines := uint64(2) // its words and the notice; of the first step the first edition too
		if id < step {
			lines++
		}
		if tk := b.ticket(id + 1); tk.Incident != i.ID || tk.Lines != lines {
			t.Fatalf("ticket %d has %d lines, incident %d", tk.ID, tk.Lines, tk.Incident)
		}
	}
	if tk := b.ticket(all); tk.Incident != 0 {
		t.Error("a closed ticket is attached")
	}
}

func TestTheEndIsToldToEveryoneWhoAskedInStepsAndByName(t *testing.T) {
	b := newBench(t)
	i, _, _ := b.incident("outage", "bsc rpc")
	const askers = 137
	for n := range askers {
		m := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: fmt.Sprint(1000 + n)}, Name: fmt.Sprint("M", n)}
		b.asks(m, "bsc rpc down?", group, noon)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.EndIncident(tx, i.ID, "", mei, noon.Add(time.Hour))
		return as, err
	})
	pinged := map[chat.MemberID]int{}
	for _, a := range b.tells(i.ID, noon.Add(time.Hour)) {
		if s, ok := a.Effect.(chat.Send); ok {
			if len(s.Post.Ping) > 10 {
				t.Errorf("one post names %d members", len(s.Post.Ping))
			}
			for _, m := range s.Post.Ping {
				pinged[m]++
			}
		}
	}
	if len(pinged) != askers {
		t.Errorf("%d of %d were told", len(pinged), askers)
	}
	for m, n := range pinged {
		if n != 1 {
			t.Errorf("%v was told %d times", m, n)
		}
	}
}

func TestSimilarTicketsOfDifferentMembersAreProposedOnceAsAnIncident(t *testing.T) {
	b := newBench(t)
	b.d.Policy.PileUp = escalation.PileUp{Count: 3, Within: time.Hour}
	b.d.Alike = func(texts []string) (same []int) {
		for n, text := range texts {
			if strings.Contains(text, "swap") == strings.Contains(texts[0], "swap") {
				same = append(same, n)
			}
		}
		return same
	}
	member := func(n int) chat.Member {
		return chat.Member{ID: chat.MemberID{Platform: "telegram", Key: fmt.Sprint(100 + n)}, Name: "M"}
	}
	for n, step := range []struct {
		words    string
		after    time.Duration
		proposed bool
	}{
		{"swap one", 0, false}, {"a backup", time.Minute, false}, {"swap two", 2 * time.Minute, false}, {"swap three", 3 * time.Minute, true},
		{"swap four", 4 * time.Minute, false}, {"swap five", 90 * time.Minute, false},
	} {
		as, refused := b.open(member(n), escalation.General, step.words, noon.Add(step.after))
		if got := len(said(as, "pile")) == 1; refused != "" || got != step.proposed {
			t.Errorf("step %d: proposed %v, %q", n, got, refused)
		}
	}
	var tickets []uint64
	_, refused := b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		tickets, _, err = b.d.RulePile(tx, 1, mei)
		return nil, err
	})
	if refused != "" || !slices.Equal(tickets, []uint64{1, 3, 4}) {
		t.Errorf("%v, %q", tickets, refused)
	}
	if _, refused := b.do(func(tx store.Tx) ([]chat.Action, error) { _, _, err := b.d.RulePile(tx, 1, kim); return nil, err }); refused != "pile-ruled" {
		t.Errorf("ruled twice: %q", refused)
	}
}

func TestFeedbackIsBoundedByDayAndForgottenOnRequest(t *testing.T) {
	b := newBench(t)
	give := func(m chat.Member, at time.Time) string {
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
			return nil, b.d.Feedback(tx, escalation.Feedback{Member: m.ID, Text: "more chains", At: at})
		})
		return refused
	}
	for n := range 5 {
		if refused := give(ann, noon.Add(time.Duration(n)*time.Minute)); refused != "" {
			t.Fatal(refused)
		}
	}
	if refused := give(ann, noon.Add(time.Hour)); refused != "feedback-limit" {
		t.Error(refused)
	}
	if refused := give(bob, noon.Add(time.Hour)); refused != "" {
		t.Error(refused)
	}
	if refused := give(ann, noon.Add(25*time.Hour)); refused != "" {
		t.Error(refused)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		if n, err := escalation.ForgetFeedback(tx, ann.ID); err != nil || n != 6 {
			t.Errorf("%d, %v", n, err)
		}
		all, err := escalation.RecentFeedback(tx, 100)
		if len(all) != 1 || all[0].Member != bob.ID {
			t.Errorf("%+v", all)
		}
		return nil, err
	})
}

func TestWhoAskedAboutAnIncidentIsForgottenAWhileAfterItsEnd(t *testing.T) {
	b := newBench(t)
	i, _, _ := b.incident("outage", "bsc rpc")
	b.incident("delay", "btc slow")
	b.asks(ann, "bsc rpc down?", group, noon)
	b.asks(ann, "btc slow?", group, noon)
	b.open(bob, escalation.General, "bsc rpc is down", noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.EndIncident(tx, i.ID, "", mei, noon.Add(time.Hour))
		return as, err
	})
	rows := func() (n int) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			for _, table := range []string{"incident_asker", "incident_member", "incident_shown"} {
				for range tx.Scan(table, nil, nil) {
					n++
				}
			}
			return nil, nil
		})
		return n
	}
	prune := func(before time.Time) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			next, err := escalation.PruneAskers(tx, nil, before, 1)
			for err == nil && next != nil {
				next, err = escalation.PruneAskers(tx, next, before, 1)
			}
			return nil, err
		})
	}
	all := rows()
	if prune(noon.Add(time.Hour)); rows() != all {
		t.Errorf("%d rows of %d are left too early", rows(), all)
	}
	if prune(noon.Add(2 * time.Hour)); rows() != 3 { // of the one that lasts
		t.Errorf("%d rows are left", rows())
	}
}
