package bots

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Forgotten is what was erased of somebody, over all linked accounts, and what was not.
type Forgotten struct {
	Accounts  []chat.MemberID `json:"accounts"`
	Tickets   int             `json:"tickets"`
	Closed    int             `json:"closed"`  // tickets that were open
	Answers   int             `json:"answers"` // which answers were given, with their questions
	Gaps      int             `json:"gaps"`    // questions that no entry answered
	Records   int             `json:"records"` // of the audit, without who and why now
	FlagsKept int             `json:"flags_kept"`
	Blocks    int             `json:"blocks_kept"`

	At time.Time `json:"at"`
}

// forgetMember erases what is kept of an account and of those linked to it. The actions close threads and take away what lies in
// the staff's rooms; without a hub that does them, they may be dropped.
func forgetMember(tx store.Tx, d *escalation.Desk, m chat.MemberID, at time.Time) (f Forgotten, as []chat.Action, err error) {
	f.At = at
	if f.Accounts, err = escalation.AccountsOf(tx, m); err != nil {
		return f, nil, err
	}
	for _, a := range f.Accounts {
		desk, more, err := d.Forget(tx, a, at)
		if err != nil {
			return f, nil, fmt.Errorf("%s: %w", a, err)
		}
		as = append(as, more...)
		f.Tickets, f.Closed, f.Records = f.Tickets+len(desk.Tickets), f.Closed+len(desk.Closed), f.Records+desk.Records
		f.Blocks = max(f.Blocks, desk.Blocks)
		if err := f.forgetAsker(tx, a); err != nil {
			return f, nil, fmt.Errorf("%s: %w", a, err)
		}
		flags, err := moderation.Forget(tx, a)
		if err != nil {
			return f, nil, fmt.Errorf("%s: %w", a, err)
		}
		f.FlagsKept += flags
	}
	return f, as, nil
}

// forgetAsker erases an account's questions, settings and half-finished commands.
func (f *Forgotten) forgetAsker(tx store.Tx, m chat.MemberID) error {
	asked, err := faq.ForgetMember(tx, m)
	if err != nil {
		return err
	}
	f.Answers, f.Gaps = f.Answers+len(asked.Answers), f.Gaps+asked.Gaps
	for _, no := range asked.Answers {
		if err := questions.Delete(tx, store.Key(no)); err != nil {
			return err
		}
	}
	var gone [][]byte
	for row, err := range shadows.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		if row.Value.Asker == m {
			gone = append(gone, slices.Clone(row.Key))
		}
	}
	for _, k := range gone {
		if err := shadows.Delete(tx, k); err != nil {
			return err
		}
	}
	var waiting [][]byte
	for k := range tx.Scan(dialogs.Name, store.Key(m), nil) {
		waiting = append(waiting, slices.Clone(k))
	}
	for _, k := range waiting {
		if err := dialogs.Delete(tx, k); err != nil {
			return err
		}
	}
	return errors.Join(forgetHolds(tx, m), settings.Delete(tx, store.Key(m)))
}

// Forget erases what is kept of an account in a store that nobody serves from. Threads and cards on the platforms stay as they are.
func Forget(ctx context.Context, s store.Store, m chat.MemberID, at time.Time) (f Forgotten, err error) {
	d := &escalation.Desk{Caps: func(chat.RoomID) chat.Caps { return chat.Caps{} }, Fold: text.Fold}
	err = s.Update(ctx, func(tx store.Tx) error {
		f, _, err = forgetMember(tx, d, m, at)
		return err
	})
	return f, err
}

// Forget erases what is kept of an account, and on the platforms what the desk has put there for the staff.
func (h *Hub) Forget(ctx context.Context, m chat.MemberID) (f Forgotten, err error) {
	err = h.update(ctx, func(tx store.Tx) (err error) {
		now := h.now()
		var as []chat.Action
		if f, as, err = forgetMember(tx, h.desk, m, now); err != nil {
			return err
		}
		return outbox.Enqueue(tx, now, h.ready("forget/"+now.UTC().Format(time.RFC3339Nano), as...)...)
	})
	return f, err
}

// forgot remembers for a day that somebody was forgotten, under a digest of the account: limits of a day shall not begin anew.
var forgot = store.Table[time.Time]{Name: "forgot"}

const forgetEvery = 24 * time.Hour

// forgetCommand lets members have themselves forgotten.
func (d declarer) forgetCommand() command {
	c := d.define("forgetme", 0, (*Hub).cmdForgetMe)
	c.aside = true
	return c
}

// cmdForgetMe erases all that is kept of who asks for it, after a second word.
func (h *Hub) cmdForgetMe(tx store.Tx, c *call) ([]chat.Action, error) {
	key := []byte(faq.TextHash(c.by.ID.String()))
	last, ok, err := forgot.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if ok && c.meta.At.Sub(last) < forgetEvery {
		return nil, chat.Refuse("forget-again")
	}
	open, err := escalation.OpenOf(tx, c.by.ID)
	if err != nil {
		return nil, err
	}
	ask := chat.Say("forget-sure")
	if len(open) > 0 {
		ask.And(chat.Say("forget-open", "count", strconv.Itoa(len(open))))
	}
	if yes, as, err := h.sure(tx, c, ask, "button-forget"); !yes {
		return as, err
	}
	f, as, err := forgetMember(tx, h.desk, c.by.ID, c.meta.At)
	if err != nil {
		return nil, err
	}
	if err := forgot.Put(tx, key, c.meta.At); err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(f.told())}, as...), nil
}

// told says what was erased, and what was not and why.
func (f Forgotten) told() *chat.Phrase {
	p := chat.Say("forget-done", "tickets", strconv.Itoa(f.Tickets), "answers", strconv.Itoa(f.Answers), "gaps", strconv.Itoa(f.Gaps))
	if len(f.Accounts) > 1 {
		p.And(chat.Say("forget-linked", "count", strconv.Itoa(len(f.Accounts))))
	}
	if f.FlagsKept > 0 {
		p.And(chat.Say("forget-flags"))
	}
	if f.Blocks > 0 {
		p.And(chat.Say("forget-blocks"))
	}
	return p.And(chat.Say("forget-rest"))
}
