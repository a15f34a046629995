package bots

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// gapsPage is how many groups of a listing a page shows: each has a row of buttons, the last row turns pages, and Discord has
// five.
const gapsPage = 4

// gapText is how many characters of a member's question are shown.
const gapText = 200

// learnCommands are what moderators do with what the FAQ lacks. What members wrote is for moderators alone.
func (d declarer) learnCommands() []command {
	gaps := d.define("gaps", chat.Moderator, (*Hub).cmdGaps, d.opt("page", num), d.opt("gap"), d.opt("id", guess))
	gaps.aside = true
	return []command{gaps}
}

// cmdGaps lists, a moment later, what the FAQ has no answer to; with a gap and an entry it attaches the one to the other.
func (h *Hub) cmdGaps(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args["gap"] != "" {
		return h.attachNamed(tx, c)
	}
	page := 1
	if s := c.args["page"]; s != "" {
		var err error
		if page, err = strconv.Atoi(s); err != nil || page < 1 {
			return nil, chat.Refuse("gaps-usage")
		}
	}
	reply := c.post(chat.Post{})
	return nil, h.wishListing(tx, store.Key(c.room(), c.message), listingWish{Page: page, Reply: &reply})
}

// attachNamed attaches a group, named by listing and number as in 12.3, to the entry that a moderator typed.
func (h *Hub) attachNamed(tx store.Tx, c *call) ([]chat.Action, error) {
	listing, n, _ := strings.Cut(c.args["gap"], ".")
	no, err := strconv.ParseUint(listing, 10, 64)
	i, err2 := strconv.Atoi(n)
	if errors.Join(err, err2) != nil {
		return nil, chat.Refuse("gaps-usage")
	}
	g, err := group(tx, no, i)
	if err != nil {
		return nil, err
	}
	e, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	return h.attach(tx, c, g, e.Entry.ID)
}

// attach makes a group's questions an entry's, and says so with a way back.
func (h *Hub) attach(tx store.Tx, c *call, g faq.Group, entry string) ([]chat.Action, error) {
	r, err := h.book.Attach(tx, g, entry, c.author())
	if err != nil {
		return nil, h.gapRefusal(err, entry)
	}
	undo := chat.Button{Phrase: chat.Say("button-undo"), Data: "q:0:r" + number(r.No)}
	return []chat.Action{c.say(chat.Say("gap-attached", "entry", entry, "questions", bullets(textsOf(r.Added))), []chat.Button{undo})}, nil
}

// group finds group n, from 1, of a listing.
func group(tx store.Tx, listing uint64, n int) (faq.Group, error) {
	l, ok, err := faq.ListingNo(tx, listing)
	if err == nil && (!ok || n < 1 || n > len(l.Groups)) {
		err = chat.Refuse("press-stale")
	}
	if err != nil {
		return faq.Group{}, err
	}
	return l.Groups[n-1], nil
}

// gapPage is a page of a listing, with the buttons to rule on its groups.
func (h *Hub) gapPage(tx store.Tx, l faq.Listing, page int, now time.Time) (p *chat.Phrase, rows [][]chat.Button, err error) {
	n, pages := len(l.Groups), gapPages(l)
	p = chat.Say("gaps-head", "page", strconv.Itoa(page), "pages", strconv.Itoa(pages))
	p.Count = &n
	for i := (page - 1) * gapsPage; i < min(page*gapsPage, n); i++ {
		said, row, err := h.gapLine(tx, l, i+1, now)
		if err != nil {
			return nil, nil, err
		}
		p.And(said)
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	var turn []chat.Button
	if page > 1 {
		turn = append(turn, gapButton(l, chat.Say("button-page-before"), "p", page-1))
	}
	if page < pages {
		turn = append(turn, gapButton(l, chat.Say("button-page-after"), "p", page+1))
	}
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	return p, rows, nil
}

func gapPages(l faq.Listing) int { return (len(l.Groups) + gapsPage - 1) / gapsPage }

func gapButton(l faq.Listing, label *chat.Phrase, do string, n int) chat.Button {
	return chat.Button{Phrase: label, Data: "q:" + number(l.No) + ":" + do + strconv.Itoa(n)}
}

// gapLine tells of group n, and what can be done with it: rule on it, or take a ruling back.
func (h *Hub) gapLine(tx store.Tx, l faq.Listing, n int, now time.Time) (*chat.Phrase, []chat.Button, error) {
	no := strconv.Itoa(n)
	g := l.Groups[n-1]
	k, ruling, err := g.Read(tx, now)
	if errors.Is(err, faq.ErrGapsGone) {
		return chat.Say("gaps-line-gone", "number", no), nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var texts []string
	for _, w := range k.Wordings {
		texts = append(texts, "«"+shorten(w.Text)+"»")
	}
	askers := &chat.Phrase{ID: "gaps-askers", Count: &k.Askers}
	p := chat.Say("gaps-line", "number", no, "texts", strings.Join(texts, " · "), "askers", askers, "langs", strings.Join(k.Langs, ", "), "time", whenArg(k.Last))
	if ruling != nil {
		p.Lines(ruled(*ruling))
		undo := chat.Button{Phrase: chat.Say("button-gap-undo", "number", no), Data: "q:" + number(l.No) + ":r" + number(ruling.No) + "." + no}
		return p, []chat.Button{undo}, nil
	}
	for i := len(k.Gaps) - 1; i >= 0; i-- {
		if r := k.Gaps[i].Reply; r != nil {
			p.Lines(chat.Say("gaps-line-reply", "name", r.By, "text", shorten(r.Text)))
			break
		}
	}
	var row []chat.Button
	if len(g.Near) > 0 {
		row = append(row, gapButton(l, chat.Say("button-gap-attach", "number", no, "entry", cutRunes(g.Near[0], 24)), "a", n))
	}
	return p, append(row,
		gapButton(l, chat.Say("button-gap-other", "number", no), "o", n),
		gapButton(l, chat.Say("button-gap-new", "number", no), "n", n),
		gapButton(l, chat.Say("button-gap-not", "number", no), "x", n),
	), nil
}

// ruled tells what became of a group.
func ruled(r faq.Ruling) *chat.Phrase {
	return chat.Say("ruled-"+string(r.Kind), "name", r.By.Name, "entry", r.Entry)
}

// gapRefusal tells a moderator why a ruling is none, and of two moderators the second what the first did.
func (h *Hub) gapRefusal(err error, entry string) error {
	var settled faq.ErrSettled
	switch {
	case errors.As(err, &settled) && !settled.Ruling.Undone.At.IsZero():
		return chat.Refuse("gaps-undone-by", "name", settled.Ruling.Undone.Name)
	case errors.As(err, &settled):
		return &chat.Refusal{Phrase: ruled(settled.Ruling)}
	case errors.Is(err, faq.ErrGapsGone):
		return chat.Refuse("gaps-gone")
	case errors.Is(err, faq.ErrNotFound):
		return chat.Refuse("entry-gone", "entry", entry)
	}
	return h.faqRefusal(err)
}

// shorten puts somebody's words on one line, without what a terminal would obey.
func shorten(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if short := cutRunes(s, gapText); short != s {
		return short + "…"
	}
	return s
}

func textsOf(ws []faq.Wording) (out []string) {
	for _, w := range ws {
		out = append(out, w.Text)
	}
	return out
}
