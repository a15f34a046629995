package escalation

import (
	"frontdesk/chat"
	"frontdesk/store"
)

// Detail is one answer of a member to what was asked before the ticket went to the team.
type Detail struct {
	Name  *chat.Phrase `json:"name"`            // what was asked
	Text  string       `json:"text"`            // the answer
	URL   string       `json:"url,omitempty"`   // where the team can look it up: an official explorer, never the member's own link
	Doubt bool         `json:"doubt,omitempty"` // it does not have the form that was asked for
	Fact  bool         `json:"fact,omitempty"`  // short enough for the card
}

// Detail adds what a member told afterwards to an open ticket of his own: the words, then the answers.
func (d *Desk) Detail(tx store.Tx, t Ticket, r Request) ([]chat.Action, error) {
	if err := t.Of(tx, r.Member.ID); err != nil {
		return nil, err
	}
	if !t.Open() {
		return nil, chat.Refuse("ticket-is-over", "number", t.number())
	}
	t.Exchange = r.At
	var as []chat.Action
	if m := r.Message; m != nil && (m.Text != "" || len(m.Files) > 0) {
		if err := d.memberSpoke(tx, &t, m, r.At); err != nil {
			return nil, err
		}
		l := lineOf(MemberSide, m, r.At)
		l.Afar = true
		more, err := d.say(tx, &t, l)
		if err != nil {
			return nil, err
		}
		as = more
	}
	more, err := d.moreDetails(tx, &t, r)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, append(as, more...))
}

// moreDetails adds the answers of a request to an open ticket; the caller puts the ticket.
func (d *Desk) moreDetails(tx store.Tx, t *Ticket, r Request) ([]chat.Action, error) {
	t.describe(r)
	if len(r.Details) == 0 {
		return nil, nil
	}
	l := detailed(r)
	l.Afar = true
	return d.say(tx, t, l)
}

// describe keeps what a request says about its matter, for the card.
func (t *Ticket) describe(r Request) {
	if r.Category != "" {
		t.Category, t.Matter = r.Category, r.Matter
	}
	t.Detailed = t.Detailed || len(r.Details) > 0 || r.Asked
	for _, f := range r.Details {
		if f.Fact {
			t.Facts = append(t.Facts, f)
		}
	}
}

// firstDetails keeps the answers that a ticket begins with.
func (d *Desk) firstDetails(tx store.Tx, t *Ticket, r Request) error {
	t.describe(r)
	if len(r.Details) == 0 {
		return nil
	}
	_, err := addLine(tx, t, detailed(r))
	return err
}

// detailed is the line that tells the answers, one below the other. They are the member's words, put by the desk.
func detailed(r Request) Line {
	p := chat.Say("details-head", "name", r.Member.Name)
	for _, f := range r.Details {
		p.Lines(f.phrase())
	}
	return Line{Side: MemberSide, From: r.Member.Name, Phrase: p, At: r.At}
}

func (f Detail) phrase() *chat.Phrase {
	text := chat.Arg{Text: f.Text}
	if f.URL != "" {
		text.Span = &chat.Span{Kind: chat.Link, URL: f.URL}
	}
	if f.Doubt {
		return chat.Say("details-doubt", "name", f.Name, "text", text)
	}
	return chat.Say("details-line", "name", f.Name, "text", text)
}

// facts are what the card shows of the matter; nil: nothing is known of it.
func (t *Ticket) facts() *chat.Phrase {
	if t.Matter == nil {
		return nil
	}
	p := chat.Say("card-matter", "matter", t.Matter)
	for _, f := range t.Facts {
		p.Lines(f.phrase())
	}
	return p
}

// more is the button by which the member of a ticket without details adds them.
func (t *Ticket) more() [][]chat.Button {
	if t.Detailed {
		return nil
	}
	return [][]chat.Button{{{Phrase: chat.Say("button-details"), Data: "t:" + t.number() + ":details"}}}
}

// offering adds buttons to words of the desk.
func offering(a chat.Action, rows [][]chat.Button) chat.Action {
	send, ok := a.Effect.(chat.Send)
	if ok {
		send.Post.Buttons = append(send.Post.Buttons, rows...)
		a.Effect = send
	}
	return a
}
