package faq

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Answered remembers what was said to a question, for its buttons, for edits of the question and for the cooldown. It holds
// no word of the question.
type Answered struct {
	No       uint64           `json:"no"` // short name for button payloads, given by Remember
	Question chat.MessageID   `json:"question"`
	Hash     string           `json:"hash,omitempty"` // TextHash of the question: an edit that left the text alone has the same
	Asker    chat.MemberID    `json:"asker"`
	Room     chat.RoomID      `json:"room"`
	Said     Said             `json:"said"`
	Entry    string           `json:"entry,omitempty"`   // what was answered or pointed to
	Offered  []string         `json:"offered,omitempty"` // the entries of a suggestion, in the order of its buttons
	Lang     string           `json:"lang,omitempty"`
	Replies  []chat.MessageID `json:"replies,omitempty"` // the bot's messages, in order, as their receipts came
	At       time.Time        `json:"at"`

	// Confidence is Verdict.Untaught of an answer that the engine gave of its own; 0 for one that the asker chose. Text is the
	// TextHash of the answer as it was shown: a vote is on these words, and counts for no others.
	Confidence float64 `json:"confidence,omitempty"`
	Text       string  `json:"text,omitempty"`

	Vote      Vote `json:"vote,omitempty"`
	Escalated bool `json:"escalated,omitempty"` // the asker went on to staff
}

// Said is how a question was met.
type Said string

const (
	SaidAnswer  Said = "answer"
	SaidSuggest Said = "suggest" // titles to choose from
	SaidPointer Said = "pointer" // a link to an earlier answer of the same entry
)

// Vote is the asker's word on an answer.
type Vote string

const (
	NoVote    Vote = ""
	Helped    Vote = "helped"
	NotHelped Vote = "not_helped"
)

// KeepAnswers is how long rows are kept by default. The buttons of a forgotten answer say that it is too old.
const KeepAnswers = 30 * 24 * time.Hour

// ErrNoAnswer tells that an answer is not known: pruned, withdrawn, or never given. ErrNotAsker: only who asked may judge.
var (
	ErrNoAnswer = errors.New("the answer is not known any more")
	ErrNotAsker = errors.New("only the member who asked may judge the answer")
)

var (
	answers   = store.Table[Answered]{Name: "answer"}       // No → row, so the oldest come first
	answerOf  = store.Table[uint64]{Name: "answer_message"} // question or reply → No
	answerIn  = store.Table[uint64]{Name: "answer_entry"}   // entry‖room → No of the last answer there
	answerNos = store.Counter{Table: metaTable, Key: "answer"}
)

const answerBy = "answer_asker" // asker‖time‖No → nothing

// TextHash is a short digest of a text, to notice whether it has changed.
func TextHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// Remember writes what is being said to a question and returns the row with its number. A question has one row: said
// something else (an edit, a choice among suggestions), it keeps its number and Replies, which are then to be edited, and
// its vote as long as entry and language are the same. The earlier row is found by No if that is set, else by Question,
// which may be zero (a slash command has no message). It counts as shown, or as suppressed for a pointer.
func Remember(tx store.Tx, a Answered) (Answered, error) {
	old, ok, err := earlier(tx, a)
	switch {
	case err != nil:
		return a, err
	case ok:
		a.No, a.Replies = old.No, old.Replies
		if old.Entry == a.Entry && old.Lang == a.Lang {
			a.Vote, a.Escalated = old.Vote, old.Escalated
		}
		err = dropIndexes(tx, old)
		if err == nil && old.Vote != NoVote && a.Vote == NoVote {
			err = keepVote(tx, old, NoVote)
		}
	default:
		a.No, err = answerNos.Next(tx)
	}
	if err == nil {
		err = putIndexes(tx, a)
	}
	if err != nil {
		return a, fmt.Errorf("answer %d: %w", a.No, err)
	}
	if old.Said != a.Said || old.Entry != a.Entry {
		if err := countSaid(tx, a); err != nil {
			return a, err
		}
	}
	return a, putAnswer(tx, a)
}

// NewestAnswer is the number of the newest answer, 0 if there was none.
func NewestAnswer(tx store.Tx) (uint64, error) { return answerNos.Last(tx) }

func earlier(tx store.Tx, a Answered) (Answered, bool, error) {
	switch {
	case a.No != 0:
		return AnswerNo(tx, a.No)
	case a.Question.IsZero():
		return Answered{}, false, nil
	}
	return AnswerTo(tx, a.Question)
}

func putAnswer(tx store.Tx, a Answered) error {
	if err := answers.Put(tx, store.Key(a.No), a); err != nil {
		return fmt.Errorf("answer %d: %w", a.No, err)
	}
	return nil
}

