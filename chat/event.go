package chat

import "time"

// Event is something that happened: one of Posted, Edited, Deleted, Joined, Left, Changed, Pressed, Moved, Done,
// Failed, Delayed, Tick. The set is closed; bots.Hub holds the only switch over it.
type Event interface{ meta() *Meta }

// MetaOf returns what every event carries.
func MetaOf(e Event) *Meta { return e.meta() }

// Meta is what every event carries.
type Meta struct {
	// Key names the event by its content, so that redelivery and backfill agree. Empty: the event is never repeated.
	Key    string   `json:"key"`
	Room   RoomID   `json:"room"`
	Within []RoomID `json:"within,omitempty"` // rooms that contain Room, nearest first: topic in group, thread in channel in server
	Title  string   `json:"title,omitempty"`  // the name under which the bot itself opened Room, where the platform tells; empty for all other rooms

	// At is the time the program saw the event; domains know no other clock.
	At time.Time `json:"at"`

	// Answer is the interaction's own room, if the event is one: the first Send there is the response.
	Answer RoomID `json:"answer,omitzero"`

	// Cursor is stored when the event commits, see Intake.Memory.
	Cursor Cursor `json:"cursor,omitzero"`
}

// Cursor is a position an adapter wants back after a restart.
type Cursor struct {
	Key   string `json:"key,omitempty"`
	Value string `json:"value,omitempty"`
}

func (m *Meta) meta() *Meta { return m }

// In reports whether the event happened in the room or in a room it contains.
func (m *Meta) In(room RoomID) bool {
	if m.Room == room {
		return true
	}
	for _, w := range m.Within {
		if w == room {
			return true
		}
	}
	return false
}

type (
	// Posted is a new message.
	Posted struct {
		Meta
		Message Message
	}

	// Edited is a message after a change; partial edits that change no text are not reported.
	Edited struct {
		Meta
		Message Message
	}

	// Deleted is messages taken away. Telegram reports none.
	Deleted struct {
		Meta
		IDs []MessageID
	}

	// Joined is a member seen coming into Room. Of this bot: it was added.
	Joined struct {
		Meta
		Member Member
	}

	// Left is a member gone from Room. Of this bot in a private chat: the member blocked it.
	Left struct {
		Meta
		Member Member
	}

	// Changed is a member with a new name, handle, picture or groups. Of this bot: its rights changed,
	// and Missing names those it lacks, in the platform's own words.
	Changed struct {
		Meta
		Member  Member
		Missing []string
	}

	// Pressed is an interaction: a button, a slash or menu command, or a submitted form.
	Pressed struct {
		Meta
		From    Member
		On      MessageID         // the message that carries the button
		Data    string            // the button's or form's payload, as it was given
		Command string            // "faq add": a slash or menu command
		Values  map[string]string // options of the command or fields of the form, by name
		Files   []File            // attached in options of the command
		Target  *Message          // what a menu command was called on
	}

	// Moved is a room that goes on under another ID.
	Moved struct {
		Meta
		From, To RoomID
	}

	// Done is the receipt of an action.
	Done struct {
		Meta
		Action Action
		Result Result
	}

	// Failed is the end of an action that could not be done.
	Failed struct {
		Meta
		Action Action
		Fault  *Fault
	}

	// Delayed is an action that could not be done at once and is tried again by itself. It is told once.
	Delayed struct {
		Meta
		Action Action
	}

	// Tick is a Remind whose time has come.
	Tick struct {
		Meta
		Owner string
		Due   time.Time // the date it was set for: one that its owner has moved since is ignored
	}
)

// Result is what an action brought.
type Result struct {
	Message MessageID `json:"message,omitzero"` // Send, Edit
	Room    RoomID    `json:"room,omitzero"`    // Open
	Answer  *Answer   `json:"answer,omitempty"` // Look
	Maybe   bool      `json:"maybe,omitempty"`  // sent again after an attempt of unknown outcome
}
