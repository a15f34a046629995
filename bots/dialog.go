package bots

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// dialog is a command that waits for its missing arguments, one question at a time.
type dialog struct {
	Command string            `json:"command"`
	Args    map[string]string `json:"args"`
	Wants   string            `json:"wants"`
	Asked   []string          `json:"asked,omitempty"` // what was asked before, for the way back
	Skipped []string          `json:"skipped,omitempty"`
	Files   []chat.File       `json:"files,omitempty"` // that came with the answers
	At      time.Time         `json:"at"`
}

var dialogs = store.Table[dialog]{Name: "dialog"} // member‖room

// dialogLives is how long a half-finished command waits for the next answer.
const dialogLives = 30 * time.Minute

func dialogKey(m chat.MemberID, room chat.RoomID) []byte { return store.Key(m, room) }

// Arguments with these prefixes say what stands there now, and what could.
const (
	stands   = "now:"
	proposal = "propose:"
)

// complete asks for the arguments that a command needs: all at once where the room has forms, else one after the other, and
// then for those too that it can do without.
func (h *Hub) complete(tx store.Tx, c *call) ([]chat.Action, bool, error) {
	if c.command.paged {
		as, asks, err := h.askPaged(tx, c)
		return h.orSay(as, err, c), asks || err != nil, notRefusal(err)
	}
	if as, taken, err := h.gatherFrom(tx, c); taken || err != nil {
		return h.orSay(as, err, c), true, notRefusal(err)
	}
	if !c.guided && c.missing() == "" {
		return nil, false, nil
	}
	form := !c.guided && !c.meta.Answer.IsZero() && h.caps(c.meta.Answer).Forms && len(c.command.Options) <= 5
	c.guided = !form
	if err := h.beforeAsking(tx, c); err != nil {
		return h.orSay(nil, err, c), true, notRefusal(err)
	}
	if form {
		return []chat.Action{c.post(chat.Post{Form: h.form(c)})}, true, nil
	}
	want := c.next()
	if want == "" {
		return nil, false, nil
	}
	d := dialog{Command: c.name, Args: c.args, Wants: want, Asked: c.asked, Skipped: c.skipped, At: c.meta.At}
	if err := dialogs.Put(tx, c.dialogKey(), d); err != nil {
		return nil, true, err
	}
	return []chat.Action{c.say(h.question(c, want), h.ways(c, want)...)}, true, nil
}

// question asks for one argument, with what stands there now.
func (h *Hub) question(c *call, option string) *chat.Phrase {
	want := "want-" + option
	if option == "id" && c.name == "faq add" {
		want = "want-new-id"
	}
	p := chat.Say(want, "command", c.name, "entry", c.args["id"])
	if own := h.ownQuestion(c, option); own != nil {
		p = own
	}
	if now := c.args[stands+option]; now != "" {
		p.And(chat.Say("want-now", "text", now))
	} else if could := c.args[proposal+option]; could != "" {
		p.And(chat.Say("want-proposal", "text", could))
	}
	if !c.aside && !h.amongItself(c.meta) {
		p.And(chat.Say("want-reply"))
	}
	return p
}

// ways are the buttons of a question: answers to choose from, leaving it as it is, going back, giving up. Each names what was
// asked, so that one of an earlier question does nothing.
func (h *Hub) ways(c *call, option string) (rows [][]chat.Button) {
	var row []chat.Button
	add := func(label, do string) {
		row = append(row, chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "c:" + do + ":" + option})
	}
	for _, v := range c.choices[option] {
		if c.columns > 0 && len(row) == c.columns {
			rows, row = append(rows, row), nil
		}
		if data := "c:set:" + option + ":" + v; len(data) <= 64 {
			row = append(row, chat.Button{Text: v, Phrase: c.titles[v], Data: data})
		}
	}
	if c.loose && len(row) > 0 {
		rows, row = append(rows, row), nil
	}
	must := slices.Contains(c.command.needs, option)
	if len(c.args[tried+option]) > 1 {
		add("button-anyway", "keep")
	}
	switch {
	case c.args[stands+option] != "":
		add("button-keep", "keep")
	case c.args[proposal+option] != "":
		add("button-take", "keep")
	case !must && (len(row) == 0 || c.command.paged):
		add("button-skip", "skip")
	}
	if !must && c.missing() == "" && (len(c.choices[option]) == 0 || c.loose) {
		add("button-enough", "enough")
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	row = nil
	if len(c.asked) > 0 {
		add("button-back", "back")
	}
	return append(rows, append(row, cancelRow()[0]...))
}

