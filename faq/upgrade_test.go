package faq

import (
	"reflect"
	"testing"

	"frontdesk/store"
)

// earlierRows are by table as they were written before an entry could hold a picture and buttons, and an answer a confidence.
var earlierRows = map[string][2]string{
	"entry": {"fees", `{"entry":{"ID":"fees","Title":{"en":"Fees"},"Questions":{"en":["why so high"]},"Not":null,"Answer":{"en":"To the network."},` +
		`"Tags":["costs"],"Tier":"","Urgent":false,"Source":"","Review":"0001-01-01T00:00:00Z"},"rev":3,"by":{"name":"faq.yaml","at":"2026-01-02T06:00:00Z"}}`},
	"entry_base": {"fees", `{"ID":"fees","Title":{"en":"Fees"},"Questions":{"en":["why so high"]},"Not":null,"Answer":{"en":"To the network."},` +
		`"Tags":["costs"],"Tier":"","Urgent":false,"Source":"","Review":"0001-01-01T00:00:00Z"}`},
	"answer": {string(store.Key(uint64(7))), `{"no":7,"question":"telegram:-1/5","asker":"telegram:1","room":"telegram:-1","said":"answer","entry":"fees","lang":"en",` +
		`"replies":["telegram:-1/6"],"at":"2026-01-02T06:00:00Z"}`},
}

func TestRowsOfAnEarlierVersionAreReadAndWrittenOver(t *testing.T) {
	s := newShelf(t)
	s.do(func(tx store.Tx) error {
		for table, row := range earlierRows {
			if err := tx.Put(table, []byte(row[0]), []byte(row[1])); err != nil {
				return err
			}
		}
		return nil
	})
	s.b = openBook(t, s.s)
	want := Entry{
		ID: "fees", Title: map[string]string{"en": "Fees"}, Questions: map[string][]string{"en": {"why so high"}},
		Answer: map[string]string{"en": "To the network."}, Tags: []string{"costs"},
	}
	s.do(func(tx store.Tx) error {
		v, err := s.b.Get(tx, "fees")
		if err != nil || !reflect.DeepEqual(v.Entry, want) || v.Rev != 3 {
			t.Errorf("got %+v, %v", v, err)
		}
		if original, err := s.b.Original(tx, "fees"); err != nil || !reflect.DeepEqual(original, want) {
			t.Errorf("original %+v, %v", original, err)
		}
		if _, err := Judge(tx, 7, ann.ID, Helped); err != nil {
			t.Errorf("a vote: %v", err)
		}
		edited := want
		edited.Picture = "fees.png"
		_, err = s.b.Put(tx, edited, ann, v.Rev)
		return err
	})
	s.do(func(tx store.Tx) error {
		if v, err := s.b.Get(tx, "fees"); err != nil || v.Entry.Picture != "fees.png" {
			t.Errorf("got %+v, %v", v, err)
		}
		return nil
	})
	if idx, _ := s.b.Snapshot(); idx.Match(Query{Text: "why so high"}).Entry != "fees" {
		t.Error("it is not found")
	}
}
