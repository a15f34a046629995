package lexicon

import (
	"encoding/binary"
	"errors"
)

// A compiled lexicon is a sequence of numbers (unsigned varints; signed ones zigzag) and of texts (their length, then their
// bytes): languages, concepts, symbols, outputs, companies, then the nodes of the paths breadth first. What can be counted or
// hashed again in a moment is not in it.

// MarshalBinary writes a lexicon that was loaded, not extended. Equal data give equal bytes.
func (l *Lexicon) MarshalBinary() ([]byte, error) {
	if len(l.own) > 0 {
		return nil, errors.New("lexicon: an extension is not written, only what comes with Frontdesk")
	}
	var w writer
	w.number(len(l.langs))
	for _, name := range l.langs {
		w.text(name)
	}
	w.number(len(l.concepts))
	for i := range l.concepts {
		c := &l.concepts[i]
		w.text(c.ID)
		w.text(c.Gloss)
		w.number(int(c.Kind))
		w.numbers(c.Parents)
	}
	w.symbols(&l.symbols)
	w.paths(&l.paths)
	return w, nil
}

type writer []byte

func (w *writer) number(n int)  { *w = binary.AppendUvarint(*w, uint64(n)) }
func (w *writer) text(s string) { w.number(len(s)); *w = append(*w, s...) }

// flagged writes a number and a bit.
func (w *writer) flagged(n int, flag bool) {
	if n *= 2; flag {
		n++
	}
	w.number(n)
}

func (w *writer) numbers(list []int32) {
	w.number(len(list))
	for _, n := range list {
		w.number(int(n))
	}
}

func (w *writer) symbols(s *symbols) {
	w.number(s.len())
	for sym := range s.len() {
		w.flagged(len(s.name(int32(sym))), s.isStem[sym])
	}
	w.text(s.text.String())
}

func (w *writer) paths(p *paths) {
	w.number(len(p.outputs))
	for _, o := range p.outputs {
		w.flagged(int(o.concept), o.not)
		w.number(int(o.langs))
		w.number(int(o.next))
		w.number(int(o.cond))
	}
	w.number(len(p.conds))
	for _, c := range p.conds {
		w.number(int(c.kinds))
		w.numbers(c.concepts)
	}
	var begins []edge
	for sym, to := range p.roots {
		if to != 0 {
			begins = append(begins, edge{element(sym), to})
		}
	}
	w.number(len(p.outs))
	w.number(len(p.edges))
	w.node(0, begins)
	for n := 1; n < len(p.outs); n++ {
		w.node(p.outs[n], p.leaving(place(n)))
	}
}

// node writes what ends at a node and its edges: the distance to the element before, and the output if forms end there. The
// number of the node behind any other edge need not be told: they come in this order.
func (w *writer) node(out int32, edges []edge) {
	w.number(int(out))
	w.number(len(edges))
	before := element(-maxGap)
	for _, e := range edges {
		w.flagged(int(e.on-before), e.to < 0)
		before = e.on
		if e.to < 0 {
			w.number(int(-e.to))
		}
	}
}

// restore reads what MarshalBinary wrote, but for what Extend needs. Texts of the result lie in src.
func restore(src string) (*Lexicon, error) {
	r := snapshot{src: src}
	l := &Lexicon{}
	for range r.count() {
		l.langs = append(l.langs, r.text())
	}
	l.english = 1
	l.concepts = make([]Concept, r.count())
	l.ids = make(map[string]int32, len(l.concepts))
	for i := range l.concepts {
		c := &l.concepts[i]
		c.ID, c.Gloss, c.Kind, c.Parents = r.text(), r.text(), Kind(r.number()), r.numbers()
		l.ids[c.ID] = int32(i)
	}
	r.symbols(&l.symbols)
	r.paths(&l.paths, l.len())
	if r.short || r.src != "" {
		return nil, errors.New("lexicon: not what go generate wrote")
	}
	l.typos = newSpellings(&l.symbols)
	return l, nil
}

// snapshot reads; once it is short, there are only zeros.
type snapshot struct {
	src   string
	short bool
}

func (r *snapshot) number() int {
	n := uint64(0)
	for i := 0; i < len(r.src) && i < binary.MaxVarintLen64; i++ {
		b := r.src[i]
		n |= uint64(b&0x7F) << (7 * i)
		if b < 0x80 {
			r.src = r.src[i+1:]
			return int(n)
		}
	}
	r.src, r.short = "", true
	return 0
}

func (r *snapshot) flagged() (int, bool) {
	n := r.number()
	return n / 2, n%2 == 1
}

// count reads how many things follow, of a byte at least.
func (r *snapshot) count() int {
	n := r.number()
	if n < 0 || n > len(r.src) {
		r.src, r.short = "", true
		return 0
	}
	return n
}

func (r *snapshot) text() string {
	n := r.count()
	s := r.src[:n]
	r.src = r.src[n:]
	return s
}

func (r *snapshot) numbers() []int32 {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(r.number())
	}
	return out
}

func (r *snapshot) symbols(s *symbols) {
	n := r.count()
	s.ends, s.isStem = make([]uint32, n), make([]bool, n)
	end := 0
	for i := range n {
		size, stem := r.flagged()
		end += size
		s.ends[i], s.isStem[i] = uint32(end), stem
		if stem {
			s.widest = max(s.widest, size)
		}
	}
	all := r.text()
	if r.short = r.short || len(all) != end; r.short {
		*s = newSymbols()
		return
	}
	s.text.WriteString(all)
	s.words, s.stems = s.numbered(false), s.numbered(true)
}

func (r *snapshot) paths(p *paths, symbols int) {
	p.outputs = make([]output, r.count())
	for i := range p.outputs {
		concept, not := r.flagged()
		p.outputs[i] = output{concept: int32(concept), not: not, langs: uint32(r.number()), next: int32(r.number()), cond: int32(r.number())}
	}
	p.conds = make([]condition, r.count())
	for i := range p.conds {
		p.conds[i] = condition{kinds: uint16(r.number()), concepts: r.numbers()}
	}
	nodes, edges := r.count(), r.count()
	p.roots = make([]place, symbols)
	p.first, p.outs = make([]int32, 0, nodes+1), make([]int32, 0, nodes)
	p.edges = make([]edge, 0, edges)
	met := place(0)
	for n := range nodes {
		p.first, p.outs = append(p.first, int32(len(p.edges))), append(p.outs, int32(r.number()))
		on := element(-maxGap)
		for range r.count() {
			distance, ends := r.flagged()
			on += element(distance)
			to := met + 1
			if ends {
				to = -place(r.number())
			} else {
				met++
			}
			switch {
			case n > 0:
				p.edges = append(p.edges, edge{on, to})
			case on >= 0 && int(on) < len(p.roots):
				p.roots[on] = to
			}
		}
	}
	p.first = append(p.first, int32(len(p.edges)))
	r.short = r.short || len(p.edges) != edges || int(met) != nodes-1
}
