package escalation

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Shift is a part of the rota: when somebody is on duty, on each of their accounts.
type Shift struct {
	Who   []chat.MemberID
	Hours Hours    // always open: at any time
	Langs []string // base languages that they speak; none: all
	Tier  string   // whose tickets they take; "": any
}

// Duty is somebody on duty.
type Duty struct {
	Member chat.Member
	Langs  []string // none: all
	Tier   string   // "": any
	Why    DutyWhy
	Lead   bool
}

// DutyWhy tells how somebody came to be on duty.
type DutyWhy string

const (
	BySaying DutyWhy = "said" // with /duty on
	ByRota   DutyWhy = "rota"
	BySight  DutyWhy = "seen" // nobody is by the others, and the bot saw them lately, or knows them by their own ID
)

const (
	dutySeen  = 7 * 24 * time.Hour // how long a representative who was seen counts as there, if nothing tells who is on duty
	dutyLapse = 12 * time.Hour     // «on» ends when nothing was seen of a representative for so long
	dutyStep  = time.Hour          // how exactly the last sight is kept
	dutyMost  = 10                 // called at once, of each platform
)

// colleague is what the desk remembers of one of the staff. Offices are never read from here: see Desk.Office.
type colleague struct {
	Member chat.Member `json:"member"`
	Seen   time.Time   `json:"seen"`
	On     time.Time   `json:"on,omitzero"`  // when they said so
	Off    time.Time   `json:"off,omitzero"` // … only one of the two is set
	Langs  []string    `json:"langs,omitempty"`
}

var colleagues = store.Table[colleague]{Name: "duty"} // member

// Seen notes that somebody was seen, once an hour and whenever name or groups have changed; one who is of the staff no more
// is forgotten, and loses his tickets.
func (d *Desk) Seen(tx store.Tx, m chat.Member, at time.Time) ([]chat.Action, error) {
	key := store.Key(m.ID)
	c, ok, err := colleagues.Get(tx, key)
	switch {
	case err != nil, !ok && !m.Role.Has(chat.Representative):
		return nil, err
	case !m.Role.Has(chat.Representative) && m.Groups == nil && len(c.Member.Groups) > 0:
		return nil, nil // seen where groups are not told, as in a private chat: the office may hang on one
	case !m.Role.Has(chat.Representative):
		return d.retired(tx, m.ID, at)
	case m.Groups == nil:
		m.Groups = c.Member.Groups
	}
	if ok && at.Sub(c.Seen).Abs() < dutyStep && c.Member.Name == m.Name && c.Member.Handle == m.Handle && slices.Equal(c.Member.Groups, m.Groups) {
		return nil, nil
	}
	if at.Sub(c.Seen) >= dutyLapse {
		c.On = time.Time{}
	}
	c.Member, c.Seen = m, at
	return nil, colleagues.Put(tx, key, c)
}

// Changed takes the new name or groups of an account. That is no sight of its owner. Who is of the staff no more by it loses his
// tickets.
func (d *Desk) Changed(tx store.Tx, m chat.Member, at time.Time) ([]chat.Action, error) {
	key := store.Key(m.ID)
	c, ok, err := colleagues.Get(tx, key)
	switch {
	case err != nil || !ok:
		return nil, err
	case !m.Role.Has(chat.Representative):
		return d.retired(tx, m.ID, at)
	}
	c.Member = m
	return nil, colleagues.Put(tx, key, c)
}

// GoOn puts a representative on duty, for the languages named or else those named last.
func (d *Desk) GoOn(tx store.Tx, m chat.Member, langs []string, at time.Time) (Duty, error) {
	c, _, err := colleagues.Get(tx, store.Key(m.ID))
	if err != nil {
		return Duty{}, err
	}
	c.Member, c.Seen, c.On, c.Off = m, at, at, time.Time{}
	if len(langs) > 0 {
		c.Langs = langs
	}
	return Duty{Member: m, Langs: c.Langs, Why: BySaying}, colleagues.Put(tx, store.Key(m.ID), c)
}

// GoOff takes a representative off duty, until /duty on or the next shift of theirs begins, which is returned; zero: none is
// in the rota.
func (d *Desk) GoOff(tx store.Tx, m chat.Member, at time.Time) (next time.Time, err error) {
	c, _, err := colleagues.Get(tx, store.Key(m.ID))
	if err != nil {
		return next, err
	}
	c.Member, c.Seen, c.On, c.Off = m, at, time.Time{}, at
	for _, s := range d.Policy.Rota {
		if begin, ok := s.Hours.nextBegin(at); ok && slices.Contains(s.Who, m.ID) && (next.IsZero() || begin.Before(next)) {
			next = begin
		}
	}
	return next, colleagues.Put(tx, store.Key(m.ID), c)
}

