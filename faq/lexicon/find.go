package lexicon

import (
	"cmp"
	"math/bits"
	"slices"

	"frontdesk/faq/text"
)

// Hit is one concept found in a message.
type Hit struct {
	Concept int32
	Kind    Kind
	Fuzzy   bool   // a word had to be corrected first
	Lang    string // the language of the form; of several, the one the message seems to be in
	Start   int    // Text.Tokens[Start:End] spans the form, what its gaps skipped included
	End     int
}

// maxSpan bounds a form in the message, gaps included; hits remember their tokens in a word of this many bits.
const maxSpan = 48

// Find returns the concepts of a message in the order of their first token, each place of each concept once.
// It returns nil, without allocating, when there are none.
func (l *Lexicon) Find(t text.Text) []Hit {
	s, _ := l.scratch.Get().(*search)
	if s == nil {
		s = new(search)
	}
	defer l.scratch.Put(s)
	s.reset(l, t)
	if !s.symbols() {
		return nil
	}
	for i := range s.at {
		s.start = i
		s.walk(0, i, 0)
	}
	if len(s.found) == 0 {
		return nil
	}
	s.judge()
	s.settle()
	return s.hits()
}

// search is the scratch space of one Find.
type search struct {
	lex    *Lexicon
	toks   []text.Token
	at     []position
	syms   []int32
	found  []match
	scores [32]int
	start  int
}

// position is a token that takes part.
type position struct {
	token    int32 // index into Text.Tokens
	from, to int32 // its symbols
	latin    bool
	marked   bool // it has diacritics: no English word
	fuzzy    bool
	wall     bool // a sentence ends before it
}

// match is a form found, not judged yet.
type match struct {
	start, end int32 // positions
	mask       uint64
	out        *output
	latin      bool
	marked     bool
	fuzzy      bool
	dead       bool
}

func (s *search) reset(l *Lexicon, t text.Text) {
	s.lex, s.toks = l, t.Tokens
	s.at, s.syms, s.found = s.at[:0], s.syms[:0], s.found[:0]
	s.scores = [32]int{}
}

// symbols maps the tokens to symbols and reports whether any form can begin.
func (s *search) symbols() bool {
	wall, begins := false, false
	for i := range s.toks {
		t := &s.toks[i]
		if !t.Content() {
			wall = wall || t.Kind == text.Mark && isWall(t.Plain)
			continue
		}
		p := position{token: int32(i), from: int32(len(s.syms)), wall: wall}
		wall = false
		c := t.Folded[0]
		p.latin = t.Kind == text.Word && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
		p.marked = p.latin && len(t.Plain) != len(t.Folded)
		s.token(t, &p)
		p.to = int32(len(s.syms))
		begins = begins || p.to > p.from
		s.at = append(s.at, p)
	}
	return begins
}

// isWall reports whether a mark ends a sentence: no form reaches across.
func isWall(mark string) bool {
	switch mark[0] {
	case '.', '?', '!', ';', '\n':
		return true
	}
	return false
}

func (s *search) token(t *text.Token, p *position) {
	l := s.lex
	w := t.Folded
	sym, known := l.word(w)
	if known {
		s.syms = append(s.syms, sym)
	}
	switch t.Kind {
	case text.Number:
		if sym, ok := l.word("<number>"); ok {
			s.syms = append(s.syms, sym)
		}
		return
	case text.Word:
	default:
		return
	}
	if w[0] >= '0' && w[0] <= '9' {
		s.unit(w)
		return
	}
	hash, hashed := uint32(hashBasis), 0
	runes := 0
	for i := range w {
		if i > l.widest {
			break
		}
		hash, hashed = hashOn(hash, w[hashed:i]), i
		if runes >= 1 {
			if sym, ok := l.stem(w[:i], hash); ok {
				s.syms, known = append(s.syms, sym), known || runes >= 4
			}
		}
		runes++
	}
	if sym, ok := l.stem(w, hashOn(hash, w[hashed:])); ok {
		s.syms, known = append(s.syms, sym), true
	}
	if !known {
		n := len(s.syms)
		s.syms = l.typos.correct(&l.symbols, w, s.syms)
		p.fuzzy = len(s.syms) > n
	}
}

// unit lets «24h» and «100usdt» match forms written <n>h and <n>usdt.
func (s *search) unit(w string) {
	i := 0
	for i < len(w) && (w[i] >= '0' && w[i] <= '9' || w[i] == '.') {
		i++
	}
	var buf [64]byte
	if sym, ok := s.lex.word(string(append(append(buf[:0], "<n>"...), w[i:]...))); ok {
		s.syms = append(s.syms, sym)
	}
}

// walk follows the paths from a place that was reached before position i; mask holds the positions matched so far.
func (s *search) walk(at place, i int, mask uint64) {
	if out := s.lex.ending(at); out != 0 {
		s.emit(out, i, mask)
	}
	if at < 0 || i >= len(s.at) || i-s.start >= maxSpan || i > s.start && s.at[i].wall {
		return
	}
	for _, sym := range s.syms[s.at[i].from:s.at[i].to] {
		if next := s.lex.step(at, sym); next != 0 {
			s.walk(next, i+1, mask|1<<(i-s.start))
		}
	}
	if at == 0 {
		return // no form begins with a gap
	}
	for _, e := range slices.Backward(s.lex.gaps(at)) {
		s.skip(e.to, i, int(-e.on), mask)
	}
}

