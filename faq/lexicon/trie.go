package lexicon

// symbols numbers the words and stems that occur in forms.
type symbols struct {
	words  map[string]int32
	stems  map[string]int32
	exacts []string // by symbol; "" for stems
	starts []string // by symbol; "" for words
	widest int      // bytes of the longest stem
}

func newSymbols() symbols {
	return symbols{words: make(map[string]int32, 1<<14), stems: make(map[string]int32, 1<<13)}
}

func (s *symbols) exact(w string) int32 {
	n, ok := s.words[w]
	if !ok {
		n = int32(len(s.exacts))
		s.words[w] = n
		s.exacts = append(s.exacts, w)
		s.starts = append(s.starts, "")
	}
	return n
}

func (s *symbols) stem(w string) int32 {
	n, ok := s.stems[w]
	if !ok {
		n = int32(len(s.exacts))
		s.stems[w] = n
		s.exacts = append(s.exacts, "")
		s.starts = append(s.starts, w)
		s.widest = max(s.widest, len(w))
	}
	return n
}

// trie holds all forms. Node 0 is the root; edges of all nodes share one hash table.
type trie struct {
	edges   edges
	nodes   []node
	outputs []output
	conds   []condition
}

type node struct {
	out  int32 // 1 + first output, 0 = none
	gaps uint8 // bit g: an edge that skips up to g tokens
	leaf bool  // no edges
}

// output says that a form ends at a node.
type output struct {
	concept int32
	langs   uint32 // languages in which the form means this
	cond    int32  // 1 + index into conds, 0 = none
	next    int32  // 1 + next output of the node
	not     bool   // the form only looks like the concept
}

func newTrie(size int) trie {
	return trie{edges: newEdges(size), nodes: append(make([]node, 0, size*2/3), node{leaf: true}), outputs: make([]output, 0, size/2)}
}

// next returns the node behind the edge e of a node, making it when there is none.
func (t *trie) next(at int32, e element) int32 {
	next, ok := t.edges.get(at, e)
	if !ok {
		next = int32(len(t.nodes))
		t.edges.put(at, e, next)
		t.nodes[at].leaf = false
		if e < 0 {
			t.nodes[at].gaps |= 1 << -e
		}
		t.nodes = append(t.nodes, node{leaf: true})
	}
	return next
}

// end lets a form end at a node.
func (t *trie) end(at int32, o output) {
	for i := t.nodes[at].out; i != 0; i = t.outputs[i-1].next {
		if p := &t.outputs[i-1]; p.concept == o.concept && p.cond == o.cond && p.not == o.not {
			p.langs |= o.langs
			return
		}
	}
	o.next = t.nodes[at].out
	t.outputs = append(t.outputs, o)
	t.nodes[at].out = int32(len(t.outputs))
}

// edges is an open-addressing table from (node, element) to node.
type edges struct {
	keys []uint64 // 0 = empty: the key of a real edge is never 0, see key
	vals []int32
	n    int
}

func newEdges(size int) edges {
	n := 1 << 10
	for n < size {
		n <<= 1
	}
	return edges{keys: make([]uint64, n), vals: make([]int32, n)}
}

func edgeKey(at int32, e element) uint64 { return uint64(uint32(at)+1)<<32 | uint64(uint32(e)) }

func (t *edges) slot(key uint64) int {
	mask := uint64(len(t.keys) - 1)
	h := key * 0x9E3779B97F4A7C15
	for i := (h >> 32) & mask; ; i = (i + 1) & mask {
		if k := t.keys[i]; k == key || k == 0 {
			return int(i)
		}
	}
}

func (t *edges) get(at int32, e element) (int32, bool) {
	key := edgeKey(at, e)
	i := t.slot(key)
	return t.vals[i], t.keys[i] == key
}

func (t *edges) put(at int32, e element, to int32) {
	if t.n*3 >= len(t.keys)*2 {
		old := *t
		*t = edges{keys: make([]uint64, 2*len(old.keys)), vals: make([]int32, 2*len(old.keys)), n: old.n}
		for i, k := range old.keys {
			if k != 0 {
				j := t.slot(k)
				t.keys[j], t.vals[j] = k, old.vals[i]
			}
		}
	}
	i := t.slot(edgeKey(at, e))
	t.keys[i], t.vals[i] = edgeKey(at, e), to
	t.n++
}
