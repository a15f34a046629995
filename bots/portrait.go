package bots

import (
	"errors"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/moderation/picture"
	"frontdesk/outbox"
	"frontdesk/store"
)

// readFile makes of a file that was fetched what its owner wants, outside of any transaction. It is what thinking is for the receipt
// of a look. The bytes are gone after it.
func readFile(a chat.Action, r *chat.Result) (t thought) {
	if strings.HasPrefix(a.Owner, moderation.PictureOwner+"/") {
		return readPortrait(a, r)
	}
	return readFAQ(a, r)
}

var errPictureTooLong = errors.New("picture is too long")

// readPortrait takes the print of a profile picture.
func readPortrait(a chat.Action, r *chat.Result) (t thought) {
	_, content, ok, tooLong := fetched(a, r)
	if !ok {
		return t
	}
	if tooLong {
		t.mistakes = errPictureTooLong
		return t
	}
	t.print, t.mistakes = picture.Read(content)
	return t
}

// portrayed gives the guard what was told of a picture, or its print.
func (h *Hub) portrayed(tx store.Tx, e *chat.Done, t thought) (as []chat.Action, err error) {
	q, ok := e.Action.Effect.(chat.Query)
	if !ok {
		return nil, nil // both pictures were shown
	}
	var seen moderation.Seen
	if q.About == chat.AboutPicture {
		as, seen, err = h.guard.PictureTold(tx, e)
	} else {
		as, seen, err = h.guard.PictureRead(tx, e, t.print, t.mistakes)
	}
	if err == nil {
		h.metrics.pictures.WithLabelValues(string(seen)).Inc()
	}
	return as, err
}

// unportrayed counts a picture that could not be had: nothing else happens. A platform that has none says so by this.
func (h *Hub) unportrayed(e *chat.Failed) {
	if _, asked := e.Action.Effect.(chat.Query); asked {
		h.metrics.pictures.WithLabelValues(string(moderation.SeenFailed)).Inc()
	}
}

// planPictures has the officials' pictures looked at.
func (h *Hub) planPictures(tx store.Tx, now time.Time) error {
	as, err := h.guard.PlanPictures(tx, now)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, now, as...)
}

// prunePortraits forgets pictures that were not looked at for long; all of them, if the community wants none looked at.
func (h *Hub) prunePortraits(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	before := now.Add(-moderation.KeepPortraits)
	if h.cfg.Guard.Pictures <= 0 {
		before = now
	}
	return moderation.PrunePortraits(tx, from, before, n)
}
