// Package gate tells whether a message asks for help of this community: a question, a report of trouble, a doubt whether
// something is genuine. It says no to greetings, chatter, price talk, remarks, staff and members answering, lures,
// questions about other products and about everything else. It knows nothing of any FAQ.
//
// The gate is a linear model over words, characters, concepts, cues and form, trained from corpus/*.tsv:
//
//	go generate ./faq/gate
//
// rebuilds model.bin, and the lexicon's lexicon.bin before it, after a change to the corpus, the cues, the lexicon's data or the
// text package; tests fail until it is done.
package gate

import (
	_ "embed"
	"fmt"
	"sync"

	"frontdesk/faq/gate/internal/signal"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

//go:generate go run ../lexicon/make -dir ../lexicon
//go:generate go run ./train

//go:embed model.bin
var shipped []byte

// Model scores messages. It is immutable and safe for concurrent use.
type Model struct {
	linear  signal.Linear
	extract *signal.Extractor
	vectors sync.Pool
}

// Default returns the gate that comes with Frontdesk. The first call loads it and the default lexicon; all share one value.
var Default = sync.OnceValue(func() *Model {
	m := &Model{vectors: sync.Pool{New: func() any { return new(signal.Vector) }}}
	err := m.linear.UnmarshalBinary(shipped)
	if err == nil {
		m.extract, err = signal.New(lexicon.Default())
	}
	if err != nil {
		panic(fmt.Sprintf("embedded gate: %v", err)) // the tests load the same bytes
	}
	return m
})

// Score returns the probability that t asks for help of this community, when asking and other messages are equally
// frequent. Hits are what the default lexicon, or one extended from it, found in t. The time is bounded: of very long
// messages the beginning and the end are read.
func (m *Model) Score(t text.Text, hits []lexicon.Hit) float64 {
	v := m.vectors.Get().(*signal.Vector)
	defer m.vectors.Put(v)
	m.extract.Extract(t, hits, v)
	return m.linear.Probability(m.linear.Margin(v))
}
