// Package chattest holds what every adapter is tested by: a Stage (a platform's wire fake seen with the eyes of its
// members) and the conformance suite that runs on it.
package chattest

import (
	"context"

	"frontdesk/chat"
)

// Stage is a fake platform as its members and staff see it. Rooms and members go by plain names:
//
//	lobby      the watched community group or channel
//	topic      a topic or thread inside lobby
//	support    parent of the private threads with members (on a platform without: zero)
//	staff      where the queue's cards lie and staff threads open
//	mods       the moderators' room
//	@ann       the private chat of ann with the bot
//	#12        the newest thread or topic whose name contains "#12"
//
// Members come into being when they are named. All methods may be called concurrently; none waits for the bot.
type Stage interface {
	Platform() chat.Platform
	Room(name string) chat.RoomID
	Member(name string) chat.MemberID

	// Name gives a member a display name and handle, as a profile change does on the platform.
	Name(member, display, handle string)
	// Role gives a member a group (Discord: role ID of that name; elsewhere nothing).
	Role(member, group string)
	// Join lets a member come into the room, with the platform's event.
	Join(room, member string)
	// Open lets a member open the private chat with the bot, with the start parameter (Telegram's deep link).
	Open(member, start string)
	// Block lets a member block the bot or close private messages to it.
	Block(member string)

	Say(room, member string, s Said) chat.MessageID
	Edit(m chat.MessageID, text string)
	Delete(m chat.MessageID)
	// Lose takes the message away, and its files from wherever the platform keeps them.
	Lose(m chat.MessageID)

	// Press presses the button with the label on the newest message of the room that has it and that the member sees.
	Press(room, member, label string) error
	// Command uses a registered command natively: a slash or menu command with named options where the platform has
	// them, else the typed line. On is the target of a menu command or the message replied to.
	Command(room, member, name string, values map[string]string, on chat.MessageID) error
	// Submit fills in the form the bot has opened for the member.
	Submit(member string, values map[string]string) error

	// Seen is what the member sees in the room now, oldest first; what is deleted is gone, what is edited is new.
	// Private answers to the member (ephemeral messages, toasts) are among them with Private set.
	Seen(room, member string) []Shown
	// Form is the form open for the member, if any.
	Form(member string) *chat.Form
	// Rooms are the names of all threads and topics ever opened, with their state.
	Threads() []chat.Thread

	// Wait blocks until cond holds, looking again whenever anything on the stage changed, or until ctx ends.
	Wait(ctx context.Context, cond func() bool) error

	// Fail makes the next n calls that match the method or route prefix ("" = any that acts on a room or message, so
	// not receiving, looking, or setting up commands) fail in the way named, as the platform words it: "429",
	// "429 global", "500", "502 html", "403" (a right is missing), "404" (the room is no more), "slow" (no answer until
	// the caller gives up), "cut before" (not done), "cut after" (done, answer lost).
	Fail(method, how string, n int)
	// Disturb: "drop" cuts the bot's event connection; "duplicate" delivers the last event again; "outage" refuses
	// everything until "recover".
	Disturb(how string)

	// Complaints are requests the bot made that the platform's contract forbids. A test ends by wanting none.
	Complaints() []string
	// Calls counts the requests made so far by method or route prefix ("" as in Fail).
	Calls(method string) int
}

// Said is what a member says.
type Said struct {
	Text    string
	Spans   []chat.Span // of the text: bold, code and the like
	ReplyTo chat.MessageID
	Mention bool // the bot, by the platform's own means
	Photo   bool // one small picture
	Voice   bool
	Doc     string // a document's file name
	Size    int64  // what the platform says the file weighs, in bytes; 0: the truth
	Sticker string // a sticker's emoji
	Album   int    // that many pictures as an album
	Forward string // name of the member whose message is forwarded; "hidden:NAME" hides the origin
	As      chat.Kind
}

// Shown is a message as a member sees it.
type Shown struct {
	ID      chat.MessageID
	From    string // member's name, "bot" for the bot under test
	Text    string // what a reader reads: mark-up rendered away, links as "label (URL)" where they differ
	Buttons []string
	ReplyTo chat.MessageID
	Files   []string // kinds
	Styles  []string // what is formatted, and how: «bold fee»
	Pinged  []string // members who were notified
	Marks   []string // the bot's reactions
	Edited  bool
	Pinned  bool
	Private bool
}
