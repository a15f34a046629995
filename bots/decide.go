package bots

import (
	"fmt"
	"strings"

	"frontdesk/chat"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// decide writes in the job's transaction and returns what is to be done.
func (h *Hub) decide(tx store.Tx, j *job) (as []chat.Action, err error) {
	if _, err := h.guard.Register.At(tx); err != nil {
		return nil, err
	}
	if m := chat.MetaOf(j.event); m.Title != "" { // it may be a ticket's room that has no receipt yet
		if as, err = h.desk.Found(tx, m); err != nil {
			return nil, err
		}
	}
	more, err := h.happened(tx, j)
	return append(as, more...), err
}

// happened is the only switch over events.
func (h *Hub) happened(tx store.Tx, j *job) ([]chat.Action, error) {
	switch e := j.event.(type) {
	case *chat.Posted:
		return h.posted(tx, e, j.thought)
	case *chat.Edited:
		return h.edited(tx, e, j.thought)
	case *chat.Deleted:
		return h.deleted(tx, e)
	case *chat.Joined:
		return h.seen(tx, &e.Meta, e.Member)
	case *chat.Changed:
		return h.changed(tx, e)
	case *chat.Left:
		return h.left(tx, e)
	case *chat.Pressed:
		return h.pressed(tx, e, j.thought)
	case *chat.Moved:
		return nil, h.aliases.keep(tx, e.From, e.To)
	case *chat.Done:
		return h.done(tx, e, j.thought)
	case *chat.Failed:
		return h.failed(tx, e)
	case *chat.Delayed:
		return h.desk.Delayed(tx, e)
	case *chat.Tick:
		return h.tick(tx, e)
	}
	return nil, nil
}

// posted takes a new message: guard, then the member's or staff's ticket, then commands, then the FAQ.
func (h *Hub) posted(tx store.Tx, e *chat.Posted, t thought) ([]chat.Action, error) {
	m := &e.Message
	if m.From.Kind == chat.Self {
		return nil, nil
	}
	m.From.Role = h.cfg.role(m.From)
	if t.leak.Verdict == secret.Leak {
		as, err := h.leaked(tx, &e.Meta, m, t.leak.Kinds...)
		if err != nil {
			return nil, err
		}
		more, err := h.leftOut(tx, e, t)
		return append(as, more...), err
	}
	if t.held != nil {
		as, through, err := h.suspected(tx, e, t)
		if err != nil || through == nil {
			return as, err
		}
		e, t, m = through, thought{}, &through.Message
	}
	as, err := h.seen(tx, &e.Meta, m.From)
	if err != nil {
		return nil, err
	}
	wrote, offence, err := h.wrote(tx, &e.Meta, m, t)
	if err != nil {
		return nil, err
	}
	as = append(as, wrote...)
	if m.From.Kind == chat.Anonymous {
		more, err := h.hidden(tx, e)
		return append(as, more...), err
	}
	if m.From.Kind != chat.Person || m.ViaBot {
		return as, nil
	}
	gone, err := h.desk.Seen(tx, m.From, e.At)
	if err != nil {
		return nil, err
	}
	if offence {
		return append(as, gone...), nil
	}
	more, err := h.spoken(tx, e, t)
	return append(append(as, gone...), more...), err
}

// spoken takes the words of a person.
func (h *Hub) spoken(tx store.Tx, e *chat.Posted, t thought) ([]chat.Action, error) {
	m, direct := &e.Message, isDirect(&e.Meta)
	var as []chat.Action
	call, is := h.parse(m.Text)
	if direct && !(is && call.name == "start") { // «/start LINK» is to find its ticket still waiting
		var err error
		if as, err = h.desk.Reached(tx, m.From.ID, true, e.At); err != nil {
			return nil, err
		}
	}
	if is {
		call.from(e)
		call.leaked = t.beside
		more, err := h.carryOut(tx, call)
		if !direct || err != nil {
			return append(as, more...), err
		}
		rest, err := h.desk.Reached(tx, m.From.ID, true, e.At)
		return append(append(as, more...), rest...), err
	}
	if d, ok, err := dialogs.Get(tx, dialogKey(m.From.ID, e.Room)); err != nil {
		return nil, err
	} else if ok {
		more, handled, err := h.answerDialog(tx, d, e)
		if handled || err != nil {
			return append(as, more...), err
		}
	}
	more, handled, err := h.shown(tx, e)
	as = append(as, more...)
	if handled || err != nil {
		return as, err
	}
	more, handled, err = h.relayed(tx, e, t)
	if handled || err != nil {
		return append(as, more...), err
	}
	if !direct && !h.cfg.watched(&e.Meta) {
		return as, nil
	}
	if err := h.followedInGroup(tx, m); err != nil {
		return nil, err
	}
	more, err = h.ask(tx, &e.Meta, m, t)
	return append(as, more...), err
}

func (h *Hub) edited(tx store.Tx, e *chat.Edited, t thought) ([]chat.Action, error) {
	m := &e.Message
	if m.From.Kind == chat.Self {
		return nil, nil
	}
	m.From.Role = h.cfg.role(m.From)
	if t.leak.Verdict == secret.Leak {
		if err := h.deletedGap(tx, m.ID); err != nil {
			return nil, err
		}
		return h.leaked(tx, &e.Meta, m, t.leak.Kinds...)
	}
	var asked []chat.Action
	if t.held != nil {
		switch pass, err := h.passed(tx, &e.Meta, t.held); {
		case err != nil:
			return nil, err
		case pass:
			through := *e
			through.Message = t.held.original
			through.Message.From.Role = m.From.Role
			e, t = &through, thought{}
		default:
			if asked, err = h.hold(tx, &e.Meta, m, t.held); err != nil {
				return nil, err
			}
		}
	}
	more, err := h.mended(tx, e, t)
	return append(asked, more...), err
}

// mended takes a message that was edited, secrets taken out.
func (h *Hub) mended(tx store.Tx, e *chat.Edited, t thought) ([]chat.Action, error) {
	m := &e.Message
	ticket := *m
	if c, is := h.parse(m.Text); is { // «/support my swap failed», mended: its words are the line
		ticket.Text, ticket.Spans = c.args["text"], nil
	}
	as, handled, err := h.desk.Edited(tx, &ticket)
	if handled && err == nil {
		_, err = h.changedGap(tx, &ticket)
	}
	if handled || err != nil {
		return as, err
	}
	wrote, offence, err := h.wrote(tx, &e.Meta, m, t)
	if err == nil && strings.HasPrefix(m.Text, "/") {
		_, err = h.changedGap(tx, m)
		return wrote, err
	}
	if offence || err != nil || t.held != nil || m.From.Kind != chat.Person || m.ViaBot || !isDirect(&e.Meta) && !h.cfg.watched(&e.Meta) {
		return wrote, err
	}
	more, err := h.askAgain(tx, &e.Meta, m, t)
	return append(wrote, more...), err
}

func (h *Hub) deleted(tx store.Tx, e *chat.Deleted) (as []chat.Action, err error) {
	for _, id := range e.IDs {
		more, err := h.desk.Deleted(tx, id)
		if err != nil {
			return nil, err
		}
		if err := h.deletedGap(tx, id); err != nil {
			return nil, err
		}
		board, err := h.desk.BoardDeleted(tx, id, e.At)
		if err != nil {
			return nil, err
		}
		kept, err := h.noticeDeleted(tx, e, id)
		if err != nil {
			return nil, err
		}
		as = append(append(append(as, more...), board...), kept...)
	}
	more, err := h.ungather(tx, e)
	return append(as, more...), err
}

// seen shows an account to the guard.
func (h *Hub) seen(tx store.Tx, meta *chat.Meta, m chat.Member) ([]chat.Action, error) {
	if m.Kind == chat.Self || m.Kind == chat.Anonymous || m.ID.IsZero() {
		return nil, nil
	}
	m.Role = h.cfg.role(m)
	room := meta.Room
	if n := len(meta.Within); n > 0 {
		room = meta.Within[n-1]
	}
	as, err := h.draw(tx, m, room, meta.At)
	if err != nil {
		return nil, err
	}
	more, err := h.guard.See(tx, m, room, meta.At)
	return append(as, more...), err
}

func (h *Hub) changed(tx store.Tx, e *chat.Changed) ([]chat.Action, error) {
	if e.Member.Kind != chat.Self {
		e.Member.Role = h.cfg.role(e.Member)
		gone, err := h.desk.Changed(tx, e.Member, e.At)
		if err != nil {
			return nil, err
		}
		lost, err := h.undraw(tx, e.Member, e.Room, e.At)
		if err != nil {
			return nil, err
		}
		more, err := h.seen(tx, &e.Meta, e.Member)
		return append(append(gone, lost...), more...), err
	}
	var as []chat.Action
	for _, right := range e.Missing {
		more, err := h.missing(tx, e.Room, right)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	if len(e.Missing) > 0 {
		return as, nil
	}
	if err := forgetMissing(tx, e.Room); err != nil {
		return nil, err
	}
	pins, err := h.repinNotices(tx, e.Room)
	if err != nil {
		return nil, err
	}
	more, err := h.desk.Retry(tx, e.Room.Platform)
	return append(pins, more...), err
}

// left notes that a member blocked the bot.
func (h *Hub) left(tx store.Tx, e *chat.Left) ([]chat.Action, error) {
	if m, direct := e.Room.Direct(); direct {
		return h.desk.Reached(tx, m, false, e.At)
	}
	if e.Member.Kind == chat.Self {
		return nil, nil
	}
	e.Member.Groups = nil
	as, err := h.undraw(tx, e.Member, e.Room, e.At)
	if err != nil || e.Room != h.cfg.Platforms[e.Room.Platform].Server {
		return as, err
	}
	more, err := h.desk.Left(tx, e.Member.ID, e.At)
	return append(as, more...), err
}

// kindOf names an event for logs: «posted», «edited» …
func kindOf(e chat.Event) string {
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", e), "*chat."))
}
