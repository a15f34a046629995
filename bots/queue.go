package bots

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// queueCommands show what waits, and take from it.
func (d declarer) queueCommands() []command {
	const rep = chat.Representative
	state := d.opt("state", only(queueStates...))
	state.About = d.about("option-queue-state")
	cs := []command{
		d.define("queue", rep, (*Hub).cmdQueue, state, d.opt("tier", guess), d.opt("lang"), d.opt("platform"), d.opt("older"), d.opt("page", num)),
		d.define("mine", rep, (*Hub).cmdMine, d.opt("page", num)),
		d.define("next", rep, (*Hub).cmdNext),
	}
	cs[0].typed = "[filter …]"
	for i := range cs {
		cs[i].secret, cs[i].inside = true, true
	}
	return cs
}

// queueStates are the states that a queue's ticket can have, as they are typed.
var queueStates = []string{
	string(escalation.New), string(escalation.Claimed), string(escalation.WaitingStaff), string(escalation.WaitingMember), string(escalation.Solved),
}

// queueShown is how many tickets a page of the queue shows: as many as are read at a glance.
const queueShown = 10

// cmdQueue shows the open tickets that pass the filters, the most pressing first.
func (h *Hub) cmdQueue(tx store.Tx, c *call) ([]chat.Action, error) {
	f, err := h.filter(c)
	if err != nil {
		return nil, err
	}
	return h.listTickets(tx, c, f, &chat.Phrase{ID: "queue"}, chat.Say("queue-empty"))
}

// cmdMine shows the tickets that the representative holds.
func (h *Hub) cmdMine(tx store.Tx, c *call) ([]chat.Action, error) {
	return h.listTickets(tx, c, escalation.Filter{Holder: c.by.ID}, &chat.Phrase{ID: "mine"}, chat.Say("mine-empty"))
}

// listTickets shows a page of the tickets that pass.
func (h *Hub) listTickets(tx store.Tx, c *call, f escalation.Filter, head, none *chat.Phrase) ([]chat.Action, error) {
	page, _ := strconv.Atoi(c.args["page"])
	skip := max(page-1, 0) * queueShown
	ts, all, err := escalation.List(tx, f, c.meta.At, skip, queueShown)
	if err != nil {
		return nil, err
	}
	chosen := filterWords(c)
	switch {
	case all == 0 && chosen != "":
		return []chat.Action{c.say(chat.Say("queue-no-match", "filter", chosen))}, nil
	case all == 0:
		return []chat.Action{c.say(none)}, nil
	}
	from, to, shown, turn, err := h.pages(tx, c, all, queueShown)
	if err != nil {
		return nil, err
	}
	p := head
	if chosen != "" {
		p = chat.Say("queue-match", "filter", chosen)
	}
	p.Count = &all
	for _, t := range ts {
		p.Lines(h.queueLine(&t, c.meta.At))
	}
	if to-from < all {
		p.Lines(chat.Say("queue-page", "page", shown))
	}
	if len(turn) == 0 {
		return []chat.Action{c.say(p)}, nil
	}
	return []chat.Action{c.say(p, turn)}, nil
}

// queueLine is a ticket on one line, with the way to its room.
func (h *Hub) queueLine(t *escalation.Ticket, now time.Time) *chat.Phrase {
	room := chat.Arg{Text: t.Mark()}
	if !t.StaffRoom.IsZero() {
		room.Span = &chat.Span{Kind: chat.ToRoom, Room: t.StaffRoom}
	}
	line, args := "queue-line", []any{
		"room", room, "subject", chat.Say("subject-" + string(t.Subject)), "state", t.Standing(), "name", t.Name, "lang", t.Lang,
		"wait", chat.Arg{Wait: max(now.Sub(t.Waiting()), 0).String()},
	}
	if t.Tier != "" {
		line, args = "queue-line-tier", append(args, "tier", h.desk.Tier(t).Called(""))
	}
	return chat.Say(line, args...)
}