// skip continues behind a gap of up to g tokens, the nearest first.
func (s *search) skip(at place, i, g int, mask uint64) {
	for j := i; j <= i+g && j < len(s.at) && j-s.start < maxSpan; j++ {
		if s.at[j].wall {
			return
		}
		for _, sym := range s.syms[s.at[j].from:s.at[j].to] {
			if next := s.lex.step(at, sym); next != 0 {
				s.walk(next, j+1, mask|1<<(j-s.start))
			}
		}
	}
}

func (s *search) emit(out int32, end int, mask uint64) {
	m := match{start: int32(s.start), end: int32(end), mask: mask}
	for b := mask; b != 0; b &= b - 1 {
		p := &s.at[s.start+bits.TrailingZeros64(b)]
		m.latin = m.latin || p.latin
		m.marked = m.marked || p.marked
		m.fuzzy = m.fuzzy || p.fuzzy
	}
	for i := out; i != 0; {
		m.out = &s.lex.outputs[i-1]
		s.found = append(s.found, m)
		i = m.out.next
	}
}

// settle drops what lacks its company, then what a longer match covers, then repetitions.
func (s *search) settle() {
	for i := range s.found {
		if m := &s.found[i]; s.kind(m) >= language {
			m.dead = true
		}
	}
	for i := range s.found {
		if m := &s.found[i]; !m.dead && m.out.cond != 0 && !s.company(m) {
			m.dead = true
		}
	}
	live := s.found[:0]
	for _, m := range s.found {
		if !m.dead {
			live = append(live, m)
		}
	}
	s.found = live
	slices.SortStableFunc(s.found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(bits.OnesCount64(b.mask), bits.OnesCount64(a.mask)),
			cmp.Compare(a.end, b.end), cmp.Compare(a.out.concept, b.out.concept))
	})
	for i := range s.found {
		big := &s.found[i]
		for j := i + 1; j < len(s.found) && s.found[j].start < big.end; j++ {
			s.compare(big, &s.found[j])
		}
	}
}

// company reports whether the message holds, at other tokens and by itself, one of the concepts that m needs.
func (s *search) company(m *match) bool {
	cond := &s.lex.conds[m.out.cond-1]
	for i := range s.found {
		o := &s.found[i]
		if o.dead || o.out.cond != 0 || o.out.not || o.start < m.end && m.start < o.end && overlap(m, o) {
			continue
		}
		if o.out.concept != m.out.concept &&
			(cond.kinds&(1<<s.kind(o)) != 0 || contains(cond.concepts, o.out.concept)) {
			return true
		}
	}
	return false
}

func overlap(a, b *match) bool {
	if a.start > b.start {
		a, b = b, a
	}
	return b.start-a.start < maxSpan && b.mask<<(b.start-a.start)&a.mask != 0
}

// swallows reports whether a longer match of one kind hides a match of another inside it. «how to withdraw» leaves the
// withdrawal visible, «not received» hides that something is received but not what.
func swallows(long, short Kind) bool {
	switch long {
	case Frame, Time:
		return short == Frame || short == Time
	case State:
		return short != Thing && short != Person && short != Place
	case Act:
		return short == Act || short == Talk
	}
	return short != Frame || long == Talk
}

func (s *search) kind(m *match) Kind { return s.lex.concepts[m.out.concept].Kind }

// compare marks b dead when a, which begins no later, covers it: with more tokens, or with the same for the same concept.
// A «not» form kills what overlaps it and is no longer than itself.
func (s *search) compare(a, b *match) {
	moved := b.mask << (b.start - a.start)
	same := a.out.concept == b.out.concept
	na, nb := bits.OnesCount64(a.mask), bits.OnesCount64(moved)
	switch {
	case same && a.out.not != b.out.not:
		switch {
		case moved&a.mask == 0:
		case a.out.not && nb <= na:
			b.dead = true
		case b.out.not && na <= nb:
			a.dead = true
		}
	case a.out.not || b.out.not:
	case moved&^a.mask == 0 && na > nb:
		b.dead = b.dead || same || swallows(s.kind(a), s.kind(b))
	case moved == a.mask && same:
		b.dead = true // the first has the smaller span
	case same && a.mask&^moved == 0:
		a.dead = true
	}
}

func (s *search) hits() []Hit {
	var out []Hit
	for i := range s.found {
		m := &s.found[i]
		kind := s.kind(m)
		if m.dead || m.out.not {
			continue
		}
		h := Hit{Concept: m.out.concept, Kind: kind, Fuzzy: m.fuzzy, Lang: s.name(m.out.langs),
			Start: int(s.at[m.start].token), End: int(s.at[m.end-1].token) + 1}
		if n := len(out); n > 0 && slices.ContainsFunc(out[max(0, n-4):], func(o Hit) bool {
			return o.Concept == h.Concept && o.End > h.Start
		}) {
			continue
		}
		if out == nil {
			out = make([]Hit, 0, len(s.found)-i)
		}
		out = append(out, h)
	}
	return out
}
