package chat

import (
	"encoding/json"
	"fmt"
	"time"
)

// Action is one effect on a platform, kept in the outbox until it is done.
type Action struct {
	// ID derives from the event's key and the action's ordinal, so that a replay writes the same row. The hub sets it.
	ID string `json:"id"`

	// Lane keeps order: actions of one lane are done one after the other. Empty: the lane of the room (see Action.LaneOf).
	Lane string `json:"lane,omitempty"`

	// Owner is told the outcome with Done or Failed. Empty: nobody wants to know.
	Owner    string    `json:"owner,omitempty"`
	Priority Priority  `json:"priority"`
	Expires  time.Time `json:"expires,omitzero"` // not begun after this time

	// Part of Parts tells which piece of a longer post this is, from 1; set by Fit when there is more than one.
	Part  int `json:"part,omitempty"`
	Parts int `json:"parts,omitempty"`

	Effect Effect `json:"-"`
}

// Priority orders the heads of lanes; smaller goes first.
type Priority uint8

const (
	Interaction Priority = iota // answers to a press: they cannot wait
	Secret                      // take a leaked secret away
	Sanctions                   // bans, mutes
	Relay                       // words of a ticket
	Answers                     // answers in groups
	Cosmetic                    // cards, marks
)

// Effect is what an action does: one of Send, Edit, Delete, Pin, Open, Change, Sanction, Mark, Query, Remind.
// [Perform] holds the only switch over it.
type Effect interface {
	kind() string
	target() RoomID
}

type (
	// Send puts a post into a room.
	Send struct {
		Room RoomID `json:"room"`
		Post Post   `json:"post"`
	}

	// Edit replaces what was sent. Messages are the parts of the earlier post in order.
	Edit struct {
		Room     RoomID      `json:"room"`
		Messages []MessageID `json:"messages"`
		Post     Post        `json:"post"`
	}

	// Delete takes messages away: the bot's own, or a member's that must not stay.
	Delete struct {
		Room     RoomID      `json:"room"`
		Messages []MessageID `json:"messages"`
	}

	// Pin keeps a message of ours at the top of its room, without a sound. What else is pinned there stays.
	Pin struct {
		Room    RoomID    `json:"room"`
		Message MessageID `json:"message"`
	}

	// Open makes a thread.
	Open struct {
		Thread Thread `json:"thread"`
	}

	// Change makes an open thread like Thread: non-empty name, members to add and to take out, state.
	Change struct {
		Room   RoomID `json:"room"`
		Thread Thread `json:"thread"`
	}

	// Remind comes back as Tick at the time At. A later Remind of the same owner replaces an earlier one; a zero time
	// takes it away. The outbox keeps it; it never reaches an adapter.
	Remind struct {
		At time.Time `json:"at"`
	}
)

func (Send) kind() string     { return "send" }
func (Edit) kind() string     { return "edit" }
func (Delete) kind() string   { return "delete" }
func (Pin) kind() string      { return "pin" }
func (Open) kind() string     { return "open" }
func (Change) kind() string   { return "change" }
func (Sanction) kind() string { return "sanction" }
func (Marking) kind() string  { return "mark" }
func (Query) kind() string    { return "look" }
func (Remind) kind() string   { return "remind" }

func (e Send) target() RoomID     { return e.Room }
func (e Edit) target() RoomID     { return e.Room }
func (e Delete) target() RoomID   { return e.Room }
func (e Pin) target() RoomID      { return e.Room }
func (e Open) target() RoomID     { return e.Thread.Parent }
func (e Change) target() RoomID   { return e.Room }
func (e Sanction) target() RoomID { return e.Room }
func (e Marking) target() RoomID  { return e.Room }
func (e Query) target() RoomID    { return e.Room }
func (Remind) target() RoomID     { return RoomID{} }

// Target is the room the action acts on; it decides the platform.
func (a Action) Target() RoomID { return a.Effect.target() }

// Last reports whether no further piece of the same post follows in the lane.
func (a Action) Last() bool { return a.Part == a.Parts }

// Kind names the effect, for metrics and logs.
func (a Action) Kind() string { return a.Effect.kind() }

// LaneOf is the action's lane: its own, or that of its room. Sanctions ride in the room's second lane, so that words under a flood
// limit don't hold them up; each deletion of a secret in one of its own, for nothing may; looking holds nobody up either.
func (a Action) LaneOf() string {
	if a.Lane != "" {
		return a.Lane
	}
	room := a.Target().String()
	if d, ok := a.Effect.(Delete); ok && a.Priority == Secret && len(d.Messages) > 0 {
		return room + "!" + d.Messages[0].Key
	}
	switch {
	case a.Priority == Secret || a.Priority == Sanctions:
		return room + "!"
	case a.Kind() == "look":
		return room + "?" + a.Owner
	case a.Kind() == "open":
		return room + "+" + a.Owner
	}
	return room
}

// MarshalJSON writes the effect beside its kind.
func (a Action) MarshalJSON() ([]byte, error) {
	type plain Action
	return json.Marshal(struct {
		plain
		Kind   string `json:"kind"`
		Effect Effect `json:"effect"`
	}{plain(a), a.Kind(), a.Effect})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Action) UnmarshalJSON(b []byte) error {
	type plain Action
	in := struct {
		*plain
		Kind   string          `json:"kind"`
		Effect json.RawMessage `json:"effect"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	read, ok := readers[in.Kind]
	if !ok {
		return fmt.Errorf("chat: unknown action kind %q", in.Kind)
	}
	e, err := read(in.Effect)
	a.Effect = e
	return err
}

// readers is immutable: one reader for each effect.
var readers = map[string]func([]byte) (Effect, error){
	"send": reader[Send], "edit": reader[Edit], "delete": reader[Delete], "pin": reader[Pin], "open": reader[Open], "change": reader[Change],
	"sanction": reader[Sanction], "mark": reader[Marking], "look": reader[Query], "remind": reader[Remind],
}

func reader[E Effect](b []byte) (Effect, error) {
	var e E
	err := json.Unmarshal(b, &e)
	return e, err
}
