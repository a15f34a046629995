package escalation

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Admit refuses a member who may not open a ticket now, in words that say what to do instead. All accounts of a person count
// together. A matter that is urgent waits for no pause and no limit of open tickets; only a block and the day's limit hold it.
func (d *Desk) Admit(tx store.Tx, m chat.MemberID, s Subject, at time.Time) error {
	if err := barred(tx, m, at); err != nil {
		return err
	}
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return err
	}
	day, last := 0, time.Time{}
	for _, a := range accounts {
		n, newest, err := openedSince(tx, a, at.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		day += n
		if newest.After(last) {
			last = newest
		}
	}
	if day >= d.Policy.PerDay {
		return chat.Refuse("ticket-limit", "count", number(d.Policy.PerDay))
	}
	if s == Urgent {
		return nil
	}
	if wait := last.Add(d.Policy.Cooldown).Sub(at); !last.IsZero() && wait > 0 {
		return chat.Refuse("ticket-cooldown", "wait", chat.Arg{Wait: wait.String()})
	}
	return d.roomForMore(tx, m)
}

// barred refuses a person who is blocked, with the way to object.
func barred(tx store.Tx, m chat.MemberID, at time.Time) error {
	b, blocked, err := Blocked(tx, m, at)
	if err != nil || !blocked {
		return err
	}
	return &chat.Refusal{Phrase: b.Told(), Buttons: b.Appealing()}
}

// roomForMore refuses a person who has as many open tickets as are allowed.
func (d *Desk) roomForMore(tx store.Tx, m chat.MemberID) error {
	if d.Policy.OpenMax <= 0 {
		return nil
	}
	ts, err := OpenOfPerson(tx, m)
	if err != nil || len(ts) < d.Policy.OpenMax {
		return err
	}
	var names []string
	for _, t := range ts {
		names = append(names, t.Mark())
	}
	slices.Sort(names)
	return chat.Refuse("ticket-open-limit", "tickets", strings.Join(names, ", "))
}

// openAlready is the open ticket of a person on a subject, whichever account it was opened from.
func openAlready(tx store.Tx, m chat.MemberID, s Subject) (id uint64, ok bool, err error) {
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return 0, false, err
	}
	for _, a := range accounts {
		if id, ok, err = open.Get(tx, store.Key(a, string(s))); ok || err != nil {
			return id, ok, err
		}
	}
	return 0, false, nil
}

// fromLinked takes a second request that came from another account than the ticket's: its words are added, and whoever asked
// is told where the ticket is.
func (d *Desk) fromLinked(tx store.Tx, t Ticket, r Request) (Ticket, []chat.Action, error) {
	var as []chat.Action
	if m := r.Message; m != nil && (m.Text != "" || len(m.Files) > 0) {
		_, _, told, err := lineOfMessage(tx, m.ID)
		if err != nil {
			return t, nil, err
		}
		if !told {
			l := lineOf(MemberSide, m, r.At)
			l.Afar, t.Exchange = true, r.At
			if err := d.memberSpoke(tx, &t, m, r.At); err != nil {
				return t, nil, err
			}
			if as, err = d.say(tx, &t, l); err != nil {
				return t, nil, err
			}
		}
	}
	room := r.Answer
	if room.IsZero() {
		room = r.Room
	}
	as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: chat.Say("ticket-elsewhere", "number", t.number(), "platform", string(t.Member.Platform)), Lang: r.Lang, ReplyTo: r.Source, Private: true,
	}}})
	as, err := d.moved(tx, t, as)
	return t, as, err
}
