package escalation

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"unicode"

	"frontdesk/chat"
	"frontdesk/store"
)

// card shows the ticket in the staff queue, or brings the card there up to date.
func (d *Desk) card(tx store.Tx, t *Ticket) ([]chat.Action, error) {
	if t.Queue.IsZero() {
		return nil, nil
	}
	p, err := d.cardPhrase(tx, t)
	if err != nil {
		return nil, err
	}
	post := chat.Post{Phrase: p, Buttons: d.buttons(*t), Quiet: true}
	if t.Card.IsZero() && t.Carded {
		t.CardStale = true
		return nil, nil
	}
	shows, err := json.Marshal(post)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(shows)
	if !t.Card.IsZero() && bytes.Equal(sum[:8], t.CardShows) {
		return nil, nil
	}
	t.CardShows = sum[:8]
	if t.Card.IsZero() {
		t.Carded = true
		return []chat.Action{{Owner: t.owner("card"), Priority: chat.Relay, Effect: chat.Send{Room: t.Queue, Post: post}}}, nil
	}
	return []chat.Action{{Owner: t.owner("card"), Priority: chat.Cosmetic, Effect: chat.Edit{Room: t.Queue, Messages: []chat.MessageID{t.Card}, Post: post}}}, nil
}

// Standing is the ticket's state in words, with who has it.
func (t Ticket) Standing() *chat.Phrase {
	state := chat.Say("state-" + string(t.State))
	switch {
	case t.State == Claimed:
		return chat.Say("held-by", "name", t.Holding)
	case t.State.Held():
		return chat.Say("held-and", "name", t.Holding, "state", state)
	}
	return state
}

func (d *Desk) cardPhrase(tx store.Tx, t *Ticket) (*chat.Phrase, error) {
	name := t.Name
	if t.Handle != "" {
		name += " (@" + t.Handle + ")"
	}
	p := chat.Say("card", "number", t.number(), "subject", chat.Say("subject-"+string(t.Subject)), "state", t.Standing(), "name", name, "lang", t.Lang)
	about, err := d.about(tx, t)
	if err != nil {
		return nil, err
	}
	asked, err := d.question(tx, t)
	if err != nil {
		return nil, err
	}
	p.Lines(about...).And(asked...)
	p.And(t.facts())
	if t.Entry != "" {
		p.And(chat.Say("card-entry", "entry", t.Entry))
	}
	if !t.StaffRoom.IsZero() && t.Open() {
		p.And(chat.Say("card-room", "room", chat.Arg{Text: t.Mark(), Span: &chat.Span{Kind: chat.ToRoom, Room: t.StaffRoom}}))
	}
	return p.And(t.relatives()).And(t.offer()), nil
}

// buttons are what a representative can do with the ticket now.
func (d *Desk) buttons(t Ticket) [][]chat.Button {
	press := func(do string) chat.Button {
		return chat.Button{Phrase: chat.Say("button-" + do), Data: "t:" + t.number() + ":" + do}
	}
	switch {
	case t.State.Held():
		return append([][]chat.Button{{press("release"), press("solved"), press("close")}}, t.sending()...)
	case t.Open():
		return append([][]chat.Button{{press("claim"), press("close")}}, t.sending()...)
	}
	return [][]chat.Button{{press("reopen")}}
}

// toQueue says something about a ticket where the staff sees all of them.
func (d *Desk) toQueue(t Ticket, p *chat.Phrase) chat.Action {
	room := t.Queue
	if room.IsZero() {
		room = d.staffPlace(&t).Staff
	}
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: p, ReplyTo: t.Card}}}
}

func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// thanks reports whether a message is nothing but thanks or consent, in the languages of the first communities.
func thanks(s string) bool {
	s = strings.ToLower(s)
	whole := s
	for _, w := range gratitude {
		s = strings.ReplaceAll(s, w, " ")
	}
	return s != whole && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// gratitude, longest first where one holds another.
var gratitude = []string{
	"thank you so much", "thank you very much", "thank you", "thanks a lot", "thanks", "thank", "thx", "tysm", "ty", "cheers", "appreciate it",
	"perfect", "great", "awesome", "solved", "fixed", "got it", "okay", "ok", "cool", "nice", "good", "all", "bye",
	"非常感谢", "谢谢你", "谢谢您", "谢谢", "謝謝", "感谢", "感謝", "多谢", "多謝", "好的", "好了", "收到", "明白", "解决了",
	"большое спасибо", "спасибо большое", "спасибо", "спс", "благодарю", "понял", "хорошо", "ок",
	"cảm ơn", "cám ơn", "cam on", "teşekkür ederim", "teşekkürler", "tesekkurler", "sağ ol", "sağol", "tamam",
	"terima kasih", "makasih", "oke", "muchas gracias", "gracias", "vale", "obrigado", "obrigada", "merci",
}
