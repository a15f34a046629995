package moderation

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Guard watches accounts and what they write: it remembers under which names they were seen, reports what poses as official, and
// does about it what the policy lets it. Whatever raises a flag goes through [Guard.raise].
type Guard struct {
	Register *Register
	Policy   Policy

	// Cards is the room in which a platform's moderators read of flags; Server is where sanctions act against an account that was
	// seen in a room.
	Cards  func(chat.Platform) chat.RoomID
	Server func(seen chat.RoomID) chat.RoomID
}

// Known is an account as it was seen last.
type Known struct {
	Name   string    `json:"name,omitempty"`
	Handle string    `json:"handle,omitempty"`
	First  time.Time `json:"first"`
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
	if err != nil || known && was.Name == m.Name && was.Handle == m.Handle {
		return nil, err
	}
	now := Known{Name: m.Name, Handle: m.Handle, First: at}
	if known {
		now.First = was.First
	}
	if err := members.Put(tx, key, now); err != nil {
		return nil, err
	}
	if m.Handle != "" {
		if err := handles.Put(tx, handleKey(m.ID.Platform, m.Handle), m.ID); err != nil {
			return nil, err
		}
	}
	return g.check(tx, m, room, at)
}

// check judges an account by its names.
func (g *Guard) check(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	if _, official := e.Roster.ByAccount(m.ID); official {
		return nil, nil
	}
	v := e.Names.Check(m.Handle, m.Name)
	if v.Verdict == Clear {
		return nil, nil
	}
	return g.raise(tx, m, Flag{
		Rule: Rule(v.Verdict), Like: v.Like, Level: string(v.Verdict), Score: v.Score, Reasons: v.Reasons,
		Subject: foldedName(m), Room: room, At: at,
	})
}

// raise puts a flag down, once for each account and subject, shows it to the moderators and does what the policy says. The
// caller fills in what was found; the rest is the account's.
func (g *Guard) raise(tx store.Tx, m chat.Member, f Flag) ([]chat.Action, error) {
	key := store.Key(m.ID, f.Subject)
	if _, again, err := judged.Get(tx, key); err != nil || again {
		return nil, err
	}
	f.Member, f.Name, f.Handle, f.Cards = m.ID, m.Name, m.Handle, g.Cards(m.ID.Platform)
	var err error
	if f.ID, err = flagNos.Next(tx); err != nil {
		return nil, err
	}
	if err := judged.Put(tx, key, f.ID); err != nil {
		return nil, err
	}
	age, err := ageOf(tx, m, f.At)
	if err != nil {
		return nil, err
	}
	step, spared, err := g.Policy.step(tx, f.rule(), age, f.At)
	if err != nil {
		return nil, err
	}
	f.Spared = spared
	as, err := g.act(tx, &f, step, "", f.At)
	if err != nil {
		return nil, err
	}
	if g.Policy.Delete[f.rule()] && !f.Message.IsZero() {
		as = append(as, chat.Action{Priority: chat.Sanctions, Effect: chat.Delete{Room: f.Room, Messages: []chat.MessageID{f.Message}}})
	}
	if !f.Cards.IsZero() {
		card, err := g.card(tx, f)
		if err != nil {
			return nil, err
		}
		as = append(as, chat.Action{Owner: "flag/" + f.number(), Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: card}})
	}
	return as, put(tx, f)
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
	return store.Key(string(p), strings.ToLower(strings.TrimPrefix(handle, "@")))
}
