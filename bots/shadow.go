package bots

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// shadow is what would have been answered in a room in shadow mode: shown to the moderators, whose word on it counts like an
// asker's. It is kept as long as a question is.
type shadow struct {
	No         uint64         `json:"no"`
	Question   chat.MessageID `json:"question"`
	Text       string         `json:"text"` // of the question, without secrets
	Asker      chat.MemberID  `json:"asker"`
	Name       string         `json:"name"` // of the asker
	Room       chat.RoomID    `json:"room"`
	Linked     bool           `json:"linked,omitempty"` // the question can be linked to
	Entry      string         `json:"entry"`
	Offered    []string       `json:"offered,omitempty"` // titles that would have been offered instead of an answer
	Lang       string         `json:"lang"`
	Confidence float64        `json:"confidence"`
	Untaught   float64        `json:"untaught,omitempty"` // before votes corrected it
	At         time.Time      `json:"at"`

	Vote faq.Vote `json:"vote,omitempty"`
	By   string   `json:"by,omitempty"` // who judged
}

// saidShadow marks an answer that was shown to the moderators alone.
const saidShadow faq.Said = "shadow"

// Bounds of what the moderators' room is shown.
const (
	shadowsPerMinute = 6   // of one platform; further ones are counted
	shadowText       = 600 // characters of a question
)

var (
	shadows    = store.Table[shadow]{Name: "shadow"}      // No → shadow
	shadowOf   = store.Table[shadowed]{Name: "shadow_of"} // question → what was shown of it last
	shadowMode = store.Table[bool]{Name: "shadow_mode"}   // room → whether a moderator put it in shadow mode, or took it out
	shadowPace = store.Table[pace]{Name: "shadow_pace"}   // platform → how many were shown lately
	shadowNos  = store.Counter{Table: "shadow_no", Key: "last"}
)

// shadowed notes that a question was shown, so that an edit which changes nothing shows nothing.
type shadowed struct {
	Entry string    `json:"entry"`
	At    time.Time `json:"at"`
}

// pace counts what was shown in the minute that began at From, and what was left out since the moderators were told.
type pace struct {
	From  time.Time `json:"from"`
	Shown int       `json:"shown"`
	Left  int       `json:"left,omitempty"`
}

// inShadow reports whether nothing is said unasked in the event's room because it is being rehearsed. What a moderator said
// of the nearest room counts, else the configuration.
func (h *Hub) inShadow(tx store.Tx, m *chat.Meta) (bool, error) {
	for _, room := range append([]chat.RoomID{m.Room}, m.Within...) {
		if on, ok, err := shadowMode.Get(tx, store.Key(room)); ok || err != nil {
			return on, err
		}
	}
	return h.cfg.shadowed(m), nil
}

// rehearse shows the moderators what would have been said, and counts it as suppressed.
func (h *Hub) rehearse(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict) ([]chat.Action, error) {
	h.metrics.verdicts.WithLabelValues(string(saidShadow)).Inc()
	lang := h.answerLang(tx, m, meta.Room, v)
	if err := faq.Suppress(tx, v.Entry, lang, meta.At); err != nil {
		return nil, err
	}
	key := store.Key(m.ID)
	last, ok, err := shadowOf.Get(tx, key)
	if err != nil || ok && last.Entry == v.Entry {
		return nil, err
	}
	if err := shadowOf.Put(tx, key, shadowed{Entry: v.Entry, At: meta.At}); err != nil {
		return nil, err
	}
	room := h.moderators(meta.Room.Platform)
	if room.IsZero() {
		return nil, nil
	}
	fits, wait, err := h.keepPace(tx, meta)
	if err != nil || !fits {
		return wait, err
	}
	s := shadow{
		Question: m.ID, Text: cutRunes(m.Text, shadowText), Asker: m.From.ID, Name: shown(m.From), Room: meta.Room, Linked: h.caps(meta.Room).MessageLinks,
		Entry: v.Entry, Lang: lang, Confidence: v.Confidence, Untaught: v.Untaught, At: meta.At,
	}
	if v.Kind == faq.Suggest {
		s.Offered = v.Titles()
	}
	if s.No, err = shadowNos.Next(tx); err == nil {
		err = shadows.Put(tx, store.Key(s.No), s)
	}
	if err != nil {
		return nil, err
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Send{Room: room, Post: h.shadowPost(tx, s)}}}, nil
}

