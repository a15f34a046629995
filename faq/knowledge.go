package faq

import (
	"frontdesk/faq/gate"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// knowledge is what is known of the field apart from any FAQ.
type knowledge struct {
	lexicon *lexicon.Lexicon
	gate    *gate.Model
}

// find returns the concepts a text speaks of.
func (k knowledge) find(t text.Text) []lexicon.Hit {
	if k.lexicon == nil {
		return nil
	}
	return k.lexicon.Find(t)
}

// help is the probability that a message asks for help of the community.
func (k knowledge) help(t text.Text, hits []lexicon.Hit) float64 {
	if k.gate == nil {
		return 0.5
	}
	return k.gate.Score(t, hits)
}
