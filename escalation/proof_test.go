package escalation_test

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

func TestOnlyTheTicketsMemberProvesItsPhrase(t *testing.T) {
	b := newBench(t)
	var opened escalation.Ticket
	b.do(func(tx store.Tx) (as []chat.Action, err error) {
		opened, as, err = b.d.Open(tx, escalation.Request{Member: ann, Subject: escalation.General, Room: group, At: noon})
		return as, err
	})
	prove := func(m chat.Member, words string, at time.Time) (ok bool, refused string) {
		_, refused = b.do(func(tx store.Tx) (_ []chat.Action, err error) {
			_, ok, err = b.d.Prove(tx, m.ID, words, at)
			return nil, err
		})
		return ok, refused
	}
	if !escalation.LooksLikeProof(" " + opened.Proof + "! ") {
		t.Errorf("%q does not look like a phrase", opened.Proof)
	}
	if ok, _ := prove(ann, opened.Proof, noon); !ok {
		t.Error("her own is none")
	}
	if ok, _ := prove(bob, opened.Proof, noon); ok {
		t.Error("it proves something to a stranger")
	}
	for range 3 {
		prove(bob, "walrus teapot zinnia", noon)
	}
	if _, refused := prove(bob, "walrus teapot zinnia", noon); refused != "" {
		t.Errorf("the fifth guess is refused: %s", refused)
	}
	if _, refused := prove(bob, "walrus teapot zinnia", noon); refused != "proof-limit" {
		t.Errorf("the sixth guess is not refused: %q", refused)
	}
	if _, refused := prove(bob, "walrus teapot zinnia", noon.Add(time.Hour)); refused != "" {
		t.Errorf("an hour later still: %s", refused)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reprove(tx, opened) })
	if ok, _ := prove(ann, opened.Proof, noon); ok {
		t.Error("the old phrase still proves something")
	}
}

func TestOtherWordsAreNotTakenForAPhrase(t *testing.T) {
	for _, s := range []string{"", "walrus teapot", "walrus teapot zinnia kale", "is this official", "@keyfold_help", "walrus, of course"} {
		if escalation.LooksLikeProof(s) {
			t.Errorf("%q", s)
		}
	}
}
