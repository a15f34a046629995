package bots

import (
	"maps"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// pressed takes an interaction: a command that was picked, a form that was filled in, or a button. Payloads prove nothing:
// whatever they name is looked up, and rights are checked by ID.
func (h *Hub) pressed(tx store.Tx, e *chat.Pressed, t thought) ([]chat.Action, error) {
	e.From.Role = h.cfg.role(e.From)
	as, err := h.seen(tx, &e.Meta, e.From)
	if err != nil {
		return nil, err
	}
	gone, err := h.desk.Seen(tx, e.From, e.At)
	if err != nil {
		return nil, err
	}
	as = append(as, gone...)
	c := &call{meta: &e.Meta, by: e.From, args: map[string]string{}, target: e.Target, files: e.Files, on: e.On, leaked: t.beside, plan: t.plan}
	c.lang = h.langOf(tx, e.From, e.Room, "")
	if t.leak.Verdict == secret.Leak && !isIntake(e.Data) {
		return append(as, c.say(chat.Say("leak-field"))), nil
	}
	var more []chat.Action
	kind, rest, _ := strings.Cut(e.Data, ":")
	switch {
	case e.Command != "":
		more, err = h.picked(tx, c, e.Command, e.Values)
	case isIntake(e.Data):
		more, err = h.filledIn(tx, c, rest, e.Values, t.wiped)
	case kind == "h":
		more, err = h.picked(tx, c, "support", nil)
	case kind == "f":
		name, stamp, _ := strings.Cut(rest, ":")
		rev, no, _ := strings.Cut(stamp, ":")
		maps.Copy(c.args, e.Values)
		more, err = h.picked(tx, c, name, c.args, "rev", rev, "draft", no)
	case kind == "c":
		more, err = h.pressedDialog(tx, c, rest)
	case kind == "l":
		more, err = h.picked(tx, c, "language", map[string]string{"language": rest})
	default:
		more, err = h.pressedButton(tx, c, kind, rest)
	}
	if notRefusal(err) != nil {
		return nil, err
	}
	return append(as, h.orSay(more, err, c)...), nil
}

// picked runs a command with named arguments.
func (h *Hub) picked(tx store.Tx, c *call, name string, args map[string]string, more ...string) ([]chat.Action, error) {
	full, ok := h.resume(name)
	if !ok {
		return []chat.Action{c.say(chat.Say("press-stale"))}, nil
	}
	full.meta, full.by, full.target, full.files, full.leaked, full.update = c.meta, c.by, c.target, c.files, c.leaked, c.update
	maps.Copy(full.args, args)
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			full.args[more[i]] = more[i+1]
		}
	}
	return h.carryOut(tx, full)
}

// pressedButton takes a press on a button of an answer, a ticket or a flag.
func (h *Hub) pressedButton(tx store.Tx, c *call, kind, rest string) ([]chat.Action, error) {
	number, do, _ := strings.Cut(rest, ":")
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil || len(do) > 64 {
		return nil, chat.Refuse("press-stale")
	}
	switch kind {
	case "a", "s":
		return h.pressedAnswer(tx, c, id, do)
	case "t":
		return h.pressedTicket(tx, c, id, do)
	case "x":
		return h.pressedHold(tx, c, id, do)
	case "g":
		return h.pressedFlag(tx, c, id, do)
	case "w":
		return h.pressedShadow(tx, c, id, do)
	case "q":
		return h.pressedGaps(tx, c, id, do)
	case "u":
		return h.pressedMute(tx, c, id, do)
	case "y":
		return h.pressedStats(tx, c, id)
	case "p":
		return h.setKeeping(tx, c, do)
	case "i":
		return h.pressedIncident(tx, c, id, do)
	case "e":
		return h.pressedBlock(tx, c, id, do)
	case "z":
		return h.pressedAccount(tx, c, id, do)
	case "d":
		return h.pressedDraft(tx, c, id, do)
	case "r":
		return h.pressedRoster(tx, c, id, do)
	case "v":
		return h.pressedShortcut(tx, c, id, do)
	}
	return nil, chat.Refuse("press-stale")
}