// amongItself reports whether all that is said in a room is meant for the bot while it waits: in a group others talk too.
func (h *Hub) amongItself(m *chat.Meta) bool { return isDirect(m) || h.cfg.staffRoom(m) }

func cancelRow() [][]chat.Button {
	return [][]chat.Button{{{Phrase: chat.Say("button-cancel"), Data: "c:cancel"}}}
}

// form asks for all arguments of a command.
func (h *Hub) form(c *call) *chat.Form {
	f := &chat.Form{Data: "f:" + c.name, Phrase: chat.Say("form-title", "command", c.name)}
	if rev, no := c.args["rev"], c.args["draft"]; rev+no != "" {
		f.Data += ":" + rev + ":" + no
	}
	for _, o := range c.command.Options {
		value := c.args[o.Name]
		for _, other := range []string{stands, proposal} {
			if value == "" {
				value = c.args[other+o.Name]
			}
		}
		f.Fields = append(f.Fields, chat.Field{
			Name: o.Name, Phrase: chat.Say("field-" + o.Name), Value: value, Long: o.Long, Optional: !slices.Contains(c.command.needs, o.Name),
		})
	}
	return f
}

// missing is the first option that the command needs and has no value; empty: there is none.
func (c *call) missing() string {
	for _, name := range c.command.needs {
		if strings.TrimSpace(c.args[name]) == "" {
			return name
		}
	}
	return ""
}

// next is what a guided command asks for now: what it needs and may have, in the order of its asks.
func (c *call) next() string {
	for _, name := range c.command.asks {
		if strings.TrimSpace(c.args[name]) == "" && !slices.Contains(c.skipped, name) {
			return name
		}
	}
	return c.missing()
}

// answerDialog takes a message as the answer to what a waiting command asked; in a group only one that replies to the bot.
// One without words, or that comes too late, is not handled: it is what it would have been without the command.
func (h *Hub) answerDialog(tx store.Tx, d dialog, e *chat.Posted) (as []chat.Action, handled bool, err error) {
	if e.Message.Text == "" && isDirect(&e.Meta) && !d.over(e.At) {
		return h.pictured(tx, d, e)
	}
	if !e.Message.Addressed && !h.amongItself(&e.Meta) || e.Message.Text == "" {
		return nil, false, nil
	}
	if d.Command == draftDialog && !d.over(e.At) {
		return h.answerDraft(tx, d, e)
	}
	c, ok := h.goOnWith(d)
	if !ok || d.over(e.At) {
		return nil, false, dialogs.Delete(tx, dialogKey(e.Message.From.ID, e.Room))
	}
	c.from(e)
	if c.command.paged {
		return h.answerIntake(tx, c, d.Wants, e)
	}
	c.answer(d.Wants, e.Message.Text)
	as, err = h.carryOut(tx, c)
	return as, true, err
}

// goOnWith is a waiting command as far as it has got.
func (h *Hub) goOnWith(d dialog) (*call, bool) {
	c, ok := h.resume(d.Command)
	if d.Args != nil {
		c.args = d.Args
	}
	c.asked, c.skipped, c.guided, c.files = d.Asked, d.Skipped, d.Wants != confirmation, d.Files
	if c.command.paged && c.args[ofTicket] != "" {
		c.command.needs = nil
	}
	return c, ok
}

// confirmation is what a command wants that only asks whether it is meant.
const confirmation = "sure"

func (c *call) answer(option, value string) {
	c.args[option] = value
	c.asked = append(c.asked, option)
}