// cmdNext gives the representative the most pressing ticket that is for him or her to take.
func (h *Hub) cmdNext(tx store.Tx, c *call) ([]chat.Action, error) {
	t, as, err := h.desk.Next(tx, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	p := chat.Say("next-done", "number", ticketNumber(t), "name", t.Name, "subject", chat.Say("subject-"+string(t.Subject)),
		"lang", t.Lang, "wait", chat.Arg{Wait: max(c.meta.At.Sub(t.Waiting()), 0).String()})
	if room := t.StaffRoom; !room.IsZero() && room.Platform == c.by.ID.Platform {
		p.Lines(chat.Say("card-room", "room", chat.Arg{Text: t.Mark(), Span: &chat.Span{Kind: chat.ToRoom, Room: room}}))
	} else {
		p.Lines(chat.Say("next-room"))
	}
	return append([]chat.Action{c.say(p)}, as...), nil
}

// filter reads what is asked of the queue: options that were picked, or words typed in any order, named («lang:zh») or plain
// where they can mean one thing alone. It leaves them in the call's arguments under their names.
func (h *Hub) filter(c *call) (f escalation.Filter, err error) {
	if c.said != nil {
		named := map[string]string{}
		for _, w := range strings.Fields(typed(c)) {
			name, value := h.option(w)
			if _, twice := named[name]; twice || name == "" {
				return f, h.queueUsage(w)
			}
			named[name] = value
		}
		c.args = named
	}
	for _, name := range sorted(c.args) {
		value, ok := strings.ToLower(c.args[name]), false
		switch name {
		case "state":
			f.State, ok = stateNamed(value)
		case "tier":
			f.Tier, ok = h.tierNamed(value)
		case "lang":
			f.Lang, ok = value, langLike.MatchString(value)
		case "platform":
			f.Platform, ok = h.platformNamed(value)
		case "older":
			f.Older, ok = age(value)
		case "page":
			ok = true // h.pages judges it
		}
		if !ok {
			return f, h.queueUsage(c.args[name])
		}
	}
	return f, nil
}

// typed are the words behind a command, in the order in which they were written.
func typed(c *call) string {
	var words []string
	for _, o := range c.command.Options {
		words = append(words, c.args[o.Name])
	}
	return strings.Join(words, " ")
}

var langLike = regexp.MustCompile(`^[a-z]{2,3}([-_][a-z0-9]{2,8})*$`)

// option tells which filter a typed word is; no name: none.
func (h *Hub) option(word string) (name, value string) {
	if at := strings.IndexAny(word, ":=："); at > 0 {
		name, value = strings.ToLower(word[:at]), strings.TrimLeft(word[at:], ":=：")
		for _, o := range []string{"state", "tier", "lang", "platform", "older", "page"} {
			if value != "" && (strings.HasPrefix(o, name) || o == "lang" && name == "language" || o == "older" && name == "age") {
				return o, value
			}
		}
		return "", ""
	}
	low := strings.ToLower(word)
	if _, ok := stateNamed(low); ok {
		return "state", word
	}
	if _, ok := h.tierNamed(low); ok {
		return "tier", word
	}
	if _, ok := h.platformNamed(low); ok && len(low) > 3 {
		return "platform", word
	}
	if _, ok := age(low); ok {
		return "older", word
	}
	if len(low) == 2 && langLike.MatchString(low) {
		return "lang", word
	}
	return "", ""
}

func stateNamed(s string) (escalation.State, bool) {
	s = strings.NewReplacer("-", "_", " ", "_").Replace(s)
	return escalation.State(s), slices.Contains(queueStates, s)
}

func (h *Hub) tierNamed(s string) (string, bool) {
	t, ok := h.cfg.Desk.Claims.Find(s)
	return t.Name, ok
}

// platformNamed is the running platform whose name begins so.
func (h *Hub) platformNamed(s string) (chat.Platform, bool) {
	for _, p := range h.platforms() {
		if s != "" && strings.HasPrefix(p, s) {
			return chat.Platform(p), true
		}
	}
	return "", false
}

// platforms are the names of those that run and have members.
func (h *Hub) platforms() (out []string) {
	for p := range h.adapters {
		if p != escalation.Archive {
			out = append(out, string(p))
		}
	}
	slices.Sort(out)
	return out
}

// age reads «90m», «2h», «1d», «1d12h».
func age(s string) (time.Duration, bool) {
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		days, rest = "", s
	}
	var d time.Duration
	if days != "" {
		n, err := strconv.Atoi(days)
		if err != nil || n > 3650 {
			return 0, false
		}
		d = time.Duration(n) * 24 * time.Hour
	}
	if rest != "" {
		more, err := time.ParseDuration(rest)
		if err != nil {
			return 0, false
		}
		d += more
	}
	return d, d > 0
}

// filterWords are the filters of a call, as they could be typed.
func filterWords(c *call) string {
	var out []string
	for _, o := range c.command.Options {
		if v := c.args[o.Name]; v != "" && o.Name != "page" {
			out = append(out, o.Name+":"+v)
		}
	}
	return strings.Join(out, " ")
}

// queueUsage refuses a word with all that can be said instead.
func (h *Hub) queueUsage(word string) error {
	var tiers []string
	for _, t := range h.cfg.Desk.Claims.Tiers {
		tiers = append(tiers, t.Name)
	}
	return chat.Refuse("queue-usage", "word", cutRunes(word, 40), "states", strings.Join(queueStates, ", "), "tiers", strings.Join(tiers, ", "),
		"platforms", strings.Join(h.platforms(), ", "))
}

// planBoards makes the queue of an older store, and lets the boards be looked at: they may lie in another room now.
func (h *Hub) planBoards(tx store.Tx) error {
	if err := escalation.IndexQueue(tx); err != nil {
		return err
	}
	as, err := h.desk.Stir(tx)
	if err != nil {
		return err
	}
	now := h.now()
	return outbox.Enqueue(tx, now, h.ready("boards/"+now.UTC().Format(time.RFC3339Nano), as...)...)
}

// known is what the guard knows of an account, for the card of its ticket.
func known(tx store.Tx, m chat.MemberID) (since time.Time, flags int, err error) {
	k, _, err := moderation.KnownOf(tx, m)
	if err != nil {
		return since, 0, err
	}
	fs, err := moderation.FlagsOf(tx, m)
	for _, f := range fs {
		if f.Ruling == "" {
			flags++
		}
	}
	return k.First, flags, err
}
