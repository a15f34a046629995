package bots

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// saidOffer is the answer to an addressed question that no entry fits: an offer to ask the staff.
const saidOffer faq.Said = "offer"

// saidWithdrawn keeps an answer that an edit took back among those that a member got in a minute.
const saidWithdrawn faq.Said = "withdrawn"

// question keeps what was asked, secrets taken out, as long as somebody may go on to the staff with it or call the answer
// wrong: two days.
type question struct {
	Text    string      `json:"text"`
	Context *chat.Reply `json:"context,omitempty"`
	Files   []chat.File `json:"files,omitempty"` // of private words, which may go on in a ticket
	At      time.Time   `json:"at"`
	Stale   bool        `json:"stale,omitempty"`  // edited before the answer's receipt came
	Shows   string      `json:"shows,omitempty"`  // the picture of the answer that is Stale
	Chosen  string      `json:"chosen,omitempty"` // the entry that the asker picked among the titles
}

var questions = store.Table[question]{Name: "question"} // number of the answer

const keepQuestions = 48 * time.Hour

// ask answers a message from the FAQ, offers titles or staff, or keeps silent.
func (h *Hub) ask(tx store.Tx, meta *chat.Meta, m *chat.Message, t thought) ([]chat.Action, error) {
	direct := isDirect(meta)
	asked := direct || m.Addressed
	if strings.TrimSpace(m.Text) == "" {
		if direct {
			return []chat.Action{h.reply(meta.Room, m.ID, h.langOf(tx, m.From, meta.Room, ""), chat.Say("ask-words"))}, nil
		}
		return nil, nil
	}
	if as, told, err := h.vouch(tx, meta, m, t); told || err != nil {
		return as, err
	}
	v, err := h.verdict(tx, meta, m, t)
	if err != nil {
		return nil, err
	}
	if v, err = h.unmuted(tx, meta, m, v, asked); err != nil {
		return nil, err
	}
	if as, known, err := h.knownIssue(tx, meta, m, v, asked); known || err != nil {
		return as, err
	}
	if v.Kind == faq.Silent && !asked {
		return nil, h.overheard(tx, meta, m, v)
	}
	if v.Kind != faq.Answer {
		if is := mannersOf(m.Text); is != 0 {
			return h.polite(meta, m, is, h.langOf(tx, m.From, meta.Room, m.Text)), nil
		}
	}
	if !asked {
		if m.From.Role.Staff() {
			return nil, nil
		}
		if quiet, err := h.quiet(tx, meta); err != nil {
			return nil, err
		} else if quiet {
			h.metrics.verdicts.WithLabelValues("quiet").Inc()
			return nil, faq.Suppress(tx, v.Entry, v.Lang, meta.At)
		}
		if hidden, err := h.inShadow(tx, meta); err != nil {
			return nil, err
		} else if hidden {
			return h.rehearse(tx, meta, m, v)
		}
	}
	if as, limited, err := h.limit(tx, meta, m, v); limited || err != nil {
		return as, err
	}
	return h.respond(tx, meta, m, v)
}

// verdict is what was thought before the transaction, or is thought again if the FAQ has changed since.
func (h *Hub) verdict(tx store.Tx, meta *chat.Meta, m *chat.Message, t thought) (faq.Verdict, error) {
	idx, rev, err := h.book.At(tx)
	if err != nil {
		return faq.Verdict{}, err
	}
	if t.matched && t.rev == rev {
		return t.verdict, nil
	}
	return idx.Match(query(meta, m)), nil
}

// limit keeps the bot from answering one member all the time: one private hint, then silence. An interaction gets its hint
// each time, for it waits for an answer.
func (h *Hub) limit(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict) ([]chat.Action, bool, error) {
	if isDirect(meta) || m.From.Role.Staff() || faq.AnswersSince(tx, m.From.ID, meta.At.Add(-time.Minute)) < h.cfg.PerMinute {
		return nil, false, nil
	}
	h.metrics.verdicts.WithLabelValues("limited").Inc()
	if err := faq.Suppress(tx, v.Entry, v.Lang, meta.At); err != nil {
		return nil, true, err
	}
	say, lang := chat.Say("limit-hint"), h.langOf(tx, m.From, meta.Room, m.Text)
	if !meta.Answer.IsZero() {
		hint := h.reply(meta.Answer, chat.MessageID{}, lang, say)
		hint.Priority = chat.Interaction
		return []chat.Action{hint}, true, nil
	}
	key := store.Key(m.From.ID)
	s, _, err := settings.Get(tx, key)
	if err != nil || meta.At.Sub(s.Hinted) < time.Hour {
		return nil, true, err
	}
	s.Hinted = meta.At
	if err := settings.Put(tx, key, s); err != nil {
		return nil, true, err
	}
	return []chat.Action{h.reply(chat.Direct(m.From.ID), chat.MessageID{}, lang, say)}, true, nil
}

