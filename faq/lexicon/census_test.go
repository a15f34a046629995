package lexicon

import "testing"

func TestCensus(t *testing.T) {
	l := Default()
	written, wordings := map[string]int{}, map[string]int{}
	for i := range l.entries {
		for _, f := range l.entries[i].forms {
			if l.concepts[l.ids[l.entries[i].id]].Kind < language {
				written[f.lang]++
				wordings[f.lang] += f.variants
				if f.variants > 250 {
					t.Log(f.variants, l.entries[i].id, f.text)
				}
			}
		}
	}
	t.Log(len(l.concepts), "concepts", written, wordings, len(l.nodes), "nodes", len(l.exacts), "symbols", len(l.outputs))
}
