package bots

import (
	"errors"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// command is one command: how it is registered and what it does.
type command struct {
	chat.Command
	run  func(*Hub, store.Tx, *call) ([]chat.Action, error)
	subs map[string]command
	sep  bool // typed arguments are set apart by |

	shape func(*Hub, store.Tx, *call) error // puts the arguments in order before any is asked for; nil: nothing is to be done

	needs  []string // options that are asked for when they are missing
	typed  string   // how it is typed, where that is not its options in their order
	asks   []string // what is asked where that is one question at a time, what can be left out too; nil: what is needed
	secret bool     // is about tickets: not where just anybody reads
	inside bool     // shows what the ticket's member must not read
	aside  bool     // typed where just anybody reads, it is answered in private
	paged  bool     // an intake: asked for in forms or one by one, each answer checked
	tells  bool     // tells something and asks for nothing: a command that waits for an answer goes on waiting
}

// call is a command on its way, typed, picked or filled in: all arrive alike.
type call struct {
	command command
	name    string // "faq add"; what was typed if there is no such command
	args    map[string]string
	meta    *chat.Meta
	by      chat.Member
	lang    string
	message chat.MessageID // that called it, zero for interactions
	on      chat.MessageID // that carries the button
	target  *chat.Message  // that it is called on: replied to, or the menu's
	said    *chat.Message  // the whole message, if it was typed
	files   []chat.File    // attached to a picked command
	leaked  bool           // the target held a secret, which was taken out
	update  bool           // the answer takes the place of the message that carries the button
	aside   bool           // it is answered in private

	plan    *faq.Prepared           // of the import that is published, if it was prepared
	guided  bool                    // asked for one argument after the other
	asked   []string                // so far
	skipped []string                // what need not be asked
	choices map[string][]string     // option → answers to choose from
	titles  map[string]*chat.Phrase // … and what stands on their buttons; nil: the answer itself
	columns int                     // buttons of answers in a row; 0: all
	loose   bool                    // … and other answers are as welcome
	fresh   bool                    // of an intake nothing was asked yet
}

func (h *Hub) find(name string) (command, bool) {
	for _, c := range h.commands {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

// parse reads a typed command: «/faq add …», «/close@bot solved». Is tells whether the text is one at all; a call of a
// command that does not exist has only its name.
func (h *Hub) parse(s string) (c *call, is bool) {
	rest, ok := strings.CutPrefix(s, "/")
	if !ok || strings.HasPrefix(rest, "/") {
		return nil, false
	}
	word, rest := cutWord(rest)
	word, _, _ = strings.Cut(word, "@")
	word = strings.ToLower(word)
	if word == "" || len(word) > 32 || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }) {
		return nil, false
	}
	cmd, known := h.find(word)
	c = &call{name: word, args: map[string]string{}}
	if !known {
		return c, true
	}
	if len(cmd.subs) > 0 {
		sub, after := cutWord(rest)
		if s, ok := cmd.subs[strings.ToLower(sub)]; ok {
			cmd, rest, c.name = s, after, word+" "+s.Name
		} else if sub != "" {
			c.args[subcommand] = sub
		}
	}
	c.command = cmd
	maps.Copy(c.args, arguments(cmd, rest))
	return c, true
}

// arguments gives typed words to options in their order; a long one takes the rest of the line, or in commands of several
// texts all up to the next |.
func arguments(c command, s string) map[string]string {
	args := map[string]string{}
	s = strings.TrimSpace(s)
	for i, o := range c.Options {
		if s == "" {
			break
		}
		var v string
		switch {
		case c.sep && i > 0:
			v, s, _ = strings.Cut(s, "|")
		case !c.sep && (o.Long || i == len(c.Options)-1):
			v, s = s, ""
		default:
			v, s = cutWord(s)
			s = strings.TrimPrefix(s, "|")
		}
		s = strings.TrimSpace(s)
		if v = strings.TrimSpace(v); v != "" {
			args[o.Name] = v
		}
	}
	return args
}

func cutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i], strings.TrimSpace(s[i+size:])
}

// from fills in who typed the command and where.
func (c *call) from(e *chat.Posted) {
	c.meta, c.by, c.message, c.said = &e.Meta, e.Message.From, e.Message.ID, &e.Message
	if r := e.Message.ReplyTo; r != nil {
		c.target = &chat.Message{ID: r.ID, From: r.From, Text: r.Text, Forward: r.Forward, Files: r.Files}
	}
}

// room is where the command is answered: its interaction, else where it was given.
func (c *call) room() chat.RoomID {
	if !c.meta.Answer.IsZero() {
		return c.meta.Answer
	}
	return c.place()
}

