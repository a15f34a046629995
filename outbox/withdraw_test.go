package outbox_test

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
)

func TestWhatWaitsIsWithdrawnByItsOwnerAndWhatIsUnderWayStays(t *testing.T) {
	b := open(t)
	b.do(func(tx store.Tx) error {
		for _, owner := range []string{"ticket/1/line/1", "ticket/1/line/2", "ticket/1/notice", "ticket/12/line/1", "ticket/1/line/3"} {
			a := chat.Action{ID: owner, Owner: owner, Effect: chat.Send{Room: lobby}}
			if err := outbox.Enqueue(tx, noon, a); err != nil {
				return err
			}
		}
		return nil
	})
	cs := b.want(noon, 1, "ticket/1/line/1 ")
	b.do(func(tx store.Tx) error { return outbox.Withdraw(tx, lobby, "ticket/1/line/") })
	for _, next := range []string{"ticket/1/notice ", "ticket/12/line/1 "} {
		b.do(func(tx store.Tx) error { return outbox.Settle(tx, cs[0], noon) })
		cs = b.want(noon, 1, next)
	}
	b.do(func(tx store.Tx) error { return outbox.Settle(tx, cs[0], noon) })
	b.want(noon, 1, "")
}
