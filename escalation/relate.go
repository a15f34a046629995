package escalation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// relatedMost is how many tickets a card can name.
const relatedMost = 10

// Relate names two tickets on each other's cards.
func (d *Desk) Relate(tx store.Tx, a, b Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	switch {
	case a.ID == b.ID:
		return nil, chat.Refuse("merge-self")
	case slices.Contains(a.Related, b.ID):
		return nil, chat.Refuse("link-already", "a", a.number(), "b", b.number())
	case len(a.Related) >= relatedMost || len(b.Related) >= relatedMost:
		return nil, chat.Refuse("link-full", "count", number(relatedMost))
	}
	a.Related, b.Related = append(slices.Clone(a.Related), b.ID), append(slices.Clone(b.Related), a.ID)
	return d.related(tx, a, b, ActRelated, rep, at)
}

// Unrelate takes that back.
func (d *Desk) Unrelate(tx store.Tx, a, b Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	if !slices.Contains(a.Related, b.ID) {
		return nil, chat.Refuse("link-none", "a", a.number(), "b", b.number())
	}
	without := func(ids []uint64, id uint64) []uint64 {
		return slices.DeleteFunc(slices.Clone(ids), func(other uint64) bool { return other == id })
	}
	a.Related, b.Related = without(a.Related, b.ID), without(b.Related, a.ID)
	return d.related(tx, a, b, ActUnrelated, rep, at)
}

func (d *Desk) related(tx store.Tx, a, b Ticket, what Act, rep chat.Member, at time.Time) ([]chat.Action, error) {
	if err := d.record(tx, a.ID, Record{What: string(what), By: rep.ID, Name: rep.Name, Why: b.number(), At: at}); err != nil {
		return nil, err
	}
	if err := d.record(tx, b.ID, Record{What: string(what), By: rep.ID, Name: rep.Name, Why: a.number(), At: at}); err != nil {
		return nil, err
	}
	as, err := d.moved(tx, a, nil)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, b, as)
}

// relatives names on the card the tickets that belong to this one; nil: none.
func (t *Ticket) relatives() *chat.Phrase {
	var names []string
	for _, id := range t.Related {
		names = append(names, "#"+strconv.FormatUint(id, 10))
	}
	switch {
	case t.Into != 0:
		return chat.Say("card-into", "number", strconv.FormatUint(t.Into, 10))
	case len(names) > 0:
		return chat.Say("card-related", "tickets", strings.Join(names, ", "))
	}
	return nil
}

// personLines tell on the card which other platforms the member has linked, and of a block that was not over when the ticket was
// opened.
func personLines(tx store.Tx, t *Ticket) (out []*chat.Phrase, err error) {
	linked, err := LinkedOf(tx, t.Member)
	if err != nil {
		return nil, err
	}
	var on []string
	for _, m := range linked {
		on = append(on, string(m.Platform))
	}
	if len(on) > 0 {
		out = append(out, chat.Say("card-linked", "platforms", strings.Join(on, ", "), "number", t.number()))
	}
	bs, err := BlocksOf(tx, t.Member)
	for _, b := range bs {
		if b.In(t.Opened) {
			out = append(out, chat.Say("card-blocked", "time", chat.Arg{Time: b.Until.UTC().Format(time.RFC3339)}, "reason", short(b.Reason, 80)))
		}
	}
	return out, err
}
