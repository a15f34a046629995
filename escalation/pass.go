package escalation

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// How a ticket changes hands, as the audit names it.
const (
	actPass     = "pass"
	actTransfer = "transfer"
	actAssign   = "assign"
)

func handedOn(what string) bool { return what == actPass || what == actTransfer || what == actAssign }

// Handover is what was said to whoever takes a ticket next.
type Handover struct {
	By   string    `json:"by"`
	Note string    `json:"note"`
	At   time.Time `json:"at"`
}

// IsZero reports whether there is none.
func (h Handover) IsZero() bool { return h == Handover{} }

// Pass gives a ticket to another tier, with a note for whoever takes it there. The tier's team is called; the member is told,
// and that it takes longer.
func (d *Desk) Pass(tx store.Tx, t Ticket, rep chat.Member, tier Tier, note string, at time.Time) ([]chat.Action, error) {
	from := d.Tier(&t)
	switch {
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case from.Name == tier.Name:
		return nil, chat.Refuse("pass-there", "number", t.number(), "tier", tier.Called(""))
	case strings.TrimSpace(note) == "":
		return nil, chat.Refuse("pass-note", "number", t.number())
	}
	if err := t.heldBy(rep); err != nil {
		return nil, err
	}
	if err := d.handOn(tx, &t, actPass, rep, tier.Name, note, at); err != nil {
		return nil, err
	}
	t.free()
	if t.Tier = tier.Name; tier.Name == FirstLine {
		t.Tier = ""
	}
	if err := d.enter(tx, &t, New, rep, string(PassedOn), at); err != nil {
		return nil, err
	}
	team, err := d.teamOf(tx, &t, tier, at)
	if err != nil {
		return nil, err
	}
	team = slices.DeleteFunc(team, func(r Rep) bool { return r.ID == rep.ID }) // who passes it on knows
	t.Duty, t.Called = accountsOf(team), team
	say := func() *chat.Phrase {
		return chat.Say("passed", "number", t.number(), "name", rep.Name, "tier", tier.Called(""), "note", note)
	}
	as := d.toTeam(&t, say, team)
	here := slices.DeleteFunc(slices.Clone(team), func(r Rep) bool { return r.ID.Platform != t.StaffRoom.Platform })
	as = append(as, d.amongStaff(&t, called(say(), here), accountsOf(here)...)...)
	as = append(as, d.tellPassed(&t, from)...)
	return d.moved(tx, t, as)
}

// teamOf are those who are called to a ticket of a tier: the tier's own people, as far as they are representatives, else those
// on duty for it.
func (d *Desk) teamOf(tx store.Tx, t *Ticket, tier Tier, at time.Time) (out []Rep, err error) {
	ids := tier.Team
	if len(ids) == 0 {
		if ids, err = d.calledTo(tx, t, at); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		c, ok, err := colleagues.Get(tx, store.Key(id))
		if err != nil {
			return nil, err
		}
		if !ok {
			c.Member = chat.Member{ID: id}
		}
		if d.office(c.Member) {
			out = append(out, Rep{ID: id, Name: cmp.Or(c.Member.Name, id.Key)})
		}
	}
	return out, nil
}

// Colleagues are the representatives that the desk knows by account: those it has seen and whose office still holds, and those
// whom the configuration names. Sorted by ID.
func (d *Desk) Colleagues(tx store.Tx) (out []chat.Member, err error) {
	seen := map[chat.MemberID]bool{}
	for e, err := range colleagues.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		seen[e.Value.Member.ID] = true
		if d.office(e.Value.Member) {
			out = append(out, e.Value.Member)
		}
	}
	for _, id := range d.Named {
		if !seen[id] {
			out = append(out, chat.Member{ID: id, Name: id.Key})
		}
	}
	slices.SortFunc(out, func(a, b chat.Member) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	return out, nil
}

// above reports whether a tier comes after another one.
func (d *Desk) above(a, b Tier) bool {
	for _, t := range d.Policy.Claims.Tiers {
		switch t.Name {
		case a.Name:
			return false
		case b.Name:
			return true
		}
	}
	return true
}

// handOn keeps the note of a hand-over: for the next one, among the ticket's notes, and in the audit.
func (d *Desk) handOn(tx store.Tx, t *Ticket, what string, rep chat.Member, to, note string, at time.Time) error {
	why := to
	if note != "" {
		t.Handover = Handover{By: rep.Name, Note: note, At: at}
		why += ": " + note
		if _, err := addLine(tx, t, Line{Side: Note, From: rep.Name, Text: note, At: at}); err != nil {
			return err
		}
	}
	return d.record(tx, t.ID, Record{What: what, By: rep.ID, Name: rep.Name, Why: why, At: at})
}

