package bots

import (
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// cmdAccount says which accounts are linked, and how to link another.
func (h *Hub) cmdAccount(tx store.Tx, c *call) ([]chat.Action, error) {
	if word, _ := cutWord(c.args[subcommand]); word != "" {
		if near := nearestOf(word, sorted(c.command.subs)); near != "" {
			return []chat.Action{c.say(chat.Say("command-near", "command", "account "+cutRunes(word, 32), "near", "account "+near))}, nil
		}
	}
	return h.cmdAccountShow(tx, c)
}

func (h *Hub) cmdAccountShow(tx store.Tx, c *call) ([]chat.Action, error) {
	linked, err := escalation.LinkedOf(tx, c.by.ID)
	if err != nil {
		return nil, err
	}
	p := chat.Say("account-none")
	for i, m := range linked {
		other, err := h.somebody(tx, m)
		if err != nil {
			return nil, err
		}
		line := chat.Say("account-line", "name", accountName(other.Member), "platform", string(m.Platform))
		if i == 0 {
			p = chat.Say("account-have")
		}
		p.Lines(line)
	}
	return []chat.Action{c.say(p.And(chat.Say("account-how")))}, nil
}

// cmdAccountLink makes a code, or takes the one that was made on another platform.
func (h *Hub) cmdAccountLink(tx store.Tx, c *call) ([]chat.Action, error) {
	code := strings.TrimSpace(c.args["code"])
	private := isDirect(c.meta) || !c.meta.Answer.IsZero()
	switch {
	case code == "":
		made, err := h.desk.LinkCode(tx, c.by, c.lang, c.meta.At)
		if err != nil {
			return nil, err
		}
		marked := chat.Arg{Text: made, Span: &chat.Span{Kind: chat.Code}}
		p := chat.Say("account-code", "code", marked, "command", "/account link "+made, "wait", chat.Arg{Wait: h.cfg.Desk.Linking.Lives.String()})
		return []chat.Action{c.say(p.And(chat.Say("account-warning")))}, nil
	case !private: // others have read it
		if err := h.desk.SpoilCode(tx, code); err != nil {
			return nil, err
		}
		return nil, chat.Refuse("account-code-public")
	}
	offer, from, wrong, err := h.desk.EnterCode(tx, code, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	if wrong != nil {
		return []chat.Action{c.say(wrong)}, nil
	}
	press := func(label, do string) chat.Button {
		return chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "z:" + strconv.FormatUint(offer, 10) + ":" + do}
	}
	p := chat.Say("account-sure", "name", accountName(from), "platform", string(from.ID.Platform)).And(chat.Say("account-warning"))
	return []chat.Action{c.say(p, []chat.Button{press("button-link-accounts", "yes"), press("button-not-mine", "no")})}, nil
}

// pressedAccount takes the answer to the question whether a link is meant.
func (h *Hub) pressedAccount(tx store.Tx, c *call, offer uint64, do string) ([]chat.Action, error) {
	if do != "yes" && do != "no" {
		return nil, chat.Refuse("press-stale")
	}
	as, err := h.desk.Linked(tx, offer, c.by, do == "yes", c.meta.At)
	if err != nil {
		return nil, err
	}
	c.update = true
	if do == "no" {
		return []chat.Action{c.say(chat.Say("account-not-linked"))}, nil
	}
	return append([]chat.Action{c.say(chat.Say("account-linked-here"))}, as...), nil
}

func (h *Hub) cmdAccountUnlink(tx store.Tx, c *call) ([]chat.Action, error) {
	as, err := h.desk.Unlink(tx, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("account-unlinked-here"))}, as...), nil
}
