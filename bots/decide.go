package bots

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
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
		as, err := h.leaked(tx, &e.Meta, m)
		if err != nil {
			return nil, err
		}
		more, err := h.leakedAnswer(tx, e)
		return append(as, more...), err
	}
	as, err := h.seen(tx, &e.Meta, m.From)
	if err != nil {
		return nil, err
	}
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
		if as, err = h.desk.Reached(tx, m.From.ID, true); err != nil {
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
		rest, err := h.desk.Reached(tx, m.From.ID, true)
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
	more, handled, err := h.relayed(tx, e)
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
		return h.leaked(tx, &e.Meta, m)
	}
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
	if strings.HasPrefix(m.Text, "/") {
		_, err := h.changedGap(tx, m)
		return nil, err
	}
	if m.From.Kind != chat.Person || m.ViaBot || !isDirect(&e.Meta) && !h.cfg.watched(&e.Meta) {
		return nil, nil
	}
	return h.askAgain(tx, &e.Meta, m, t)
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
		return h.desk.Reached(tx, m, false)
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

// done gives a receipt to its owner.
func (h *Hub) done(tx store.Tx, e *chat.Done, t thought) ([]chat.Action, error) {
	switch kind, _, _ := strings.Cut(e.Action.Owner, "/"); kind {
	case "ticket":
		return h.desk.Done(tx, e)
	case "board":
		return h.desk.BoardDone(tx, e)
	case "answer":
		if err := h.pictureSent(tx, e); err != nil {
			return nil, err
		}
		return h.answered(tx, e)
	case "flag":
		return h.guard.Done(tx, e)
	case "leaked":
		return h.leakTaken(e.Action, nil), nil
	case "import":
		return h.imported(tx, e, t)
	case drawOwner:
		return h.looked(tx, e)
	case "notice":
		return h.noticeDone(tx, e)
	case "notice-pin":
		return nil, h.noticePinned(tx, e.Action.Owner, "")
	case "rights":
		return h.rightsTold(tx, e.Action.Owner, e.Action.Target(), e.Result.Answer)
	case moderation.SurveyOwner:
		return h.guard.SurveyDone(tx, e)
	}
	return nil, nil
}

// failed tells the owner of an action that it could not be done, and the staff, once, which right is missing.
func (h *Hub) failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	as, again, err := h.withoutPicture(tx, e)
	kind, _, _ := strings.Cut(e.Action.Owner, "/")
	if again || err != nil {
		kind = "" // its owner hears of the next attempt
	}
	switch kind {
	case "ticket":
		as, err = h.desk.Failed(tx, e)
	case "board":
		as, err = h.desk.BoardFailed(tx, e)
	case "sanction":
		as, err = h.guard.Failed(tx, e)
	case "answer":
		err = h.unanswered(tx, e)
	case "leaked":
		as = h.leakTaken(e.Action, e.Fault)
	case "leak":
		as = h.warnPublicly(e)
	case "aside":
		as = h.notAside(e)
	case "import":
		as, err = h.unread(tx, e)
	case "notice":
		as, err = h.noticeFailed(tx, e)
	case "notice-pin":
		err = h.noticePinned(tx, e.Action.Owner, e.Fault.Right)
	case "notice-off":
		as = h.noticeStays(e)
	case "rights":
		as, err = h.rightsTold(tx, e.Action.Owner, e.Action.Target(), nil)
	case moderation.SurveyOwner:
		return h.guard.SurveyFailed(tx, e) // a right that is missing is told with what it found
	case previewOwner:
		as, _, err = h.withoutPicture(tx, e)
	}
	if err != nil || e.Fault.Class != chat.Denied || e.Fault.Right == "" {
		return as, err
	}
	more, err := h.missing(tx, e.Action.Target(), e.Fault.Right)
	return append(as, more...), err
}

func (h *Hub) tick(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	if strings.HasPrefix(e.Owner, shadowOwner) {
		return h.tellLeft(tx, e)
	}
	if strings.HasPrefix(e.Owner, "incident/") {
		return h.desk.TickIncident(tx, e.Owner, e.At)
	}
	if strings.HasPrefix(e.Owner, escalation.BoardOwner) {
		return h.desk.BoardTick(tx, e)
	}
	if e.Owner == dailyOwner {
		return h.daily(tx, e.At)
	}
	switch kind, _, _ := strings.Cut(e.Owner, "/"); kind {
	case moderation.SweepOwner:
		return h.guard.TickSweep(tx, e)
	case moderation.SurveyOwner:
		return h.guard.TickSurvey(tx, e)
	case moderation.PatrolOwner:
		return h.guard.TickPatrol(tx, e)
	}
	if e.Owner == drawOwner {
		as, err := h.lookAtOffices(tx, e.At)
		if err != nil {
			return nil, err
		}
		more, err := h.stirNotices(tx, e.At, true)
		return append(as, more...), err
	}
	if strings.HasPrefix(e.Owner, noticeOwner) {
		return h.tickNotice(tx, e)
	}
	if e.Owner == weeklyOwner {
		return h.weekly(tx, e.At)
	}
	return h.desk.Tick(tx, e)
}

// lacking remembers which missing rights the staff has been told of, and when: room‖right.
var lacking = store.Table[time.Time]{Name: "lacking"}

// missing tells the staff once which right the bot lacks where.
func (h *Hub) missing(tx store.Tx, room chat.RoomID, right string) ([]chat.Action, error) {
	key := store.Key(room, right)
	if _, told, err := lacking.Get(tx, key); err != nil || told {
		return nil, err
	}
	if err := lacking.Put(tx, key, h.now()); err != nil {
		return nil, err
	}
	where := chat.Arg{Text: room.Key, Span: &chat.Span{Kind: chat.ToRoom, Room: room}}
	return h.tellStaff(room.Platform, chat.Say("right-missing", "room", where, "right", right)), nil
}

func forgetMissing(tx store.Tx, room chat.RoomID) error {
	var keys [][]byte
	for k := range tx.Scan(lacking.Name, store.Key(room), nil) {
		keys = append(keys, append([]byte(nil), k...))
	}
	for _, k := range keys {
		if err := lacking.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// tellStaff says something where the moderators of a platform read, or else in its queue.
func (h *Hub) tellStaff(p chat.Platform, say *chat.Phrase) []chat.Action {
	c := h.cfg.Platforms[p]
	room := c.Moderators
	if room.IsZero() {
		room = c.Place.Queue
	}
	if room.IsZero() {
		return nil
	}
	return []chat.Action{h.reply(room, chat.MessageID{}, "", say)}
}

// reply says something in a room.
func (h *Hub) reply(room chat.RoomID, to chat.MessageID, lang string, say *chat.Phrase) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: say, Lang: lang, ReplyTo: to, Private: true}}}
}

// orRefusal turns a refusal into words for who asked.
func (h *Hub) orRefusal(as []chat.Action, err error, room chat.RoomID, to chat.MessageID, lang string) []chat.Action {
	var r *chat.Refusal
	if errors.As(err, &r) {
		a := h.reply(room, to, lang, r.Phrase)
		send, _ := a.Effect.(chat.Send)
		send.Post.Buttons = r.Buttons
		a.Effect = send
		return []chat.Action{a}
	}
	return as
}

// notRefusal is the error, unless it is a refusal.
func notRefusal(err error) error {
	var r *chat.Refusal
	if errors.As(err, &r) {
		return nil
	}
	return err
}

// kindOf names an event for logs: «posted», «edited» …
func kindOf(e chat.Event) string {
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", e), "*chat."))
}
