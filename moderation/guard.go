package moderation

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Guard watches accounts and what they write: it remembers under which names they were seen, reports what poses as official, and
// does about it what the policy lets it. Whatever raises a flag goes through [Guard.raise]. Its fields do not change in use.
type Guard struct {
	Register *Register
	Policy   Policy

	// Cards is the room in which a platform's moderators read of flags, Leads the one in which its leads do; Server is where
	// sanctions act against an account that was seen in a room, Places all such rooms of a platform.
	Cards  func(chat.Platform) chat.RoomID
	Leads  func(chat.Platform) chat.RoomID
	Server func(seen chat.RoomID) chat.RoomID
	Places func(chat.Platform) []chat.RoomID

	Public func(chat.RoomID) bool            // members read there, and can be warned; nil: everywhere
	Rooms  func(chat.Platform) []chat.RoomID // that members read and are warned in; nil: none

	Platforms []chat.Platform                                        // that are served, in a fixed order
	Office    func(chat.Member) chat.Role                            // by ID and groups
	Linked    func(store.Tx, chat.MemberID) ([]chat.MemberID, error) // a member's other accounts

	// Shelf is the origin of the pictures that are files named on the roster.
	Shelf chat.Platform
	hung  atomic.Pointer[hung]

	// Note puts down for good who did what and why; by is zero where the guard acted by itself.
	Note func(tx store.Tx, what string, by chat.Member, why string, at time.Time) error

	Raised func(Rule) // is told of each flag, to count them; nil: nobody
}

// note is Note, where there is one.
func (g *Guard) note(tx store.Tx, what string, by chat.Member, why string, at time.Time) error {
	if g.Note == nil {
		return nil
	}
	return g.Note(tx, what, by, why, at)
}

// Known is an account as it was seen last.
type Known struct {
	Name   string      `json:"name,omitempty"`
	Handle string      `json:"handle,omitempty"`
	Kind   chat.Kind   `json:"kind,omitempty"`
	First  time.Time   `json:"first"`
	Since  time.Time   `json:"since,omitzero"` // when it was made, if the platform told
	Room   chat.RoomID `json:"room,omitzero"`  // where it was seen last under a new name

	Staff bool   `json:"staff,omitempty"` // it holds an office by a role of the platform, which only its own events show
	Warn  uint64 `json:"warn,omitempty"`  // the flag of which members are warned when it writes first

	Avatar string `json:"avatar,omitempty"` // what the platform called its picture, if it told
}

// member is the account as others are told of it.
func (k Known) member(id chat.MemberID) chat.Member {
	return chat.Member{ID: id, Name: k.Name, Handle: k.Handle, Kind: k.Kind, Since: k.Since}
}

var (
	members = store.Table[Known]{Name: "member"}         // account → as seen last
	handles = store.Table[chat.MemberID]{Name: "handle"} // platform‖handle → account seen under it last
)

// See takes note of an account as an event in a room shows it. A new account or a new name is checked. Officials, known by their
// ID, are never reported.
func (g *Guard) See(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	key := store.Key(m.ID)
	was, known, err := members.Get(tx, key)
	if err != nil {
		return nil, err
	}
	named, staff := known && was.Name == m.Name && was.Handle == m.Handle, g.byRole(m, room, was)
	if named && staff == was.Staff {
		return g.again(tx, m, was, room, at)
	}
	now := Known{Name: m.Name, Handle: m.Handle, Kind: m.Kind, First: at, Since: m.Since, Room: room, Staff: staff, Avatar: m.Avatar}
	if known {
		now.First = was.First
	}
	if now.Avatar == "" {
		now.Avatar = was.Avatar
	}
	spared := Spared("")
	if named && was.Staff {
		spared = SparedFormer
	}
	if err := members.Put(tx, key, now); err != nil {
		return nil, err
	}
	if m.Handle != "" {
		if err := handles.Put(tx, handleKey(m.ID.Platform, m.Handle), m.ID); err != nil {
			return nil, err
		}
	}
	if err := reindex(tx, m, was); err != nil {
		return nil, err
	}
	told, err := g.echo(tx, m, at) // before a flag of its own hides the other
	if err != nil {
		return nil, err
	}
	as, err := g.check(tx, m, room, at, spared)
	if err != nil {
		return nil, err
	}
	look, err := g.want(tx, m, room, at)
	return slices.Concat(told, as, look), err
}

// again takes note of an account that is called what it was: it may have another picture, or write for the first time.
func (g *Guard) again(tx store.Tx, m chat.Member, was Known, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	if m.Avatar == "" || m.Avatar == was.Avatar {
		return g.warnLate(tx, was, room, at)
	}
	was.Avatar = m.Avatar
	if err := members.Put(tx, store.Key(m.ID), was); err != nil {
		return nil, err
	}
	as, err := g.want(tx, m, room, at)
	if err != nil {
		return nil, err
	}
	late, err := g.warnLate(tx, was, room, at)
	return append(as, late...), err
}

// byRole reports whether an account holds an office by a role of the platform. A private chat does not show roles.
func (g *Guard) byRole(m chat.Member, room chat.RoomID, was Known) bool {
	if _, direct := room.Direct(); direct {
		return was.Staff
	}
	return m.Role.Staff() && !g.office(chat.Member{ID: m.ID}).Staff()
}

