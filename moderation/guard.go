package moderation

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"frontdesk/chat"
	"frontdesk/store"
)

// Guard watches accounts: it remembers under which names they were seen, and reports those that look like officials. It
// acts on nobody by itself.
type Guard struct {
	roster    *Roster
	names     *Names
	directory *Directory
}

// NewGuard guards the officials and the brand of a roster.
func NewGuard(r *Roster) *Guard {
	names := NewNames(r)
	return &Guard{r, names, NewDirectory(NewLinks(names))}
}

// Roster is who is official.
func (g *Guard) Roster() *Roster { return g.roster }

// Directory answers «is this really you?» with the guard's own engines.
func (g *Guard) Directory() *Directory { return g.directory }

// Known is an account as it was seen last.
type Known struct {
	Name   string    `json:"name,omitempty"`
	Handle string    `json:"handle,omitempty"`
	First  time.Time `json:"first"`
}

// Flag is a report about an account, with its evidence.
type Flag struct {
	ID      uint64         `json:"id"`
	Member  chat.MemberID  `json:"member"`
	Name    string         `json:"name,omitempty"`
	Handle  string         `json:"handle,omitempty"`
	Like    string         `json:"like"` // ID on the roster
	Level   string         `json:"level"`
	Score   float64        `json:"score"`
	Reasons []string       `json:"reasons,omitempty"`
	Room    chat.RoomID    `json:"room"`  // where it was seen: sanctions act there
	Cards   chat.RoomID    `json:"cards"` // where the card lies
	Card    chat.MessageID `json:"card,omitzero"`
	At      time.Time      `json:"at"`
	Ruling  Ruling         `json:"ruling,omitempty"`
	By      string         `json:"by,omitempty"`
}

// Ruling is a moderator's decision about a flag; it is final for that account under that name.
type Ruling string

const (
	Banned    Ruling = "ban"
	Muted     Ruling = "mute"
	Dismissed Ruling = "dismiss"
)

var (
	members = store.Table[Known]{Name: "member"}         // account → as seen last
	handles = store.Table[chat.MemberID]{Name: "handle"} // platform‖handle → account seen under it last
	flags   = store.Table[Flag]{Name: "flag"}            // number
	judged  = store.Table[uint64]{Name: "cleared"}       // account‖folded name → flag that was raised for it
	flagNos = store.Counter{Table: "guard", Key: "flag"}
)

// See takes note of an account as an event shows it. A new account or a new name is checked; one that looks like an
// official is reported to the room for cards, once for each name. Officials, known by their ID, are never reported.
func (g *Guard) See(tx store.Tx, m chat.Member, room, cards chat.RoomID, at time.Time) ([]chat.Action, error) {
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
	if _, official := g.roster.ByAccount(m.ID); official {
		return nil, nil
	}
	return g.check(tx, m, room, cards, at)
}

func (g *Guard) check(tx store.Tx, m chat.Member, room, cards chat.RoomID, at time.Time) ([]chat.Action, error) {
	v := g.names.Check(m.Handle, m.Name)
	if v.Verdict != Identical && v.Verdict != Near {
		return nil, nil
	}
	folded := store.Key(m.ID, foldedName(m))
	if _, ok, err := judged.Get(tx, folded); err != nil || ok {
		return nil, err
	}
	f := Flag{
		Member: m.ID, Name: m.Name, Handle: m.Handle, Like: v.Like, Level: string(v.Verdict), Score: v.Score, Reasons: v.Reasons,
		Room: room, Cards: cards, At: at,
	}
	var err error
	if f.ID, err = flagNos.Next(tx); err != nil {
		return nil, err
	}
	if err := judged.Put(tx, folded, f.ID); err != nil {
		return nil, err
	}
	if err := flags.Put(tx, store.Key(f.ID), f); err != nil {
		return nil, err
	}
	if cards.IsZero() {
		return nil, nil
	}
	return []chat.Action{{Owner: "flag/" + f.number(), Priority: chat.Relay, Effect: chat.Send{Room: cards, Post: g.card(f)}}}, nil
}

