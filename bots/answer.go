package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// askAgain takes an edited question: what was said to it is edited or withdrawn, never said twice.
func (h *Hub) askAgain(tx store.Tx, meta *chat.Meta, m *chat.Message, t thought) ([]chat.Action, error) {
	a, ok, err := faq.AnswerTo(tx, m.ID)
	if err != nil {
		return nil, err
	}
	wasGap, err := h.changedGap(tx, m)
	if err != nil {
		return nil, err
	}
	if !ok && meta.At.Sub(m.Sent) <= answerLives {
		return h.ask(tx, meta, m, t)
	}
	if !ok && !wasGap || ok && a.Hash == faq.TextHash(m.Text) {
		return nil, nil
	}
	v, err := h.verdict(tx, meta, m, t)
	if err != nil {
		return nil, err
	}
	if !ok { // too late for an answer
		return nil, h.overheard(tx, meta, m, v)
	}
	asked := (isDirect(meta) || m.Addressed) && mannersOf(m.Text) == 0
	if v.Kind == faq.Silent && !asked {
		as, err := h.withdraw(tx, a)
		if err == nil {
			_, err = faq.Remember(tx, faq.Answered{Asker: a.Asker, Room: a.Room, At: a.At, Said: saidWithdrawn}) // it stays counted
		}
		if err == nil {
			err = h.overheard(tx, meta, m, v)
		}
		return as, err
	}
	return h.answerAnew(tx, meta, m, a, v)
}

// answerAnew puts what the edited question calls for in place of what was said to it.
func (h *Hub) answerAnew(tx store.Tx, meta *chat.Meta, m *chat.Message, a faq.Answered, v faq.Verdict) ([]chat.Action, error) {
	next := faq.Answered{
		Question: a.Question, Hash: faq.TextHash(m.Text), Asker: a.Asker, Room: a.Room, At: a.At,
		Lang: h.answerLang(tx, m, meta.Room, v),
	}
	q, _, err := questions.Get(tx, store.Key(a.No))
	if err != nil {
		return nil, err
	}
	meet(&next, v)
	if next.Said == faq.SaidAnswer || !slices.ContainsFunc(v.Candidates, func(c faq.Candidate) bool { return c.Entry == q.Chosen }) {
		q.Chosen = ""
	} else { // the asker knows better than a guess
		next.Said, next.Entry, next.Offered = faq.SaidAnswer, q.Chosen, nil
	}
	if err = h.weighable(tx, &next, v); err == nil {
		next, err = faq.Remember(tx, next)
	}
	if err == nil {
		err = h.met(tx, meta, m, v, next.Said)
	}
	if err != nil {
		return nil, err
	}
	if !q.Stale {
		if q.Shows, err = h.picture(tx, a); err != nil {
			return nil, err
		}
	}
	q.Text, q.At, q.Stale = m.Text, meta.At, len(next.Replies) == 0
	if err := questions.Put(tx, store.Key(next.No), q); err != nil {
		return nil, err
	}
	if len(next.Replies) == 0 || next.Said == a.Said && next.Entry == a.Entry && next.Lang == a.Lang && next.Said == faq.SaidAnswer {
		return nil, nil
	}
	return h.replaced(tx, a, next)
}

// withdraw takes an answer back.
func (h *Hub) withdraw(tx store.Tx, a faq.Answered) ([]chat.Action, error) {
	if err := h.drop(tx, a.No); err != nil || len(a.Replies) == 0 {
		return nil, err
	}
	return []chat.Action{{Priority: chat.Answers, Effect: chat.Delete{Room: a.Room, Messages: a.Replies}}}, nil
}

// answered takes the receipt of an answer. One that was edited meanwhile is brought up to date, one that was withdrawn goes.
func (h *Hub) answered(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	no, err := strconv.ParseUint(strings.TrimPrefix(e.Action.Owner, "answer/"), 10, 64)
	if err != nil || e.Result.Message.IsZero() {
		return nil, nil //nolint:nilerr // an owner that is not ours
	}
	_, ok, err := faq.AnswerNo(tx, no)
	if err != nil {
		return nil, err
	}
	if !ok {
		return []chat.Action{{Priority: chat.Answers, Effect: chat.Delete{Room: e.Action.Target(), Messages: []chat.MessageID{e.Result.Message}}}}, nil
	}
	if err := faq.Replied(tx, no, e.Result.Message); err != nil {
		return nil, err
	}
	q, ok, err := questions.Get(tx, store.Key(no))
	if err != nil || !ok || !q.Stale || !e.Action.Last() {
		return nil, err
	}
	q.Stale = false
	if err := questions.Put(tx, store.Key(no), q); err != nil {
		return nil, err
	}
	a, _, err := faq.AnswerNo(tx, no)
	if err != nil {
		return nil, err
	}
	return h.showing(tx, q.Shows, a)
}

