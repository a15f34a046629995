package escalation_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// about keeps the actions of boards.
func about(as []chat.Action) (out []chat.Action) {
	for _, a := range as {
		if strings.HasPrefix(a.Owner, escalation.BoardOwner) {
			out = append(out, a)
		}
	}
	return out
}

func kinds(as []chat.Action) string {
	var out []string
	for _, a := range as {
		out = append(out, a.Kind())
	}
	return strings.Join(out, " ")
}

func newBoard(t *testing.T) bench {
	b := newBench(t)
	b.d.Policy.Board = 20 * time.Second
	b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true, Edit: true, Pins: true} }
	return b
}

func (b bench) tick(a chat.Action, at time.Time) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.BoardTick(tx, &chat.Tick{Meta: chat.Meta{At: at}, Owner: a.Owner})
	})
	return as
}

func (b bench) boardDone(a chat.Action, r chat.Result) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.BoardDone(tx, &chat.Done{Meta: chat.Meta{At: noon}, Action: a, Result: r})
	})
	return as
}

func TestWhateverMovesIsShownTogetherAtMostOnceInATime(t *testing.T) {
	b := newBoard(t)
	as, _ := b.open(ann, escalation.General, "help", noon)
	first := about(as)
	if kinds(first) != "remind" {
		t.Fatalf("a first ticket: %s", kinds(first))
	}
	as, _ = b.open(bob, escalation.Urgent, "stolen", noon)
	if got := kinds(about(as)); got != "" {
		t.Errorf("a second one, before the board was looked at: %s", got)
	}
	sent := b.tick(first[0], noon)
	if kinds(sent) != "send" {
		t.Fatalf("the board: %s", kinds(sent))
	}
	as, _ = b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, t, mei, noon) })
	waits := about(as)
	if kinds(waits) != "remind" || waits[0].Effect != (chat.Remind{At: noon.Add(20 * time.Second)}) {
		t.Fatalf("a claim: %v", waits)
	}
	id := chat.MessageID{Platform: "telegram", Key: "board"}
	if got := kinds(b.boardDone(sent[0], chat.Result{Message: id})); got != "pin" {
		t.Errorf("its receipt brings %q", got)
	}
	edited := b.tick(waits[0], noon.Add(20*time.Second))
	if kinds(edited) != "edit" {
		t.Fatalf("after twenty seconds: %s", kinds(edited))
	}
	if e, ok := edited[0].Effect.(chat.Edit); !ok || e.Messages[0] != id {
		t.Errorf("edits %+v", edited[0].Effect)
	}
	if got := b.tick(waits[0], noon.Add(40*time.Second)); len(got) > 0 {
		t.Errorf("nothing has moved: %s", kinds(got))
	}
}

func TestABoardThatIsGoneIsMadeAnew(t *testing.T) {
	b := newBoard(t)
	as, _ := b.open(ann, escalation.General, "help", noon)
	sent := b.tick(about(as)[0], noon)
	b.boardDone(sent[0], chat.Result{Message: chat.MessageID{Platform: "telegram", Key: "board"}})
	as, _ = b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, t, mei, noon) })
	edited := b.tick(about(as)[0], noon.Add(time.Minute))
	fail := func(class chat.Class) []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
			return b.d.BoardFailed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Minute)}, Action: edited[0], Fault: &chat.Fault{Class: class}})
		})
		return as
	}
	if got := kinds(fail(chat.Denied)); got != "" {
		t.Errorf("without the right to edit: %s", got)
	}
	if got := kinds(fail(chat.Gone)); got != "send" {
		t.Errorf("after its deletion: %q", got)
	}
}