// check reports an account that poses as official by what it looks like. Spared is why nothing is done by itself whatever the policy
// says, if there is a reason.
func (g *Guard) check(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time, spared Spared) ([]chat.Action, error) {
	f, found, err := g.find(tx, m)
	if err != nil || !found {
		return nil, err
	}
	f.Room, f.At, f.Spared = room, at, spared
	return g.raise(tx, m, f)
}

// find judges an account by what it looks like, and does nothing about it. Officials, the staff and administrators, known by
// their IDs, may be called what they are.
func (g *Guard) find(tx store.Tx, m chat.Member) (f Flag, found bool, err error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return f, false, err
	}
	v := e.Names.Check(m.Handle, m.Name)
	worn, name, err := g.worn(tx, m.ID)
	if err != nil || v.Verdict == Clear && worn == nil {
		return f, false, err
	}
	spared, err := g.spares(tx, m)
	if err != nil || spared == SparedStaff || spared == SparedAdmin {
		return f, false, err
	}
	f = Flag{Rule: Rule(v.Verdict), Like: v.Like, Level: string(v.Verdict), Score: v.Score, Reasons: v.Reasons, Grounds: e.Names.Grounds(v), Subject: foldedName(m)}
	if worn != nil {
		f.wear(worn, name)
	}
	return f, true, nil
}

// raise puts a flag down, once for each account and subject, shows it to the moderators and does what the policy says. The
// caller fills in what was found; the rest is the account's.
func (g *Guard) raise(tx store.Tx, m chat.Member, f Flag) ([]chat.Action, error) {
	key := store.Key(m.ID, f.Subject)
	no, before, err := judged.Get(tx, key)
	if err != nil || m.Kind == chat.Self || before && f.Message.IsZero() {
		return nil, err
	}
	if before {
		if as, fresh, err := g.repeated(tx, m, no, f); !fresh || err != nil {
			return as, err
		}
	}
	day, err := spateOf(tx, m.ID, &f)
	if err != nil {
		return nil, err
	}
	if day.full() {
		return g.further(tx, m, day.Last, f)
	}
	f.Member, f.Name, f.Handle, f.Kind, f.Cards = m.ID, m.Name, m.Handle, m.Kind, g.Cards(m.ID.Platform)
	if g.Raised != nil {
		g.Raised(f.RaisedBy())
	}
	if f.ID, err = flagNos.Next(tx); err != nil {
		return nil, err
	}
	if err := judged.Put(tx, key, f.ID); err != nil {
		return nil, err
	}
	if err := day.add(tx, m.ID, &f); err != nil {
		return nil, err
	}
	as, err := g.respond(tx, m, &f)
	if err != nil {
		return nil, err
	}
	if !f.Cards.IsZero() {
		card, err := g.card(tx, f)
		if err != nil {
			return nil, err
		}
		as = append(as, g.pair(&f)...)
		as = append(as, chat.Action{Owner: "flag/" + f.number(), Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: card}})
	}
	more, err := g.warnOthers(tx, &f)
	return append(as, more...), joined(err, put(tx, f))
}

// respond does by itself what the policy says about a new flag.
func (g *Guard) respond(tx store.Tx, m chat.Member, f *Flag) ([]chat.Action, error) {
	spared, err := g.spares(tx, m)
	if err != nil {
		return nil, err
	}
	if spared == "" {
		spared = f.Spared
	}
	age, err := ageOf(tx, m, f.At)
	if err != nil {
		return nil, err
	}
	d, err := g.Policy.step(tx, f.RaisedBy(), age, spared, f.At)
	if err != nil {
		return nil, err
	}
	f.Policy, f.Spared = d.policy.Step, d.spared
	if spared == SparedFew {
		f.Spared = SparedFew // whatever the policy: it waits for more
	}
	if c := d.policy.Change; c != nil {
		f.PolicyBy = c.Name
	}
	if d.step.sanction() != "" && f.in(d.step, f.At) {
		d.step = ToReport // it is in force already
	}
	as, err := g.act(tx, f, d.step, chat.Member{}, f.At)
	if err != nil {
		return nil, err
	}
	if d.delete && !f.Message.IsZero() {
		f.Deleted = true
		as = append(as, chat.Action{Priority: chat.Sanctions, Effect: chat.Delete{Room: f.where(), Messages: []chat.MessageID{f.Message}}})
	}
	if d.tell && !f.Cards.IsZero() {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{
			Phrase: chat.Say("guard-limit", "count", strconv.Itoa(d.limit)),
		}}})
	}
	return as, nil
}

// ageOf is how old an account is, or else how long it has been known.
func ageOf(tx store.Tx, m chat.Member, at time.Time) (time.Duration, error) {
	since := m.Since
	if since.IsZero() {
		k, ok, err := members.Get(tx, store.Key(m.ID))
		if err != nil || !ok {
			return 0, err
		}
		since = k.First
	}
	return max(at.Sub(since), 0), nil
}

// LastUnder is the account that was last seen under a handle.
func LastUnder(tx store.Tx, p chat.Platform, handle string) (chat.MemberID, bool, error) {
	return handles.Get(tx, handleKey(p, handle))
}

func handleKey(p chat.Platform, handle string) []byte {
	return store.Key(string(p), keyable(strings.ToLower(strings.TrimPrefix(handle, "@"))))
}