// respond says what the verdict is, and remembers that it did.
func (h *Hub) respond(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict) ([]chat.Action, error) {
	a := faq.Answered{Question: m.ID, Hash: faq.TextHash(m.Text), Asker: m.From.ID, Room: meta.Room, At: meta.At, Lang: h.answerLang(tx, m, meta.Room, v)}
	meet(&a, v)
	if a.Said == faq.SaidAnswer {
		if as, pointed, err := h.point(tx, meta, m, a); pointed || err != nil {
			return as, err
		}
	}
	h.metrics.verdicts.WithLabelValues(string(a.Said)).Inc()
	err := h.weighable(tx, &a, v)
	if err == nil {
		a, err = faq.Remember(tx, a)
	}
	if err == nil {
		err = h.tallySaid(tx, a)
	}
	if err == nil {
		err = h.met(tx, meta, m, v, a.Said)
	}
	if err != nil {
		return nil, err
	}
	q := question{Text: m.Text, At: meta.At}
	if m.ReplyTo != nil && m.ReplyTo.From.Kind != chat.Self {
		q.Context = m.ReplyTo
	}
	if isDirect(meta) {
		q.Files = m.Files
	}
	if err := questions.Put(tx, store.Key(a.No), q); err != nil {
		return nil, err
	}
	post, err := h.answerPost(tx, a)
	if err != nil {
		return nil, err
	}
	if isDirect(meta) {
		if err := h.offerToGoOn(tx, m.From.ID, meta.At, &post); err != nil {
			return nil, err
		}
	}
	return []chat.Action{answerAction(meta, m, a.No, post)}, nil
}

// meet decides what a verdict is met with: the answer, titles to choose from, or the offer to ask the staff.
func meet(a *faq.Answered, v faq.Verdict) {
	a.Said = saidOffer
	switch titles := v.Titles(); {
	case v.Kind == faq.Answer:
		a.Said, a.Entry = faq.SaidAnswer, v.Entry
	case v.Kind == faq.Suggest && len(titles) > 0:
		a.Said, a.Offered = faq.SaidSuggest, titles
	}
}

// offerToGoOn adds a button to a private answer: the words may have been meant for a ticket that was closed lately.
func (h *Hub) offerToGoOn(tx store.Tx, m chat.MemberID, now time.Time, post *chat.Post) error {
	t, ok, err := h.desk.Continuable(tx, m, now)
	if err == nil && ok {
		n := ticketNumber(t)
		post.Buttons = append(post.Buttons, []chat.Button{{Phrase: chat.Say("button-continue", "number", n), Data: "t:" + n + ":go"}})
	}
	return err
}

// answerAction sends an answer to where it was asked for. In a group it must not come late.
func answerAction(meta *chat.Meta, m *chat.Message, no uint64, post chat.Post) chat.Action {
	a := chat.Action{Owner: answerOwner(no), Priority: chat.Answers}
	post.ReplyTo = m.ID
	switch {
	case !meta.Answer.IsZero():
		a.Priority, post.ReplyTo, post.Private = chat.Interaction, chat.MessageID{}, false
	case isDirect(meta):
		a.Priority = chat.Relay
	default:
		a.Expires = answerUntil(meta, m)
	}
	a.Effect = chat.Send{Room: answerRoom(meta), Post: post}
	return a
}

// answerUntil is when an answer to a message in a group has come too late, from when the message was sent.
func answerUntil(meta *chat.Meta, m *chat.Message) time.Time {
	if m.Sent.IsZero() {
		return meta.At.Add(answerLives)
	}
	return m.Sent.Add(answerLives)
}

