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
func (d *Desk) PruneTickets(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
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
		if err := d.erase(tx, &old[i]); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// erase forgets a closed ticket and all that it is found by, its member's name too. What the audit says of it stays, and whose
// it was as long as that is so.
func (d *Desk) erase(tx store.Tx, t *Ticket) error {
	if err := settle(tx, t, true); err != nil {
		return fmt.Errorf("ticket %d: %w", t.ID, err)
	}
	err := d.forgetNames(tx, t)
	if err == nil {
		err = dropWords(tx, t.ID)
	}
	if err == nil {
		err = t.dropToken(tx)
	}
	if err == nil {
		err = dropAll(tx, overtaken.Name, store.Key(t.ID))
	}
	for _, room := range slices.Concat(t.threads(), t.Former) {
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
	if err == nil && remembered(tx, store.Key(t.ID)) {
		err = former.Put(tx, store.Key(t.Member, t.ID), true)
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

// PruneAskers forgets who asked about incidents that ended before a time, looking at n of them from where the last call ended.
// How many they were stays with the incident. Next is where to go on, nil after the last.
func PruneAskers(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	return askers.Sieve(tx, from, n,
		func(e store.Row[asker]) (bool, error) {
			i, ok, err := incidents.Get(tx, incidentOf(e.Key))
			return !ok || !i.Open() && i.Ended.Before(before), err
		},
		func(e store.Row[asker]) error { return dropAsker(tx, e.Key, e.Value) })
}

// dropAsker forgets that a member asked about an incident, and when a room was told of it.
func dropAsker(tx store.Tx, key []byte, row asker) error {
	err := askers.Delete(tx, key)
	if err == nil {
		err = askedOnce.Delete(tx, append(slices.Clone(incidentOf(key)), store.Key(row.Member)...))
	}
	if err == nil && row.Ticket == 0 {
		err = shownIn.Delete(tx, append(slices.Clone(incidentOf(key)), store.Key(row.Room)...))
	}
	if err != nil {
		return fmt.Errorf("incidents: %w", err)
	}
	return nil
}

// incidentOf is the incident's part of an asker's key.
func incidentOf(key []byte) []byte { return key[:8] }

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

// eraseBodies erases who did what to a ticket and why; of 0, outside all tickets. Not nil, pick says of which rows.
func eraseBodies(tx store.Tx, ticket uint64, pick func(Act, body) bool) (n int, err error) {
	prefix := store.Key(ticket)
	var seqs [][]byte
	for k := range tx.Scan(auditOf.Name, prefix, nil) {
		seqs = append(seqs, slices.Clone(k[len(prefix):]))
	}
	for _, seq := range seqs {
		b, ok, err := auditBodies.Get(tx, seq)
		if err != nil {
			return n, fmt.Errorf("audit of ticket %d: %w", ticket, err)
		}
		if !ok {
			continue
		}
		if pick != nil {
			s, _, err := audit.Get(tx, seq)
			if err != nil {
				return n, fmt.Errorf("audit of ticket %d: %w", ticket, err)
			}
			if !pick(Act(s.What), b) {
				continue
			}
		}
		if err := auditBodies.Delete(tx, seq); err != nil {
			return n, fmt.Errorf("audit of ticket %d: %w", ticket, err)
		}
		n++
	}
	return n, nil
}
