package bots

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// weighable notes what a vote on the answer is on: the words shown, and how sure the engine was of an answer of its own.
func (h *Hub) weighable(tx store.Tx, a *faq.Answered, v faq.Verdict) error {
	if a.Said != faq.SaidAnswer {
		return nil
	}
	idx, _, err := h.book.At(tx) // it has the entries in memory
	if err != nil {
		return err
	}
	if e, ok := idx.Entry(a.Entry); ok {
		a.Text = faq.TextHash(inLang(e.Answer, a.Lang, h.cfg.Langs))
	}
	if v.Kind == faq.Answer && v.Entry == a.Entry {
		a.Confidence = v.Untaught
	}
	return nil
}

// unmuted takes back a verdict to give, unasked, an answer that is muted: its title is offered, or, to another member's message,
// nothing. What a safety rule decided stands.
func (h *Hub) unmuted(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict, asked bool) (faq.Verdict, error) {
	if asked || v.Kind != faq.Answer || v.Rule != "" {
		return v, nil
	}
	ms, err := faq.Muted(tx, v.Entry)
	if err != nil || len(ms) == 0 {
		return v, err
	}
	a := faq.Answered{Said: faq.SaidAnswer, Entry: v.Entry, Lang: h.answerLang(tx, m, meta.Room, v)}
	if err := h.weighable(tx, &a, v); err != nil {
		return v, err
	}
	for _, mute := range ms {
		if mute.Text != a.Text {
			continue
		}
		v.Kind = faq.Suggest
		if m.ReplyTo != nil && m.ReplyTo.From.Kind != chat.Self {
			v.Kind = faq.Silent
		}
	}
	return v, nil
}

// vote takes the asker's word on an answer.
func (h *Hub) vote(tx store.Tx, a faq.Answered, v faq.Vote) (faq.Answered, error) {
	was := a.Vote
	a, err := faq.Judge(tx, a.No, a.Asker, v)
	if err != nil || was == v {
		return a, err
	}
	if err := h.tallyVote(tx, a, was, v); err != nil {
		return a, err
	}
	h.metrics.votes.WithLabelValues(string(v)).Inc()
	if v == faq.Helped {
		return a, h.answeredAfterAll(tx, a.Question)
	}
	return a, h.failedOn(tx, a, a.Entry, faq.WhyNotHelped, 0)
}

// muteIfUseless mutes an answer that seldom helps, and tells the moderators of every platform, once.
func (h *Hub) muteIfUseless(tx store.Tx, a faq.Answered, now time.Time) ([]chat.Action, error) {
	m, fresh, err := faq.Weigh(tx, a, now)
	if err != nil || !fresh {
		return nil, err
	}
	say := chat.Say("muted-report", "entry", m.Entry, "lang", m.Lang, "not", strconv.Itoa(m.NotHelped), "votes", strconv.Itoa(m.Votes))
	return h.tellModerators(say, muteButtons(m)), nil
}

// showMuted adds to what is told of an entry which of its answers are muted.
func showMuted(tx store.Tx, p *chat.Phrase, id string) error {
	ms, err := faq.Muted(tx, id)
	for _, m := range ms {
		p.Lines(chat.Say("stats-muted", "lang", m.Lang))
	}
	return err
}

// muteButtons are what a moderator can do about a muted answer. They name the mute by its time, for the ID of an entry may be
// longer than a button can carry.
func muteButtons(m faq.Mute) []chat.Button {
	at := strconv.FormatInt(m.At.UnixNano(), 10)
	return []chat.Button{
		{Phrase: chat.Say("button-unmute"), Data: "u:" + at + ":lift"}, {Phrase: chat.Say("button-edit"), Data: "u:" + at + ":edit"},
	}
}

// pressedMute lifts a mute, or begins to edit the entry.
func (h *Hub) pressedMute(tx store.Tx, c *call, at uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-staff", "command", "faq")
	}
	m, ok, err := faq.MutedAt(tx, time.Unix(0, int64(min(at, math.MaxInt64))))
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("press-stale")
	case do == "edit":
		c.target = nil // the report is no example of a question
		return h.picked(tx, c, "faq edit", map[string]string{"id": m.Entry, "lang": m.Lang})
	case do != "lift":
		return nil, chat.Refuse("press-stale")
	case !m.InForce():
		return nil, chat.Refuse("muted-lifted", "entry", m.Entry, "name", m.Lifted.Name)
	}
	if _, err := faq.Unmute(tx, m.Entry, c.author()); err != nil {
		return nil, err
	}
	return []chat.Action{c.say(chat.Say("muted-lifted", "entry", m.Entry, "name", c.by.Name))}, nil
}

// tellModerators says something in the moderators' room of every platform.
func (h *Hub) tellModerators(say *chat.Phrase, rows ...[]chat.Button) (as []chat.Action) {
	for _, p := range slices.Sorted(maps.Keys(h.cfg.Platforms)) {
		if _, runs := h.adapters[p]; runs {
			as = append(as, withButtons(h.tellStaff(p, say), rows...)...)
		}
	}
	return as
}

func withButtons(as []chat.Action, rows ...[]chat.Button) []chat.Action {
	for i, a := range as {
		if send, ok := a.Effect.(chat.Send); ok {
			send.Post.Buttons = rows
			as[i].Effect = send
		}
	}
	return as
}
