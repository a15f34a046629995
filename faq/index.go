package faq

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"frontdesk/faq/gate"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// Options tune Build. The zero value is right for a community.
type Options struct {
	// Negatives are messages that must never be answered: what moderators marked «not for the bot», and chit-chat.
	Negatives []string
	// Lexicon finds concepts: nil = lexicon.Default(); a community's own is an extension of that.
	Lexicon *lexicon.Lexicon
	// Workers is how many processors may be kept busy: 0 = all, 1 = what has to leave room for the traffic.
	Workers int
}

// Index answers questions from a fixed set of entries. It never changes and is safe in parallel.
type Index struct {
	opt       Options
	knowledge knowledge
	entries   []Entry
	byID      map[string]int32
	tagged    map[string]int32    // safety tag → the first entry that carries it
	own       [][]int32           // examples of each entry
	against   [][]int32           // examples of its «not» lines
	unwanted  []int32             // negatives of the whole FAQ, ascending: the fixed ones, then those of the entry Unwanted
	fixed     int                 // how many of them come with the options
	verbatim  map[uint64]struct{} // wordings of all questions and titles
	field     float64             // 0 … 1: how much of the FAQ is of the field that lexicon and gate know

	vocab    table     // feature hash → number
	fresh    table     // … of features that came after the build
	weights  []float32 // by feature: kind × inverse document frequency
	blockOf  []block
	paired   []bool    // by feature: a pair of concepts
	unseen   float32   // the inverse document frequency of a feature that no example has
	postings [][]int32 // by feature: examples that have it, ascending
	examples []example
	owner    []int32           // by example: the entry that it speaks for, or nobody
	trust    []float32         // by example: how much likeness to it counts
	inverses [][blocks]float32 // by example: 1 / length of each block
	spelling *spelling

	models []linear  // by entry
	mined  [][]int32 // by entry: what its model was trained on, until calibrated
	beta   [blocks]float32
	mix    mixture
	heads  heads
	shift  shift      // what feedback taught
	large  bool       // see large.go
	pool   *sync.Pool // of *scratch

	pending int
}

// example is one text that speaks for an entry (or against it).
type example struct {
	entry    int32 // or nobody, gone
	not      bool  // stands against its entry
	kind     exampleKind
	lang     string
	words    int32   // content tokens
	trust    float32 // how much likeness to it counts
	features []int32 // sorted by block, then number
}

func (ex *example) owner() int32 {
	if ex.not || ex.entry < 0 {
		return nobody
	}
	return ex.entry
}

// Unwanted is the ID of what is no entry: given to Build or Apply, its questions, in any language, are messages that nobody
// should answer, as in Options.Negatives. It is never a candidate, and Entry does not know it.
const Unwanted = "-"

// Examples that belong to no entry.
const (
	nobody int32 = -1 // a negative of the whole FAQ
	gone   int32 = -2 // of an entry that was changed or deleted since
)

type exampleKind uint8

const (
	asQuestion exampleKind = iota
	asTitle
	asAnswer
)

// How much the block of concepts counts against that of words, in an FAQ of the lexicon's field and in any other.
const conceptAtHome, conceptAbroad = 1.2, 0.35

// Likeness to titles and answers counts less than to questions; answers only help entries that have few questions.
const (
	titleTrust  = 0.9
	answerTrust = 0.6
	fewExamples = 8 // with more questions and titles than this, answers stay out
)

// Build learns an index from entries, which must be valid with distinct IDs; a later duplicate is left out. Time is linear in
// the number of examples up to negative mining; 200 entries with ten questions take about half a second on one core.
func Build(entries []Entry, opt Options) *Index {
	x := &Index{opt: opt, byID: make(map[string]int32, len(entries)), pool: new(sync.Pool)}
	if x.knowledge.lexicon = opt.Lexicon; opt.Lexicon == nil {
		x.knowledge.lexicon = lexicon.Default()
	}
	x.knowledge.gate = gate.Default()
	var unwanted Entry
	for _, e := range entries {
		if e.ID == Unwanted {
			unwanted = e
			continue
		}
		if _, dup := x.byID[e.ID]; dup {
			continue
		}
		x.byID[e.ID] = int32(len(x.entries))
		x.entries = append(x.entries, e)
	}
	x.bindTags()
	x.field = fieldOf(x.entries)
	x.beta = [blocks]float32{1, 1, conceptAbroad + float32(x.field)*(conceptAtHome-conceptAbroad)}
	x.learnFeatures(unwanted)
	x.large = len(x.examples) > largeExamples
	x.trainAll()
	x.calibrate()
	x.mined = nil
	return x
}

