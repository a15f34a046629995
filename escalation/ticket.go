package escalation

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Subject divides a member's tickets: one of each may be open.
type Subject string

const (
	General Subject = "general"
	Urgent  Subject = "urgent"
)

// Ticket is one matter of one member.
type Ticket struct {
	ID      uint64        `json:"id"`
	State   State         `json:"state"`
	Subject Subject       `json:"subject"`
	Tier    string        `json:"tier,omitempty"`
	Member  chat.MemberID `json:"member"`
	Name    string        `json:"name,omitempty"`
	Handle  string        `json:"handle,omitempty"`
	Lang    string        `json:"lang,omitempty"`

	MemberRoom chat.RoomID    `json:"member_room,omitzero"` // zero: not open yet
	StaffRoom  chat.RoomID    `json:"staff_room,omitzero"`  // equal to MemberRoom: one shared thread
	Shared     bool           `json:"shared,omitempty"`     // meant to have one room for both
	Queue      chat.RoomID    `json:"queue,omitzero"`
	Card       chat.MessageID `json:"card,omitzero"`
	Carded     bool           `json:"carded,omitempty"`     // the card was sent
	CardStale  bool           `json:"card_stale,omitempty"` // … and is out of date: edit it when its receipt comes
	CardShows  []byte         `json:"card_shows,omitempty"` // hash of what it shows
	Token      string         `json:"token,omitempty"`      // what the member's deep link brings, until it was used
	TokenEnds  time.Time      `json:"token_ends,omitzero"`

	// Where it was asked, for the hand-over and as context.
	Source   chat.MessageID   `json:"source,omitzero"`
	Asked    chat.RoomID      `json:"asked,omitzero"`
	Answer   chat.RoomID      `json:"answer,omitzero"` // the interaction that waits for the hand-over
	Told     bool             `json:"told,omitempty"`  // the member knows number and place
	Entry    string           `json:"entry,omitempty"` // the FAQ entry that did not help
	Proof    string           `json:"proof,omitempty"` // the phrase that only the official room shows
	Duty     []chat.MemberID  `json:"duty,omitempty"`
	Holder   chat.MemberID    `json:"holder,omitzero"`
	Holding  string           `json:"holding,omitempty"` // the holder's name
	Since    time.Time        `json:"since,omitzero"`    // in this state
	Opened   time.Time        `json:"opened"`
	Taken    time.Time        `json:"taken,omitzero"`
	Ended    time.Time        `json:"ended,omitzero"`
	Reason   string           `json:"reason,omitempty"`
	Rating   int              `json:"rating,omitempty"`    // 1–5; -1: asked, not answered
	Lines    uint64           `json:"lines,omitempty"`     // number of the last line
	ToStaff  uint64           `json:"to_staff,omitempty"`  // lines up to this one were handed to the staff room
	ToMember uint64           `json:"to_member,omitempty"` // … to the member's room
	Owed     []string         `json:"owed,omitempty"`      // news that wait until the member has a room
	Notices  []chat.MessageID `json:"notices,omitempty"`   // the desk's own words to the member, so that a reply to them finds the ticket
	Asking   map[string]bool  `json:"asking,omitempty"`    // rooms that are being opened: "member", "staff", "home"
	Rebuilt  time.Time        `json:"rebuilt,omitzero"`
	Retold   uint64           `json:"retold,omitempty"` // lines up to this one are history in the staff room: told with their authors
	Exchange time.Time        `json:"exchange,omitzero"`

	// Claims: who works on the ticket, and how long it is quiet.
	Active   time.Time            `json:"active,omitzero"`   // when its holder last did something
	Handover Handover             `json:"handover,omitzero"` // from whoever passed it on last
	Writer   Rep                  `json:"writer,omitzero"`   // who wrote to the member last
	Wrote    time.Time            `json:"wrote,omitzero"`    // … and when
	Met      map[string]time.Time `json:"met,omitempty"`     // pairs who were told that both write, and when
	Nudges   int                  `json:"nudges,omitempty"`  // how often a silent member was reminded
	Nudged   time.Time            `json:"nudged,omitzero"`   // … and when last
	Cause    Cause                `json:"cause,omitempty"`   // why it was closed, if nobody gave a reason

	// At the rep's hand: what the FAQ has to say, what was sent of it, and which other tickets belong to this one.
	Candidates []Candidate `json:"candidates,omitempty"`
	Sent       []string    `json:"sent,omitempty"`    // entries that went to the member by a button
	Related    []uint64    `json:"related,omitempty"` // … named on each other's cards
	Into       uint64      `json:"into,omitempty"`    // the ticket that this one was merged into

	// Figures and transcript.
	Timed  bool           `json:"timed,omitempty"` // its time to a solution was counted: of a reopened one the first counts
	Logged chat.MessageID `json:"logged,omitzero"` // the transcript in the log room

	// Time: what the service levels count, what the member is to be told about it with the ticket's number, and whom the
	// ticket calls by name.
	Clock   Clock        `json:"clock,omitzero"`
	Outlook *chat.Phrase `json:"outlook,omitempty"`
	Called  []Rep        `json:"called,omitempty"`

	// What many ask about at once.
	Incident uint64 `json:"incident,omitempty"` // the one it is part of
	Piled    bool   `json:"piled,omitempty"`    // it was proposed as part of one

	Commented bool `json:"commented,omitempty"` // the member gave words to the rating

	// Route: where the staff works at it, and what a new room is told.
	Staffed    chat.Platform `json:"staffed,omitempty"`     // the platform of the staff's side; empty: the member's
	Common     uint64        `json:"common,omitempty"`      // lines up to this one were said where both read: the member needs no copy, edited or not
	Former     []chat.RoomID `json:"former,omitempty"`      // rooms that it has left, or that are gone: words said there are its own still
	Moving     chat.Platform `json:"moving,omitempty"`      // where a room is being opened that the staff's side moves to
	Past       uint64        `json:"past,omitempty"`        // lines up to this one are history: the staff's new room is told them in one go
	MemberPast uint64        `json:"member_past,omitempty"` // … the member's

	// Intake: what it is about.
	Category string       `json:"category,omitempty"`
	Matter   *chat.Phrase `json:"matter,omitempty"`   // the category, as readers know it
	Facts    []Detail     `json:"facts,omitempty"`    // for the card; forgotten with the words
	Detailed bool         `json:"detailed,omitempty"` // the member was asked for details

	// The card: what it tells of the member.
	Made       time.Time `json:"made,omitzero"` // when the account was made, where the platform tells it
	Earlier    []Earlier `json:"earlier,omitempty"`
	EarlierAll int       `json:"earlier_all,omitempty"`

	// Timers that were asked for, by kind.
	Armed map[string]time.Time `json:"armed,omitempty"`
}