func (h *Hub) pressedTicket(tx store.Tx, c *call, id uint64, do string) ([]chat.Action, error) {
	t, err := escalation.Find(tx, id)
	if err != nil {
		return nil, err
	}
	if stars, ok := strings.CutPrefix(do, "rate"); ok {
		n, _ := strconv.Atoi(stars)
		if err := h.desk.Rate(tx, t, c.by.ID, n, c.meta.At); err != nil {
			return nil, err
		}
		comment := chat.Button{Phrase: chat.Say("button-comment"), Data: "t:" + ticketNumber(t) + ":comment"}
		return []chat.Action{c.say(chat.Say("rate-thanks"), []chat.Button{comment})}, nil
	}
	if line, ok := strings.CutPrefix(do, "again"); ok {
		return h.act(c, t, "again-sent")(h.desk.TryAgain(tx, t, line, c.by))
	}
	switch do {
	case "go":
		return h.goOn(tx, c, t)
	case "details":
		return h.addDetails(tx, c, t)
	case "comment":
		if err := t.Of(tx, c.by.ID); err != nil {
			return nil, err
		}
		return h.picked(tx, c, "comment", map[string]string{"ticket": ticketNumber(t)})
	}
	if do == "unsolved" || do == "confirm" {
		return h.pressedSolved(tx, c, t, do)
	}
	if !c.by.Role.Has(chat.Representative) {
		return nil, chat.Refuse("not-staff", "command", do)
	}
	if which, ok := strings.CutPrefix(do, "send"); ok {
		return h.sendCandidate(tx, c, t, which)
	}
	switch do {
	case "rooms":
		return h.act(c, t, "rooms-asked")(h.desk.AskRooms(tx, t))
	case "solved":
		return h.act(c, t, "solve-done")(h.desk.Solve(tx, t, c.by, c.meta.At))
	case "claim":
		return h.act(c, t, "claim-done")(h.desk.Claim(tx, t, c.by, c.meta.At))
	case "release":
		return h.act(c, t, "release-done")(h.desk.Release(tx, t, c.by, c.meta.At))
	case "close":
		return h.act(c, t, "close-done")(h.desk.Close(tx, t, c.by, "", c.meta.At))
	case "reopen":
		return h.act(c, t, "reopen-done")(h.desk.Reopen(tx, t, c.by, nil, false, c.meta.At))
	}
	return nil, chat.Refuse("press-stale")
}

// goOn takes the question that the button stood under into the ticket, from the member's private chat. A closed ticket is opened
// again by it.
func (h *Hub) goOn(tx store.Tx, c *call, t escalation.Ticket) ([]chat.Action, error) {
	if err := t.Of(tx, c.by.ID); err != nil {
		return nil, err
	}
	var m *chat.Message
	a, ok, err := faq.AnswerIn(tx, c.on)
	if err != nil {
		return nil, err
	}
	if ok {
		q, _, err := questions.Get(tx, store.Key(a.No))
		if err != nil {
			return nil, err
		}
		m = &chat.Message{ID: a.Question, From: c.by, Text: q.Text, Files: q.Files}
	}
	as, err := h.desk.Continue(tx, t, c.by, m, c.meta.At)
	if err == nil && !t.MemberRoom.IsZero() && t.MemberRoom != c.meta.Room {
		room := chat.Arg{Text: t.Mark(), Span: &chat.Span{Kind: chat.ToRoom, Room: t.MemberRoom}}
		as = append(as, c.say(chat.Say("handover-thread", "number", ticketNumber(t), "room", room)))
	}
	return as, err
}

// act adds the words for who acted to what a ticket's change brings about. They go first: after a close they would open its
// thread again. In a room that the member reads, the member's own words say it already.
func (h *Hub) act(c *call, t escalation.Ticket, said string) func([]chat.Action, error) ([]chat.Action, error) {
	return func(as []chat.Action, err error) ([]chat.Action, error) {
		if err != nil || said == "" || c.room() == t.MemberRoom {
			return as, err
		}
		return append([]chat.Action{c.say(chat.Say(said, "number", ticketNumber(t)))}, as...), nil
	}
}

func ticketNumber(t escalation.Ticket) string { return strconv.FormatUint(t.ID, 10) }
