package bots

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// cmdPrivacy says what is kept, and lets a member object to the one thing that is kept for learning alone.
func (h *Hub) cmdPrivacy(tx store.Tx, c *call) ([]chat.Action, error) {
	if do := strings.ToLower(c.args["keep"]); do == "on" || do == "off" {
		return h.setKeeping(tx, c, do)
	}
	p := chat.Say("privacy", "reopen", chat.Arg{Wait: h.cfg.Desk.Reopen.String()}, "questions", wait(h.cfg.Questions),
		"answers", chat.Arg{Wait: faq.KeepAnswers.String()}).And(chat.Say("privacy-votes", "votes", chat.Arg{Wait: faq.KeepVotes.String()}))
	keep := h.cfg.Desk.Keep
	p.And(chat.Say("privacy-desk", "transcripts", wait(keep.Transcripts), "attachments", wait(keep.Attachments), "tickets", wait(max(keep.Tickets, h.cfg.Desk.Reopen)), "bodies", wait(keep.Bodies)))
	p.And(chat.Say("privacy-guard", "flags", wait(h.guard.Policy.Excerpts)))
	if h.guard.Policy.Pictures > 0 {
		p.And(chat.Say("privacy-picture", "pictures", wait(moderation.KeepPortraits)))
	}
	if h.cfg.KeepGaps <= 0 {
		return []chat.Action{c.say(p)}, nil
	}
	s, _, err := settings.Get(tx, store.Key(c.by.ID))
	if s.NoGaps {
		on := chat.Button{Phrase: chat.Say("button-privacy-on"), Data: "p:0:on"}
		return []chat.Action{c.say(p.And(chat.Say("privacy-no-gaps")), []chat.Button{on})}, err
	}
	off := chat.Button{Phrase: chat.Say("button-privacy-off"), Data: "p:0:off"}
	p.And(chat.Say("privacy-gaps", "gaps", chat.Arg{Wait: h.cfg.KeepGaps.String()}))
	return []chat.Action{c.say(p, []chat.Button{off})}, err
}

func wait(d time.Duration) chat.Arg { return chat.Arg{Wait: d.String()} }

// setKeeping notes whether questions of a member that nothing answers may be kept, and forgets those there are if not.
func (h *Hub) setKeeping(tx store.Tx, c *call, do string) ([]chat.Action, error) {
	if do != "on" && do != "off" {
		return nil, chat.Refuse("press-stale")
	}
	key := store.Key(c.by.ID)
	s, _, err := settings.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if s.NoGaps = do == "off"; s.NoGaps {
		if _, err := faq.ForgetAsker(tx, c.by.ID); err != nil {
			return nil, err
		}
		return []chat.Action{c.say(chat.Say("privacy-off"))}, settings.Put(tx, key, s)
	}
	return []chat.Action{c.say(chat.Say("privacy-on"))}, settings.Put(tx, key, s)
}
