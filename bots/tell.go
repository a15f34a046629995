package bots

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// memberCommands are for everybody.
func (d declarer) memberCommands() []command {
	verify := d.define("verify", 0, (*Hub).cmdVerify, d.opt("who", long))
	official, help := d.define("official", 0, (*Hub).cmdOfficial), d.define("help", 0, (*Hub).cmdHelp)
	verify.Menu = true
	verify.tells, official.tells, help.tells = true, true, true
	return []command{
		d.define("ask", 0, (*Hub).cmdAsk, d.opt("question", must, long, guess)),
		d.define("support", 0, (*Hub).cmdSupport, d.opt("text", long)),
		official,
		verify,
		d.reportCommand(),
		d.define("language", 0, (*Hub).cmdLanguage, d.opt("language")),
		help,
		d.define("privacy", 0, (*Hub).cmdPrivacy, d.opt("keep", only("on", "off"))),
		d.define("start", 0, (*Hub).cmdStart, d.opt("link")),
		d.define("cancel", 0, (*Hub).cmdCancel),
	}
}

// officialNames is how many officials are named at once; /verify tells of each.
const officialNames = 60

// cmdOfficial lists the contacts that are official, from the roster and from nowhere else.
func (h *Hub) cmdOfficial(_ store.Tx, c *call) ([]chat.Action, error) {
	r := h.official().Roster
	p := chat.Say("official-head", "brand", h.brand())
	b := r.Brand()
	if all := append(slices.Clone(b.Domains), b.Links...); len(all) > 0 {
		p.And(chat.Say("official-sites", "sites", "· "+strings.Join(all, "\n· ")))
	}
	lines := peopleLines(r, officialNames)
	if len(lines) > 0 {
		p.And(chat.Say("official-people", "people", strings.Join(lines, "\n")))
	}
	return []chat.Action{c.say(p.And(chat.Say("official-foot")))}, nil
}

// cmdVerify says whether an account, link or message is official. Only an ID proves it; by name alone it says so.
func (h *Hub) cmdVerify(tx store.Tx, c *call) ([]chat.Action, error) {
	who := strings.TrimSpace(c.args["who"])
	switch {
	case who == "" && c.target == nil && c.said != nil && pictured(c.said.Files):
		return []chat.Action{c.say(chat.Say("verify-picture"))}, nil
	case who == "" && c.target == nil:
		return h.verifyHere(tx, c)
	case who == "":
		p := h.verifyMessage(c.target)
		if pictured(c.target.Files) {
			p.And(chat.Say("verify-picture"))
		}
		return []chat.Action{c.say(p)}, nil
	case escalation.LooksLikeProof(who):
		return h.verifyProof(tx, c, who)
	}
	p, err := h.verifyWord(tx, c, who)
	if err != nil {
		return nil, err
	}
	return []chat.Action{c.say(p)}, nil
}

// pictured reports a picture among files: what it shows, nobody here can read.
func pictured(files []chat.File) bool {
	return slices.ContainsFunc(files, func(f chat.File) bool { return f.Kind == chat.Photo })
}

// verifyAccount judges an account by its ID.
func (h *Hub) verifyAccount(m chat.Member) *chat.Phrase {
	if m.Kind == chat.Self {
		return chat.Say("verify-me", "brand", h.brand())
	}
	return standing(shown(m), h.official().Directory.Account(m.ID, m.Handle, m.Name))
}

// verifyMessage judges a message by who wrote it, and by what it says.
func (h *Hub) verifyMessage(m *chat.Message) *chat.Phrase {
	text := strings.Join(m.Everything(), "\n")
	switch f := m.Forward; {
	case f != nil:
		return judged(h.official().Assess(f.From, f.Name, text))
	case m.From.Kind == chat.Self:
		return h.verifyAccount(m.From)
	}
	return judged(h.official().Assess(&m.From, "", text))
}

// longestName is the most characters that are judged as a name; longer words are a message.
const longestName = 64

// verifyWord judges what somebody typed: an account number, a link or site, an address, a handle, a name.
func (h *Hub) verifyWord(tx store.Tx, c *call, who string) (*chat.Phrase, error) {
	p := c.by.ID.Platform
	if strings.ContainsAny(who, " \n") && len([]rune(who)) > longestName {
		return standing("", h.official().Directory.Message(who)), nil
	}
	a := h.official().Directory.Ask(p, who)
	what := a.Query
	switch {
	case a.Subject == moderation.ADisplayed:
		return standing(what, a).And(chat.Say("verify-hidden")), nil
	case a.Subject != moderation.AHandle:
		return standing(what, a), nil
	}
	// A handle may have changed hands: it is official only if the roster's account was last seen under it.
	m, seen, err := moderation.LastUnder(tx, p, strings.TrimPrefix(who, "@"))
	if err != nil {
		return nil, err
	}
	owner, official := h.official().Roster.ByAccount(m)
	switch {
	case seen && official:
		return chat.Say("verify-official", "what", what, "name", owner.Name(), "role", owner.Role), nil
	case seen && a.Standing == moderation.IsOfficial:
		return chat.Say("verify-handle-taken", "what", what, "name", a.Official.Name()), nil
	case seen:
		return standing(what, h.official().Directory.Account(m, strings.TrimPrefix(who, "@"), "")), nil
	case a.Standing == moderation.IsOfficial:
		return chat.Say("verify-handle-listed", "what", what, "name", a.Official.Name()), nil
	}
	return standing(what, a), nil
}

