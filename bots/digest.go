package bots

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/bots/figures"
	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Daily is when the staff is told the figures of the day before, by the clock of the digest's zone.
type Daily struct {
	Hour, Minute int
	Off          bool
}

// after is the first such time after now.
func (d Daily) after(now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), d.Hour, d.Minute, 0, 0, zone)
	if !at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()+1, d.Hour, d.Minute, 0, 0, zone)
	}
	return at
}

// Calendar is the zone by whose calendar days are told apart: the digest's, else that of the working hours, else UTC.
func (c *Config) Calendar() *time.Location {
	switch {
	case c.Zone != nil:
		return c.Zone
	case c.Desk.Hours.Zone != nil:
		return c.Desk.Hours.Zone
	}
	return time.UTC
}

// dailyOwner owns the timer of the daily digest.
const dailyOwner = "daily"

var (
	dailyKey  = []byte(dailyOwner)
	dailyWish = store.Key(dailyOwner)
)

// planDaily sets the timer of the next daily digest at a start, as planWeekly does.
func (h *Hub) planDaily(tx store.Tx, now time.Time) error {
	set, ok, err := weeklyAt.Get(tx, dailyKey)
	next := h.cfg.Daily.after(now, h.calendar())
	switch {
	case err != nil, ok && !h.cfg.Daily.Off && (!set.After(now) || set.Equal(next)):
		return err
	case h.cfg.Daily.Off && !ok:
		return nil
	case h.cfg.Daily.Off:
		next = time.Time{}
		err = weeklyAt.Delete(tx, dailyKey)
	default:
		err = weeklyAt.Put(tx, dailyKey, next)
	}
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, now, chat.Action{Owner: dailyOwner, Effect: chat.Remind{At: next}})
}

// daily has the staff told the figures of the day before, and sets the next date.
func (h *Hub) daily(tx store.Tx, now time.Time) ([]chat.Action, error) {
	next := h.cfg.Daily.after(now, h.calendar())
	if err := weeklyAt.Put(tx, dailyKey, next); err != nil {
		return nil, err
	}
	return []chat.Action{{Owner: dailyOwner, Effect: chat.Remind{At: next}}}, h.wishListing(tx, dailyWish, listingWish{Days: 1})
}

// digestCommand tells the staff the figures.
func (d declarer) digestCommand() command {
	c := d.define("digest", chat.Representative, (*Hub).cmdDigest, d.opt("days"))
	c.aside, c.typed = true, "[day|week|month|number of days]"
	return c
}

// cmdDigest answers, a moment later, with the figures up to now.
func (h *Hub) cmdDigest(tx store.Tx, c *call) ([]chat.Action, error) {
	days, ok := readDays(c.args["days"])
	if !ok {
		return nil, chat.Refuse("digest-usage")
	}
	reply := c.post(chat.Post{})
	return nil, h.wishListing(tx, store.Key(c.room(), c.message), listingWish{Days: days, Reply: &reply})
}

func readDays(s string) (int, bool) {
	switch s = strings.ToLower(strings.TrimSpace(s)); s {
	case "", "day":
		return 1, true
	case "week":
		return 7, true
	case "month":
		return 30, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= ReportMost
}

// digested answers a wish for figures of so many days up to now.
func (h *Hub) digested(w listingWish, r *figures.Report) []chat.Action {
	send, ok := w.Reply.Effect.(chat.Send)
	if !ok {
		return nil
	}
	lang := send.Post.Lang
	post := h.digestPost(r, w.Days, lang)
	send.Post.Phrase = post.Phrase
	if h.caps(send.Room).Upload > 0 || h.caps(send.Room).Ephemeral {
		send.Post.Files = post.Files
	}
	reply := *w.Reply
	reply.Effect = send
	return []chat.Action{reply}
}

// digestPost is the figures of some days, with a chart of these or of the last two weeks.
func (h *Hub) digestPost(r *figures.Report, days int, lang string) chat.Post {
	head := chat.Say("digest-days", "from", r.From, "to", r.To)
	switch days {
	case 1:
		head = chat.Say("digest-day", "day", r.To)
	case 7:
		head = chat.Say("digest-week", "from", r.From, "to", r.To)
	}
	if r.Quiet() {
		return chat.Post{Phrase: head.Lines(chat.Say("digest-none"))}
	}
	table := chat.Arg{Text: DigestTable(r, h.labels(lang)), Span: &chat.Span{Kind: chat.Pre}}
	p := head.Lines(chat.Say("digest-table", "table", table), chat.Say("digest-chart"))
	if len(r.Questions) > 0 {
		p.And(chat.Say("digest-questions"))
		for i, q := range r.Questions {
			members := &chat.Phrase{ID: "gaps-askers", Count: &q.Members}
			p.Lines(chat.Say("digest-question", "number", strconv.Itoa(i+1), "text", cutRunes(q.Text, 90), "members", members))
		}
		p.Lines(chat.Say("digest-waiting"))
	}
	return chat.Post{Phrase: p, Files: []chat.File{chartFile(r.To, max(days, 14))}}
}

// labels puts the labels of a table into a reader's language.
func (h *Hub) labels(lang string) func(string) string {
	lang = h.speaks(lang)
	return func(id string) string { return h.words.Text(chat.Say(id), lang) }
}

// digestEverywhere tells the figures to the staff of every platform, each in the language of its room, with more beneath.
func (h *Hub) digestEverywhere(r *figures.Report, days int, more []chat.Phrase, rows [][]chat.Button) (as []chat.Action) {
	for _, p := range slices.Sorted(maps.Keys(h.cfg.Platforms)) {
		room := h.cfg.Platforms[p].Moderators
		if room.IsZero() {
			room = h.cfg.Platforms[p].Place.Queue
		}
		if _, runs := h.adapters[p]; !runs || room.IsZero() {
			continue
		}
		post := h.digestPost(r, days, h.cfg.roomLang(room))
		post.Phrase.Then = append(post.Phrase.Then, more...)
		post.Buttons = rows
		if h.caps(room).Upload == 0 {
			post.Files = nil
		}
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: post}})
		h.metrics.digests.Inc()
	}
	return as
}

// writeChart draws the chart that a key names.
func (h *Hub) writeChart(ctx context.Context, key string, w io.Writer) error {
	part := strings.Split(key, ":")
	if len(part) != 3 {
		return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("%.64q names no chart", key)}
	}
	last, err := time.ParseInLocation(time.DateOnly, part[1], h.calendar())
	days, err2 := strconv.Atoi(part[2])
	if err != nil || err2 != nil || days < 1 || days > ReportMost {
		return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("%.64q names no chart", key)}
	}
	var r *figures.Report
	if err := h.store.View(ctx, func(tx store.Tx) (err error) {
		r, err = Collect(tx, h.calendar(), last.Add(12*time.Hour), days, nil)
		return err
	}); err != nil {
		return storeFault(err)
	}
	return r.Chart(w)
}