func putIndexes(tx store.Tx, a Answered) error {
	if !a.Question.IsZero() {
		if err := answerOf.Put(tx, store.Key(a.Question), a.No); err != nil {
			return err
		}
	}
	if err := tx.Put(answerBy, store.Key(a.Asker, a.At, a.No), []byte{}); err != nil {
		return err
	}
	if a.Said != SaidAnswer {
		return nil
	}
	return answerIn.Put(tx, store.Key(a.Entry, a.Room), a.No)
}

// dropIndexes removes what finds the row, but for its messages.
func dropIndexes(tx store.Tx, a Answered) error {
	if err := tx.Delete(answerBy, store.Key(a.Asker, a.At, a.No)); err != nil {
		return err
	}
	key := store.Key(a.Entry, a.Room)
	if no, ok, err := answerIn.Get(tx, key); err != nil || !ok || no != a.No {
		return err
	}
	return answerIn.Delete(tx, key)
}

// Replied adds a message of the bot to an answer, from the receipt of its Send. Of a forgotten answer nothing is kept.
func Replied(tx store.Tx, no uint64, reply chat.MessageID) error {
	a, ok, err := AnswerNo(tx, no)
	if err != nil || !ok || slices.Contains(a.Replies, reply) {
		return err
	}
	a.Replies = append(a.Replies, reply)
	if err := answerOf.Put(tx, store.Key(reply), no); err != nil {
		return fmt.Errorf("answer %d: %w", no, err)
	}
	return putAnswer(tx, a)
}

// Forget removes an answer that was withdrawn, so that neither its buttons nor the cooldown know it. Counters stay.
func Forget(tx store.Tx, no uint64) error {
	a, ok, err := AnswerNo(tx, no)
	if err != nil || !ok {
		return err
	}
	err = dropIndexes(tx, a)
	for _, m := range append(a.Replies, a.Question) {
		if err == nil {
			err = answerOf.Delete(tx, store.Key(m))
		}
	}
	if err == nil {
		err = answers.Delete(tx, store.Key(no))
	}
	if err != nil {
		return fmt.Errorf("answer %d: %w", no, err)
	}
	return nil
}

// PruneAnswers forgets answers given before the time before, looking at n of them from where the last call ended; it
// returns where the next one goes on, nil after the last.
func PruneAnswers(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	var old []uint64
	for row, err := range answers.Scan(tx, nil, from) {
		if err != nil {
			return nil, fmt.Errorf("answer: %w", err)
		}
		if n == 0 {
			next = slices.Clone(row.Key)
			break
		}
		n--
		if row.Value.At.Before(before) {
			old = append(old, row.Value.No)
		}
	}
	for _, no := range old {
		if err := Forget(tx, no); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// AnswerNo finds an answer by its number.
func AnswerNo(tx store.Tx, no uint64) (Answered, bool, error) {
	a, ok, err := answers.Get(tx, store.Key(no))
	if err != nil {
		err = fmt.Errorf("answer %d: %w", no, err)
	}
	return a, ok, err
}

// AnswerTo finds what was said to a question.
func AnswerTo(tx store.Tx, question chat.MessageID) (Answered, bool, error) {
	a, ok, err := answerBeside(tx, question)
	return a, ok && a.Question == question, err
}

// AnswerIn finds the answer that a message of the bot belongs to.
func AnswerIn(tx store.Tx, reply chat.MessageID) (Answered, bool, error) {
	a, ok, err := answerBeside(tx, reply)
	return a, ok && a.Question != reply, err
}

func answerBeside(tx store.Tx, m chat.MessageID) (Answered, bool, error) {
	no, ok, err := answerOf.Get(tx, store.Key(m))
	if err != nil || !ok {
		return Answered{}, false, err
	}
	return AnswerNo(tx, no)
}

// LastAnswer finds the last answer (no pointer, no suggestion) of an entry in a room, if it was given at or after since.
func LastAnswer(tx store.Tx, entry string, room chat.RoomID, since time.Time) (Answered, bool, error) {
	no, ok, err := answerIn.Get(tx, store.Key(entry, room))
	if err != nil || !ok {
		return Answered{}, false, err
	}
	a, ok, err := AnswerNo(tx, no)
	return a, ok && !a.At.Before(since), err
}

// AnswersSince counts what was said to a member, suggestions and pointers too, at or after since.
func AnswersSince(tx store.Tx, asker chat.MemberID, since time.Time) (n int) {
	for range tx.Scan(answerBy, store.Key(asker), store.Key(asker, since)) {
		n++
	}
	return n
}
