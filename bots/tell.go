package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// cmdOfficial lists the contacts that are official, from the roster and from nowhere else.
func (h *Hub) cmdOfficial(_ store.Tx, c *call) ([]chat.Action, error) {
	r := h.guard.Roster()
	p := chat.Say("official-head", "brand", h.cfg.Brand)
	b := r.Brand()
	if all := append(slices.Clone(b.Domains), b.Links...); len(all) > 0 {
		p.And(chat.Say("official-sites", "sites", "· "+strings.Join(all, "\n· ")))
	}
	var lines []string
	for _, o := range r.Officials() {
		line := "· " + o.Name()
		if o.Role != "" {
			line += " — " + o.Role
		}
		for _, handle := range o.Handles {
			line += " · @" + handle
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		p.And(chat.Say("official-people", "people", strings.Join(lines, "\n")))
	}
	return []chat.Action{c.say(p.And(chat.Say("official-foot")))}, nil
}

// cmdVerify says whether an account, link or message is official. Only an ID proves it; by name alone it says so.
func (h *Hub) cmdVerify(tx store.Tx, c *call) ([]chat.Action, error) {
	who := strings.TrimSpace(c.args["who"])
	switch {
	case who == "" && c.target == nil:
		return nil, chat.Refuse("verify-usage")
	case who == "" && c.target.Forward != nil:
		f := c.target.Forward
		if f.From == nil && f.Name == "" {
			return []chat.Action{c.say(chat.Say("verify-nobody"))}, nil
		}
		if f.From == nil {
			return []chat.Action{c.say(h.verifyName("", f.Name).And(chat.Say("verify-hidden")))}, nil
		}
		return []chat.Action{c.say(h.verifyAccount(*f.From))}, nil
	case who == "":
		return []chat.Action{c.say(h.verifyAccount(c.target.From))}, nil
	}
	p, err := h.verifyWord(tx, c, who)
	if err != nil {
		return nil, err
	}
	return []chat.Action{c.say(p)}, nil
}

// verifyAccount judges an account by its ID.
func (h *Hub) verifyAccount(m chat.Member) *chat.Phrase {
	if m.Kind == chat.Self {
		return chat.Say("verify-me", "brand", h.cfg.Brand)
	}
	if o, ok := h.guard.Roster().ByAccount(m.ID); ok {
		return chat.Say("verify-official", "what", shown(m), "name", o.Name(), "role", o.Role)
	}
	v := h.guard.Check(m.Handle, m.Name)
	if v.Verdict == moderation.Identical || v.Verdict == moderation.Near {
		return h.looksLike(shown(m), v)
	}
	return chat.Say("verify-not", "what", shown(m))
}

// verifyWord judges what somebody typed: an account number, a link or site, a handle, a name.
func (h *Hub) verifyWord(tx store.Tx, c *call, who string) (*chat.Phrase, error) {
	r, p := h.guard.Roster(), c.by.ID.Platform
	if _, err := strconv.ParseUint(who, 10, 64); err == nil {
		return h.verifyAccount(chat.Member{ID: chat.MemberID{Platform: p, Key: who}, Name: who}), nil
	}
	if strings.ContainsAny(who, "./") && !strings.HasPrefix(who, "@") {
		return h.verifyLink(who), nil
	}
	handle, isHandle := strings.CutPrefix(who, "@")
	o, listed := r.ByHandle(handle)
	if !isHandle && !listed {
		return h.verifyName("", who).And(chat.Say("verify-hidden")), nil
	}
	if !listed {
		if m, ok, err := moderation.LastUnder(tx, p, handle); err != nil {
			return nil, err
		} else if ok {
			return h.verifyAccount(chat.Member{ID: m, Handle: handle, Name: "@" + handle}), nil
		}
		return h.verifyName(handle, ""), nil
	}
	m, seen, err := moderation.LastUnder(tx, p, handle)
	if err != nil {
		return nil, err
	}
	if owner, ok := r.ByAccount(m); seen && ok && owner.ID == o.ID {
		return chat.Say("verify-official", "what", "@"+handle, "name", o.Name(), "role", o.Role), nil
	}
	if seen {
		return chat.Say("verify-handle-taken", "what", "@"+handle, "name", o.Name()), nil
	}
	return chat.Say("verify-handle-listed", "what", "@"+handle, "name", o.Name()), nil
}

// verifyLink judges a link or site by the roster's list.
func (h *Hub) verifyLink(who string) *chat.Phrase {
	b := h.guard.Roster().Brand()
	host := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(who, "https://"), "http://"))
	host = strings.TrimSuffix(host, "/")
	for _, l := range b.Links {
		if host == strings.ToLower(l) {
			return chat.Say("verify-link", "what", who)
		}
	}
	host, _, _ = strings.Cut(host, "/")
	for _, d := range b.Domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return chat.Say("verify-link", "what", who)
		}
	}
	return chat.Say("verify-unknown", "what", who)
}

