package escalation

import (
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Side is who said a line.
type Side string

const (
	MemberSide Side = "member"
	StaffSide  Side = "staff"
	System     Side = "system" // context that the desk found, for the staff
	Note       Side = "note"   // staff among themselves: never reaches a room the member reads
)

// Line is one thing said in a ticket, kept while the ticket is open.
type Line struct {
	Seq     uint64           `json:"seq"`
	Side    Side             `json:"side"`
	From    string           `json:"from,omitempty"`
	Message chat.MessageID   `json:"message,omitzero"` // the original
	Copies  []chat.MessageID `json:"copies,omitempty"` // its parts on the other side
	Text    string           `json:"text,omitempty"`
	Phrase  *chat.Phrase     `json:"phrase,omitempty"` // instead of Text: the desk's own words, in the reader's language
	Spans   []chat.Span      `json:"spans,omitempty"`
	Files   []chat.File      `json:"files,omitempty"`
	Album   string           `json:"album,omitempty"` // waits for its other parts while set
	Parts   []chat.MessageID `json:"parts,omitempty"` // the other originals of an album
	ReplyTo chat.MessageID   `json:"reply_to,omitzero"`
	Odd     string           `json:"odd,omitempty"`
	At      time.Time        `json:"at"`
	Afar    bool             `json:"afar,omitempty"`    // said outside the ticket's rooms: a shared thread has not seen it
	Here    bool             `json:"here,omitempty"`    // the staff's, said in the member's own room: read there already
	Pending bool             `json:"pending,omitempty"` // handed over or edited there, and not every part has its receipt
	Changed bool             `json:"changed,omitempty"` // edited meanwhile: the edit leaves with the last receipt
	Masked  bool             `json:"masked,omitempty"`  // the staff's, without the names that the original has
	Removed bool             `json:"removed,omitempty"` // deleted by its author
	Maybe   bool             `json:"maybe,omitempty"`   // a sending had no answer: there may be a copy that nobody can name
	Shown   chat.Mark        `json:"shown,omitempty"`   // the delivery state that its author sees; empty: none, it arrived
}

// link leads from a message, original or copy, to its line.
type link struct {
	Ticket uint64 `json:"ticket"`
	Seq    uint64 `json:"seq"`
}

var (
	lines = store.Table[Line]{Name: "line"} // ticket‖seq
	links = store.Table[link]{Name: "link"} // message
)

func lineKey(t *Ticket, seq uint64) []byte { return store.Key(t.ID, seq) }

func lineOf(side Side, m *chat.Message, at time.Time) Line {
	l := Line{
		Side: side, From: m.From.Name, Message: m.ID, Text: m.Text, Spans: m.Spans, Files: m.Files, Album: m.Album, Odd: m.Odd, At: at,
	}
	if m.ReplyTo != nil {
		l.ReplyTo = m.ReplyTo.ID
	}
	return l
}

// addLine puts a line at the end of the ticket; the caller puts the ticket.
func addLine(tx store.Tx, t *Ticket, l Line) (Line, error) {
	t.Lines++
	l.Seq = t.Lines
	if err := putLine(tx, t, l); err != nil {
		return l, err
	}
	return l, linkTo(tx, t, l, l.Message)
}

func putLine(tx store.Tx, t *Ticket, l Line) error { return lines.Put(tx, lineKey(t, l.Seq), l) }

func linkTo(tx store.Tx, t *Ticket, l Line, m chat.MessageID) error {
	if m.IsZero() {
		return nil
	}
	return links.Put(tx, store.Key(m), link{t.ID, l.Seq})
}

// lineOfMessage finds ticket and line of a message, original or copy.
func lineOfMessage(tx store.Tx, m chat.MessageID) (t Ticket, l Line, ok bool, err error) {
	k, ok, err := links.Get(tx, store.Key(m))
	if err != nil || !ok {
		return t, l, false, err
	}
	if t, ok, err = Get(tx, k.Ticket); err != nil || !ok {
		return t, l, false, err
	}
	l, ok, err = lines.Get(tx, lineKey(&t, k.Seq))
	return t, l, ok, err
}

// peer is the message on the other side that stands for m.
func peer(tx store.Tx, m chat.MessageID) (chat.MessageID, error) {
	if m.IsZero() {
		return m, nil
	}
	_, l, ok, err := lineOfMessage(tx, m)
	switch {
	case err != nil || !ok:
		return chat.MessageID{}, err
	case l.Message != m:
		return l.Message, nil
	case len(l.Copies) > 0:
		return l.Copies[0], nil
	}
	return chat.MessageID{}, nil
}

// TicketOf finds the ticket a message belongs to: an original, a copy, or one of the desk's own words to the member.
func TicketOf(tx store.Tx, m chat.MessageID) (Ticket, bool, error) {
	k, ok, err := links.Get(tx, store.Key(m))
	if err != nil || !ok {
		return Ticket{}, false, err
	}
	return Get(tx, k.Ticket)
}

// settle forgets a closed ticket's words once each of them has reached its room: words live only in open tickets. Whatever
// still waits is kept until it is delivered, or until the ticket can no longer be reopened.
func settle(tx store.Tx, t *Ticket, atAnyRate bool) error {
	if t.Open() || t.Lines == 0 {
		return nil
	}
	waits := false
	var ms []chat.MessageID
	for e, err := range lines.Scan(tx, store.Key(t.ID), nil) {
		if err != nil {
			return err
		}
		l := e.Value
		waits = waits || l.Pending || l.Seq > t.ToStaff && t.shows(l, true) || l.Seq > t.ToMember && t.shows(l, false)
		ms = append(append(append(ms, l.Message), l.Parts...), l.Copies...)
	}
	if waits && !atAnyRate {
		return nil
	}
	for _, m := range append(ms, t.Notices...) {
		if m.IsZero() {
			continue
		}
		if err := links.Delete(tx, store.Key(m)); err != nil {
			return err
		}
	}
	for seq := uint64(1); seq <= t.Lines; seq++ {
		if err := lines.Delete(tx, lineKey(t, seq)); err != nil {
			return err
		}
	}
	t.Notices, t.ToStaff, t.ToMember, t.Retold, t.Facts = nil, t.Lines, t.Lines, t.Lines, nil
	return nil
}

func number(n int) string { return strconv.Itoa(n) }