// nextBegin is when the hours begin next; they may be under way. It is false if they never pause, or never begin.
func (h *Hours) nextBegin(now time.Time) (time.Time, bool) {
	last := now
	for s := range h.from(now, horizon) {
		if s.from.After(last) && s.from.After(now) {
			return s.from, true
		}
		last = s.to
	}
	return time.Time{}, false
}

// OnDuty lists who is on duty now: by the rota and by their own word, or, if that is nobody and there is no rota, everybody
// who was seen lately. Sorted by platform and name.
func (d *Desk) OnDuty(tx store.Tx, at time.Time) (out []Duty, err error) {
	known := map[chat.MemberID]colleague{}
	for e, err := range colleagues.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		known[e.Value.Member.ID] = e.Value
	}
	for _, c := range known {
		if d.office(c.Member) && !c.On.IsZero() && at.Sub(c.Seen) < dutyLapse {
			out = append(out, Duty{Member: c.Member, Langs: c.Langs, Why: BySaying})
		}
	}
	for _, s := range d.Policy.Rota {
		if !s.Hours.At(at) {
			continue
		}
		for _, id := range s.Who {
			c, seen := known[id]
			if !seen {
				c.Member = chat.Member{ID: id, Name: id.Key}
			}
			off := !c.Off.IsZero() && s.Hours.Between(c.Off, at) >= at.Sub(c.Off) // the shift has not begun anew since
			if !off && d.office(c.Member) && !slices.ContainsFunc(out, func(o Duty) bool { return o.Member.ID == id && o.Why == BySaying }) {
				out = append(out, Duty{Member: c.Member, Langs: s.Langs, Tier: s.Tier, Why: ByRota})
			}
		}
	}
	if len(out) == 0 && len(d.Policy.Rota) == 0 {
		out = d.present(known, at)
	}
	for i := range out {
		out[i].Lead = d.roleOf(out[i].Member)&chat.Lead != 0
	}
	slices.SortStableFunc(out, func(a, b Duty) int {
		return cmp.Or(cmp.Compare(a.Member.ID.Platform, b.Member.ID.Platform), cmp.Compare(a.Member.Name, b.Member.Name), cmp.Compare(a.Member.ID.Key, b.Member.ID.Key))
	})
	return out, nil
}

// present are the representatives who were seen lately, and those whom the configuration names by their own ID.
func (d *Desk) present(known map[chat.MemberID]colleague, at time.Time) (out []Duty) {
	for _, id := range d.Named {
		if c, seen := known[id]; !seen {
			out = append(out, Duty{Member: chat.Member{ID: id, Name: id.Key}, Why: BySight})
		} else if c.Off.IsZero() {
			out = append(out, Duty{Member: c.Member, Langs: c.Langs, Why: BySight})
		}
	}
	for id, c := range known {
		if c.Off.IsZero() && at.Sub(c.Seen) < dutySeen && d.roleOf(c.Member)&chat.Representative != 0 && !slices.Contains(d.Named, id) {
			out = append(out, Duty{Member: c.Member, Langs: c.Langs, Why: BySight})
		}
	}
	return out
}

// office reports whether somebody is a representative still.
func (d *Desk) office(m chat.Member) bool { return d.roleOf(m).Has(chat.Representative) }

// roleOf are somebody's offices now, whatever was remembered.
func (d *Desk) roleOf(m chat.Member) chat.Role {
	if d.Office == nil {
		return m.Role
	}
	return d.Office(m)
}

// call picks whom a ticket calls: of those on duty the ones for its tier, of these the ones who speak its language; where
// that leaves nobody, it is not asked for.
func call(on []Duty, tier, lang string) []Duty {
	pick := func(fits func(Duty) bool) bool {
		some := slices.DeleteFunc(slices.Clone(on), func(c Duty) bool { return !fits(c) })
		if len(some) > 0 {
			on = some
		}
		return len(some) > 0
	}
	if tier = tierOf(tier); tier == FirstLine || !pick(func(c Duty) bool { return c.Tier == tier }) {
		pick(func(c Duty) bool { return tierOf(c.Tier) == FirstLine })
	}
	pick(func(c Duty) bool { return len(c.Langs) == 0 || slices.Contains(c.Langs, BaseLang(lang)) })
	return on
}

// BaseLang is a language without script and region: zh of zh-Hant.
func BaseLang(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return base
}

