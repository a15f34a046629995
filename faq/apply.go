package faq

import (
	"maps"
	"slices"
	"sync"

	"frontdesk/faq/text"
)

// maxNeighbours is how many entries most like a changed one learn of the change at once.
const maxNeighbours = 20

// Apply returns the index with entries added or replaced (by ID) and others deleted; x stays as it is. It takes time for what
// changed and its nearest entries, and for copying tables, but never for a full build: the weights of features, the mixture
// and the heads stay as Build learned them. A changed entry must be valid, or be Unwanted.
func (x *Index) Apply(changed []Entry, deleted []string) *Index {
	y := &Index{
		opt: x.opt, knowledge: x.knowledge, field: x.field, pending: x.pending + len(changed) + len(deleted),
		entries: slices.Clone(x.entries), byID: maps.Clone(x.byID), verbatim: maps.Clone(x.verbatim),
		own: slices.Clone(x.own), against: slices.Clone(x.against), unwanted: slices.Clip(x.unwanted), fixed: x.fixed,
		vocab: x.vocab, fresh: x.fresh.clone(), spelling: x.spelling, unseen: x.unseen,
		weights: slices.Clip(x.weights), blockOf: slices.Clip(x.blockOf), paired: slices.Clip(x.paired), postings: slices.Clone(x.postings),
		examples: slices.Clone(x.examples), owner: slices.Clone(x.owner), trust: slices.Clip(x.trust), inverses: slices.Clip(x.inverses),
		models: slices.Clone(x.models), beta: x.beta, mix: x.mix, heads: x.heads,
		shift: x.shift, pool: new(sync.Pool),
	}
	for _, id := range deleted {
		if id == Unwanted {
			y.unwant(Entry{})
		}
		if n, ok := y.byID[id]; ok {
			y.forget(n)
			delete(y.byID, id)
			y.entries[n] = Entry{}
		}
	}
	var learned []int32
	for i := range changed {
		if changed[i].ID == Unwanted {
			y.unwant(changed[i])
			continue
		}
		n, ok := y.byID[changed[i].ID]
		if ok {
			y.forget(n)
			y.entries[n] = changed[i]
		} else {
			n = int32(len(y.entries))
			y.byID[changed[i].ID] = n
			y.entries = append(y.entries, changed[i])
			y.own, y.against, y.models = append(y.own, nil), append(y.against, nil), append(y.models, linear{})
		}
		y.learn(y.sources(n))
		learned = append(learned, n)
	}
	y.large = len(y.examples) > largeExamples
	y.bindTags()
	y.retrainAround(learned)
	return y
}

// Pending is how many entries were applied since the index was built. The verdicts slowly lose calibration with it, and Match
// a little speed: build anew when it reaches a tenth of the FAQ.
func (x *Index) Pending() int { return x.pending }

// Len is the number of entries.
func (x *Index) Len() int { return len(x.byID) }

// Entry returns the entry with the ID.
func (x *Index) Entry(id string) (Entry, bool) {
	n, ok := x.byID[id]
	if !ok {
		return Entry{}, false
	}
	return x.entries[n], true
}

// forget takes the examples of an entry out of the ranking. They stay as negatives of other models until the next build.
func (x *Index) forget(entry int32) {
	x.drop(x.own[entry])
	x.drop(x.against[entry])
	x.own[entry], x.against[entry], x.models[entry] = nil, nil, linear{bias: -1}
}

func (x *Index) drop(examples []int32) {
	for _, i := range examples {
		x.examples[i].entry, x.owner[i] = gone, nobody
	}
}

// unwant replaces what the entry Unwanted held.
func (x *Index) unwant(e Entry) {
	old := x.unwanted[x.fixed:]
	x.drop(old)
	features := map[int32]struct{}{}
	for _, i := range old {
		for _, f := range x.examples[i].features {
			features[f] = struct{}{}
		}
	}
	for f := range features { // what only the old messages had is unknown again
		x.postings[f] = slices.DeleteFunc(slices.Clone(x.postings[f]), func(i int32) bool {
			_, is := slices.BinarySearch(old, i)
			return is
		})
	}
	x.unwanted = slices.Clip(x.unwanted[:x.fixed])
	x.learn(unwantedSources(e))
}

// learn adds examples.
func (x *Index) learn(sources []source) {
	ex := extractor{lexicon: x.knowledge.lexicon}
	used := map[string]int32{}
	var room []int32
	for _, src := range sources {
		t := text.Parse(src.text)
		n := int32(len(x.examples))
		e := src.example
		e.words = int32(t.Words())
		for _, f := range ex.features(t, src.lang, x.knowledge.find(t)) {
			e.features = append(e.features, x.number(f))
		}
		slices.Sort(e.features)
		e.features = slices.Compact(e.features)
		for _, f := range e.features {
			x.postings[f] = append(slices.Clip(x.postings[f]), n)
		}
		x.inverses = append(x.inverses, x.finish(&e, &room))
		x.examples = append(x.examples, e)
		x.owner, x.trust = append(x.owner, e.owner()), append(x.trust, e.trust)
		switch {
		case e.entry == nobody:
			x.unwanted = append(x.unwanted, n)
		case e.not:
			x.against[e.entry] = append(x.against[e.entry], n)
		default:
			x.own[e.entry] = append(x.own[e.entry], n)
			x.verbatim[wording(t)] = struct{}{}
		}
		for _, tok := range t.Tokens {
			if tok.Kind == text.Word {
				used[tok.Folded] = 1
			}
		}
	}
	x.spelling = x.spelling.with(used)
}

// number returns the number of a feature, making one if it is new.
func (x *Index) number(f feature) int32 {
	if n, ok := x.lookup(f.hash); ok {
		return int32(n)
	}
	n := uint32(len(x.weights))
	x.fresh.put(f.hash, n)
	x.weights = append(x.weights, f.weight*idf(len(x.examples), 1))
	x.blockOf, x.paired = append(x.blockOf, f.block), append(x.paired, f.pair)
	x.postings = append(x.postings, nil)
	return int32(n)
}

// lookup finds the number of a feature.
func (x *Index) lookup(hash uint64) (uint32, bool) {
	if n, ok := x.vocab.get(hash); ok {
		return n, true
	}
	return x.fresh.get(hash)
}

// retrainAround trains the models of the changed entries, and then those of the entries most like them, which start from
// what they know and only meet the new examples as negatives.
func (x *Index) retrainAround(changed []int32) {
	if x.plain() {
		return
	}
	near := map[int32][]int32{} // neighbour → examples new to it
	tr := x.newTrainer()
	for _, n := range changed {
		x.models[n] = tr.train(n)
		for _, e := range tr.neighbours(n) {
			near[e] = append(near[e], x.own[n]...)
		}
	}
	for _, n := range changed {
		delete(near, n)
	}
	order := slices.Sorted(maps.Keys(near))
	for _, e := range order {
		x.models[e] = tr.extend(e, near[e])
	}
}