// standing puts the directory's answer into words.
func standing(what string, a moderation.Answer) *chat.Phrase {
	switch a.Standing {
	case moderation.IsOfficial:
		if a.Official.ID == "" {
			return chat.Say("verify-link", "what", what)
		}
		return chat.Say("verify-official", "what", what, "name", a.Official.Name(), "role", a.Official.Role)
	case moderation.LooksLike:
		switch {
		case a.Subject == moderation.AMessage:
			return chat.Say("verify-message-bad").And(instead(a))
		case a.Subject == moderation.ALink || a.Subject == moderation.AnAddress, a.Official.ID == "":
			return chat.Say("verify-link-bad", "what", what).And(instead(a))
		}
		return chat.Say("verify-like", "what", what, "like", a.Official.Name()).And(instead(a))
	case moderation.NotOfficial:
		return chat.Say("verify-not", "what", what)
	}
	if a.Subject == moderation.AMessage {
		return chat.Say("verify-message-unknown")
	}
	return chat.Say("verify-unknown", "what", what)
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

// help lists what the author may do. Who holds an office knows what everybody can do: of that, only the names are told.
func (h *Hub) help(c *call) *chat.Phrase {
	lang := h.speaks(c.lang)
	lines, everybody := map[chat.Role][]string{}, "\n"
	if c.by.Role.Staff() {
		everybody = " · "
	}
	for _, cmd := range h.commands {
		if cmd.Name == "start" || cmd.For != 0 && !c.by.Role.Has(cmd.For) {
			continue
		}
		line := "/" + cmd.Name
		if cmd.For != 0 || !c.by.Role.Staff() {
			line += cmd.usage() + " — " + cmd.About[lang]
		}
		lines[cmd.For] = append(lines[cmd.For], line)
	}
	p := chat.Say("help-head", "brand", h.brand(), "lines", strings.Join(lines[0], everybody))
	for _, office := range []chat.Role{chat.Representative, chat.Moderator} {
		if len(lines[office]) > 0 {
			p.And(chat.Say("help-"+office.String(), "lines", strings.Join(lines[office], "\n")))
		}
	}
	return p
}

// usage is how what a command wants is typed.
func (c command) usage() string {
	if c.typed != "" {
		return " " + c.typed
	}
	return usage(c.Command)
}

// usage is how a command's options are typed in their order.
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

// cmdStart greets in the private chat, and redeems the deep link to a waiting ticket.
func (h *Hub) cmdStart(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args["link"] == startIntake {
		return h.picked(tx, c, "support", nil)
	}
	if c.args["link"] == startHold {
		return h.cmdHeld(tx, c)
	}
	if link := c.args["link"]; link != "" && link != "hello" {
		return h.desk.Start(tx, link, c.by, c.meta.At)
	}
	return []chat.Action{c.say(h.welcome(), []chat.Button{{Phrase: chat.Say("button-ticket"), Data: "h:"}})}, nil
}

// brand is how the community calls itself; one that has no name is «this community».
func (h *Hub) brand() chat.Arg {
	if h.cfg.Brand == "" {
		return chat.Arg{Phrase: chat.Say("brand-none")}
	}
	return chat.Arg{Text: h.cfg.Brand}
}

func (h *Hub) welcome() *chat.Phrase {
	return chat.Say("welcome", "brand", h.brand()).And(chat.Say("welcome-try"))
}

// askedByCommand begins the key of a question that is no message.
const askedByCommand = "asked/"

// cmdAsk answers a question that was asked by command.
func (h *Hub) cmdAsk(tx store.Tx, c *call) ([]chat.Action, error) {
	m := &chat.Message{ID: c.message, From: c.by, Text: c.args["question"], Addressed: true, Sent: c.meta.At}
	if m.ID.IsZero() {
		m.ID = chat.MessageID{Platform: c.meta.Room.Platform, Key: askedByCommand + c.meta.Key}
	}
	return h.ask(tx, c.meta, m, thought{})
}