// wanted are those on duty for a ticket, of every platform the first few.
func (d *Desk) wanted(tx store.Tx, t *Ticket, at time.Time) ([]Duty, error) {
	on, err := d.OnDuty(tx, at)
	if err != nil {
		return nil, err
	}
	return fewest(call(on, t.Tier, t.Lang)), nil
}

// calledTo are the accounts of those on duty for a ticket.
func (d *Desk) calledTo(tx store.Tx, t *Ticket, at time.Time) (out []chat.MemberID, err error) {
	on, err := d.wanted(tx, t, at)
	for _, c := range on {
		out = append(out, c.Member.ID)
	}
	return out, err
}

// callDuty notes whom a ticket calls when it opens: they are let into its room. Who is on
// duty by more than having been seen is called there by name.
func (d *Desk) callDuty(tx store.Tx, t *Ticket, at time.Time) error {
	if tier := d.Tier(t); len(tier.Team) > 0 {
		team, err := d.teamOf(tx, t, tier, at)
		t.Duty, t.Called = accountsOf(team), team
		return err
	}
	on, err := d.wanted(tx, t, at)
	if err != nil {
		return err
	}
	for _, c := range on {
		t.Duty = append(t.Duty, c.Member.ID)
		if c.Why != BySight {
			t.Called = append(t.Called, Rep{c.Member.ID, c.Member.Name})
		}
	}
	return nil
}

// calledOn are those of the called who are on duty for the ticket still, on a platform.
func (t *Ticket) calledOn(p chat.Platform) (out []Rep) {
	for _, r := range t.Called {
		if r.ID.Platform == p && slices.Contains(t.Duty, r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// dutyOn are the accounts of those called that a platform knows.
func (t *Ticket) dutyOn(p chat.Platform) []chat.MemberID {
	return slices.DeleteFunc(slices.Clone(t.Duty), func(m chat.MemberID) bool { return m.Platform != p })
}

// callees are whom an alarm calls: those on duty and who holds the ticket, or the leads who were seen lately or are on duty.
func (d *Desk) callees(tx store.Tx, t *Ticket, leads bool, at time.Time) ([]Duty, error) {
	on, err := d.OnDuty(tx, at)
	if err != nil {
		return nil, err
	}
	if leads {
		on = slices.DeleteFunc(on, func(c Duty) bool { return !c.Lead })
	} else {
		on = call(on, t.Tier, t.Lang)
	}
	for e, err := range colleagues.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		c := e.Value
		lead := leads && d.roleOf(c.Member)&chat.Lead != 0 && c.Off.IsZero() && at.Sub(c.Seen) < dutySeen
		holder := !leads && c.Member.ID == t.Holder && d.office(c.Member)
		if (lead || holder) && !slices.ContainsFunc(on, func(o Duty) bool { return o.Member.ID == c.Member.ID }) {
			on = append(on, Duty{Member: c.Member, Lead: lead})
		}
	}
	return fewest(on), nil
}

// fewest are the first few of every platform.
func fewest(on []Duty) (out []Duty) {
	n := map[chat.Platform]int{}
	for _, c := range on {
		if n[c.Member.ID.Platform]++; n[c.Member.ID.Platform] <= dutyMost {
			out = append(out, c)
		}
	}
	return out
}

// roomsOf are where somebody can be called: a room, and for those on other platforms the queues there.
func (d *Desk) roomsOf(room chat.RoomID, called []Duty) (out []chat.RoomID) {
	if !room.IsZero() {
		out = append(out, room)
	}
	for _, c := range called {
		p := c.Member.ID.Platform
		if slices.ContainsFunc(out, func(r chat.RoomID) bool { return r.Platform == p }) {
			continue
		}
		if queue := d.Places[p].Queue; !queue.IsZero() {
			out = append(out, queue)
		}
	}
	return out
}

// callAfar calls a new ticket's staff on other platforms than its own, in the queues there.
func (d *Desk) callAfar(t *Ticket) (as []chat.Action) {
	var afar []Duty
	for _, r := range t.Called {
		if r.ID.Platform != t.staffOn() {
			afar = append(afar, Duty{Member: chat.Member{ID: r.ID}})
		}
	}
	for _, room := range d.roomsOf(chat.RoomID{}, afar) {
		p := called(chat.Say("duty-calls", "number", t.number(), "subject", chat.Say("subject-"+string(t.Subject)), "name", t.Name,
			"platform", t.Member.Platform.Title(), "lang", t.Lang), t.calledOn(room.Platform))
		post := chat.Post{Phrase: p}
		for _, r := range t.calledOn(room.Platform) {
			post.Ping = append(post.Ping, r.ID)
		}
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: post}})
	}
	return as
}
