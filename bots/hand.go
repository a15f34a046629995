package bots

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// handCommands are what representatives have at hand beside a ticket. Who a command is about is said by ticket, by reply, by
// mention or by account number, never by name: names change hands.
func (d declarer) handCommands() []command {
	const rep = chat.Representative
	cs := []command{
		d.define("reply", rep, (*Hub).cmdReply, d.opt("id", must, guess), d.opt("ticket", num)),
		d.define("replies", rep, (*Hub).cmdReplies, d.opt("page", num)),
		d.define("member", rep, (*Hub).cmdMember, d.opt("member", account), d.opt("ticket", num)),
		d.define("search", rep, (*Hub).cmdSearch, d.opt("words", must, long)),
		d.define("merge", rep, (*Hub).cmdMerge, d.opt("ticket", must, num), d.opt("into", must, num)),
		d.define("link", rep, (*Hub).cmdLink, d.opt("ticket", must, num), d.opt("second", num)),
		d.define("unlink", rep, (*Hub).cmdUnlink, d.opt("ticket", must, num), d.opt("second", num)),
		d.define("block", rep, (*Hub).cmdBlock, d.opt("time", must), d.opt("reason", must, long), d.opt("member", account), d.opt("ticket", num)),
		d.define("unblock", rep, (*Hub).cmdUnblock, d.opt("member", account), d.opt("ticket", num)),
		d.define("blocks", rep, (*Hub).cmdBlocks),
	}
	cs[0].typed, cs[2].typed = "<id> [#ticket]", "[#ticket|account]"
	cs[7].typed, cs[8].typed = "[#ticket|account] <time> <reason>", "[#ticket|account]"
	for i := range cs {
		cs[i].secret, cs[i].needs = true, nil // what is missing is told with the usage: nothing is asked for
		cs[i].inside = cs[i].Name != "reply"
	}
	return cs
}

func account(o *chat.Option) { o.Member = true }

// handMemberCommands are the same area's for everybody.
func (d declarer) handMemberCommands() []command {
	code := d.opt("code")
	cs := []command{
		d.define("appeal", 0, (*Hub).cmdAppeal, d.opt("objection", must, long)),
		d.group("account", 0, (*Hub).cmdAccount,
			d.define("account show", 0, (*Hub).cmdAccountShow),
			d.define("account link", 0, (*Hub).cmdAccountLink, code),
			d.define("account unlink", 0, (*Hub).cmdAccountUnlink)),
	}
	cs[0].aside = true
	for name, s := range cs[1].subs {
		s.aside = true
		cs[1].subs[name] = s
	}
	cs[1].aside = true
	return cs
}

// somebody is who a command is about, with the ticket that said so.
type somebody struct {
	chat.Member
	ticket *escalation.Ticket
	first  time.Time // when the bot saw the account first; zero: never
}

// typed are the words of a typed command that stand in the options named; a picked one has none.
func (c *call) typed(options ...string) string {
	if c.said == nil {
		return ""
	}
	var words []string
	for _, o := range options {
		if s := c.args[o]; s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, " ")
}

// whom finds who a command is about, and returns the words that are left. Ok is false if nobody is named and the room is no
// ticket's.
func (h *Hub) whom(tx store.Tx, c *call, words string) (who somebody, rest string, ok bool, err error) {
	first, after := cutWord(words)
	if c.said == nil {
		return h.picksWhom(tx, c)
	}
	if m, text := mentioned(c.said); !m.IsZero() {
		who, err = h.somebody(tx, m)
		return who, strings.TrimSpace(strings.Replace(words, text, "", 1)), true, err
	}
	if id, is := ticketMark(first); is {
		who, err = h.ofTicket(tx, id)
		return who, after, true, err
	}
	if who, ok, err = h.byNumber(tx, c.by.ID.Platform, first); ok || err != nil {
		return who, after, ok, err
	}
	who, ok, err = h.here(tx, c)
	return who, words, ok, err
}

