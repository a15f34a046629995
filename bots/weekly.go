package bots

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Weekly is when the moderators are told what the FAQ lacks and the figures of the week.
type Weekly struct {
	Day          time.Weekday
	Hour, Minute int
	Zone         *time.Location // nil: UTC
	Off          bool
}

// after is the first such time after now.
func (w Weekly) after(now time.Time) time.Time {
	zone := w.Zone
	if zone == nil {
		zone = time.UTC
	}
	now = now.In(zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), w.Hour, w.Minute, 0, 0, zone)
	at = at.AddDate(0, 0, (int(w.Day)-int(at.Weekday())+7)%7)
	if !at.After(now) {
		at = at.AddDate(0, 0, 7)
	}
	return at
}

// weeklyOwner owns the timer of the weekly list; weeklyAt is the date it was set for.
const weeklyOwner = "weekly"

var (
	weeklyAt  = store.Table[time.Time]{Name: "weekly"}
	weeklyKey = []byte("next")
)

// planWeekly sets the timer of the next weekly list at a start. A date that has come while nobody served is left alone: the list
// is told then, once. One that the configuration has moved is moved.
func (h *Hub) planWeekly(tx store.Tx, now time.Time) error {
	set, ok, err := weeklyAt.Get(tx, weeklyKey)
	next := h.cfg.Weekly.after(now)
	switch {
	case err != nil, ok && !h.cfg.Weekly.Off && (!set.After(now) || set.Equal(next)):
		return err
	case h.cfg.Weekly.Off && !ok:
		return nil
	case h.cfg.Weekly.Off:
		next = time.Time{}
		err = weeklyAt.Delete(tx, weeklyKey)
	default:
		err = weeklyAt.Put(tx, weeklyKey, next)
	}
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, now, chat.Action{Owner: weeklyOwner, Effect: chat.Remind{At: next}})
}

// weekly has the moderators of every platform told what the FAQ lacks, and sets the next date.
func (h *Hub) weekly(tx store.Tx, now time.Time) ([]chat.Action, error) {
	next := h.cfg.Weekly.after(now)
	if err := weeklyAt.Put(tx, weeklyKey, next); err != nil {
		return nil, err
	}
	return []chat.Action{{Owner: weeklyOwner, Effect: chat.Remind{At: next}}}, h.wishListing(tx, weeklyWish, listingWish{Days: 7})
}

// week is what the figures of the weekly list are about.
const week = 7 * 24 * time.Hour

// waiting is what moderators should look at: entries whose date for a review has come, muted answers, outdated languages.
func (h *Hub) waiting(tx store.Tx, now time.Time) (out []*chat.Phrase, err error) {
	due, err := h.reviews(tx, now)
	if err != nil {
		return nil, err
	}
	if len(due) > 0 {
		out = append(out, chat.Say("weekly-review", "entries", named(due)))
	}
	mutes, err := faq.Muted(tx, "")
	if err != nil {
		return nil, err
	}
	var muted []string
	for _, m := range mutes {
		muted = append(muted, m.Entry+" ("+m.Lang+")")
	}
	if len(muted) > 0 {
		out = append(out, chat.Say("weekly-muted", "entries", named(muted)))
	}
	stale, err := h.book.Outdated(tx, "")
	if err == nil && len(stale) > 0 {
		out = append(out, chat.Say("weekly-stale", "count", strconv.Itoa(len(stale))))
	}
	return out, err
}

// reviews are the entries that were to be looked at by now.
func (h *Hub) reviews(tx store.Tx, now time.Time) (due []string, err error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	for _, e := range idx.All() {
		if !e.Review.IsZero() && !e.Review.After(now) {
			due = append(due, e.ID)
		}
	}
	return due, nil
}

// namedMost is how many entries are named in a line.
const namedMost = 20

// named joins the first of the names.
func named(all []string) string {
	s := strings.Join(all[:min(len(all), namedMost)], ", ")
	if more := len(all) - namedMost; more > 0 {
		s += " … +" + strconv.Itoa(more)
	}
	return s
}
