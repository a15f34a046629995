package faq

import (
	"fmt"

	"frontdesk/chat"
	"frontdesk/store"
)

// Retract forgets which messages of the bot say an answer and returns them: it is to be said again, in others. What is known
// of the answer beside stays, its number too. Nothing is returned for one that is forgotten.
func Retract(tx store.Tx, no uint64) ([]chat.MessageID, error) {
	a, ok, err := AnswerNo(tx, no)
	if err != nil || !ok {
		return nil, err
	}
	said := a.Replies
	for _, m := range said {
		if err := answerOf.Delete(tx, store.Key(m)); err != nil {
			return nil, fmt.Errorf("answer %d: %w", no, err)
		}
	}
	a.Replies = nil
	return said, putAnswer(tx, a)
}
