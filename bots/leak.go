package bots

import (
	"errors"
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// A leak goes from hand to hand by the owners of its actions: «leaked/LANG/MEMBER» is the deletion, whose outcome decides
// what its author is told; «leak/ROOM/GONE» is the private warning, which is said in the room if it cannot be delivered.

// leaked takes a message that holds a secret away and tells its author what to do now. The secret itself was taken out
// before the transaction began.
func (h *Hub) leaked(tx store.Tx, meta *chat.Meta, m *chat.Message, found ...secret.Kind) ([]chat.Action, error) {
	for _, k := range found {
		h.metrics.leaks.WithLabelValues(string(k)).Inc()
	}
	lang := h.langOf(tx, m.From, meta.Room, "")
	person := m.From.Kind == chat.Person
	if !h.caps(meta.Room).DeleteOthers {
		if !person {
			return nil, nil
		}
		return []chat.Action{h.warn(meta.Room, m.From.ID, lang, "delete-it")}, nil
	}
	a := chat.Action{Priority: chat.Secret, Effect: chat.Delete{Room: meta.Room, Messages: []chat.MessageID{m.ID}}}
	if person {
		a.Owner = "leaked/" + lang + "/" + m.From.ID.String()
	}
	return []chat.Action{a}, nil
}

// leakTaken warns the author of a message with a secret that was deleted, or (fault) could not be.
func (h *Hub) leakTaken(a chat.Action, fault *chat.Fault) []chat.Action {
	lang, who, _ := strings.Cut(strings.TrimPrefix(a.Owner, "leaked/"), "/")
	var member chat.MemberID
	if err := member.UnmarshalText([]byte(who)); err != nil {
		return nil
	}
	switch {
	case fault == nil:
		return []chat.Action{h.warn(a.Target(), member, lang, "warning")}
	case fault.Class == chat.Gone:
		return []chat.Action{h.warn(a.Target(), member, lang, "gone")}
	}
	return []chat.Action{h.warn(a.Target(), member, lang, "delete-it")}
}

// warn tells the author in private, ahead of all other words.
func (h *Hub) warn(room chat.RoomID, member chat.MemberID, lang, what string) chat.Action {
	a := h.reply(chat.Direct(member), chat.MessageID{}, lang, chat.Say("leak-"+what).And(chat.Say("leak-now")))
	a.Owner, a.Priority, a.Lane = "leak/"+what+"/"+room.String(), chat.Secret, chat.Direct(member).String()+"!"
	return a
}

// warnPublicly tells the author in the room, who could not be told in private.
func (h *Hub) warnPublicly(e *chat.Failed) []chat.Action {
	what, where, _ := strings.Cut(strings.TrimPrefix(e.Action.Owner, "leak/"), "/")
	var room chat.RoomID
	if err := room.UnmarshalText([]byte(where)); err != nil {
		return nil
	}
	if _, direct := room.Direct(); direct {
		return nil // there is no other place
	}
	member, _ := e.Action.Target().Direct()
	who := chat.Arg{Text: "@", Span: &chat.Span{Kind: chat.Mention, Member: member}}
	a := h.reply(room, chat.MessageID{}, "", chat.Say("leak-public", "member", who, "what", chat.Say("leak-"+what)).And(chat.Say("leak-now")))
	send, _ := a.Effect.(chat.Send)
	send.Post.Ping = []chat.MemberID{member}
	a.Effect = send
	return []chat.Action{a}
}

// leftOut takes what is left of a message with a secret where it belongs: an intake asks again, a ticket gets the rest, with a word
// why. Nobody else hears of it.
func (h *Hub) leftOut(tx store.Tx, e *chat.Posted, t thought) ([]chat.Action, error) {
	if _, waits, err := dialogs.Get(tx, dialogKey(e.Message.From.ID, e.Room)); waits || err != nil {
		as, err2 := h.leakedAnswer(tx, e)
		return as, errors.Join(err, err2)
	}
	if e.Message.From.Kind != chat.Person || e.Message.ViaBot {
		return nil, nil
	}
	as, _, err := h.relayed(tx, e, t)
	return as, err
}

// suspected asks about a message that may hold a secret. Through is the message as it came, if it may pass; else what is left of it
// has gone where it belongs.
func (h *Hub) suspected(tx store.Tx, e *chat.Posted, t thought) (as []chat.Action, through *chat.Posted, err error) {
	pass, err := h.passed(tx, &e.Meta, t.held)
	if err != nil {
		return nil, nil, err
	}
	if pass {
		whole := *e
		whole.Message = t.held.original
		whole.Message.From.Role = e.Message.From.Role
		return nil, &whole, nil
	}
	as, err = h.seen(tx, &e.Meta, e.Message.From)
	if err != nil {
		return nil, nil, err
	}
	wrote, _, err := h.wrote(tx, &e.Meta, &e.Message, t)
	if err != nil {
		return nil, nil, err
	}
	asked, err := h.hold(tx, &e.Meta, &e.Message, t.held)
	if err != nil {
		return nil, nil, err
	}
	rest, err := h.leftOut(tx, e, t)
	return slices.Concat(as, wrote, asked, rest), nil, err
}
