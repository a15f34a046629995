package bots

import (
	"frontdesk/chat"
	"frontdesk/store"
)

// leaked takes a message that holds a secret away and tells its author in private what to do now. The secret itself was
// taken out before the transaction began.
func (h *Hub) leaked(tx store.Tx, meta *chat.Meta, m *chat.Message) ([]chat.Action, error) {
	lang := h.langOf(tx, m.From, meta.Room, "")
	if m.From.Kind != chat.Person {
		return []chat.Action{h.takeAway(meta, m)}, nil
	}
	warning := chat.Say("leak-warning")
	if !h.caps(meta.Room).DeleteOthers {
		warning = chat.Say("leak-delete-it")
	}
	warning.And(chat.Say("leak-now"))
	warn := h.reply(chat.Direct(m.From.ID), chat.MessageID{}, lang, warning)
	warn.Owner, warn.Priority = "leak/"+meta.Room.String(), chat.Secret
	warn.Lane = chat.Direct(m.From.ID).String() + "!"
	if !h.caps(meta.Room).DeleteOthers {
		return []chat.Action{warn}, nil
	}
	return []chat.Action{h.takeAway(meta, m), warn}, nil
}

func (h *Hub) takeAway(meta *chat.Meta, m *chat.Message) chat.Action {
	return chat.Action{Priority: chat.Secret, Effect: chat.Delete{Room: meta.Room, Messages: []chat.MessageID{m.ID}}}
}

// warnPublicly tells the author of a deleted secret in the room, who could not be told in private.
func (h *Hub) warnPublicly(e *chat.Failed) []chat.Action {
	var room chat.RoomID
	if err := room.UnmarshalText([]byte(e.Action.Owner[len("leak/"):])); err != nil {
		return nil
	}
	member, _ := e.Action.Target().Direct()
	who := chat.Arg{Text: "@", Span: &chat.Span{Kind: chat.Mention, Member: member}}
	a := h.reply(room, chat.MessageID{}, "", chat.Say("leak-public", "member", who).And(chat.Say("leak-now")))
	send, _ := a.Effect.(chat.Send)
	send.Post.Ping = []chat.MemberID{member}
	a.Effect = send
	return []chat.Action{a}
}