// pressedDialog takes a press on a button of a question.
func (h *Hub) pressedDialog(tx store.Tx, p *call, what string) ([]chat.Action, error) {
	key := dialogKey(p.by.ID, p.meta.Room)
	d, ok, err := dialogs.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if !ok || d.over(p.meta.At) {
		return nil, chat.Refuse("press-stale")
	}
	if what == "cancel" {
		return []chat.Action{p.say(chat.Say("cancelled"))}, dialogs.Delete(tx, key)
	}
	if d.Wants == confirmation && d.Command != draftDialog && what == d.yes() {
		return h.picked(tx, p, d.Command, d.Args, confirmation, "yes")
	}
	do, option, _ := strings.Cut(what, ":")
	option, value, _ := strings.Cut(option, ":")
	c, ok := h.goOnWith(d)
	if !ok || option != d.Wants || d.Wants == confirmation {
		return nil, chat.Refuse("press-stale")
	}
	c.meta, c.by = p.meta, p.by
	switch do {
	case "set":
		c.answer(option, value)
	case "keep":
		c.answer(option, c.args[stands+option]+c.args[proposal+option]+c.args[doubt+option])
	case "skip":
		c.skipped, c.asked = append(c.skipped, option), append(c.asked, option)
	case "form":
		c.lang = p.lang
		return h.formAgain(tx, c, d)
	case "enough":
		c.skipped = append(c.skipped, c.command.asks...)
	case "back":
		if len(c.asked) == 0 {
			return nil, chat.Refuse("press-stale")
		}
		last := c.asked[len(c.asked)-1]
		delete(c.args, last)
		c.asked = c.asked[:len(c.asked)-1]
		c.skipped = slices.DeleteFunc(c.skipped, func(s string) bool { return s == last })
	default:
		return nil, chat.Refuse("press-stale")
	}
	return h.carryOut(tx, c)
}

// typedSkip takes «/skip» where a question waits for its answer: it does what the button does.
func (h *Hub) typedSkip(tx store.Tx, c *call) ([]chat.Action, bool, error) {
	if c.name != skipIntake || c.said == nil {
		return nil, false, nil
	}
	d, ok, err := dialogs.Get(tx, c.dialogKey())
	if err != nil || !ok || d.over(c.meta.At) || d.Command == draftDialog || d.Wants == confirmation || d.Wants == inForm {
		return nil, false, err
	}
	press := "skip:" + d.Wants
	if d.Wants == categories {
		press = "set:" + categories + ":" + skipIntake
	}
	as, err := h.pressedDialog(tx, c, press)
	return h.orSay(as, err, c), true, notRefusal(err)
}

// over reports whether nobody can be meant to go on with the dialog.
func (d dialog) over(now time.Time) bool { return now.Sub(d.At) > dialogLives }

// yes is the payload that confirms what is asked now: the yes to another question, asked before, does nothing.
func (d dialog) yes() string {
	sum := fnv.New64a()
	for _, name := range sorted(d.Args) {
		fmt.Fprintf(sum, "%q=%q", name, d.Args[name])
	}
	return fmt.Sprintf("yes:%x", sum.Sum64())
}

// resume finds a command by its full name.
func (h *Hub) resume(name string) (*call, bool) {
	if c, ok := h.intakeCall(name); ok {
		return c, true
	}
	word, sub, _ := strings.Cut(name, " ")
	cmd, ok := h.find(word)
	if ok && sub != "" {
		cmd, ok = cmd.subs[sub]
	}
	return &call{command: cmd, name: name, args: map[string]string{}}, ok
}

// hangUp ends a waiting command: whoever gives another one has changed his mind, but for one that only tells something, as who
// is official.
func (h *Hub) hangUp(tx store.Tx, c *call) error {
	if c.command.tells {
		return nil
	}
	key := c.dialogKey()
	if _, waits, err := dialogs.Get(tx, key); err != nil || !waits {
		return err
	}
	return dialogs.Delete(tx, key)
}

// cmdCancel ends what waits: carryOut has ended a command already.
func (h *Hub) cmdCancel(tx store.Tx, c *call) ([]chat.Action, error) {
	return []chat.Action{c.say(chat.Say("cancelled"))}, gatherings.Delete(tx, store.Key(c.by.ID))
}
