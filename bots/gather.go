package bots

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// gathering is an entry on its way from what was said in the chat: a member's question, then a good answer.
type gathering struct {
	Question string         `json:"question"`
	From     chat.MessageID `json:"from"` // the question's message
	At       time.Time      `json:"at"`
}

var gatherings = store.Table[gathering]{Name: "gathering"} // moderator

// keepGatherings is how long a question waits for its answer.
const keepGatherings = time.Hour

func (g gathering) over(now time.Time) bool { return now.Sub(g.At) > keepGatherings }

// gatherFrom takes the message that /faq add was called on: first a question, then the answer to it, and then asks for the rest.
// Taken reports whether that was all there is to do now.
func (h *Hub) gatherFrom(tx store.Tx, c *call) (as []chat.Action, taken bool, err error) {
	m := c.target
	if c.name != "faq add" || m == nil || c.guided || c.args["answer"] != "" {
		return nil, false, nil
	}
	key := store.Key(c.by.ID)
	g, waits, err := gatherings.Get(tx, key)
	if err != nil {
		return nil, true, err
	}
	waits = waits && !g.over(c.meta.At) && g.From != m.ID
	for _, f := range m.Files {
		if faq.FormatOf(f.Name) != "" {
			as, err := h.importFile(tx, c, f)
			return as, true, err
		}
	}
	switch words := strings.TrimSpace(m.Text); {
	case m.From.Kind == chat.Self && !waits:
		return nil, false, nil // a reply to the bot, to be heard by it
	case c.leaked:
		return nil, true, chat.Refuse("gather-secret")
	case words == "":
		return nil, true, chat.Refuse("gather-empty")
	case waits:
		c.args["questions"], c.args["answer"] = g.Question, words
		return nil, false, gatherings.Delete(tx, key)
	default:
		question := strings.Join(strings.Fields(words), " ")
		if err := gatherings.Put(tx, key, gathering{Question: question, From: m.ID, At: c.meta.At}); err != nil {
			return nil, true, err
		}
		write, err := h.behind(tx, c, chat.Say("button-write-answer"), "faq add", "questions", question)
		return []chat.Action{c.say(chat.Say("gather-question", "question", cutRunes(question, 300)), []chat.Button{write})}, true, err
	}
}

// ungather forgets what was gathered from messages that are deleted, and tells whoever gathered it.
func (h *Hub) ungather(tx store.Tx, e *chat.Deleted) (as []chat.Action, err error) {
	var gone []chat.MemberID
	for row, err := range gatherings.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		for _, id := range e.IDs {
			if row.Value.From == id {
				var m chat.MemberID
				if err := m.UnmarshalText(row.Key[:len(row.Key)-1]); err != nil {
					return nil, err
				}
				gone = append(gone, m)
			}
		}
	}
	for _, m := range gone {
		if err := gatherings.Delete(tx, store.Key(m)); err != nil {
			return nil, err
		}
		as = append(as, h.reply(chat.Direct(m), chat.MessageID{}, "", chat.Say("gather-deleted")))
	}
	return as, nil
}