// Judge carries out a moderator's ruling. A flag is ruled upon once. Server names where sanctions act, from the room in which
// the account was seen.
func (g *Guard) Judge(tx store.Tx, id uint64, r Ruling, by chat.Member, server func(seen chat.RoomID) chat.RoomID, at time.Time) ([]chat.Action, error) {
	f, ok, err := flags.Get(tx, store.Key(id))
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("press-stale")
	case f.Ruling != "":
		return nil, chat.Refuse("flag-ruled", "name", f.By, "ruling", chat.Say("ruling-"+string(f.Ruling)))
	}
	f.Ruling, f.By = r, by.Name
	if err := flags.Put(tx, store.Key(id), f); err != nil {
		return nil, err
	}
	var as []chat.Action
	where := server(f.Room)
	reason := "flag " + f.number() + ": looks like " + f.Like
	switch r {
	case Banned:
		as = append(as, chat.Action{Owner: "sanction/" + f.number(), Priority: chat.Sanctions, Effect: chat.Sanction{Do: chat.Ban, Member: f.Member, Room: where, Reason: reason}})
	case Muted:
		as = append(as, chat.Action{Owner: "sanction/" + f.number(), Priority: chat.Sanctions, Effect: chat.Sanction{Do: chat.Mute, Member: f.Member, Room: where, Until: at.Add(muteFor), Reason: reason}})
	}
	if !f.Card.IsZero() {
		as = append(as, chat.Action{Priority: chat.Cosmetic, Effect: chat.Edit{Room: f.Cards, Messages: []chat.MessageID{f.Card}, Post: g.card(f)}})
	}
	return as, nil
}

const muteFor = 24 * time.Hour

// Done takes the receipt of a card.
func (g *Guard) Done(tx store.Tx, e *chat.Done) error {
	f, ok, err := g.owned(tx, e.Action.Owner, "flag/")
	if err != nil || !ok || !f.Card.IsZero() {
		return err
	}
	f.Card = e.Result.Message
	return flags.Put(tx, store.Key(f.ID), f)
}

// Failed tells the moderators that a sanction could not be carried out.
func (g *Guard) Failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	f, ok, err := g.owned(tx, e.Action.Owner, "sanction/")
	if err != nil || !ok {
		return nil, err
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{
		Phrase: chat.Say("sanction-failed", "number", f.number(), "reason", chat.Say("fault-"+string(e.Fault.Class))), ReplyTo: f.Card,
	}}}}, nil
}

func (g *Guard) owned(tx store.Tx, owner, prefix string) (Flag, bool, error) {
	rest, ok := strings.CutPrefix(owner, prefix)
	if !ok {
		return Flag{}, false, nil
	}
	id, err := strconv.ParseUint(rest, 10, 64)
	if err != nil {
		return Flag{}, false, nil //nolint:nilerr // an owner that is not ours
	}
	return flags.Get(tx, store.Key(id))
}

// card shows a flag with its evidence, and what can be done about it until somebody has.
func (g *Guard) card(f Flag) chat.Post {
	like := f.Like
	if o, ok := g.roster.ByID(f.Like); ok {
		like = o.Name()
	}
	account := chat.Say("flag-account", "account", f.Member.Key)
	if f.Handle != "" {
		account = chat.Say("flag-handle", "handle", f.Handle, "account", f.Member.Key)
	}
	p := chat.Say("flag-card", "number", f.number(), "name", f.Name, "account", account, "like", like,
		"level", chat.Say("level-"+f.Level), "reasons", strings.Join(f.Reasons, "; "))
	if f.Ruling != "" {
		return chat.Post{Phrase: p.And(chat.Say("flag-done", "ruling", chat.Say("ruling-"+string(f.Ruling)), "name", f.By)), Quiet: true}
	}
	press := func(r Ruling) chat.Button {
		return chat.Button{Phrase: chat.Say("button-" + string(r)), Data: "g:" + f.number() + ":" + string(r)}
	}
	return chat.Post{Phrase: p, Quiet: true, Buttons: [][]chat.Button{{press(Banned), press(Muted), press(Dismissed)}}}
}

// LastUnder is the account that was last seen under a handle.
func LastUnder(tx store.Tx, p chat.Platform, handle string) (chat.MemberID, bool, error) {
	return handles.Get(tx, handleKey(p, handle))
}

func (f Flag) number() string { return strconv.FormatUint(f.ID, 10) }

func handleKey(p chat.Platform, handle string) []byte {
	return store.Key(string(p), strings.ToLower(strings.TrimPrefix(handle, "@")))
}

// foldedName is what a judgement binds to beside the account: its names, whatever their case or width.
func foldedName(m chat.Member) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFKC.String(m.Handle+"\n"+m.Name)), "\x00", "")
}