// unanswered forgets an answer of which nothing got through: it must not stand in the way of the next one.
func (h *Hub) unanswered(tx store.Tx, e *chat.Failed) error {
	no, err := strconv.ParseUint(strings.TrimPrefix(e.Action.Owner, "answer/"), 10, 64)
	if err != nil {
		return nil //nolint:nilerr // an owner that is not ours
	}
	a, ok, err := faq.AnswerNo(tx, no)
	if err != nil || !ok || len(a.Replies) > 0 || e.Fault.Unknown { // it may stand there, with its buttons
		return err
	}
	return h.drop(tx, no)
}

// drop forgets an answer and its question.
func (h *Hub) drop(tx store.Tx, no uint64) error {
	if err := faq.Forget(tx, no); err != nil {
		return err
	}
	return questions.Delete(tx, store.Key(no))
}

// pressedAnswer takes a press on the buttons of an answer: only who asked may.
func (h *Hub) pressedAnswer(tx store.Tx, p *call, no uint64, do string) ([]chat.Action, error) {
	a, ok, err := faq.AnswerNo(tx, no)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("answer-old")
	case a.Asker != p.by.ID:
		return nil, chat.Refuse("not-yours")
	}
	p.lang = a.Lang
	switch do {
	case "up":
		if a, err = h.vote(tx, a, faq.Helped); err != nil {
			return nil, err
		}
		as, err := h.refresh(tx, a)
		return append(as, p.say(chat.Say("thanks-helped"))), err
	case "down":
		if a, err = h.vote(tx, a, faq.NotHelped); err != nil {
			return nil, err
		}
		as, err := h.muteIfUseless(tx, a, p.meta.At)
		e, _ := h.indexed(tx, a.Entry) // an entry that is gone is not urgent
		return append(as, p.say(chat.Say("thanks-not-helped", "button", wayToStaff(e)))), err
	case "staff":
		return h.fromAnswer(tx, p, a)
	}
	i, err := strconv.Atoi(do)
	if err != nil || i < 0 || i >= len(a.Offered) {
		return nil, chat.Refuse("press-stale")
	}
	return h.choose(tx, p, a, a.Offered[i])
}

// choose puts the answer in place of the titles it was chosen from, which may be quicker than their receipt.
func (h *Hub) choose(tx store.Tx, p *call, a faq.Answered, entry string) ([]chat.Action, error) {
	if _, err := h.book.Get(tx, entry); err != nil {
		return nil, chat.Refuse("entry-gone", "entry", entry)
	}
	if len(a.Replies) == 0 && !p.on.IsZero() {
		if err := faq.Replied(tx, a.No, p.on); err != nil {
			return nil, err
		}
	}
	q, ok, err := questions.Get(tx, store.Key(a.No))
	if err == nil && ok {
		q.Chosen = entry
		err = questions.Put(tx, store.Key(a.No), q)
	}
	if err != nil {
		return nil, err
	}
	titles := a
	a.Said, a.Entry, a.Offered = faq.SaidAnswer, entry, nil
	if err = h.weighable(tx, &a, faq.Verdict{}); err == nil {
		a, err = faq.Remember(tx, a)
	}
	if err == nil {
		err = h.answeredAfterAll(tx, a.Question)
	}
	if err != nil {
		return nil, err
	}
	as, err := h.replaced(tx, titles, a)
	return append(as, p.say(chat.Say("chosen"))), err
}

// fromAnswer opens a ticket from an answer, with the question that it was meant for.
func (h *Hub) fromAnswer(tx store.Tx, p *call, a faq.Answered) ([]chat.Action, error) {
	q, _, err := questions.Get(tx, store.Key(a.No))
	if err != nil {
		return nil, err
	}
	r := request(p)
	r.Source, r.Entry, r.Context, r.Lang, r.Room = a.Question, a.Entry, q.Context, a.Lang, a.Room
	r.Message = &chat.Message{ID: a.Question, From: p.by, Text: q.Text}
	if v, err := h.book.Get(tx, a.Entry); err == nil {
		r.Tier = h.tierIfKnown(v.Entry.Tier)
		if v.Entry.Urgent {
			r.Subject = escalation.Urgent
		}
	}
	t, as, err := h.desk.Open(tx, r)
	if err == nil {
		err = h.failedOn(tx, a, a.Entry, faq.WhyEscalated, t.ID)
	}
	if err != nil {
		return nil, err
	}
	return as, faq.Escalate(tx, a.No)
}
