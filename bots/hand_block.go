package bots

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// blocksShown is how many blocks are listed.
const blocksShown = 30

// cmdBlock keeps a member from opening tickets, for a time and with a reason that the member reads.
func (h *Hub) cmdBlock(tx store.Tx, c *call) ([]chat.Action, error) {
	who, rest, ok, err := h.whom(tx, c, c.typed("time", "reason"))
	if err != nil {
		return nil, err
	}
	if c.said == nil {
		rest = c.args["time"] + " " + c.args["reason"]
	}
	first, reason := cutWord(rest)
	life, valid := readSpan(first)
	if !ok || !valid || life > escalation.BlockMax || strings.TrimSpace(reason) == "" {
		return nil, chat.Refuse("block-usage")
	}
	staff, err := h.desk.OfStaff(tx, who.Member)
	if err != nil {
		return nil, err
	}
	if staff {
		return nil, chat.Refuse("block-staff", "name", accountName(who.Member))
	}
	b, as, err := h.desk.Block(tx, who.Member, who.ticket, c.by, reason, c.meta.At.Add(life), c.meta.At)
	if err != nil {
		return nil, err
	}
	p := chat.Say("block-done", "name", accountName(who.Member), "time", whenArg(b.Until), "reason", reason)
	return append([]chat.Action{c.say(p)}, as...), nil
}

func (h *Hub) cmdUnblock(tx store.Tx, c *call) ([]chat.Action, error) {
	who, rest, ok, err := h.whom(tx, c, c.typed("member", "ticket"))
	if err != nil {
		return nil, err
	}
	if !ok || rest != "" {
		return nil, chat.Refuse("unblock-usage")
	}
	_, as, err := h.desk.Unblock(tx, who.ID, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("unblock-done", "name", accountName(who.Member)))}, as...), nil
}

// cmdBlocks lists the blocks in force, those that end first at the head.
func (h *Hub) cmdBlocks(tx store.Tx, c *call) ([]chat.Action, error) {
	bs, all, err := escalation.Blocks(tx, c.meta.At, blocksShown)
	if err != nil {
		return nil, err
	}
	if all == 0 {
		return []chat.Action{c.say(chat.Say("blocks-none"))}, nil
	}
	p := &chat.Phrase{ID: "blocks", Count: &all}
	for _, b := range bs {
		p.Lines(blockLine(b))
	}
	if all > len(bs) {
		p.Lines(chat.Say("blocks-more", "count", strconv.Itoa(all-len(bs))))
	}
	return []chat.Action{c.say(p)}, nil
}

// blockLine is a block as the staff reads it.
func blockLine(b escalation.Block) *chat.Phrase {
	p := chat.Say("block-line", "name", b.Name, "id", b.Accounts[0].String(), "time", whenArg(b.Until), "by", b.ByName, "reason", b.Reason)
	switch {
	case !b.Denied.IsZero():
		p.Lines(chat.Say("block-line-denied", "name", b.DeniedBy))
	case !b.Appealed.IsZero():
		p.Lines(chat.Say("block-line-appealed"))
	}
	return p
}

// cmdAppeal takes what a blocked member says against it, to the leads; or what one says whom the guard, or a moderator on its card,
// has muted or sent away.
func (h *Hub) cmdAppeal(tx store.Tx, c *call) ([]chat.Action, error) {
	words := strings.TrimSpace(c.args["objection"])
	if _, blocked, err := escalation.Blocked(tx, c.by.ID, c.meta.At); err != nil {
		return nil, err
	} else if !blocked {
		as, sanctioned, err := h.guard.Appeal(tx, c.by, words, c.lang, c.meta.At)
		if err != nil {
			return nil, err
		}
		if sanctioned {
			return append([]chat.Action{c.say(chat.Say("appeal-done"))}, as...), nil
		}
	}
	b, err := h.desk.Appeal(tx, c.by, words, c.lang, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("appeal-done"))}, h.toLeads(b)...), nil
}

// toLeads shows an objection where the leads read, on the platform of whoever decided on the block, with the ways to rule on it.
func (h *Hub) toLeads(b escalation.Block) []chat.Action {
	place := h.cfg.Platforms[b.By.Platform].Place
	room := place.Queue
	if room.IsZero() {
		room = place.Staff
	}
	p := chat.Say("appeal-card", "name", b.Name, "id", b.Accounts[0].String(), "text", b.Appeal).And(blockLine(b))
	press := func(label, do string) chat.Button {
		return chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "e:" + b.Number() + ":" + do}
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: p, Buttons: [][]chat.Button{{press("button-grant", "grant"), press("button-deny", "deny")}},
	}}}}
}

// pressedBlock takes a press on the buttons of a block: its member objects, a lead decides.
func (h *Hub) pressedBlock(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	switch do {
	case "appeal":
		b, ok, err := escalation.BlockNo(tx, no)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, chat.Refuse("press-stale")
		}
		mine, err := escalation.SamePerson(tx, b.Accounts[0], c.by.ID)
		if err != nil {
			return nil, err
		}
		if !mine {
			return nil, chat.Refuse("not-yours")
		}
		return h.picked(tx, c, "appeal", map[string]string{})
	case "grant", "deny":
		b, as, err := h.desk.Judge(tx, no, c.by, do == "grant", c.meta.At)
		if err != nil {
			return nil, err
		}
		c.update = true
		said := chat.Say("appeal-ruled-deny", "name", c.by.Name, "member", b.Name)
		if do == "grant" {
			said = chat.Say("appeal-ruled-grant", "name", c.by.Name, "member", b.Name)
		}
		return append([]chat.Action{c.say(said)}, as...), nil
	}
	return nil, chat.Refuse("press-stale")
}

// readSpan reads a length of time as people type it: 30m, 12h, 7d, 2w, also 30分 12小时 7天 2周.
func readSpan(s string) (time.Duration, bool) {
	digits := strings.TrimRight(s, "mhdwMHDW分钟小时天日周")
	n, err := strconv.Atoi(digits)
	unit, ok := spanUnits[strings.ToLower(s[len(digits):])]
	if err != nil || !ok || n <= 0 || n > 100_000 {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

var spanUnits = map[string]time.Duration{
	"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	"分": time.Minute, "分钟": time.Minute, "小时": time.Hour, "天": 24 * time.Hour, "日": 24 * time.Hour, "周": 7 * 24 * time.Hour,
}
