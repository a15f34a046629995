package escalation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// PileUp is when similar tickets look like one incident: so many of different members within a time. Zero count: never.
type PileUp struct {
	Count  int
	Within time.Duration
}

// among looks whether a ticket that is being opened is one of many that ask the same.
func (d *Desk) among(tx store.Tx, t *Ticket, r Request) ([]chat.Action, error) {
	if r.Message == nil {
		return nil, nil
	}
	if err := d.known(tx, t, r.Message.Text, r.At); err != nil {
		return nil, err
	}
	return d.piled(tx, t)
}

// pileLooks bounds how many of the newest tickets are compared.
const pileLooks = 60

// piled proposes an incident to the leads when the ticket just opened makes enough that are alike. Each ticket is proposed once.
func (d *Desk) piled(tx store.Tx, t *Ticket) ([]chat.Action, error) {
	if d.Policy.PileUp.Count <= 0 || d.Alike == nil || t.Incident != 0 {
		return nil, nil
	}
	var texts []string
	var alike []Ticket
	for id := t.ID; id > 0 && id+pileLooks > t.ID; id-- {
		o, ok, err := Get(tx, id)
		if id == t.ID {
			o, ok = *t, true
		}
		if err != nil {
			return nil, err
		}
		if !ok || !o.Open() || o.Incident != 0 || o.Piled {
			continue
		}
		if t.Opened.Sub(o.Opened) > d.Policy.PileUp.Within {
			break
		}
		text, ok, err := firstWords(tx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			texts, alike = append(texts, text), append(alike, o)
		}
	}
	if len(alike) == 0 || alike[0].ID != t.ID {
		return nil, nil
	}
	var group []Ticket
	members := map[chat.MemberID]bool{}
	for _, n := range d.Alike(texts) {
		group, members[alike[n].Member] = append(group, alike[n]), true
	}
	if len(members) < d.Policy.PileUp.Count {
		return nil, nil
	}
	return d.propose(tx, t, group, texts[0])
}

// propose shows the leads what piles up, with a button that makes it an incident.
func (d *Desk) propose(tx store.Tx, t *Ticket, group []Ticket, text string) ([]chat.Action, error) {
	slices.SortFunc(group, func(a, b Ticket) int { return int(a.ID) - int(b.ID) })
	p := chat.Say("pile", "count", number(len(group)), "text", short(text, 200))
	ids := make([]uint64, 0, len(group))
	for _, o := range group {
		room := chat.Arg{Text: o.Mark()}
		if !o.StaffRoom.IsZero() {
			room.Span = &chat.Span{Kind: chat.ToRoom, Room: o.StaffRoom}
		}
		p.Lines(chat.Say("pile-ticket", "room", room, "name", o.Name))
		ids = append(ids, o.ID)
		if o.ID == t.ID {
			t.Piled = true
			continue
		}
		o.Piled = true
		if err := put(tx, o); err != nil {
			return nil, err
		}
	}
	no, err := pileNos.Next(tx)
	if err != nil {
		return nil, err
	}
	if err := piles.Put(tx, store.Key(no), pile{Tickets: ids, Text: short(text, incidentTitle), At: t.Opened}); err != nil {
		return nil, err
	}
	a := d.toQueue(*t, p)
	send, _ := a.Effect.(chat.Send)
	send.Post.Buttons = [][]chat.Button{{
		{Phrase: chat.Say("button-pile-open"), Data: "i:" + number(int(no)) + ":open"}, {Phrase: chat.Say("button-pile-not"), Data: "i:" + number(int(no)) + ":not"},
	}}
	a.Effect = send
	return []chat.Action{a}, nil
}

// pile is a proposal: similar tickets that may be one incident.
type pile struct {
	Tickets []uint64  `json:"tickets"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	Ruled   string    `json:"ruled,omitempty"` // who decided
}

var (
	piles   = store.Table[pile]{Name: "pile"} // number
	pileNos = store.Counter{Table: "desk", Key: "pile"}
)

// RulePile takes a proposal, once: its tickets and the words they began with.
func (d *Desk) RulePile(tx store.Tx, no uint64, by chat.Member) (tickets []uint64, text string, err error) {
	p, ok, err := piles.Get(tx, store.Key(no))
	switch {
	case err != nil:
		return nil, "", err
	case !ok:
		return nil, "", chat.Refuse("press-stale")
	case p.Ruled != "":
		return nil, "", chat.Refuse("pile-ruled", "name", p.Ruled)
	}
	p.Ruled = by.Name
	return p.Tickets, p.Text, piles.Put(tx, store.Key(no), p)
}

// PrunePiles forgets proposals made before the time before, looking at n of them.
func PrunePiles(tx store.Tx, before time.Time, n int) error {
	var gone [][]byte
	for e, err := range piles.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		if n--; n < 0 || e.Value.At.After(before) {
			break
		}
		gone = append(gone, slices.Clone(e.Key))
	}
	for _, k := range gone {
		if err := piles.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}
