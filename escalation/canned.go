package escalation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Candidate is an entry of the FAQ that may answer what a ticket asks. It is shown to the staff and never sent by itself.
type Candidate struct {
	Entry string `json:"entry"`
	Title string `json:"title"`
}

// candidatesMax is how many entries a card offers.
const candidatesMax = 3

// suggest keeps what the FAQ has to say to a new ticket.
func (d *Desk) suggest(tx store.Tx, t *Ticket, r Request) error {
	if d.Suggest == nil || r.Message == nil || r.Message.Text == "" {
		return nil
	}
	all, err := d.Suggest(tx, r.Message.Text)
	if err != nil {
		return err
	}
	t.Candidates = all[:min(len(all), candidatesMax)]
	return nil
}

// offer names on the card what the FAQ has to say; nil: nothing, or the ticket is closed.
func (t *Ticket) offer() *chat.Phrase {
	if len(t.Candidates) == 0 || !t.Open() {
		return nil
	}
	p := chat.Say("card-offer")
	for _, c := range t.Candidates {
		l := chat.Say("card-candidate", "entry", c.Entry, "title", c.Title)
		if slices.Contains(t.Sent, c.Entry) {
			l = chat.Say("card-candidate-sent", "entry", c.Entry, "title", c.Title)
		}
		p.Lines(l)
	}
	return p
}

// sending are the buttons that send a candidate to the member, each once.
func (t *Ticket) sending() (rows [][]chat.Button) {
	for i, c := range t.Candidates {
		if !slices.Contains(t.Sent, c.Entry) {
			rows = append(rows, []chat.Button{{
				Phrase: chat.Say("button-send-this", "title", short(c.Title, sendLabel)), Data: "t:" + t.number() + ":send" + number(i),
			}})
		}
	}
	return rows
}

// sendLabel is how much of a title a button shows, in letters.
const sendLabel = 40

// Reply sends a text that was kept ready to the member, as a line of the representative: it has its delivery, waits for a
// room that is not there yet, and passes the turn to the member like words that were typed. Where the staff has a room of its
// own it is told there what was sent. Key names the text in the audit; an entry's button sends it once.
func (d *Desk) Reply(tx store.Tx, t Ticket, rep chat.Member, key string, once bool, p chat.Post, at time.Time) ([]chat.Action, error) {
	switch {
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case once && slices.Contains(t.Sent, key):
		return nil, chat.Refuse("reply-sent-already", "entry", key, "number", t.number())
	}
	if once {
		t.Sent = append(slices.Clone(t.Sent), key)
	}
	t.Exchange = at
	taken, err := d.takeUp(tx, &t, rep, at)
	if err != nil {
		return nil, err
	}
	met := d.wrote(&t, rep, at)
	if err := d.staffSpoke(tx, &t, rep, at); err != nil {
		return nil, err
	}
	if err := d.record(tx, t.ID, Record{What: string(ActReplied), By: rep.ID, Name: rep.Name, Why: key, At: at}); err != nil {
		return nil, err
	}
	l := Line{Side: StaffSide, From: rep.Name, Text: p.Text, Spans: p.Spans, Files: p.Files, At: at, Afar: t.Shared || t.oneRoom()}
	as, err := d.say(tx, &t, l)
	if err != nil {
		return nil, err
	}
	if !l.Afar && !t.StaffRoom.IsZero() {
		name := chat.Arg{Text: rep.Name, Span: &chat.Span{Kind: chat.Bold}}
		as = append(as, d.toStaff(t, chat.Say("reply-shown", "name", name, "text", short(p.Text, replyShown)), chat.MessageID{}))
	}
	return d.moved(tx, t, slices.Concat(taken, as, met))
}

// replyShown is how much of a canned reply the staff sees again, in characters.
const replyShown = 1000
