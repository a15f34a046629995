package escalation_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

func (b bench) verify() (h escalation.Head, err error) {
	b.Helper()
	if vErr := b.s.View(b.Context(), func(tx store.Tx) error { h, err = escalation.Verify(tx, nil); return nil }); vErr != nil {
		b.Fatal(vErr)
	}
	return h, err
}

// life takes a ticket from its opening to its end.
func (b bench) life() {
	b.open(ann, escalation.General, "where is it", noon)
	b.claim(1, mei)
	b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, t, mei, noon) })
	b.close(1, kim, noon.Add(time.Hour))
}

func TestEveryStepOfATicketIsPutDownWithWhoAndWhen(t *testing.T) {
	b := newBench(t)
	b.life()
	var rs []escalation.Record
	b.do(func(tx store.Tx) (_ []chat.Action, err error) { rs, err = escalation.Audit(tx, 1); return nil, err })
	want := []escalation.Record{
		{Seq: 1, Ticket: 1, What: "new", By: ann.ID, Name: "Ann", At: noon},
		{Seq: 2, Ticket: 1, What: "claimed", By: mei.ID, Name: "Mei", At: noon},
		{Seq: 3, Ticket: 1, What: "new", By: mei.ID, Name: "Mei", Why: "released", At: noon},
		{Seq: 4, Ticket: 1, What: "closed", By: kim.ID, Name: "Kim", At: noon.Add(time.Hour)},
	}
	if len(rs) != len(want) {
		t.Fatalf("%+v", rs)
	}
	for i, r := range rs {
		if r != want[i] {
			t.Errorf("record %d is %+v, want %+v", i, r, want[i])
		}
	}
	if h, err := b.verify(); err != nil || h.Rows != 4 || h.Erased != 0 || len(h.Hash) != 32 {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestAnAuditThatWasTamperedWithIsFoundOut(t *testing.T) {
	reword := func(key, value string) func(tx store.Tx, table string, k []byte) error {
		return func(tx store.Tx, table string, k []byte) error {
			row, err := tx.Get(table, k)
			if err != nil {
				return err
			}
			var fields map[string]any
			if err := json.Unmarshal(row, &fields); err != nil {
				return err
			}
			fields[key] = value
			if row, err = json.Marshal(fields); err != nil {
				return err
			}
			return tx.Put(table, bytes.Clone(k), row)
		}
	}
	remove := func(tx store.Tx, table string, k []byte) error { return tx.Delete(table, k) }
	for name, c := range map[string]struct {
		table string
		row   uint64
		do    func(tx store.Tx, table string, k []byte) error
	}{
		"another act":             {"audit", 2, reword("what", "closed")},
		"another time":            {"audit", 3, reword("at", "2020-01-01T00:00:00Z")},
		"a row in the middle":     {"audit", 2, remove},
		"the last row":            {"audit", 4, remove},
		"another actor":           {"audit_body", 2, reword("name", "Kim")},
		"another reason":          {"audit_body", 4, reword("why", "spam")},
		"another ticket's number": {"audit", 1, func(tx store.Tx, table string, k []byte) error { return swap(tx, table, k, store.Key(uint64(2))) }},
	} {
		b := newBench(t)
		b.life()
		b.do(func(tx store.Tx) ([]chat.Action, error) { return nil, c.do(tx, c.table, store.Key(c.row)) })
		var broken *escalation.ErrBroken
		if _, err := b.verify(); !errors.As(err, &broken) || broken.Row != c.row {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func swap(tx store.Tx, table string, a, b []byte) error {
	x, err := tx.Get(table, a)
	if err != nil {
		return err
	}
	x = bytes.Clone(x)
	y, err := tx.Get(table, b)
	if err != nil {
		return err
	}
	y = bytes.Clone(y)
	if err := tx.Put(table, a, y); err != nil {
		return err
	}
	return tx.Put(table, b, x)
}

func TestWhoAndWhyCanBeErasedAndTheChainStillHolds(t *testing.T) {
	b := newBench(t)
	b.life()
	b.do(func(tx store.Tx) ([]chat.Action, error) { return nil, tx.Delete("audit_body", store.Key(uint64(1))) })
	if h, err := b.verify(); err != nil || h.Erased != 1 {
		t.Errorf("%+v, %v", h, err)
	}
	var rs []escalation.Record
	b.do(func(tx store.Tx) (_ []chat.Action, err error) { rs, err = escalation.Audit(tx, 1); return nil, err })
	if !rs[0].Erased || rs[0].Name != "" || rs[0].What != "new" || rs[1].Name != "Mei" {
		t.Errorf("%+v", rs)
	}
}
