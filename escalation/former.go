package escalation

import (
	"fmt"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// former are the tickets of a member that were pruned, as long as the audit says who did what in them: member‖ticket. By it a
// member is forgotten there too.
var former = store.Table[bool]{Name: "ticket_former"}

// eraseFormer erases who and why from the audit of a member's pruned tickets.
func eraseFormer(tx store.Tx, m chat.MemberID) (n int, err error) {
	prefix := store.Key(m)
	var ids []uint64
	for e, err := range former.Scan(tx, prefix, nil) {
		if err != nil {
			return 0, fmt.Errorf("former tickets: %w", err)
		}
		ids = append(ids, keySeq(e.Key[len(prefix):]))
	}
	for _, id := range ids {
		more, err := eraseBodies(tx, id, nil)
		if err != nil {
			return n, err
		}
		n += more
	}
	return n, dropAll(tx, former.Name, prefix)
}

// eraseAside erases who and why from what the audit says of a member outside all tickets: links to other accounts, blocks, and
// what the member said against them. What was decided against somebody stays while it is in force.
func eraseAside(tx store.Tx, m chat.MemberID, at time.Time) (n int, err error) {
	_, blocked, err := Blocked(tx, m, at)
	if err != nil {
		return 0, err
	}
	about := func(why string) bool { return why == m.String() || strings.HasPrefix(why, m.String()+": ") }
	return eraseBodies(tx, 0, func(what Act, b body) bool {
		switch what {
		case ActLinked, ActUnlinked:
			return b.By == m || about(b.Why)
		case ActBlocked, ActUnblocked, ActAppealed, ActDenied:
			return !blocked && (b.By == m || about(b.Why))
		}
		return b.By == m
	})
}

// PruneFormer forgets whose a pruned ticket was once the audit no more says who did what in it, looking at n of them from where
// the last call ended. Next is where to go on, nil after the last.
func PruneFormer(tx store.Tx, from []byte, _ time.Time, n int) (next []byte, err error) {
	return former.Sieve(tx, from, n, func(e store.Row[bool]) (bool, error) { return !remembered(tx, e.Key[len(e.Key)-8:]), nil }, nil)
}

// remembered reports whether the audit says of anything in a ticket who did it.
func remembered(tx store.Tx, ticket []byte) bool {
	for k := range tx.Scan(auditOf.Name, ticket, nil) {
		if v, err := tx.Get(auditBodies.Name, k[len(ticket):]); err == nil && v != nil {
			return true
		}
	}
	return false
}
