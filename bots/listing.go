package bots

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"frontdesk/bots/figures"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/outbox"
	"frontdesk/store"
)

// listingWish is somebody's wish to see what the FAQ lacks, or the figures, or the day on which all are told. It is kept until it
// is carried out, over restarts too: comparing thousands of questions takes a tenth of a second, which no transaction may.
type listingWish struct {
	Page  int          `json:"page,omitempty"`
	Days  int          `json:"days,omitempty"`  // the figures of so many days are asked for
	Reply *chat.Action `json:"reply,omitempty"` // to be filled in; nil: all are told
}

var (
	listingWishes = store.Table[listingWish]{Name: "listing_wish"} // room‖message of who waits
	weeklyWish    = store.Key(weeklyOwner)
)

// wishListing keeps a wish and wakes the examiner, who reads it in a transaction after this one.
func (h *Hub) wishListing(tx store.Tx, key []byte, w listingWish) error {
	if err := listingWishes.Put(tx, key, w); err != nil {
		return err
	}
	select {
	case h.wishes <- struct{}{}:
	default: // the examiner is to look anyway
	}
	return nil
}

// waitingWish is a wish that is committed, with the figures it asks for.
type waitingWish struct {
	key []byte
	listingWish
	figures *figures.Report
}

// weekly reports whether all are told what the FAQ lacks.
func (w *waitingWish) weekly() bool { return bytes.Equal(w.key, weeklyWish) }

// list carries out the wishes that are committed, all with one listing. Clustering and figures take no transaction of the
// committer's.
func (h *Hub) list(ctx context.Context) error {
	var all []waitingWish
	err := h.update(ctx, func(tx store.Tx) error { // after whatever was committed with the wish
		all = all[:0]
		for row, err := range listingWishes.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			all = append(all, waitingWish{key: bytes.Clone(row.Key), listingWish: row.Value})
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return err
	}
	found, err := h.book.GroupGaps(ctx)
	if err != nil {
		return err
	}
	if err := h.store.View(ctx, func(tx store.Tx) error { return h.collect(tx, all, found) }); err != nil {
		return err
	}
	return h.update(ctx, func(tx store.Tx) error {
		now := h.now()
		l, err := faq.ListGaps(tx, found, now)
		for i, w := range all {
			if err == nil {
				err = listingWishes.Delete(tx, w.key)
			}
			var as []chat.Action
			if err == nil {
				as, err = h.granted(tx, w, l, now)
			}
			if err == nil {
				err = outbox.Enqueue(tx, now, h.ready(fmt.Sprintf("listing/%s/%d", now.UTC().Format(time.RFC3339Nano), i), as...)...)
			}
		}
		return err
	})
}

// collect reads the figures that wishes ask for: up to now for whoever asked, up to yesterday where all are told.
func (h *Hub) collect(tx store.Tx, all []waitingWish, found []faq.Group) error {
	now := h.now()
	top, err := TopQuestions(tx, found, now)
	for i := range all {
		w, last := &all[i], now
		if w.weekly() {
			w.Days = 7
		}
		if w.Reply == nil {
			last = now.AddDate(0, 0, -1)
		}
		if err == nil && w.Days > 0 {
			w.figures, err = Collect(tx, h.calendar(), last, w.Days, top)
		}
	}
	return err
}

// granted is what a wish brings.
func (h *Hub) granted(tx store.Tx, w waitingWish, l faq.Listing, now time.Time) ([]chat.Action, error) {
	switch {
	case w.Reply != nil && w.figures != nil:
		return h.digested(w.listingWish, w.figures), nil
	case w.Reply != nil:
		return h.listed(tx, w.listingWish, l, now)
	case w.weekly():
		return h.weekTold(tx, w.figures, l, now)
	}
	if w.figures == nil || w.figures.Quiet() {
		return nil, nil
	}
	return h.digestEverywhere(w.figures, w.Days, nil, nil), nil
}

// listed answers a wish with its page of a listing.
func (h *Hub) listed(tx store.Tx, w listingWish, l faq.Listing, now time.Time) ([]chat.Action, error) {
	send, ok := w.Reply.Effect.(chat.Send)
	if !ok {
		return nil, nil
	}
	switch {
	case len(l.Groups) == 0:
		send.Post.Phrase = chat.Say("gaps-none")
	case w.Page > gapPages(l):
		send.Post.Phrase = chat.Say("gaps-usage")
	default:
		var err error
		if send.Post.Phrase, send.Post.Buttons, err = h.gapPage(tx, l, w.Page, now); err != nil {
			return nil, err
		}
	}
	reply := *w.Reply
	reply.Effect = send
	return []chat.Action{reply}, nil
}

// weekTold tells the staff of every platform, in one message, the week's figures, what waits for the moderators and what the FAQ
// lacks, if there is anything to tell.
func (h *Hub) weekTold(tx store.Tx, week *figures.Report, l faq.Listing, now time.Time) ([]chat.Action, error) {
	waiting, err := h.waiting(tx, now)
	if err != nil || week.Quiet() && len(waiting) == 0 && len(l.Groups) == 0 {
		return nil, err
	}
	more := &chat.Phrase{}
	more.And(waiting...)
	var rows [][]chat.Button
	if len(l.Groups) > 0 {
		var page *chat.Phrase
		if page, rows, err = h.gapPage(tx, l, 1, now); err != nil {
			return nil, err
		}
		more.And(page)
	}
	week.Questions = nil // they follow, with their buttons
	return h.digestEverywhere(week, week7, more.Then, rows), nil
}

// week7 is how many days a week has.
const week7 = 7
