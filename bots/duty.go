package bots

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// What can be done about duty.
const (
	dutyOn   = "on"
	dutyOff  = "off"
	dutyList = "list"
)

// dutyCommand lets representatives say that they are there, and see who is.
func (d declarer) dutyCommand() command {
	c := d.define("duty", chat.Representative, (*Hub).cmdDuty, d.opt("status", only(dutyOn, dutyOff, dutyList)), d.opt("languages", long))
	c.secret, c.inside, c.typed = true, true, "[on|off|list] [languages]"
	return c
}

func (h *Hub) cmdDuty(tx store.Tx, c *call) ([]chat.Action, error) {
	switch strings.ToLower(c.args["status"]) {
	case dutyOn:
		return h.goOnDuty(tx, c)
	case dutyOff:
		next, err := h.desk.GoOff(tx, c.by, c.meta.At)
		if err != nil {
			return nil, err
		}
		said := chat.Say("duty-off")
		if !next.IsZero() {
			said = chat.Say("duty-off-until", h.desk.When(next)...)
		}
		board, err := h.desk.Shift(tx)
		return append(board, c.say(said)), err
	case "", dutyList:
		return h.listDuty(tx, c)
	}
	return nil, chat.Refuse("duty-usage")
}

// goOnDuty puts a representative on duty, for languages if some are named.
func (h *Hub) goOnDuty(tx store.Tx, c *call) ([]chat.Action, error) {
	var langs []string
	for _, said := range strings.FieldsFunc(c.args["languages"], func(r rune) bool { return strings.ContainsRune(" \t\n,;/，、；", r) }) {
		lang, ok := chosenLang(said, h.offeredLangs())
		if t, err := language.Parse(said); !ok && err == nil { // one in which the bot itself says nothing
			lang, ok = t.String(), true
		}
		if !ok || lang == "" {
			return nil, chat.Refuse("duty-language", "language", said)
		}
		if lang = escalation.BaseLang(lang); !slices.Contains(langs, lang) {
			langs = append(langs, lang)
		}
	}
	d, err := h.desk.GoOn(tx, c.by, langs, c.meta.At)
	if err != nil {
		return nil, err
	}
	board, err := h.desk.Shift(tx)
	return append(board, c.say(chat.Say("duty-on", "languages", spokenBy(d)))), err
}

// listDuty tells who is on duty, and the asker that the list can be joined.
func (h *Hub) listDuty(tx store.Tx, c *call) ([]chat.Action, error) {
	on, err := h.desk.OnDuty(tx, c.meta.At)
	if err != nil {
		return nil, err
	}
	if len(on) == 0 {
		return []chat.Action{c.say(chat.Say("duty-nobody"))}, nil
	}
	p := chat.Say("duty-head")
	if on[0].Why == escalation.BySight {
		p = chat.Say("duty-head-seen")
	}
	const shown = 30
	for i, d := range on {
		if i == shown {
			p.Lines(chat.Say("duty-more", "count", strconv.Itoa(len(on)-shown)))
			break
		}
		tier := chat.Arg{Phrase: chat.Say("duty-any-tier")}
		if d.Tier != "" {
			tier = chat.Arg{Text: d.Tier}
		}
		p.Lines(chat.Say(dutyLine[d.Why], "name", d.Member.Name, "platform", string(d.Member.ID.Platform), "languages", spokenBy(d), "tier", tier))
	}
	return []chat.Action{c.say(p)}, nil
}

var dutyLine = map[escalation.DutyWhy]string{
	escalation.BySaying: "duty-line", escalation.ByRota: "duty-line-rota", escalation.BySight: "duty-line-seen",
}

// spokenBy names the languages of somebody on duty.
func spokenBy(d escalation.Duty) chat.Arg {
	if len(d.Langs) == 0 {
		return chat.Arg{Phrase: chat.Say("duty-any-language")}
	}
	return chat.Arg{Text: strings.Join(d.Langs, ", ")}
}
