package escalation

import (
	"cmp"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// aside says something about a line where it was said, to its author.
func (t *Ticket) aside(l Line, p *chat.Phrase, buttons ...chat.Button) chat.Action {
	post := chat.Post{Phrase: p, Lang: t.langOf(t.writers(l)), ReplyTo: l.Message}
	if len(buttons) > 0 {
		post.Buttons = [][]chat.Button{buttons}
	}
	return chat.Action{Owner: t.owner("aside/" + number(int(l.Seq))), Priority: chat.Relay, Effect: chat.Send{Room: t.writers(l), Post: post}}
}

// unsaid takes the failure of telling an author of a line. The room for it, if it is gone, is built anew, with a history that has
// the line. Where that is not to be done, the staff is told in the queue, and a member in the private chat, or else where the
// ticket was asked for.
func (d *Desk) unsaid(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	if t.rebuildable(e) {
		return d.rebuild(tx, t, e.Action.Target(), e.At)
	}
	said, _ := e.Action.Effect.(chat.Send)
	if said.Post.Text == "" || !e.Action.Last() {
		return nil, nil
	}
	l, ok, err := lineNumbered(tx, &t, strings.TrimSuffix(seq, "/there"))
	if err != nil || !ok {
		return nil, err
	}
	var as []chat.Action
	if !strings.HasSuffix(seq, "/there") {
		var buttons []chat.Button
		if len(said.Post.Buttons) > 0 {
			buttons = said.Post.Buttons[0]
		}
		as = append(as, d.inQueue(t, chat.Say("aside-queue", "number", t.number(), "name", d.author(l), "words", short(l.Text, replyShown), "text", said.Post.Text), buttons...))
	}
	to := chat.Direct(t.Member)
	if to == said.Room || strings.HasSuffix(seq, "/there") {
		to = t.Asked
	}
	if l.Side != MemberSide || to.IsZero() || to == said.Room {
		return as, nil
	}
	said.Room, said.Post.ReplyTo, said.Post.Ping = to, chat.MessageID{}, []chat.MemberID{t.Member}
	words := said.Post.Text
	said.Post.Text, said.Post.Spans = "", nil
	said.Post.Phrase, said.Post.Lang = chat.Say("aside-there", "number", t.number(), "text", words), t.Lang
	if _, private := to.Direct(); private {
		said.Post.Phrase.And(chat.Say("aside-words", "words", short(l.Text, replyShown)))
	}
	return append(as, chat.Action{Owner: t.owner("aside/" + number(int(l.Seq)) + "/there"), Priority: chat.Relay, Effect: said}), nil
}

// inQueue says something about a line where all of the staff can read it.
func (d *Desk) inQueue(t Ticket, p *chat.Phrase, buttons ...chat.Button) chat.Action {
	a := d.toQueue(t, p)
	if send, ok := a.Effect.(chat.Send); ok && len(buttons) > 0 {
		send.Post.Buttons = [][]chat.Button{buttons}
		a.Effect = send
	}
	return a
}

// unchanged takes the refusal of an edit. A copy that is gone is written anew; of any other the author is told that the first words
// stand there still.
func (d *Desk) unchanged(tx store.Tx, t Ticket, l Line, e *chat.Failed) ([]chat.Action, error) {
	if l.Removed || l.Pending {
		return nil, nil
	}
	if e.Fault.Class == chat.Gone && len(l.Copies) == 1 {
		l.Copies = nil
		return d.handOver(tx, &t, l.Seq, t.readers(l), l.Side != StaffSide)
	}
	if l.Shown == chat.Undone {
		return nil, nil // another part has said so
	}
	as := append(t.mark(&l, chat.Undone, false), t.aside(l, chat.Say("relay-unchanged", "reason", reasonFor(e.Fault))))
	return as, putLine(tx, &t, l)
}

// untaken tells a representative that words which were deleted stand with the member still.
func (d *Desk) untaken(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil || !ok || e.Fault.Class == chat.Gone {
		return nil, err
	}
	l.Message = chat.MessageID{}
	return []chat.Action{t.aside(l, chat.Say("relay-untaken", "text", cmp.Or(short(l.Text, replyShown), "…"), "reason", reasonFor(e.Fault)))}, nil
}

func reasonFor(f *chat.Fault) *chat.Phrase { return chat.Say("fault-" + string(f.Class)) }
