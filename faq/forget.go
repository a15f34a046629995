package faq

import (
	"encoding/binary"
	"fmt"

	"frontdesk/chat"
	"frontdesk/store"
)

// Forgotten is what was erased of a member who asked questions.
type Forgotten struct {
	Answers []uint64 `json:"answers"` // numbers of the answers; what the caller keeps beside them is the caller's to erase
	Gaps    int      `json:"gaps"`    // questions that no entry answered
	Votes   int      `json:"votes"`
}

// ForgetMember erases which answers an account got, how it judged them, and the questions of it that no entry answered. What
// moderators made of them stays in the FAQ, and so do the counters: they name nobody.
func ForgetMember(tx store.Tx, m chat.MemberID) (f Forgotten, err error) {
	f.Answers = AnswersTo(tx, m)
	for _, no := range f.Answers {
		if err := Forget(tx, no); err != nil {
			return f, err
		}
	}
	var mine []vote
	voter := TextHash(m.String())
	for row, err := range voted.Scan(tx, nil, nil) {
		if err != nil {
			return f, fmt.Errorf("votes: %w", err)
		}
		if row.Value.Voter == voter {
			mine = append(mine, row.Value)
		}
	}
	for _, v := range mine {
		if err := dropVote(tx, v); err != nil {
			return f, fmt.Errorf("vote %d: %w", v.No, err)
		}
	}
	f.Votes = len(mine)
	f.Gaps, err = ForgetAsker(tx, m)
	return f, err
}

// AnswersTo are the numbers of the answers that an account got, oldest first, as far as they are kept.
func AnswersTo(tx store.Tx, m chat.MemberID) (nos []uint64) {
	for key := range tx.Scan(answerBy, store.Key(m), nil) {
		nos = append(nos, binary.BigEndian.Uint64(key[len(key)-8:]))
	}
	return nos
}

// GapsOf are the questions of an account that no entry answered, as far as they are kept.
func GapsOf(tx store.Tx, m chat.MemberID) (out []Gap, err error) {
	for key := range tx.Scan(gapBy, store.Key(m), nil) {
		g, ok, err := GapNo(tx, binary.BigEndian.Uint64(key[len(key)-8:]))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, g)
		}
	}
	return out, nil
}
