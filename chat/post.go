package chat

// Post is a message of ours. Text is plain: adapters escape it, so nothing in it is ever mark-up or a mention;
// what it means beyond its letters is said by Spans.
type Post struct {
	// Phrase is what a domain wants to say; the hub renders it into Text and Spans in the reader's language.
	Phrase *Phrase `json:"phrase,omitempty"`
	Lang   string  `json:"lang,omitempty"` // the reader's language, where the domain knows it

	Text    string     `json:"text,omitempty"`
	Spans   []Span     `json:"spans,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"` // rows
	Files   []File     `json:"files,omitempty"`   // more than one: an album
	Form    *Form      `json:"form,omitempty"`    // only as an interaction's first answer
	ReplyTo MessageID  `json:"reply_to,omitzero"` // a missing original is no error: the post goes without
	Relay   MessageID  `json:"relay,omitzero"`    // the original; an adapter with a native copy may use it
	Ping    []MemberID `json:"ping,omitempty"`    // who may be notified; nobody else ever is
	Private bool       `json:"private,omitempty"` // in an interaction's room: seen by the asker alone
	Update  bool       `json:"update,omitempty"`  // in an interaction's room: replace the message that carries the button
	Quiet   bool       `json:"quiet,omitempty"`   // no sound, no link preview
}

// Phrase is a message of the catalogue with its arguments; a Count chooses the plural form.
type Phrase struct {
	ID    string         `json:"id"`
	Args  map[string]Arg `json:"args,omitempty"`
	Count *int           `json:"count,omitempty"`
	Then  []Phrase       `json:"then,omitempty"` // further paragraphs
	Line  bool           `json:"line,omitempty"` // as a further paragraph: on the next line, without a gap
}

// Lines adds further paragraphs without gaps between them.
func (p *Phrase) Lines(more ...*Phrase) *Phrase {
	for _, m := range more {
		m.Line = true
	}
	return p.And(more...)
}

// Arg is text inside a phrase, with what it means.
type Arg struct {
	Text   string  `json:"text,omitempty"`
	Span   *Span   `json:"span,omitempty"`   // what the text stands for: Start and End are set on rendering
	Phrase *Phrase `json:"phrase,omitempty"` // instead of Text: rendered in the reader's language
	Time   string  `json:"time,omitempty"`   // instead of Text: RFC 3339, shown in the room's time zone
	Wait   string  `json:"wait,omitempty"`   // instead of Text: a duration (time.ParseDuration), shown in words
}

// Button carries Data back in Pressed, opens URL, or starts a private chat with the bot and brings Start along.
type Button struct {
	Phrase *Phrase `json:"phrase,omitempty"`
	Text   string  `json:"text,omitempty"`
	Data   string  `json:"data,omitempty"` // 1–64 bytes
	URL    string  `json:"url,omitempty"`
	Start  string  `json:"start,omitempty"` // 1–64 of A–Z a–z 0–9 _ -
}

// Form asks for up to five fields at once.
type Form struct {
	Data   string  `json:"data"` // comes back in Pressed.Data, 1–64 bytes
	Title  string  `json:"title,omitempty"`
	Phrase *Phrase `json:"phrase,omitempty"` // the title, as a phrase
	Fields []Field `json:"fields"`
}

// Field is one input of a form.
type Field struct {
	Name     string  `json:"name"`
	Label    string  `json:"label,omitempty"`
	Phrase   *Phrase `json:"phrase,omitempty"` // the label, as a phrase
	Value    string  `json:"value,omitempty"`  // what stands there at first
	Long     bool    `json:"long,omitempty"`   // several lines
	Optional bool    `json:"optional,omitempty"`
	Max      int     `json:"max,omitempty"` // characters; 0 = the platform's limit
}

// Say is a phrase with its arguments given as name, value pairs; a value is a string or an Arg.
func Say(id string, args ...any) *Phrase {
	p := &Phrase{ID: id}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = make(map[string]Arg, len(args)/2)
		}
		name := args[i].(string)
		switch v := args[i+1].(type) {
		case Arg:
			p.Args[name] = v
		case *Phrase:
			p.Args[name] = Arg{Phrase: v}
		case string:
			p.Args[name] = Arg{Text: v}
		}
	}
	return p
}

// And adds further paragraphs, each with those of its own behind it.
func (p *Phrase) And(more ...*Phrase) *Phrase {
	for _, m := range more {
		if m != nil {
			first, then := *m, m.Then
			first.Then = nil
			p.Then = append(append(p.Then, first), then...)
		}
	}
	return p
}
