package escalation

import (
	"strconv"

	"frontdesk/chat"
	"frontdesk/store"
)

// overtaken leads from a line of the staff that was on its way to the member when its ticket was merged to where it went:
// ticket‖seq. It is forgotten with the ticket.
var overtaken = store.Table[link]{Name: "line_merged"}

// lostInMerge tells the staff that words under way during a merge did not reach the member. If the talk goes on with the same
// person, they are sent from there, as any line: what becomes of them is seen there too.
func (d *Desk) lostInMerge(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	n, err := strconv.ParseUint(seq, 10, 64)
	if err != nil || e.Action.Kind() != "send" {
		return nil, nil //nolint:nilerr // an owner that is not ours
	}
	to, ok, err := overtaken.Get(tx, lineKey(&t, n))
	if err != nil || !ok {
		return nil, err
	}
	if err := overtaken.Delete(tx, lineKey(&t, n)); err != nil {
		return nil, err
	}
	into, ok, err := Get(tx, to.Ticket)
	if err != nil || !ok || into.oneRoom() { // a thread that the member shares was told everything
		return nil, err
	}
	said := chat.Say("merged-lost", "number", t.number(), "into", into.number(), "reason", chat.Say("fault-"+string(e.Fault.Class)))
	l, ok, err := lines.Get(tx, lineKey(&into, to.Seq))
	if err != nil {
		return nil, err
	}
	same, err := SamePerson(tx, t.Member, into.Member)
	if err != nil {
		return nil, err
	}
	if !ok || !same || !into.Open() {
		return d.inQueueOf(&into, into.staffOn(), said), nil
	}
	as := d.beforeStaff(&into, said.Lines(chat.Say("merged-again")))
	more, err := d.say(tx, &into, Line{Side: StaffSide, From: l.From, Message: l.Message, Text: l.Text, Phrase: l.Phrase, Spans: l.Spans, Files: l.Files, Odd: l.Odd, At: l.At})
	return append(as, more...), joinErr(err, put(tx, into))
}
