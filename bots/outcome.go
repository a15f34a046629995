package bots

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// done gives a receipt to its owner.
func (h *Hub) done(tx store.Tx, e *chat.Done, t thought) ([]chat.Action, error) {
	switch kind, _, _ := strings.Cut(e.Action.Owner, "/"); kind {
	case "ticket":
		return h.desk.Done(tx, e)
	case "board":
		return h.desk.BoardDone(tx, e)
	case "answer":
		if err := h.pictureSent(tx, e); err != nil {
			return nil, err
		}
		return h.answered(tx, e)
	case "flag":
		return h.guard.Done(tx, e)
	case moderation.PictureOwner:
		return h.portrayed(tx, e, t)
	case "leaked":
		return h.leakTaken(e.Action, nil), nil
	case "import":
		return h.imported(tx, e, t)
	case drawOwner:
		return h.looked(tx, e)
	case "notice":
		return h.noticeDone(tx, e)
	case "notice-pin":
		return nil, h.noticePinned(tx, e.Action.Owner, "")
	case "rights":
		return h.rightsTold(tx, e.Action.Owner, e.Action.Target(), e.Result.Answer)
	case moderation.SurveyOwner:
		return h.guard.SurveyDone(tx, e)
	}
	return nil, nil
}

// failed tells the owner of an action that it could not be done, and the staff, once, which right is missing.
func (h *Hub) failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	as, again, err := h.withoutPicture(tx, e)
	kind, _, _ := strings.Cut(e.Action.Owner, "/")
	if again || err != nil {
		kind = "" // its owner hears of the next attempt
	}
	switch kind {
	case "ticket":
		as, err = h.desk.Failed(tx, e)
	case "board":
		as, err = h.desk.BoardFailed(tx, e)
	case "sanction":
		as, err = h.guard.Failed(tx, e)
	case "answer":
		err = h.unanswered(tx, e)
	case moderation.PictureOwner:
		h.unportrayed(e)
		return nil, nil
	case "leaked":
		as = h.leakTaken(e.Action, e.Fault)
	case "leak":
		as = h.warnPublicly(e)
	case "hold":
		as, err = h.holdUnasked(tx, e)
	case "aside":
		as = h.notAside(e)
	case "import":
		as, err = h.unread(tx, e)
	case "notice":
		as, err = h.noticeFailed(tx, e)
	case "notice-pin":
		err = h.noticePinned(tx, e.Action.Owner, e.Fault.Right)
	case "notice-off":
		as = h.noticeStays(e)
	case "rights":
		as, err = h.rightsTold(tx, e.Action.Owner, e.Action.Target(), nil)
	case moderation.SurveyOwner:
		return h.guard.SurveyFailed(tx, e) // a right that is missing is told with what it found
	case previewOwner:
		as, _, err = h.withoutPicture(tx, e)
	}
	if err != nil || e.Fault.Class != chat.Denied || e.Fault.Right == "" {
		return as, err
	}
	more, err := h.missing(tx, e.Action.Target(), e.Fault.Right)
	return append(as, more...), err
}

func (h *Hub) tick(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	if strings.HasPrefix(e.Owner, shadowOwner) {
		return h.tellLeft(tx, e)
	}
	if strings.HasPrefix(e.Owner, "incident/") {
		return h.desk.TickIncident(tx, e.Owner, e.At)
	}
	if strings.HasPrefix(e.Owner, escalation.OfficeOwner) {
		return h.desk.TickOffice(tx, e.Owner, e.At)
	}
	if strings.HasPrefix(e.Owner, escalation.BoardOwner) {
		return h.desk.BoardTick(tx, e)
	}
	if e.Owner == dailyOwner {
		return h.daily(tx, e.At)
	}
	switch kind, _, _ := strings.Cut(e.Owner, "/"); kind {
	case moderation.SweepOwner:
		return h.guard.TickSweep(tx, e)
	case moderation.SurveyOwner:
		return h.guard.TickSurvey(tx, e)
	case moderation.PatrolOwner:
		return h.guard.TickPatrol(tx, e)
	case moderation.PicturesOwner:
		return h.guard.TickPictures(tx, e)
	}
	if e.Owner == drawOwner {
		as, err := h.lookAtOffices(tx, e.At)
		if err != nil {
			return nil, err
		}
		more, err := h.stirNotices(tx, e.At, true)
		return append(as, more...), err
	}
	if strings.HasPrefix(e.Owner, noticeOwner) {
		return h.tickNotice(tx, e)
	}
	if e.Owner == weeklyOwner {
		return h.weekly(tx, e.At)
	}
	return h.desk.Tick(tx, e)
}
