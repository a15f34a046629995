package chat

// Caps is what a room can show and do: every difference between platforms that others need to know.
type Caps struct {
	Text    int  // longest text, in Unit
	Caption int  // longest text beside a file, in Unit
	Unit    Unit // what the platform counts
	Links   bool // the addresses of links are written into the text and count as such

	Buttons   int // most buttons in a row; 0: none
	Rows      int // most rows of buttons
	Forms     bool
	Toast     int // an interaction's short private answer, in Unit; 0: none
	Ephemeral bool

	Edit         bool
	Delete       bool // the bot's own messages
	DeleteOthers bool
	Deletions    bool // deletions by members are reported
	Albums       int  // most files in one post
	Marks        bool // delivery marks can be shown
	Pins         bool // a message of the bot can be kept at the top of the room

	Threads      bool // threads of one's own for a member and staff
	Topics       bool
	MessageLinks bool // ToMessage spans can be shown
	WritesFirst  bool // the bot may write to a member who never opened a chat with it
	Idempotent   bool // a repeated Send of the same action shows once
	DeepLinks    bool // Button.Start works

	Resends  bool  // files that lie on this platform are sent again by name, whatever their size and though their message is gone
	Upload   int64 // largest file we can send, bytes
	Download int64 // largest file we can fetch, bytes
}

// Unit is how a platform counts the length of text.
type Unit uint8

const (
	UTF16 Unit = iota
	Runes
	Bytes
)

// Len is the length of s in the unit.
func (u Unit) Len(s string) int {
	switch u {
	case Bytes:
		return len(s)
	case Runes:
		n := 0
		for range s {
			n++
		}
		return n
	}
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
