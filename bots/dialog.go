package bots

import (
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
	At      time.Time         `json:"at"`
}

var dialogs = store.Table[dialog]{Name: "dialog"} // member‖room

// dialogLives is how long a half-finished command waits for the next answer.
const dialogLives = 30 * time.Minute

func dialogKey(m chat.MemberID, room chat.RoomID) []byte { return store.Key(m, room) }

// complete asks for the arguments that a command needs: all at once where the room has forms, else one after the other.
func (h *Hub) complete(tx store.Tx, c *call) ([]chat.Action, bool, error) {
	missing := c.missing()
	if missing == "" {
		return nil, false, nil
	}
	if err := h.beforeAsking(tx, c); err != nil {
		return h.orSay(nil, err, c), true, notRefusal(err)
	}
	if !c.meta.Answer.IsZero() && h.caps(c.meta.Answer).Forms && len(c.command.Options) <= 5 {
		return []chat.Action{c.post(chat.Post{Form: h.form(c)})}, true, nil
	}
	d := dialog{Command: c.name, Args: c.args, Wants: missing, At: c.meta.At}
	if err := dialogs.Put(tx, dialogKey(c.by.ID, c.meta.Room), d); err != nil {
		return nil, true, err
	}
	return []chat.Action{c.say(h.question(c, missing), cancelRow())}, true, nil
}

// question asks for one argument, with what stands there now.
func (h *Hub) question(c *call, option string) *chat.Phrase {
	p := chat.Say("want-"+option, "command", c.name)
	if now := c.args["now:"+option]; now != "" {
		p.And(chat.Say("want-now", "text", now))
	}
	if !h.amongItself(c.meta) {
		p.And(chat.Say("want-reply"))
	}
	return p
}

// amongItself reports whether all that is said in a room is meant for the bot while it waits: in a group others talk too.
func (h *Hub) amongItself(m *chat.Meta) bool { return isDirect(m) || h.cfg.staffRoom(m) }

func cancelRow() []chat.Button {
	return []chat.Button{{Phrase: chat.Say("button-cancel"), Data: "c:cancel"}}
}

// form asks for all arguments of a command.
func (h *Hub) form(c *call) *chat.Form {
	f := &chat.Form{Data: "f:" + c.name, Phrase: chat.Say("form-title", "command", c.name)}
	if rev := c.args["rev"]; rev != "" {
		f.Data += ":" + rev
	}
	for _, o := range c.command.Options {
		value := c.args[o.Name]
		if value == "" {
			value = c.args["now:"+o.Name]
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

// answerDialog takes a message as the answer to what a waiting command asked; in a group only one that replies to the bot.
// One that is no answer, or comes too late, is not handled: it is what it would have been without the command.
func (h *Hub) answerDialog(tx store.Tx, d dialog, e *chat.Posted) (as []chat.Action, handled bool, err error) {
	if !e.Message.Addressed && !h.amongItself(&e.Meta) {
		return nil, false, nil
	}
	c, ok := h.resume(d.Command)
	if !ok || d.over(e.At) || e.Message.Text == "" {
		return nil, false, dialogs.Delete(tx, dialogKey(e.Message.From.ID, e.Room))
	}
	c.args = d.Args
	if c.args == nil {
		c.args = map[string]string{}
	}
	c.args[d.Wants] = e.Message.Text
	c.from(e)
	as, err = h.carryOut(tx, c)
	return as, true, err
}

// over reports whether nobody can be meant to go on with the dialog.
func (d dialog) over(now time.Time) bool { return now.Sub(d.At) > dialogLives }

// resume finds a command by its full name.
func (h *Hub) resume(name string) (*call, bool) {
	word, sub, _ := strings.Cut(name, " ")
	cmd, ok := h.find(word)
	if ok && sub != "" {
		cmd, ok = cmd.subs[sub]
	}
	return &call{command: cmd, name: name, args: map[string]string{}}, ok
}

// hangUp ends a waiting command: whoever gives another one has changed his mind.
func (h *Hub) hangUp(tx store.Tx, c *call) error {
	key := dialogKey(c.by.ID, c.meta.Room)
	if _, waits, err := dialogs.Get(tx, key); err != nil || !waits {
		return err
	}
	return dialogs.Delete(tx, key)
}

func (h *Hub) cmdCancel(_ store.Tx, c *call) ([]chat.Action, error) {
	return []chat.Action{c.say(chat.Say("cancelled"))}, nil // carryOut has ended what was waiting
}