// bindTags finds the entry of each safety rule.
func (x *Index) bindTags() {
	x.tagged = map[string]int32{}
	for i := range x.entries {
		for _, tag := range x.entries[i].Tags {
			if _, taken := x.tagged[tag]; !taken && strings.HasPrefix(tag, "safety:") {
				x.tagged[tag] = int32(i)
			}
		}
	}
}

// source is a text on its way to becoming an example.
type source struct {
	text string
	lang string
	example
}

// sources lists the examples of entry number i.
func (x *Index) sources(i int32) []source {
	e := &x.entries[i]
	var out []source
	add := func(s, lang string, ex example) {
		ex.entry, ex.lang = i, lang
		out = append(out, source{s, lang, ex})
	}
	for _, lang := range sortedKeys(e.Questions) {
		for _, q := range e.Questions[lang] {
			add(q, lang, example{kind: asQuestion, trust: 1})
		}
	}
	for _, lang := range sortedKeys(e.Title) {
		add(e.Title[lang], lang, example{kind: asTitle, trust: titleTrust})
	}
	if n := len(out); n <= fewExamples*max(1, len(e.Questions)) {
		for _, lang := range sortedKeys(e.Answer) {
			add(e.Answer[lang], lang, example{kind: asAnswer, trust: answerTrust})
		}
	}
	for _, lang := range sortedKeys(e.Not) {
		for _, q := range e.Not[lang] {
			add(q, lang, example{kind: asQuestion, not: true, trust: 1})
		}
	}
	return out
}

// unwantedSources lists the examples of the entry Unwanted.
func unwantedSources(e Entry) []source {
	var out []source
	for _, lang := range sortedKeys(e.Questions) {
		for _, q := range e.Questions[lang] {
			out = append(out, source{q, lang, example{entry: nobody, trust: 1}})
		}
	}
	return out
}

// learnFeatures reads all texts, numbers their features in order of appearance and weighs them.
func (x *Index) learnFeatures(unwanted Entry) {
	var all []source
	for i := range x.entries {
		all = append(all, x.sources(int32(i))...)
	}
	for _, s := range x.opt.Negatives {
		all = append(all, source{text: s, example: example{entry: nobody, trust: 1}})
	}
	x.fixed = len(x.opt.Negatives)
	all = append(all, unwantedSources(unwanted)...)
	lists := make([][]feature, len(all))
	tokens := make([][]text.Token, len(all))
	x.opt.parallel(len(all), func() func(int) {
		ex := extractor{lexicon: x.knowledge.lexicon}
		return func(i int) {
			t := text.Parse(all[i].text)
			tokens[i] = t.Tokens
			all[i].words = int32(t.Words())
			lists[i] = slices.Clone(ex.features(t, all[i].lang, x.knowledge.find(t)))
		}
	})
	x.examples = make([]example, len(all))
	for i := range all {
		x.examples[i] = all[i].example
	}
	kinds := x.numberFeatures(lists)
	x.verbatim = make(map[uint64]struct{}, len(all))
	for i := range all {
		if all[i].owner() != nobody && all[i].kind != asAnswer {
			x.verbatim[wording(text.Text{Tokens: tokens[i]})] = struct{}{}
		}
	}
	x.spelling = newSpelling(countWords(tokens))
	x.unseen = idf(len(x.examples), 0)
	x.weights = make([]float32, len(kinds))
	x.blockOf, x.paired = make([]block, len(kinds)), make([]bool, len(kinds))
	for n, f := range kinds {
		x.weights[n] = f.weight * idf(len(x.examples), len(x.postings[n]))
		x.blockOf[n], x.paired[n] = f.block, f.pair
	}
	x.inverses = make([][blocks]float32, len(x.examples))
	x.owner, x.trust = make([]int32, len(x.examples)), make([]float32, len(x.examples))
	x.opt.parallel(len(x.examples), func() func(int) {
		var room []int32
		return func(i int) {
			x.inverses[i] = x.finish(&x.examples[i], &room)
			x.owner[i], x.trust[i] = x.examples[i].owner(), x.examples[i].trust
		}
	})
	x.own, x.against = make([][]int32, len(x.entries)), make([][]int32, len(x.entries))
	for i := range x.examples {
		switch ex := &x.examples[i]; {
		case ex.entry < 0:
			x.unwanted = append(x.unwanted, int32(i))
		case ex.not:
			x.against[ex.entry] = append(x.against[ex.entry], int32(i))
		default:
			x.own[ex.entry] = append(x.own[ex.entry], int32(i))
		}
	}
}

