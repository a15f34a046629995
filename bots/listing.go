package bots

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/outbox"
	"frontdesk/store"
)

// listingWish is a moderator's wish to see what the FAQ lacks, or the day on which all are told. It is kept until it is carried
// out, over restarts too: comparing thousands of questions takes a tenth of a second, which no transaction may.
type listingWish struct {
	Page  int          `json:"page,omitempty"`
	Reply *chat.Action `json:"reply,omitempty"` // to be filled in; nil: the weekly list
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

// list carries out the wishes that are committed, all with one listing. Clustering and the week's figures take no transaction of
// the committer's.
func (h *Hub) list(ctx context.Context) error {
	type waiting struct {
		key []byte
		listingWish
	}
	var all []waiting
	weekly := false
	err := h.update(ctx, func(tx store.Tx) error { // after whatever was committed with the wish
		all, weekly = all[:0], false
		for row, err := range listingWishes.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			all = append(all, waiting{bytes.Clone(row.Key), row.Value})
			weekly = weekly || bytes.Equal(row.Key, weeklyWish)
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
	var week *chat.Phrase
	if weekly {
		if err := h.store.View(ctx, func(tx store.Tx) (err error) { week, err = h.report(tx, h.now()); return err }); err != nil {
			return err
		}
	}
	return h.update(ctx, func(tx store.Tx) error {
		now := h.now()
		l, err := faq.ListGaps(tx, found, now)
		for i, w := range all {
			if err == nil {
				err = listingWishes.Delete(tx, w.key)
			}
			var as []chat.Action
			if err == nil && w.Reply != nil {
				as, err = h.listed(tx, w.listingWish, l, now)
			} else if err == nil {
				as, err = h.weekTold(tx, week, l, now)
			}
			if err == nil {
				err = outbox.Enqueue(tx, now, h.ready(fmt.Sprintf("listing/%s/%d", now.UTC().Format(time.RFC3339Nano), i), as...)...)
			}
		}
		return err
	})
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

// weekTold tells the moderators of every platform the week's figures and what the FAQ lacks, if there is anything to tell.
func (h *Hub) weekTold(tx store.Tx, week *chat.Phrase, l faq.Listing, now time.Time) (as []chat.Action, err error) {
	if week != nil {
		as = h.tellModerators(week)
	}
	if len(l.Groups) == 0 {
		return as, nil
	}
	p, rows, err := h.gapPage(tx, l, 1, now)
	return append(as, h.tellModerators(p, rows...)...), err
}