// place is where what the command begins goes on.
func (c *call) place() chat.RoomID {
	if c.aside {
		return chat.Direct(c.by.ID)
	}
	return c.meta.Room
}

func (c *call) dialogKey() []byte { return dialogKey(c.by.ID, c.place()) }

// say answers the command, to its author alone where the room can do that.
func (c *call) say(p *chat.Phrase, buttons ...[]chat.Button) chat.Action {
	return c.post(chat.Post{Phrase: p, Buttons: buttons})
}

func (c *call) post(p chat.Post) chat.Action {
	p.Lang, p.Private, p.Update = c.lang, true, c.update
	a := chat.Action{Priority: chat.Relay}
	switch {
	case c.aside:
		a.Owner = asideOwner + c.meta.Room.String()
	case c.meta.Answer.IsZero():
		p.ReplyTo = c.message
	default:
		a.Priority = chat.Interaction
	}
	a.Effect = chat.Send{Room: c.room(), Post: p}
	return a
}

// carryOut runs a command: offices are checked here, in the transaction that acts, and what is missing is asked for.
func (h *Hub) carryOut(tx store.Tx, c *call) ([]chat.Action, error) {
	c.lang = h.langOf(tx, c.by, c.meta.Room, "")
	direct := isDirect(c.meta)
	if c.command.run == nil {
		if as, skips, err := h.typedSkip(tx, c); skips || err != nil {
			return as, err
		}
		if !direct && c.meta.Answer.IsZero() && !h.cfg.staffRoom(c.meta) {
			return nil, nil // in a group, some other bot's command
		}
		return []chat.Action{c.say(h.unknown(c))}, nil
	}
	c.aside = c.command.aside && c.meta.Answer.IsZero() && !h.amongItself(c.meta)
	if c.command.For != 0 && !c.by.Role.Has(c.command.For) {
		if !direct && c.meta.Answer.IsZero() && !h.cfg.staffRoom(c.meta) {
			return nil, nil
		}
		return []chat.Action{c.say(chat.Say("not-staff", "command", c.name))}, nil
	}
	if err := h.hangUp(tx, c); err != nil {
		return nil, err
	}
	if c.command.secret {
		if fit, err := h.fitFor(tx, c); !fit || err != nil {
			return []chat.Action{h.reply(chat.Direct(c.by.ID), chat.MessageID{}, c.lang, chat.Say("use-staff-room", "command", c.name))}, err
		}
	}
	if c.command.shape != nil {
		if err := c.command.shape(h, tx, c); err != nil {
			return h.orSay(nil, err, c), notRefusal(err)
		}
	}
	if as, asks, err := h.complete(tx, c); asks || err != nil {
		return as, err
	}
	as, err := c.command.run(h, tx, c)
	return h.orSay(as, err, c), notRefusal(err)
}

// fitFor reports whether a command about tickets may be answered where it was given: to its author alone, among the staff,
// or, if it is about a single ticket, in that ticket's own room. Where the staff answers as the team, its answer may name somebody:
// then not where the member reads.
func (h *Hub) fitFor(tx store.Tx, c *call) (bool, error) {
	if !c.meta.Answer.IsZero() || isDirect(c.meta) {
		return true, nil
	}
	t, here, err := escalation.In(tx, c.meta.Room)
	if here {
		return c.meta.Room != t.MemberRoom || !c.command.inside && !h.cfg.Desk.Team, err
	}
	return h.cfg.staffRoom(c.meta), err
}

// orSay turns a refusal into the command's answer. One with buttons tells of a person's block: it is for nobody else, so where
// others would read it goes to the private chat, or on a press there without them.
func (h *Hub) orSay(as []chat.Action, err error, c *call) []chat.Action {
	var r *chat.Refusal
	if !errors.As(err, &r) {
		return as
	}
	if len(r.Buttons) == 0 || isDirect(c.meta) || h.caps(c.room()).Ephemeral {
		return h.orRefusal(nil, err, c.room(), c.message, c.lang)
	}
	if c.aside = c.meta.Answer.IsZero(); c.aside {
		return []chat.Action{c.say(r.Phrase, r.Buttons...)}
	}
	return []chat.Action{c.say(r.Phrase)}
}

// readByMember reports whether a command was typed where the member of a ticket reads it.
func readByMember(tx store.Tx, c *call) (bool, error) {
	t, ok, err := escalation.In(tx, c.meta.Room)
	return ok && t.MemberRoom == c.meta.Room && c.meta.Answer.IsZero(), err
}
