package chat

import "time"

// Thread is a private thread or a topic: what it should be like.
type Thread struct {
	Parent  RoomID      `json:"parent,omitzero"` // channel of a thread, group of a topic
	Name    string      `json:"name,omitempty"`
	Private bool        `json:"private,omitempty"`
	Members []MemberID  `json:"members,omitempty"` // to add
	Without []MemberID  `json:"without,omitempty"` // to take out, where threads have members; who is not there is no error
	State   ThreadState `json:"state,omitempty"`

	// Mark is unique among open threads and the first word of Name, so that a thread whose opening had no known outcome is
	// found again. What follows in Name may be a member's words, other marks among them: an adapter never finds a thread
	// by these.
	Mark string `json:"mark,omitempty"`
}

// ThreadState is how far a thread is open.
type ThreadState string

const (
	Same   ThreadState = ""
	Opened ThreadState = "open"
	Closed ThreadState = "closed" // put away; a word may open it again
	Locked ThreadState = "locked" // put away for good
)

// Sanction is what is done about a member.
type Sanction struct {
	Do     SanctionKind `json:"do"`
	Member MemberID     `json:"member"`
	Room   RoomID       `json:"room"` // the group or server
	Until  time.Time    `json:"until,omitzero"`
	Reason string       `json:"reason,omitempty"`
}

// SanctionKind is the kind of a sanction.
type SanctionKind string

const (
	Mute   SanctionKind = "mute"
	Kick   SanctionKind = "kick"
	Ban    SanctionKind = "ban"
	Unmute SanctionKind = "unmute"
	Unban  SanctionKind = "unban"
)

// Mark is a delivery state shown on a message.
type Mark string

const (
	Waiting   Mark = "waiting"
	Delivered Mark = "delivered"
	Undone    Mark = "failed"
	Removed   Mark = "removed" // the original was deleted by its author
)

// Marking shows a mark on a message.
type Marking struct {
	Room    RoomID    `json:"room"`
	Message MessageID `json:"message"`
	Mark    Mark      `json:"mark"`
}

// Query asks a platform something.
type Query struct {
	About  Subject  `json:"about"`
	Room   RoomID   `json:"room"` // the group or server asked about
	Member MemberID `json:"member,omitzero"`
	Page   string   `json:"page,omitempty"` // where the last page ended

	// File is to be read, Most bytes of it; no adapter is asked, but the file's origin. Of members, Most is the most of a page; 0: as
	// many as the platform tells at once.
	File *File `json:"file,omitempty"`
	Most int64 `json:"most,omitempty"`
}

// Subject is what a query is about.
type Subject string

const (
	AboutMember  Subject = "member"  // is Member in Room, and under which name?
	AboutPicture Subject = "picture" // Member's picture as a File
	AboutAdmins  Subject = "admins"
	AboutRights  Subject = "rights" // what this bot lacks in Room
	AboutMembers Subject = "members"
	AboutFile    Subject = "file"
)

// Answer is what a platform told.
type Answer struct {
	Found   bool     `json:"found,omitempty"`
	Members []Member `json:"members,omitempty"`
	Missing []string `json:"missing,omitempty"` // rights the bot lacks, in the platform's own words
	Count   int      `json:"count,omitempty"`   // how many members the room has, where the platform tells it beside those listed

	Needs map[string]string `json:"needs,omitempty"` // of rights: what takes which of them, mute, kick, ban or delete

	Picture *File  `json:"picture,omitempty"`
	Next    string `json:"next,omitempty"` // the next page; empty: this was the last

	Content []byte `json:"-"` // of a file; one byte more than Most: it is longer. It never gets into a store.
}