// newFeatures is about how many features of its own an example adds.
const newFeatures = 8

// numberFeatures gives the features of the examples their numbers and postings, and returns the first of each number.
func (x *Index) numberFeatures(lists [][]feature) (kinds []feature) {
	x.vocab = newTable(len(lists) * newFeatures)
	var used, last []int32 // by number: in how many examples, 1 + the last of them
	var row []int32
	total := int32(0)
	for i, list := range lists {
		row = row[:0]
		for _, f := range list {
			n, ok := x.vocab.get(f.hash)
			if !ok {
				n = uint32(len(kinds))
				x.vocab.put(f.hash, n)
				kinds, used, last = append(kinds, f), append(used, 0), append(last, 0)
			}
			if last[n] != int32(i+1) {
				last[n] = int32(i + 1)
				used[n]++
				row = append(row, int32(n))
			}
		}
		total += int32(len(row))
		x.examples[i].features = slices.Clone(row)
	}
	x.postings = make([][]int32, len(kinds))
	all := make([]int32, total)
	for n, count := range used {
		x.postings[n], all = all[:0:count], all[count:]
	}
	for i := range x.examples {
		for _, n := range x.examples[i].features {
			x.postings[n] = append(x.postings[n], int32(i))
		}
	}
	return kinds
}

// countWords counts in how many examples each folded word occurs.
func countWords(examples [][]text.Token) map[string]int32 {
	used, last := map[string]int32{}, map[string]int{}
	for i, tokens := range examples {
		for _, tok := range tokens {
			if tok.Kind == text.Word && last[tok.Folded] != i+1 {
				last[tok.Folded] = i + 1
				used[tok.Folded]++
			}
		}
	}
	return used
}

func idf(n, df int) float32 { return float32(math.Log(float64(n+1)/float64(df+1)) + 1) }

// finish orders the features of an example and returns the inverse length of each block. It works in room.
func (x *Index) finish(ex *example, room *[]int32) (inverse [blocks]float32) {
	var sum [blocks]float64
	all := append((*room)[:0], ex.features...)
	*room = all
	n := 0
	for b := range blocks {
		from := n
		for _, f := range all {
			if x.blockOf[f] == b {
				ex.features[n] = f
				n++
			}
		}
		slices.Sort(ex.features[from:n])
	}
	for _, f := range ex.features {
		sum[x.blockOf[f]] += float64(x.weights[f]) * float64(x.weights[f])
	}
	for b, s := range sum {
		if s > 0 {
			inverse[b] = float32(1 / math.Sqrt(s))
		}
	}
	return inverse
}

// parallel calls work for 0 … n-1 on all Workers; prepare is called once by each of them. Results must not depend on who did
// what.
func (o Options) parallel(n int, prepare func() func(int)) {
	workers := min(cmp.Or(o.Workers, runtime.GOMAXPROCS(0)), n)
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			work := prepare()
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