// toTeam calls a team to a ticket: in its queue, in those of the team's other platforms, and into its room.
func (d *Desk) toTeam(t *Ticket, say func() *chat.Phrase, team []Rep) (as []chat.Action) {
	on := map[chat.Platform][]Rep{}
	for _, m := range team {
		on[m.ID.Platform] = append(on[m.ID.Platform], m)
	}
	home, _ := d.toQueue(*t, nil).Effect.(chat.Send)
	if on[home.Room.Platform] == nil {
		on[home.Room.Platform] = []Rep{}
	}
	for _, p := range slices.Sorted(maps.Keys(on)) {
		as = append(as, d.inQueueOf(t, p, called(say(), on[p]), accountsOf(on[p])...)...)
	}
	if there := accountsOf(on[t.StaffRoom.Platform]); !t.StaffRoom.IsZero() && len(there) > 0 {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Change{Room: t.StaffRoom, Thread: chat.Thread{Members: there}}})
	}
	return as
}

// inQueueOf says something in the queue of a platform: on the ticket's own, in reply to its card.
func (d *Desk) inQueueOf(t *Ticket, p chat.Platform, say *chat.Phrase, ping ...chat.MemberID) []chat.Action {
	a := d.toQueue(*t, say)
	send, _ := a.Effect.(chat.Send)
	if place := d.Places[p]; send.Room.Platform != p {
		send.Room, send.Post.ReplyTo = place.Queue, chat.MessageID{}
		if send.Room.IsZero() {
			send.Room = place.Staff
		}
	}
	if send.Room.IsZero() {
		return nil
	}
	send.Post.Ping = ping
	a.Effect = send
	return []chat.Action{a}
}

func accountsOf(team []Rep) (out []chat.MemberID) {
	for _, m := range team {
		out = append(out, m.ID)
	}
	return out
}

// toRep says something to a representative about a ticket: in its room, or where that is not on the representative's platform
// or the member reads it, in the queue there.
func (d *Desk) toRep(t *Ticket, p *chat.Phrase, rep chat.MemberID) []chat.Action {
	if t.StaffRoom.Platform == rep.Platform {
		return d.beforeStaff(t, p, rep)
	}
	return d.inQueueOf(t, rep.Platform, p, rep)
}

// called adds those who are called to what is said.
func called(p *chat.Phrase, team []Rep) *chat.Phrase {
	for _, m := range team {
		p.Lines(chat.Say("called", "name", m.mention()))
	}
	return p
}

// Give makes another representative the holder of a ticket: of a free one anybody may, of a held one its holder or a lead. A
// note goes along if there is one. Whoever gets it is pinged in the ticket's room.
func (d *Desk) Give(tx store.Tx, t Ticket, rep chat.Member, to Rep, note string, at time.Time) ([]chat.Action, error) {
	switch {
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case t.Holder == to.ID && to.ID == rep.ID:
		return nil, chat.Refuse("claim-yours", "number", t.number())
	case t.Holder == to.ID:
		return nil, chat.Refuse("given-already", "number", t.number(), "name", to.Name)
	}
	if err := t.heldBy(rep); err != nil {
		return nil, err
	}
	what := actAssign
	if note != "" {
		what = actTransfer
	}
	was := t.Rep()
	if err := d.handOn(tx, &t, what, rep, to.Name, note, at); err != nil {
		return nil, err
	}
	if t.State == Solved {
		if err := d.enter(tx, &t, New, rep, string(Undone), at); err != nil {
			return nil, err
		}
	}
	holder := chat.Member{ID: to.ID, Name: to.Name}
	as := d.hold(&t, holder, at)
	if !t.State.Held() { // a held one waits for whom it waited for
		if err := d.enter(tx, &t, Claimed, rep, string(Given), at); err != nil {
			return nil, err
		}
	}
	said := chat.Say("given", "number", t.number(), "name", to.mention(), "by", rep.Name)
	if note != "" {
		said = chat.Say("given-note", "number", t.number(), "name", to.mention(), "by", rep.Name, "note", note)
	}
	as = append(as, d.retry(&t)...)
	as = append(as, d.toRep(&t, said, to.ID)...)
	if !was.ID.IsZero() && was.ID != rep.ID { // taken from somebody who did not do it himself
		as = append(as, d.toRep(&t, chat.Say("given-away", "number", t.number(), "name", was.mention(), "by", rep.Name), was.ID)...)
	}
	as = append(as, d.toMember(&t, newsTaken, d.taken(holder))...)
	return d.moved(tx, t, as)
}

// handedOver shows whoever takes a ticket what was said to him, where the member does not read.
func (d *Desk) handedOver(t Ticket) []chat.Action {
	if t.Handover.IsZero() {
		return nil
	}
	return d.amongStaff(&t, chat.Say("handed-over", "number", t.number(), "name", t.Handover.By, "note", t.Handover.Note))
}