// point gives a link instead of an answer that stands in the room already; where nothing can be linked, nothing is said.
// A private chat, who uses a command, and who asks before the first answer has got there, is answered again.
func (h *Hub) point(tx store.Tx, meta *chat.Meta, m *chat.Message, a faq.Answered) ([]chat.Action, bool, error) {
	if isDirect(meta) || !meta.Answer.IsZero() || h.cfg.Cooldown <= 0 {
		return nil, false, nil
	}
	last, ok, err := faq.LastAnswer(tx, a.Entry, meta.Room, meta.At.Add(-h.cfg.Cooldown))
	if err != nil || !ok || last.Question == m.ID || len(last.Replies) == 0 {
		return nil, false, err
	}
	h.metrics.verdicts.WithLabelValues("pointer").Inc()
	if !h.caps(meta.Room).MessageLinks {
		if m.Addressed {
			return nil, false, nil
		}
		return nil, true, faq.Suppress(tx, a.Entry, a.Lang, a.At)
	}
	a.Said = faq.SaidPointer
	if a, err = faq.Remember(tx, a); err == nil {
		err = h.tallySaid(tx, a)
	}
	if err != nil {
		return nil, true, err
	}
	v, err := h.book.Get(tx, a.Entry)
	if err != nil {
		return nil, true, err
	}
	link := chat.Arg{Text: titleOf(v.Entry, a.Lang, h.cfg.Langs), Span: &chat.Span{Kind: chat.ToMessage, Message: last.Replies[0]}}
	post := chat.Post{Phrase: chat.Say("answer-above", "title", link), Lang: a.Lang, ReplyTo: m.ID, Quiet: true}
	return []chat.Action{{
		Owner: answerOwner(a.No), Priority: chat.Answers, Expires: answerUntil(meta, m), Effect: chat.Send{Room: meta.Room, Post: post},
	}}, true, nil
}

// answerPost is what an answer looks like now: the entry's text, the titles to choose from, or the offer.
func (h *Hub) answerPost(tx store.Tx, a faq.Answered) (chat.Post, error) {
	no := strconv.FormatUint(a.No, 10)
	staff := chat.Button{Phrase: chat.Say("button-staff"), Data: "a:" + no + ":staff"}
	post := chat.Post{Lang: a.Lang, Quiet: true}
	switch a.Said {
	case faq.SaidAnswer:
		e, err := h.indexed(tx, a.Entry)
		if err != nil {
			return post, err
		}
		if post = h.entryPost(e, a.Lang); a.Vote != faq.Helped {
			post.Buttons = append(post.Buttons, below(e, a)...)
		}
	case faq.SaidSuggest:
		post.Phrase = chat.Say("did-you-mean")
		for i, id := range a.Offered {
			v, err := h.book.Get(tx, id)
			if err != nil {
				continue // deleted meanwhile
			}
			post.Buttons = append(post.Buttons, []chat.Button{{Text: titleOf(v.Entry, a.Lang, h.cfg.Langs), Data: "s:" + no + ":" + strconv.Itoa(i)}})
		}
		post.Buttons = append(post.Buttons, []chat.Button{staff})
	case saidIncident:
		notice, err := h.notice(tx, a)
		if err != nil {
			return post, err
		}
		post.Phrase, post.Buttons = notice, [][]chat.Button{{staff}}
	default:
		post.Phrase = chat.Say("offer-staff")
		post.Buttons = [][]chat.Button{{staff}}
	}
	return post, nil
}

// indexed is an entry as the index has it: in memory, where the store would have to decode it.
func (h *Hub) indexed(tx store.Tx, id string) (faq.Entry, error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return faq.Entry{}, err
	}
	if e, ok := idx.Entry(id); ok {
		return e, nil
	}
	v, err := h.book.Get(tx, id)
	return v.Entry, err
}

func answerOwner(no uint64) string { return "answer/" + strconv.FormatUint(no, 10) }

// answerRoom is where an answer goes: to the interaction if there is one.
func answerRoom(m *chat.Meta) chat.RoomID {
	if !m.Answer.IsZero() {
		return m.Answer
	}
	return m.Room
}