// keepPace counts one more and reports whether it may be shown; of the first that may not, it sets the time to tell how many
// were left out.
func (h *Hub) keepPace(tx store.Tx, meta *chat.Meta) (fits bool, as []chat.Action, err error) {
	key := store.Key(string(meta.Room.Platform))
	p, _, err := shadowPace.Get(tx, key)
	if err != nil {
		return false, nil, err
	}
	if meta.At.Sub(p.From) >= time.Minute || meta.At.Before(p.From) {
		p.From, p.Shown = meta.At, 0
	}
	if fits = p.Shown < shadowsPerMinute; fits {
		p.Shown++
	} else if p.Left++; p.Left == 1 {
		as = []chat.Action{{Owner: shadowOwner + string(meta.Room.Platform), Effect: chat.Remind{At: p.From.Add(time.Minute)}}}
	}
	return fits, as, shadowPace.Put(tx, key, p)
}

// shadowOwner begins the owner of the reminder to tell how much was left out.
const shadowOwner = "shadow/"

// tellLeft tells the moderators how many questions they were not shown.
func (h *Hub) tellLeft(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	platform := chat.Platform(strings.TrimPrefix(e.Owner, shadowOwner))
	key := store.Key(string(platform))
	p, _, err := shadowPace.Get(tx, key)
	if err != nil || p.Left == 0 {
		return nil, err
	}
	n := p.Left
	p.Left = 0
	if err := shadowPace.Put(tx, key, p); err != nil {
		return nil, err
	}
	say := chat.Say("shadow-left")
	say.Count = &n
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Send{Room: h.moderators(platform), Post: chat.Post{Phrase: say, Quiet: true}}}}, nil
}

// moderators is the room where a platform's moderators read, else its queue.
func (h *Hub) moderators(p chat.Platform) chat.RoomID {
	c := h.cfg.Platforms[p]
	if c.Moderators.IsZero() {
		return c.Place.Queue
	}
	return c.Moderators
}

// shadowPost is what the moderators see: who asked what and where, what would have been said, and how sure that is. The asker
// is named as text, so nobody is called.
func (h *Hub) shadowPost(tx store.Tx, s shadow) chat.Post {
	where := chat.Arg{Phrase: chat.Say("shadow-room"), Span: &chat.Span{Kind: chat.ToRoom, Room: s.Room}}
	if s.Linked {
		where = chat.Arg{Phrase: chat.Say("shadow-there"), Span: &chat.Span{Kind: chat.ToMessage, Message: s.Question}}
	}
	say := chat.Say("shadow-asked", "name", s.Name, "where", where, "question", s.Text)
	title := func(id string) string {
		v, err := h.book.Get(tx, id)
		if err != nil {
			return id // deleted meanwhile
		}
		return titleOf(v.Entry, s.Lang, h.cfg.Langs)
	}
	sure := fmt.Sprintf("%.2f", s.Confidence)
	if len(s.Offered) == 0 {
		say.And(chat.Say("shadow-answer", "entry", s.Entry, "title", title(s.Entry), "confidence", sure))
	} else {
		var titles []string
		for _, id := range s.Offered {
			titles = append(titles, "· "+title(id))
		}
		say.And(chat.Say("shadow-suggest", "entry", s.Entry, "titles", strings.Join(titles, "\n"), "confidence", sure))
	}
	post := chat.Post{Phrase: say, Quiet: true}
	if s.Vote != faq.NoVote {
		say.And(chat.Say("shadow-"+string(s.Vote), "name", s.By, "entry", s.Entry))
		return post
	}
	no := strconv.FormatUint(s.No, 10)
	post.Buttons = [][]chat.Button{{
		{Phrase: chat.Say("button-right"), Data: "w:" + no + ":right"}, {Phrase: chat.Say("button-wrong"), Data: "w:" + no + ":wrong"},
	}}
	return post
}

