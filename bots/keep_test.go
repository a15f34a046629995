package bots_test

import (
	"testing"
	"time"

	"frontdesk/store"
)

func TestHousekeepingForgetsWhatHasHadItsTime(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/ask"), p.said("2", p.room("lobby"), "max", "/quiet 1h"),
			p.said("3", p.direct("bob"), "bob", question))
		rows := func() map[string]int {
			n := map[string]int{}
			h.view(func(tx store.Tx) error {
				for _, table := range []string{"dialog", "quiet", "question"} {
					for range tx.Scan(table, nil, nil) {
						n[table]++
					}
				}
				return nil
			})
			return n
		}
		if n := rows(); len(n) != 3 {
			t.Fatalf("there is nothing to forget in some table: %v", n)
		}
		<-time.After(49 * time.Hour)
		if n := rows(); len(n) != 0 {
			t.Errorf("still there: %v", n)
		}
	})
}