// picksWhom reads the options of a picked command.
func (h *Hub) picksWhom(tx store.Tx, c *call) (who somebody, rest string, ok bool, err error) {
	if s := strings.TrimPrefix(c.args["ticket"], "#"); s != "" {
		id, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return who, "", false, chat.Refuse("ticket-number", "command", c.name)
		}
		who, err = h.ofTicket(tx, id)
		return who, "", true, err
	}
	if s := c.args["member"]; s != "" {
		who, ok, err = h.byNumber(tx, c.by.ID.Platform, s)
		return who, "", ok, err
	}
	who, ok, err = h.here(tx, c)
	return who, "", ok, err
}

// here is who a command is about that names nobody: the author of the message replied to, or the member of the room's ticket.
func (h *Hub) here(tx store.Tx, c *call) (who somebody, ok bool, err error) {
	if t := c.target; t != nil && !t.ID.IsZero() {
		of, found, err := escalation.TicketOf(tx, t.ID)
		if err != nil {
			return who, false, err
		}
		if found && (t.From.Kind == chat.Self || t.From.ID == of.Member) {
			who, err = h.ofTicket(tx, of.ID)
			return who, true, err
		}
		if t.From.Kind == chat.Person && !t.From.ID.IsZero() {
			who, err = h.somebody(tx, t.From.ID)
			who.Groups = t.From.Groups
			return who, true, err
		}
	}
	t, ok, err := escalation.In(tx, c.meta.Room)
	if err != nil || !ok {
		return who, false, err
	}
	who, err = h.ofTicket(tx, t.ID)
	return who, true, err
}

func (h *Hub) ofTicket(tx store.Tx, id uint64) (somebody, error) {
	t, err := escalation.Find(tx, id)
	if err != nil {
		return somebody{}, err
	}
	who, err := h.somebody(tx, t.Member)
	who.ticket, who.Lang = &t, t.Lang
	if who.Name == "" {
		who.Name, who.Handle = t.Name, t.Handle
	}
	return who, err
}

// somebody is an account as it was seen last; of one that was never seen only the number is known.
func (h *Hub) somebody(tx store.Tx, m chat.MemberID) (somebody, error) {
	k, ok, err := moderation.KnownOf(tx, m)
	if err != nil {
		return somebody{}, err
	}
	who := somebody{Member: chat.Member{ID: m, Name: k.Name, Handle: k.Handle}}
	if ok {
		who.first = k.First
	}
	return who, nil
}

// byNumber is the account that a word names. What is no number names only an account that was seen before: a typo is nobody.
func (h *Hub) byNumber(tx store.Tx, own chat.Platform, s string) (who somebody, ok bool, err error) {
	m, is := h.accountNumber(own, s)
	if !is {
		return who, false, nil
	}
	who, err = h.somebody(tx, m)
	return who, !who.first.IsZero() || strings.Trim(m.Key, "0123456789") == "", err
}

// accountName is an account in words: by its number where no name is known.
func accountName(m chat.Member) string {
	if m.Name == "" && m.Handle == "" {
		return m.ID.Key
	}
	return shown(m)
}

// mentioned is the first account that a message mentions by its number, and the words that do.
func mentioned(m *chat.Message) (chat.MemberID, string) {
	for _, s := range m.Spans {
		if s.Kind == chat.Mention && !s.Member.IsZero() && s.Start >= 0 && s.Start < s.End && s.End <= len(m.Text) {
			return s.Member, m.Text[s.Start:s.End]
		}
	}
	return chat.MemberID{}, ""
}

// ticketMark reads #12.
func ticketMark(s string) (uint64, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	id, err := strconv.ParseUint(digits, 10, 64)
	return id, ok && err == nil
}

// accountDigits is how many digits make a bare number an account's, not a ticket's.
const accountDigits = 8

// accountNumber reads an account as /member shows it: telegram:12345, or its number alone if it is long enough to be no ticket's.
func (h *Hub) accountNumber(own chat.Platform, s string) (chat.MemberID, bool) {
	if p, key, ok := strings.Cut(s, ":"); ok && p != "" && key != "" && len(key) <= 64 {
		for known := range h.adapters {
			if strings.EqualFold(p, string(known)) {
				return chat.MemberID{Platform: known, Key: key}, true
			}
		}
		return chat.MemberID{}, false
	}
	if len(s) < accountDigits || len(s) > 20 || strings.Trim(s, "0123456789") != "" {
		return chat.MemberID{}, false
	}
	return chat.MemberID{Platform: own, Key: s}, true
}