// Open reports whether the ticket is not closed.
func (t Ticket) Open() bool { return t.State != Closed }

// Mark is how the ticket is named in titles of threads, and found again by.
func (t Ticket) Mark() string { return "#" + strconv.FormatUint(t.ID, 10) }

// oneRoom reports whether member and staff meet in the same thread.
func (t Ticket) oneRoom() bool { return !t.MemberRoom.IsZero() && t.MemberRoom == t.StaffRoom }

func (t Ticket) number() string { return strconv.FormatUint(t.ID, 10) }

func (t Ticket) owner(what string) string { return "ticket/" + t.number() + "/" + what }

// ReadOwner takes apart the owner of an action or timer of the desk: "ticket/7/line/3" is ticket 7 and "line/3".
func ReadOwner(owner string) (id uint64, what string, ok bool) {
	rest, ok := strings.CutPrefix(owner, "ticket/")
	if !ok {
		return 0, "", false
	}
	number, what, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseUint(number, 10, 64)
	return id, what, err == nil
}

// Tables of the desk.
var (
	tickets = store.Table[Ticket]{Name: "ticket"}        // ID
	open    = store.Table[uint64]{Name: "ticket_open"}   // member‖subject → ID: one open ticket each
	byRoom  = store.Table[uint64]{Name: "ticket_room"}   // room → the newest ticket that lives there
	byOwner = store.Table[uint64]{Name: "ticket_member"} // member‖time → ID
	byToken = store.Table[uint64]{Name: "ticket_token"}  // deep-link token → ID
	reach   = store.Table[bool]{Name: "reach"}           // member → whether the bot may write to them
	numbers = store.Counter{Table: "desk", Key: "ticket"}
)

// Get reads a ticket.
func Get(tx store.Tx, id uint64) (Ticket, bool, error) { return tickets.Get(tx, store.Key(id)) }

// Find reads a ticket that somebody named; the refusal says what to do if there is none.
func Find(tx store.Tx, id uint64) (Ticket, error) {
	t, ok, err := Get(tx, id)
	if err == nil && !ok {
		err = chat.Refuse("ticket-none", "number", strconv.FormatUint(id, 10))
	}
	return t, err
}

// In returns the ticket that lives in a room: its thread or topic. A private chat with the bot is no ticket's own.
func In(tx store.Tx, room chat.RoomID) (Ticket, bool, error) {
	id, ok, err := byRoom.Get(tx, store.Key(room))
	if err != nil || !ok {
		return Ticket{}, false, err
	}
	return Get(tx, id)
}

// OpenOf returns a member's open tickets, urgent ones last.
func OpenOf(tx store.Tx, m chat.MemberID) (out []Ticket, err error) {
	for e, err := range open.Scan(tx, store.Key(m), nil) {
		if err != nil {
			return nil, err
		}
		t, ok, err := Get(tx, e.Value)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, t)
		}
	}
	return out, nil
}

// put keeps a ticket and its place in the queue; nothing else writes either.
func put(tx store.Tx, t Ticket) error {
	if err := tickets.Put(tx, store.Key(t.ID), t); err != nil {
		return fmt.Errorf("ticket %d: %w", t.ID, err)
	}
	return t.enqueue(tx)
}

// openedSince counts an account's tickets since a time, and tells when the last one was opened.
func openedSince(tx store.Tx, m chat.MemberID, since time.Time) (n int, last time.Time, err error) {
	for e, err := range byOwner.Scan(tx, store.Key(m), store.Key(m, since)) {
		if err != nil {
			return 0, last, err
		}
		n++
		last = time.Unix(0, int64(binary.BigEndian.Uint64(e.Key[len(e.Key)-16:]))) // the key ends with time and number
	}
	return n, last, nil
}

// latest returns the member's newest ticket that was closed after a time and is not open again.
func latest(tx store.Tx, m chat.MemberID, since time.Time) (last Ticket, found bool, err error) {
	for e, err := range byOwner.Scan(tx, store.Key(m), nil) {
		if err != nil {
			return last, false, err
		}
		t, ok, err := Get(tx, e.Value)
		if err != nil {
			return last, false, err
		}
		if ok && !t.Open() && t.Into == 0 && t.Ended.After(since) {
			last, found = t, true
		}
	}
	return last, found, nil
}
