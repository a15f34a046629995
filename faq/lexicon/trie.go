package lexicon

import (
	"cmp"
	"slices"
)

// trie holds all forms while they are added. Node 0 is the root. Nodes are found by the edge that leads to them, in one hash
// table for all.
type trie struct {
	nodes   []node
	slots   []int32 // open addressing: a node that is not the root, 0 = empty; at most two thirds full
	outputs []output
	shared  map[output]int32 // number of each output, while forms are added
	conds   []condition
}

type node struct {
	parent int32
	edge   element // from parent to here
	out    int32   // 1 + first output, 0 = none
	edges  int32   // how many leave it
}

// nodesPerForm is a little more than a form of the embedded data adds.
const nodesPerForm = 5

func newTrie(forms int) trie {
	size := 1 << 10
	for size < forms*nodesPerForm {
		size *= 2
	}
	return trie{nodes: make([]node, 1, max(1, forms*nodesPerForm)), slots: make([]int32, size), shared: map[output]int32{}}
}

func (t *trie) slot(at int32, e element) uint32 {
	mask := uint32(len(t.slots) - 1)
	h := (uint64(uint32(at)+1)<<32 | uint64(uint32(e))) * 0x9E3779B97F4A7C15
	for i := uint32(h>>32) & mask; ; i = (i + 1) & mask {
		if n := t.slots[i]; n == 0 || t.nodes[n].edge == e && t.nodes[n].parent == at {
			return i
		}
	}
}

// next returns the node behind the edge e of a node, making it when there is none.
func (t *trie) next(at int32, e element) int32 {
	i := t.slot(at, e)
	if n := t.slots[i]; n != 0 {
		return n
	}
	if len(t.nodes)*3 >= len(t.slots)*2 {
		t.slots = make([]int32, 2*len(t.slots))
		for n := range t.nodes[1:] {
			t.slots[t.slot(t.nodes[n+1].parent, t.nodes[n+1].edge)] = int32(n + 1)
		}
		i = t.slot(at, e)
	}
	t.slots[i] = int32(len(t.nodes))
	t.nodes[at].edges++
	t.nodes = append(t.nodes, node{parent: at, edge: e})
	return t.slots[i]
}

// end lets a form end at a node.
func (t *trie) end(at int32, o output) {
	list, known := t.widen(t.nodes[at].out, o)
	if !known {
		o.next = list
		list = t.share(o)
	}
	t.nodes[at].out = list
}

// widen returns a list in which what says the same as o says it in the languages of o too, if there is such an output.
func (t *trie) widen(list int32, o output) (int32, bool) {
	if list == 0 {
		return 0, false
	}
	first := t.outputs[list-1]
	if first.concept == o.concept && first.cond == o.cond && first.not == o.not {
		first.langs |= o.langs
		return t.share(first), true
	}
	rest, known := t.widen(first.next, o)
	if !known {
		return list, false
	}
	first.next = rest
	return t.share(first), true
}

// share returns 1 + the number of an output, which is made when there is none like it.
func (t *trie) share(o output) int32 {
	if n := len(t.outputs); n > 0 && t.outputs[n-1] == o {
		return int32(n)
	}
	n, ok := t.shared[o]
	if !ok {
		t.outputs = append(t.outputs, o)
		n = int32(len(t.outputs))
		t.shared[o] = n
	}
	return n
}

// settle returns the paths of the trie, whose forms use so many symbols. Nodes with edges are numbered breadth first.
func (t *trie) settle(symbols int) paths {
	p := paths{roots: make([]place, symbols), outputs: t.outputs, conds: t.conds}
	kids := t.kids()
	inner := []int32{0}
	for n := 0; n < len(inner); n++ {
		p.first, p.outs = append(p.first, int32(len(p.edges))), append(p.outs, t.nodes[inner[n]].out)
		for _, kid := range kids(inner[n]) {
			to := place(-t.nodes[kid].out)
			if t.nodes[kid].edges > 0 {
				to = place(len(inner))
				inner = append(inner, kid)
			}
			if n == 0 {
				p.roots[t.nodes[kid].edge] = to
			} else {
				p.edges = append(p.edges, edge{t.nodes[kid].edge, to})
			}
		}
	}
	p.first = append(p.first, int32(len(p.edges)))
	return p
}

// kids returns a function that lists the nodes behind the edges of a node, by ascending edge.
func (t *trie) kids() func(at int32) []int32 {
	ends := make([]int32, len(t.nodes))
	sum := int32(0)
	for n := range t.nodes {
		ends[n] = sum // where they begin, until they are in
		sum += t.nodes[n].edges
	}
	all := make([]int32, sum)
	for n := 1; n < len(t.nodes); n++ {
		parent := t.nodes[n].parent
		all[ends[parent]] = int32(n)
		ends[parent]++
	}
	return func(at int32) []int32 {
		list := all[ends[at]-t.nodes[at].edges : ends[at]]
		slices.SortFunc(list, func(a, b int32) int { return cmp.Compare(t.nodes[a].edge, t.nodes[b].edge) })
		return list
	}
}