// verifyName judges by appearance, which proves nothing in anybody's favour.
func (h *Hub) verifyName(handle, name string) *chat.Phrase {
	what := name
	if what == "" {
		what = "@" + handle
	}
	v := h.guard.Check(handle, name)
	if v.Verdict == moderation.Identical || v.Verdict == moderation.Near {
		return h.looksLike(what, v)
	}
	return chat.Say("verify-unknown", "what", what)
}

func (h *Hub) looksLike(what string, v moderation.NameVerdict) *chat.Phrase {
	like := v.Like
	if o, ok := h.guard.Roster().ByID(v.Like); ok {
		like = o.Name()
	}
	return chat.Say("verify-like", "what", what, "like", like)
}

// shown is an account as a reader would name it.
func shown(m chat.Member) string {
	if m.Handle != "" && !strings.HasPrefix(m.Name, "@") {
		return m.Name + " (@" + m.Handle + ")"
	}
	return m.Name
}

// cmdHelp lists what the reader may do.
func (h *Hub) cmdHelp(_ store.Tx, c *call) ([]chat.Action, error) {
	return []chat.Action{c.say(h.help(c))}, nil
}

func (h *Hub) help(c *call) *chat.Phrase {
	lang := h.words.Speaks(c.lang)
	lines := map[chat.Role][]string{}
	for _, cmd := range h.commands {
		if cmd.Name == "start" || cmd.For != 0 && !c.by.Role.Has(cmd.For) {
			continue
		}
		lines[cmd.For] = append(lines[cmd.For], "/"+cmd.Name+usage(cmd.Command)+" — "+cmd.About[lang])
	}
	p := chat.Say("help-head", "brand", h.cfg.Brand, "lines", strings.Join(lines[0], "\n"))
	for _, office := range []chat.Role{chat.Representative, chat.Moderator} {
		if len(lines[office]) > 0 {
			p.And(chat.Say("help-"+office.String(), "lines", strings.Join(lines[office], "\n")))
		}
	}
	return p
}

// usage is how a command's options are typed.
func usage(c chat.Command) string {
	var b strings.Builder
	if len(c.Subs) > 0 {
		var names []string
		for _, s := range c.Subs {
			names = append(names, s.Name)
		}
		return " " + strings.Join(names, "|")
	}
	for _, o := range c.Options {
		if o.Required {
			b.WriteString(" <" + o.Name + ">")
		} else {
			b.WriteString(" [" + o.Name + "]")
		}
	}
	return b.String()
}

// unknown helps who typed a command that there is not, with the nearest one there is.
func (h *Hub) unknown(c *call) *chat.Phrase {
	if near := h.nearest(c); near != "" {
		return chat.Say("command-near", "command", c.name, "near", near)
	}
	return chat.Say("command-unknown", "command", c.name)
}

func (h *Hub) cmdPrivacy(_ store.Tx, c *call) ([]chat.Action, error) {
	return []chat.Action{c.say(chat.Say("privacy", "reopen", chat.Arg{Wait: h.cfg.Desk.Reopen.String()}, "questions", chat.Arg{Wait: keepQuestions.String()},
		"answers", chat.Arg{Wait: faq.KeepAnswers.String()}))}, nil
}

// cmdStart greets in the private chat, and redeems the deep link to a waiting ticket.
func (h *Hub) cmdStart(tx store.Tx, c *call) ([]chat.Action, error) {
	if link := c.args["link"]; link != "" && link != "hello" {
		return h.desk.Start(tx, link, c.by, h.request(tx, c))
	}
	return []chat.Action{c.say(chat.Say("welcome", "brand", h.cfg.Brand).And(chat.Say("welcome-try")))}, nil
}

// cmdAsk answers a question that was asked by command.
func (h *Hub) cmdAsk(tx store.Tx, c *call) ([]chat.Action, error) {
	m := &chat.Message{ID: c.message, From: c.by, Text: c.args["question"], Addressed: true, Sent: c.meta.At}
	if m.ID.IsZero() {
		m.ID = chat.MessageID{Platform: c.meta.Room.Platform, Key: "asked/" + c.meta.Key}
	}
	return h.ask(tx, c.meta, m, thought{})
}
