package chat

import "time"

// Message is what somebody wrote, as far as the platform shows it.
type Message struct {
	ID      MessageID `json:"id"`
	From    Member    `json:"from"`
	Text    string    `json:"text,omitempty"`  // typed text or caption, valid UTF-8
	Spans   []Span    `json:"spans,omitempty"` // parts of Text, ascending, not overlapping in kind
	Hidden  []string  `json:"hidden,omitempty"`
	Targets []Target  `json:"targets,omitempty"` // links behind other words outside Text: buttons, embeds; they are in Hidden too
	ReplyTo *Reply    `json:"reply_to,omitempty"`
	Files   []File    `json:"files,omitempty"`
	Album   string    `json:"album,omitempty"` // equal for the parts of one album
	Forward *Forward  `json:"forward,omitempty"`
	Sent    time.Time `json:"sent"`

	Addressed bool   `json:"addressed,omitempty"` // mentions this bot or replies to it
	ViaBot    bool   `json:"via_bot,omitempty"`   // written through an inline bot
	Odd       string `json:"odd,omitempty"`       // a part that has no word here ("poll", "location"): it cannot be relayed
}

// Everything is all text of the message, the hidden parts (quote, forward, embed, buttons) included, for the guard.
func (m *Message) Everything() []string {
	return append([]string{m.Text}, m.Hidden...)
}

// Target is a link behind other words.
type Target struct {
	Shown string `json:"shown,omitempty"`
	URL   string `json:"url"`
}

// Reply is the message that another one answers, as far as it is shown along.
type Reply struct {
	ID   MessageID `json:"id"`
	From Member    `json:"from"`
	Text string    `json:"text,omitempty"`

	Forward *Forward `json:"forward,omitempty"`
	Files   []File   `json:"files,omitempty"`
}

// Forward tells where a forwarded message came from. A hidden origin has a Name and no ID.
type Forward struct {
	From *Member `json:"from,omitempty"`
	Name string  `json:"name,omitempty"`
}

// Span marks a part of a text by byte offsets.
type Span struct {
	Kind    SpanKind  `json:"kind"`
	Start   int       `json:"start"`
	End     int       `json:"end"`
	URL     string    `json:"url,omitempty"`      // Link
	Member  MemberID  `json:"member,omitzero"`    // Mention; who may be pinged is Post.Ping's to say
	Message MessageID `json:"message,omitzero"`   // ToMessage
	Room    RoomID    `json:"room,omitzero"`      // ToRoom
	Lang    string    `json:"language,omitempty"` // Pre
}

// SpanKind is what a span means.
type SpanKind string

const (
	Bold      SpanKind = "bold"
	Italic    SpanKind = "italic"
	Underline SpanKind = "underline"
	Strike    SpanKind = "strike"
	Spoiler   SpanKind = "spoiler"
	Code      SpanKind = "code"
	Pre       SpanKind = "pre"
	Quote     SpanKind = "quote"
	Link      SpanKind = "link"
	Mention   SpanKind = "mention"
	ToMessage SpanKind = "to_message" // a link to a message; Caps.MessageLinks tells where it can be shown
	ToRoom    SpanKind = "to_room"    // a link to a room the reader can see
)

// File is an attachment that stays where it is until [Perform] streams it.
type File struct {
	Platform Platform  `json:"platform"`
	Key      string    `json:"key"` // opaque: the origin's adapter fetches by it
	Message  MessageID `json:"message,omitzero"`
	Kind     FileKind  `json:"kind"`
	Name     string    `json:"name,omitempty"`
	MIME     string    `json:"mime,omitempty"`
	Size     int64     `json:"size,omitempty"`  // bytes; 0 = unknown
	Emoji    string    `json:"emoji,omitempty"` // of a sticker
}

// FileKind is how a platform shows a file.
type FileKind string

const (
	Photo    FileKind = "photo"
	Video    FileKind = "video"
	Audio    FileKind = "audio"
	Voice    FileKind = "voice"
	Document FileKind = "document"
	Sticker  FileKind = "sticker"
	Animated FileKind = "animation"
)
