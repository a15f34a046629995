package chat

// Refusal is why a domain does not do what somebody asked for, in words for that person. The hub shows them and
// commits nothing of the request.
type Refusal struct {
	Phrase  *Phrase
	Buttons [][]Button // what can be done instead
}

// Refuse makes a refusal from a phrase, see [Say].
func Refuse(id string, args ...any) error { return &Refusal{Phrase: Say(id, args...)} }

func (r *Refusal) Error() string { return "refused: " + r.Phrase.ID }