// pressedShadow takes a moderator's word on what would have been answered: right counts as a helped vote, wrong as the
// opposite, and keeps the question as one that the entry does not answer.
func (h *Hub) pressedShadow(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-staff", "command", "shadow")
	}
	s, ok, err := shadows.Get(tx, store.Key(no))
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("answer-old")
	case s.Vote != faq.NoVote:
		return nil, chat.Refuse("shadow-judged", "name", s.By)
	}
	said := "shadow-thanks"
	switch do {
	case "right":
		s.Vote = faq.Helped
	case "wrong":
		s.Vote = faq.NotHelped
		if said, err = h.notFor(tx, c, s); err != nil {
			return nil, err
		}
	default:
		return nil, chat.Refuse("press-stale")
	}
	s.By = c.by.Name
	if err := shadows.Put(tx, store.Key(no), s); err != nil {
		return nil, err
	}
	if err := h.judgeShadow(tx, c, s); err != nil {
		return nil, err
	}
	as := []chat.Action{c.say(chat.Say(said, "entry", s.Entry))}
	if !c.on.IsZero() {
		as = append(as, chat.Action{Priority: chat.Cosmetic, Effect: chat.Edit{Room: c.meta.Room, Messages: []chat.MessageID{c.on}, Post: h.shadowPost(tx, s)}})
	}
	return as, nil
}

// judgeShadow gives the moderator's vote, as on an answer that was asked for.
func (h *Hub) judgeShadow(tx store.Tx, c *call, s shadow) error {
	v, err := h.book.Get(tx, s.Entry)
	if errors.Is(err, faq.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	a, err := faq.Remember(tx, faq.Answered{
		Asker: c.by.ID, Room: s.Room, Said: saidShadow, Entry: s.Entry, Lang: s.Lang, At: s.At, Confidence: s.Untaught,
		Text: faq.TextHash(inLang(v.Entry.Answer, s.Lang, h.cfg.Langs)),
	})
	if err == nil {
		_, err = faq.Judge(tx, a.No, c.by.ID, s.Vote)
	}
	return err
}

// notFor keeps a question as one that its entry does not answer, as far as that can be done, and as one that waits for an
// answer. It returns what to say of it.
func (h *Hub) notFor(tx store.Tx, c *call, s shadow) (said string, err error) {
	err = h.keepGap(tx, s.Text, faq.Gap{
		Question: s.Question, Hash: faq.TextHash(s.Text), Asker: s.Asker, Room: s.Room, At: s.At, Lang: s.Lang, Nearest: s.Entry, Why: faq.WhyWrong,
	})
	if err != nil {
		return "", err
	}
	switch err = h.book.AddNegative(tx, s.Entry, s.Lang, s.Text, c.author()); {
	case errors.Is(err, faq.ErrOwnQuestion):
		return "shadow-own", nil
	case errors.Is(err, faq.ErrNotFound), errors.Is(err, faq.ErrInvalid):
		return "shadow-thanks", nil
	}
	return "shadow-noted", err
}

// shadowCommand puts a room into shadow mode, or takes it out.
func (d declarer) shadowCommand() command {
	c := d.define("shadow", chat.Moderator, (*Hub).cmdShadow, d.opt("state", only("on", "off")))
	c.Private = false
	return c
}

func (h *Hub) cmdShadow(tx store.Tx, c *call) ([]chat.Action, error) {
	if isDirect(c.meta) || h.cfg.staffRoom(c.meta) {
		return nil, chat.Refuse("shadow-usage")
	}
	on, err := h.inShadow(tx, c.meta)
	if err != nil {
		return nil, err
	}
	switch strings.ToLower(c.args["state"]) {
	case "on":
		on = true
	case "off":
		on = false
	case "":
		return []chat.Action{c.say(chat.Say(shadowSays(on)))}, nil
	default:
		return nil, chat.Refuse("shadow-usage")
	}
	if on && h.moderators(c.meta.Room.Platform).IsZero() {
		return nil, chat.Refuse("shadow-nobody")
	}
	return []chat.Action{c.say(chat.Say(shadowSays(on)))}, shadowMode.Put(tx, store.Key(c.meta.Room), on)
}

func shadowSays(on bool) string {
	if on {
		return "shadow-on"
	}
	return "shadow-off"
}
