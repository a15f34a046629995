package lexicon

import "sort"

// paths are all forms at rest: a trie in a few flat arrays, which are never written to again.
type paths struct {
	roots   []place // by symbol: where it leads from the start, node 0
	first   []int32 // by node: the first of its edges; the last number closes the list
	outs    []int32 // by node: 1 + first output, 0 = none
	edges   []edge  // of each node by ascending element: gaps first, wide ones before narrow ones
	outputs []output
	conds   []condition
}

type edge struct {
	on element
	to place
}

// place is where an edge leads: > 0 to a node, < 0 to the end of forms, whose outputs begin at -place, 0 nowhere.
type place int32

// output says that a form ends at a node. Most nodes say what others say too, so they share a list.
type output struct {
	concept int32
	langs   uint32 // languages in which the form means this
	next    int32  // 1 + next output of the list, 0 = none
	cond    int32  // 1 + index into conds, 0 = none
	not     bool   // the form only looks like the concept
}

// fewEdges are searched faster one after the other.
const fewEdges = 8

// step follows an edge.
func (p *paths) step(from place, e element) place {
	if from == 0 {
		if int(e) >= len(p.roots) {
			return 0
		}
		return p.roots[e]
	}
	edges := p.leaving(from)
	if len(edges) > fewEdges {
		edges = edges[sort.Search(len(edges), func(i int) bool { return edges[i].on >= e }):]
	}
	for i := range edges {
		if edges[i].on >= e {
			if edges[i].on == e {
				return edges[i].to
			}
			break
		}
	}
	return 0
}

// leaving lists the edges of a place that is not the start.
func (p *paths) leaving(from place) []edge {
	if from < 0 {
		return nil
	}
	return p.edges[p.first[from]:p.first[from+1]]
}

// ending returns 1 + the first output of the forms that end at a place, 0 for none.
func (p *paths) ending(at place) int32 {
	if at < 0 {
		return int32(-at)
	}
	return p.outs[at]
}

// gaps lists the edges that skip tokens, wide ones first.
func (p *paths) gaps(from place) []edge {
	edges := p.leaving(from)
	n := 0
	for n < len(edges) && edges[n].on < 0 {
		n++
	}
	return edges[:n]
}
