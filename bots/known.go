package bots

import (
	"slices"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// Record is all that is kept of an account. What its owner may read of it: see [Record.ForMember].
type Record struct {
	Account  chat.MemberID     `json:"account"`
	Seen     *moderation.Known `json:"seen,omitempty"`
	Settings *setting          `json:"settings,omitempty"`

	Picture *moderation.Portrait `json:"picture,omitempty"`

	Desk    escalation.Known  `json:"desk"`
	Answers []answerRecord    `json:"answers"`
	Gaps    []faq.Gap         `json:"unanswered_questions"`
	Flags   []moderation.Flag `json:"flags"`
}

// answerRecord is an answer that somebody got, with the question as long as that is kept.
type answerRecord struct {
	faq.Answered
	Text string `json:"asked,omitempty"`
}

// ExportMember reads all that is kept of an account. Linked accounts are named in it and have records of their own.
func ExportMember(tx store.Tx, m chat.MemberID) (r Record, err error) {
	r.Account = m
	if known, ok, err := moderation.KnownOf(tx, m); err != nil {
		return r, err
	} else if ok {
		r.Seen = &known
	}
	if p, ok, err := moderation.PortraitOf(tx, m); err != nil {
		return r, err
	} else if ok {
		r.Picture = &p
	}
	if s, ok, err := settings.Get(tx, store.Key(m)); err != nil {
		return r, err
	} else if ok {
		r.Settings = &s
	}
	if r.Desk, err = escalation.KnownOf(tx, m); err != nil {
		return r, err
	}
	for _, no := range faq.AnswersTo(tx, m) {
		a, ok, err := faq.AnswerNo(tx, no)
		if err != nil {
			return r, err
		}
		q, _, err := questions.Get(tx, store.Key(no))
		if err != nil {
			return r, err
		}
		if ok {
			r.Answers = append(r.Answers, answerRecord{a, q.Text})
		}
	}
	if r.Gaps, err = faq.GapsOf(tx, m); err != nil {
		return r, err
	}
	r.Flags, err = moderation.FlagsOf(tx, m)
	return r, err
}

// ForMember is what the account's owner may read: without what the staff wrote for each other, and with team for each of its
// names.
func (r Record) ForMember(team string) Record {
	r.Desk = r.Desk.ForMember(team)
	r.Gaps = slices.Clone(r.Gaps)
	for i, g := range r.Gaps {
		if g.Reply != nil {
			reply := *g.Reply
			reply.By = team
			r.Gaps[i].Reply = &reply
		}
	}
	r.Flags = slices.Clone(r.Flags)
	for i, f := range r.Flags {
		if f.By != "" {
			r.Flags[i].By = team
		}
	}
	return r
}
