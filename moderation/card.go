package moderation

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// card shows a flag with its evidence, and what can be done about it until somebody has.
func (g *Guard) card(tx store.Tx, f Flag) (chat.Post, error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return chat.Post{}, err
	}
	account := chat.Say("flag-account", "account", f.Member.Key)
	if f.Handle != "" {
		account = chat.Say("flag-handle", "handle", f.Handle, "account", f.Member.Key)
	}
	p := chat.Say("flag-card", "number", f.number(), "name", f.Name, "account", account, "like", e.called(f.Like),
		"level", chat.Say("level-"+f.Level), "reasons", strings.Join(f.Reasons, "; "))
	if f.Excerpt != "" {
		p.And(chat.Say("flag-excerpt", "text", f.Excerpt))
	}
	for _, a := range f.Acts {
		p.And(a.told())
	}
	if f.Spared != "" {
		p.And(chat.Say("flag-spared-" + string(f.Spared)))
	}
	post := chat.Post{Phrase: p, Quiet: true}
	press := func(do string) chat.Button {
		return chat.Button{Phrase: chat.Say("button-" + do), Data: "g:" + f.number() + ":" + do}
	}
	if f.Ruling != "" {
		p.And(chat.Say("flag-done", "ruling", chat.Say("ruling-"+string(f.Ruling)), "name", f.By))
		post.Buttons = [][]chat.Button{{press("undo")}}
		return post, nil
	}
	post.Buttons = [][]chat.Button{{press(string(Banned)), press(string(Muted)), press(string(Dismissed))}}
	return post, nil
}

// told is a line of the card about something that was done by itself; what moderators did, their ruling says.
func (a Act) told() *chat.Phrase {
	switch {
	case a.Undone != "":
		return chat.Say("flag-undone", "step", chat.Say("step-"+string(a.Do)), "name", a.Undone)
	case a.Failed != "":
		return chat.Say("flag-failed", "step", chat.Say("step-"+string(a.Do)), "reason", chat.Say("fault-"+a.Failed))
	case a.By == "":
		return chat.Say("flag-acted", "step", chat.Say("step-"+string(a.Do)))
	}
	return nil
}

// recard brings a flag's card up to date.
func (g *Guard) recard(tx store.Tx, f Flag) ([]chat.Action, error) {
	if f.Card.IsZero() {
		return nil, nil
	}
	post, err := g.card(tx, f)
	if err != nil {
		return nil, err
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Edit{Room: f.Cards, Messages: []chat.MessageID{f.Card}, Post: post}}}, nil
}

// called is how people know an official.
func (e *Engines) called(id string) string {
	if o, ok := e.Roster.ByID(id); ok {
		return o.Name()
	}
	return id
}

// warning tells everybody in the room, in reply to what raised the flag, that this is not official.
func (g *Guard) warning(f *Flag) chat.Action {
	p := chat.Say("guard-warn-"+f.warns(), "name", f.Name)
	if f.Safe != "" {
		p.And(chat.Say("guard-warn-safe", "safe", f.Safe))
	}
	return chat.Action{Priority: chat.Answers, Effect: chat.Send{Room: f.Room, Post: chat.Post{Phrase: p, ReplyTo: f.Message}}}
}

// warns is whether a warning is about who wrote or what was written.
func (f *Flag) warns() string {
	switch f.rule() {
	case ByLink, BySuspicion:
		return "link"
	case ByLure, ByForward:
		return "lure"
	case ByAddress:
		return "address"
	}
	return "account"
}
