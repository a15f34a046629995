package escalation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// ActForgotten is put down in the audit when a member was forgotten; it names nobody.
const ActForgotten = "forgotten"

// Forgotten is what was erased of a member.
type Forgotten struct {
	Tickets []uint64 `json:"tickets"` // closed and open ones
	Closed  []uint64 `json:"closed"`  // … of which these were open
	Records int      `json:"records"` // of the audit, whose who and why were erased
	Blocks  int      `json:"blocks"`  // kept until they end: what was decided against somebody is not undone by asking
}

// Forget erases what the desk keeps of an account: tickets with their words, transcripts and names, what the audit says of who
// and why in them, feedback, links to other accounts. Open tickets are closed first, and the staff is told; cards and the
// transcripts in the log room are taken away. Figures stay, for they name nobody; so does the audit's chain.
func (d *Desk) Forget(tx store.Tx, m chat.MemberID, at time.Time) (f Forgotten, as []chat.Action, err error) {
	ids, err := idsOf(tx, m)
	if err != nil {
		return f, nil, err
	}
	for _, id := range ids {
		t, ok, err := Get(tx, id)
		if err != nil {
			return f, nil, err
		}
		if !ok || t.Member != m {
			continue
		}
		more, err := d.forgetTicket(tx, t, &f, at)
		if err != nil {
			return f, nil, fmt.Errorf("ticket %d: %w", id, err)
		}
		as = append(as, more...)
	}
	if err := f.forgetAudit(tx, m, at); err != nil {
		return f, nil, err
	}
	blocks, err := BlocksOf(tx, m)
	if err != nil {
		return f, nil, err
	}
	for _, b := range blocks {
		if b.In(at) {
			f.Blocks++
		}
	}
	if err := forgetBlocks(tx, m, at); err != nil {
		return f, nil, err
	}
	if err := parted(tx, m, at); err != nil {
		return f, nil, err
	}
	for _, table := range []string{byOwner.Name, open.Name, reach.Name, colleagues.Name, linkTries.Name, guesses.Name} {
		if err := dropAll(tx, table, store.Key(m)); err != nil {
			return f, nil, err
		}
	}
	if err := forgetAsked(tx, m); err != nil {
		return f, nil, err
	}
	_, err = ForgetFeedback(tx, m)
	return f, as, err
}

// forgetAudit erases who and why from what the audit says of a member beside the tickets there are.
func (f *Forgotten) forgetAudit(tx store.Tx, m chat.MemberID, at time.Time) error {
	former, err := eraseFormer(tx, m)
	if err != nil {
		return err
	}
	aside, err := eraseAside(tx, m, at)
	f.Records += former + aside
	return err
}

// forgetAsked erases that a member asked about incidents: nobody can tell the member of their end then.
func forgetAsked(tx store.Tx, m chat.MemberID) error {
	var gone [][]byte
	for e, err := range askers.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("incidents: %w", err)
		}
		if e.Value.Member == m {
			gone = append(gone, slices.Clone(e.Key))
		}
	}
	for _, k := range gone {
		if err := askers.Delete(tx, k); err != nil {
			return fmt.Errorf("incidents: %w", err)
		}
		if err := askedOnce.Delete(tx, append(slices.Clone(incidentOf(k)), store.Key(m)...)); err != nil {
			return fmt.Errorf("incidents: %w", err)
		}
	}
	return nil
}

func (d *Desk) forgetTicket(tx store.Tx, t Ticket, f *Forgotten, at time.Time) (as []chat.Action, err error) {
	f.Tickets = append(f.Tickets, t.ID)
	unlogged := d.unlogged(&t)
	if t.Open() {
		f.Closed = append(f.Closed, t.ID)
		if as, err = d.end(tx, &t, Automatic, "", "", at); err != nil {
			return nil, err
		}
		if as, err = d.moved(tx, t, as); err != nil {
			return nil, err
		}
		as = slices.DeleteFunc(as, func(a chat.Action) bool { return a.Kind() != "change" && a.Kind() != "remind" })
		as = append(as, d.toQueue(Ticket{ID: t.ID, Queue: t.Queue, Member: t.Member}, chat.Say("forgot-staff", "number", t.number())))
	}
	as = append(as, chat.Action{Owner: t.owner("lock"), Effect: chat.Remind{}})
	as = append(as, d.shut(&t, chat.Locked)...)
	if !t.Card.IsZero() {
		post := chat.Post{Phrase: chat.Say("forgot-card", "number", t.number())}
		as = append(as, chat.Action{Priority: chat.Cosmetic, Effect: chat.Edit{Room: t.Queue, Messages: []chat.MessageID{t.Card}, Post: post}})
	}
	as = append(as, unlogged...)
	n, err := eraseBodies(tx, t.ID, nil)
	if err != nil {
		return nil, err
	}
	f.Records += n
	if err := d.erase(tx, &t); err != nil {
		return nil, err
	}
	return as, d.record(tx, t.ID, Record{What: ActForgotten, At: at})
}

// dropAll deletes the rows of a table whose keys begin so.
func dropAll(tx store.Tx, table string, prefix []byte) error {
	var keys [][]byte
	for k := range tx.Scan(table, prefix, nil) {
		keys = append(keys, slices.Clone(k))
	}
	for _, k := range keys {
		if err := tx.Delete(table, k); err != nil {
			return err
		}
	}
	return nil
}
