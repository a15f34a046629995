package escalation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// PruneTickets forgets tickets that were closed before a time, looking at n of them from where the last call ended. Tickets lie in
// the order in which they were opened, so those opened since are not looked at. Next is where to go on, nil after the last.
func PruneTickets(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	var old []Ticket
	for e, err := range tickets.Scan(tx, nil, from) {
		if err != nil {
			return nil, fmt.Errorf("tickets: %w", err)
		}
		if n--; n < 0 {
			next = slices.Clone(e.Key)
			break
		}
		t := e.Value
		if t.Opened.After(before) {
			break
		}
		if !t.Open() && t.Ended.Before(before) {
			old = append(old, t)
		}
	}
	for i := range old {
		if err := erase(tx, &old[i]); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// erase forgets a closed ticket and all that is found by it. What the audit says of it stays.
func erase(tx store.Tx, t *Ticket) error {
	if err := settle(tx, t, true); err != nil {
		return fmt.Errorf("ticket %d: %w", t.ID, err)
	}
	err := dropWords(tx, t.ID)
	if err == nil {
		err = t.dropToken(tx)
	}
	for _, room := range t.threads() {
		if err == nil {
			err = dropRoom(tx, room, t.ID)
		}
	}
	if err == nil {
		err = byOwner.Delete(tx, store.Key(t.Member, t.Opened, t.ID))
	}
	if err == nil {
		err = tickets.Delete(tx, store.Key(t.ID))
	}
	if err != nil {
		return fmt.Errorf("ticket %d: %w", t.ID, err)
	}
	return nil
}

// dropRoom forgets that a ticket lives in a room, unless another one does by now.
func dropRoom(tx store.Tx, room chat.RoomID, id uint64) error {
	there, ok, err := byRoom.Get(tx, store.Key(room))
	if err != nil || !ok || there != id {
		return err
	}
	return byRoom.Delete(tx, store.Key(room))
}

// PruneBodies erases who did what and why from the rows of the audit before a time, n of them at the most. The chain goes on
// holding.
func PruneBodies(tx store.Tx, before time.Time, n int) error {
	var old [][]byte
	for k := range tx.Scan(auditBodies.Name, nil, nil) {
		s, ok, err := audit.Get(tx, k)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if ok && !s.At.Before(before) || len(old) == n {
			break
		}
		old = append(old, slices.Clone(k))
	}
	for _, k := range old {
		if err := auditBodies.Delete(tx, k); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	return nil
}

// eraseBodies erases who did what to a ticket and why, but for what happened in it that is not about its member.
func eraseBodies(tx store.Tx, ticket uint64) (n int, err error) {
	prefix := store.Key(ticket)
	var seqs [][]byte
	for k := range tx.Scan(auditOf.Name, prefix, nil) {
		seqs = append(seqs, slices.Clone(k[len(prefix):]))
	}
	for _, seq := range seqs {
		_, ok, err := auditBodies.Get(tx, seq)
		if err != nil {
			return n, fmt.Errorf("audit of ticket %d: %w", ticket, err)
		}
		if !ok {
			continue
		}
		if err := auditBodies.Delete(tx, seq); err != nil {
			return n, fmt.Errorf("audit of ticket %d: %w", ticket, err)
		}
		n++
	}
	return n, nil
}
