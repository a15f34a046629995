package escalation

import (
	"fmt"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Earlier is an earlier ticket of the same person, as the card of the next one shows it.
type Earlier struct {
	ID     uint64    `json:"id"`
	Ended  time.Time `json:"ended"`
	Rating int       `json:"rating,omitempty"`
}

const pastShown = 3

// recall keeps what a new ticket's card tells of its member: how old the account is, and the tickets before.
func (t *Ticket) recall(tx store.Tx, m chat.Member) error {
	t.Made = m.Since
	last, all, err := ClosedOf(tx, m.ID, pastShown)
	if err != nil {
		return err
	}
	t.EarlierAll = all
	for _, p := range last {
		t.Earlier = append(t.Earlier, Earlier{ID: p.ID, Ended: p.Ended, Rating: max(p.Rating, 0)})
	}
	return nil
}

// about is what the card tells beside the question, a line each.
func (d *Desk) about(tx store.Tx, t *Ticket) (out []*chat.Phrase, err error) {
	if t.Tier != "" {
		out = append(out, chat.Say("card-tier", "tier", d.Tier(t).Called("")))
	}
	if t.Open() && !t.Clock.Waits.IsZero() {
		out = append(out, chat.Say("card-waits", "time", chat.Arg{Time: t.Clock.Waits.UTC().Format(time.RFC3339)}))
	}
	var seen time.Time
	flags := 0
	if d.Known != nil {
		if seen, flags, err = d.Known(tx, t.Member); err != nil {
			return nil, err
		}
	}
	switch {
	case !t.Made.IsZero():
		out = append(out, chat.Say("card-account", "date", day(t.Made)))
	case !seen.IsZero():
		out = append(out, chat.Say("card-seen", "date", day(seen)))
	}
	if t.EarlierAll > 0 {
		p := chat.Say("card-past", "tickets", pastWords(t.Earlier))
		p.Count = &t.EarlierAll
		out = append(out, p)
	}
	if flags > 0 {
		out = append(out, &chat.Phrase{ID: "card-flags", Count: &flags})
	}
	who, err := personLines(tx, t)
	return append(out, who...), err
}

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// pastWords names tickets with when they ended and how they were rated.
func pastWords(ps []Earlier) string {
	var out []string
	for _, p := range ps {
		s := fmt.Sprintf("#%d %s", p.ID, day(p.Ended))
		if p.Rating > 0 {
			s += fmt.Sprintf(" %d★", p.Rating)
		}
		out = append(out, s)
	}
	return strings.Join(out, " · ")
}

// question is the question as it was put, with what it answered, and the way there where the room can show one.
func (d *Desk) question(tx store.Tx, t *Ticket) (out []*chat.Phrase, err error) {
	for e, err := range lines.Scan(tx, store.Key(t.ID), nil) {
		if err != nil {
			return nil, err
		}
		switch l := e.Value; {
		case l.Side == System && l.From != "" && l.Text != "":
			out = append(out, chat.Say("card-context", "name", l.From, "text", short(l.Text, 150)))
		case l.Side == MemberSide && l.Phrase == nil:
			out = append(out, chat.Say("card-text", "text", short(l.Text, 300)))
		default:
			continue
		}
		if e.Value.Side == MemberSide {
			break
		}
	}
	_, private := t.Asked.Direct()
	if !private && !t.Source.IsZero() && t.Open() && t.Source.Platform == t.Queue.Platform && d.Caps(t.Queue).MessageLinks && d.Caps(t.Asked).MessageLinks {
		link := chat.Arg{Phrase: chat.Say("card-there"), Span: &chat.Span{Kind: chat.ToMessage, Message: t.Source}}
		out = append(out, chat.Say("card-asked", "there", link))
	}
	return out, nil
}
