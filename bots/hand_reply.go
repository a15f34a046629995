package bots

import (
	"cmp"
	"maps"
	"strconv"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// repliesPage is how many canned replies are listed at once.
const repliesPage = 20

// cmdReply sends a canned reply, or an entry of the FAQ, to the member of a ticket.
func (h *Hub) cmdReply(tx store.Tx, c *call) ([]chat.Action, error) {
	key, number := strings.ToLower(c.args["id"]), c.args["ticket"]
	if _, is := ticketMark(key); is { // «/reply #7 gas»
		key, number = strings.ToLower(number), key
	}
	if key == "" {
		return nil, chat.Refuse("reply-usage")
	}
	t, err := h.ticket(tx, c, number)
	if err != nil {
		return nil, err
	}
	post, err := h.replyPost(tx, t, c.by, key)
	if err != nil {
		return nil, err
	}
	as, err := h.desk.Reply(tx, t, c.by, key, false, post, c.meta.At)
	if err != nil {
		return nil, err
	}
	if _, canned := h.cfg.Replies[key]; !canned {
		err = h.learnSent(tx, t, key)
	}
	return h.sent(c, t, key, as), err
}

// sent tells who sent a reply from somewhere else than the ticket's own rooms that it went.
func (h *Hub) sent(c *call, t escalation.Ticket, key string, as []chat.Action) []chat.Action {
	if c.meta.Answer.IsZero() && (c.meta.Room == t.StaffRoom || c.meta.Room == t.MemberRoom) {
		return as
	}
	return append([]chat.Action{c.say(chat.Say("reply-done", "entry", key, "number", ticketNumber(t)))}, as...)
}

// replyPost is a canned reply, or else an entry, as the member of a ticket gets it.
func (h *Hub) replyPost(tx store.Tx, t escalation.Ticket, rep chat.Member, key string) (chat.Post, error) {
	vars := h.replyVariables(t, rep)
	if texts, ok := h.cfg.Replies[key]; ok {
		instead := h.words.Text(chat.Say("variable-missing"), h.speaks(t.Lang))
		var p chat.Post
		p.Text, p.Spans = faq.Render(inLang(texts, t.Lang, h.cfg.Langs), vars, instead)
		return p, nil
	}
	idx, _, err := h.book.At(tx)
	if err != nil {
		return chat.Post{}, err
	}
	if e, ok := idx.Entry(key); ok {
		return h.spelledOut(e, t.Lang, vars), nil
	}
	near := h.replyChoices(key, 3)
	if len(near) == 0 {
		return chat.Post{}, chat.Refuse("reply-none", "entry", cutRunes(key, 64))
	}
	var ids []string
	for _, n := range near {
		ids = append(ids, n.Value)
	}
	return chat.Post{}, chat.Refuse("reply-near", "entry", cutRunes(key, 64), "near", strings.Join(ids, ", "))
}

// replyVariables are what a reply may say beside the roster's: whom it is for and, unless the team answers as one, who sends it.
func (h *Hub) replyVariables(t escalation.Ticket, rep chat.Member) faq.Variables {
	vars := maps.Clone(h.fills())
	lang := h.speaks(t.Lang)
	plain := func(s, instead string) string { // a name is text: never an address that is shown as a link
		return cmp.Or(strings.TrimSpace(strings.ReplaceAll(s, "://", " ")), h.words.Text(&chat.Phrase{ID: instead}, lang))
	}
	vars["member.name"] = plain(t.Name, "reply-friend")
	vars["ticket.number"] = ticketNumber(t)
	vars["rep.name"] = plain(rep.Name, "the-team")
	if h.cfg.Desk.Team {
		vars["rep.name"] = h.words.Text(chat.Say("the-team"), lang)
	}
	return vars
}

// ReplyVariables are the names that a canned reply may use beside those of the FAQ.
func ReplyVariables() []string { return []string{"member.name", "ticket.number", "rep.name"} }

// spelledOut is an entry whose links stand in its text: a line of a ticket has no buttons.
func (h *Hub) spelledOut(e faq.Entry, lang string, vars faq.Variables) chat.Post {
	p := h.entryPost(e, lang)
	instead := h.words.Text(chat.Say("variable-missing"), h.speaks(lang))
	p.Text, p.Spans = faq.Render(inLang(e.Answer, lang, h.cfg.Langs), vars, instead)
	for _, row := range p.Buttons {
		for _, b := range row {
			p.Text += "\n" + b.Text + ": "
			at := len(p.Text)
			p.Text += strings.TrimPrefix(b.URL, "https://")
			p.Spans = append(p.Spans, chat.Span{Kind: chat.Link, Start: at, End: len(p.Text), URL: b.URL})
		}
	}
	p.Buttons = nil
	return p
}

// replyChoices are canned replies, and then entries, for a few letters.
func (h *Hub) replyChoices(pattern string, n int) (out []chat.Choice) {
	pattern = cutRunes(strings.TrimSpace(pattern), 32)
	ids := sorted(h.cfg.Replies)
	if pattern != "" {
		var found []string
		for _, m := range fuzzy.Find(strings.ToLower(pattern), ids) {
			found = append(found, ids[m.Index])
		}
		ids = found
	}
	for _, id := range ids[:min(len(ids), n)] {
		out = append(out, chat.Choice{Name: cutRunes(id+" · "+firstLine(inLang(h.cfg.Replies[id], "", h.cfg.Langs)), 100), Value: id})
	}
	for _, e := range h.titles().find(pattern, n) {
		if _, canned := h.cfg.Replies[e.Value]; !canned && len(out) < n {
			out = append(out, e)
		}
	}
	return out
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// cmdReplies lists the canned replies.
func (h *Hub) cmdReplies(tx store.Tx, c *call) ([]chat.Action, error) {
	ids := sorted(h.cfg.Replies)
	if len(ids) == 0 {
		return []chat.Action{c.say(chat.Say("replies-none"))}, nil
	}
	from, to, page, row, err := h.pages(tx, c, len(ids), repliesPage)
	if err != nil {
		return nil, err
	}
	n := len(ids)
	p := chat.Say("replies", "page", page)
	p.Count = &n
	for _, id := range ids[from:to] {
		texts := h.cfg.Replies[id]
		p.Lines(chat.Say("replies-line", "entry", id, "langs", strings.Join(sorted(texts), ", "),
			"text", cutRunes(firstLine(inLang(texts, c.lang, h.cfg.Langs)), 80)))
	}
	p.And(chat.Say("replies-foot"))
	return []chat.Action{c.say(p, row)}, nil
}

// farBehind is the part of the best candidate's score below which another is not worth a look.
const farBehind = 0.1

// candidates are the entries that are likest to a member's words, for the staff to choose from.
func (h *Hub) candidates(tx store.Tx, words string) (out []escalation.Candidate, err error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	found := idx.Match(faq.Query{Text: words, Addressed: true}).Candidates
	for _, c := range found {
		if e, ok := idx.Entry(c.Entry); ok && c.Score >= found[0].Score*farBehind {
			out = append(out, escalation.Candidate{Entry: c.Entry, Title: titleOf(e, "", h.cfg.Langs)})
		}
	}
	return out, nil
}

// sendCandidate sends one of the entries that the FAQ offered for a ticket: the one whose number the button brings.
func (h *Hub) sendCandidate(tx store.Tx, c *call, t escalation.Ticket, which string) ([]chat.Action, error) {
	i, err := strconv.Atoi(which)
	if err != nil || i < 0 || i >= len(t.Candidates) {
		return nil, chat.Refuse("press-stale")
	}
	key := t.Candidates[i].Entry
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	e, ok := idx.Entry(key)
	if !ok {
		return nil, chat.Refuse("entry-gone", "entry", key)
	}
	as, err := h.desk.Reply(tx, t, c.by, key, true, h.spelledOut(e, t.Lang, h.replyVariables(t, c.by)), c.meta.At)
	if err != nil {
		return nil, err
	}
	if err := h.learnSent(tx, t, key); err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("reply-done", "entry", key, "number", ticketNumber(t)))}, as...), nil
}

// learnSent tells the FAQ which entry the staff answered a question with that it had no answer to.
func (h *Hub) learnSent(tx store.Tx, t escalation.Ticket, entry string) error {
	g, ok, err := faq.GapOfTicket(tx, t.ID)
	if err != nil || !ok || g.Nearest == entry {
		return err
	}
	return faq.Points(tx, g, entry)
}
