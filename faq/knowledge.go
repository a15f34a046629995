package faq

import (
	"slices"

	"frontdesk/faq/gate"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// knowledge is what is known of the field apart from any FAQ.
type knowledge struct {
	lexicon *lexicon.Lexicon
	gate    *gate.Model
}

// Prepare loads what every index shares, the lexicon and the gate. Build does so when nobody has; who starts a program may do
// it beside other things.
func Prepare() { gate.Default() }

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

// findCorrected improves on hits, what find found in a message: words that neither the lexicon nor the FAQ knows for sure are read as the FAQ's word one letter
// away, if there is one, so that a slip of the finger costs no concept.
func (x *Index) findCorrected(t text.Text, hits []lexicon.Hit) []lexicon.Hit {
	var fixed []text.Token
	var fixes []string
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Kind != text.Word || covered(hits, i) {
			continue
		}
		if fixes = x.spelling.correct(tok.Folded, fixes[:0]); len(fixes) == 0 {
			continue
		}
		if fixed == nil {
			fixed = slices.Clone(t.Tokens)
		}
		fixed[i].Plain, fixed[i].Folded = fixes[0], fixes[0]
	}
	if fixed == nil {
		return hits
	}
	t.Tokens = fixed
	return x.knowledge.find(t)
}

func covered(hits []lexicon.Hit, token int) bool {
	for i := range hits {
		if !hits[i].Fuzzy && hits[i].Start <= token && token < hits[i].End {
			return true
		}
	}
	return false
}
