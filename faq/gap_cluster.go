package faq

import (
	"cmp"
	"math"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// Cluster is gaps that ask the same, in whatever words, room and language.
type Cluster struct {
	Gaps     []Gap // in the order they were given
	Wordings []Gap // up to MaxWordings of them that stand for all: the most typical one first
	Askers   int   // distinct members
	Langs    []string
	Last     time.Time // when it was asked last
	Nearest  string    // the entry that was nearest to most of them
}

// MaxClustered is how many gaps Clusters looks at: the last ones it is given. MaxWordings bounds a cluster's Wordings, longWording
// their bytes where there is a shorter one.
const (
	MaxClustered = 2000
	MaxWordings  = 3
	longWording  = 300
)

// Clusters puts gaps together that are alike, those of most askers first, then the latest. Each gap joins the earliest gap
// that leads a cluster and is likest to it, or leads one of its own: quadratic at worst, and the same for the same gaps. A nil
// lexicon is the default one.
func Clusters(gaps []Gap, lex *lexicon.Lexicon) []Cluster {
	gaps = gaps[max(0, len(gaps)-MaxClustered):]
	if lex == nil {
		lex = lexicon.Default()
	}
	likes := likenesses(gaps, lex)
	var out []Cluster
	for _, members := range lead(likes) {
		out = append(out, newCluster(gaps, likes, members))
	}
	slices.SortStableFunc(out, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(b.Askers, a.Askers), b.Last.Compare(a.Last))
	})
	return out
}

// likeness is what a text is compared by: what it has of words and of concepts, each of length 1.
type likeness struct {
	words, concepts []weighted // by ascending feature
	kinds           int        // distinct concepts
}

// Two texts are alike from alikeFrom on, of 1. Words alone decide where one of them has no concept. Texts that share no words,
// as of two languages, must share most of their concepts, and enough of them to say something.
const (
	alikeFrom    = 0.5
	wordsAlone   = 0.85
	conceptAlone = 0.75
	fewConcepts  = 2
	parentWeight = 0.7 // of what a concept is a kind of
)

// alikeness joins the cosines of words and concepts.
func alikeness(w, c float32, a, b *likeness) float32 {
	switch least := min(a.kinds, b.kinds); {
	case least == 0:
		return w * wordsAlone
	case least < fewConcepts:
		return (w + c) / 2
	}
	return max((w+c)/2, c*conceptAlone)
}

// likenesses reads the texts. A feature that few of them have counts for more.
func likenesses(gaps []Gap, lex *lexicon.Lexicon) []likeness {
	found := make([][]feature, len(gaps))
	out := make([]likeness, len(gaps))
	Options{}.parallel(len(gaps), func() func(int) {
		var ex extractor
		return func(i int) {
			t := text.Parse(gaps[i].Text)
			hits := lex.Find(t)
			for _, f := range ex.features(t, cmp.Or(t.Lang(), gaps[i].Lang), nil) {
				if f.block == words {
					found[i] = append(found[i], f)
				}
			}
			seen := map[int32]bool{}
			for _, h := range hits {
				if seen[h.Concept] {
					continue
				}
				seen[h.Concept] = true
				found[i] = append(found[i], feature{hash: uint64(h.Concept) + 1<<40, weight: 1, block: concepts})
				for _, p := range lex.Concept(h.Concept).Parents {
					found[i] = append(found[i], feature{hash: uint64(p) + 1<<40, weight: parentWeight, block: concepts})
				}
			}
			out[i].kinds = len(seen)
		}
	})
	numbers, used := map[uint64]int32{}, []int{}
	for i := range found {
		slices.SortFunc(found[i], func(a, b feature) int { return cmp.Or(cmp.Compare(a.block, b.block), cmp.Compare(a.hash, b.hash)) })
		found[i] = slices.CompactFunc(found[i], func(a, b feature) bool { return a.hash == b.hash })
		for _, f := range found[i] {
			n, ok := numbers[f.hash]
			if !ok {
				n = int32(len(used))
				numbers[f.hash] = n
				used = append(used, 0)
			}
			used[n]++
		}
	}
	for i := range found {
		for _, f := range found[i] {
			n := numbers[f.hash]
			w := weighted{n, f.weight * idf(len(gaps), used[n])}
			if f.block == words {
				out[i].words = append(out[i].words, w)
			} else {
				out[i].concepts = append(out[i].concepts, w)
			}
		}
		unit(out[i].words)
		unit(out[i].concepts)
	}
	return out
}

// unit gives a vector the length 1 and the order of its features.
func unit(v []weighted) {
	sum := 0.0
	for _, w := range v {
		sum += float64(w.weight) * float64(w.weight)
	}
	for i := range v {
		v[i].weight /= float32(math.Sqrt(sum))
	}
	slices.SortFunc(v, func(a, b weighted) int { return cmp.Compare(a.feature, b.feature) })
}

// cosine of two vectors of length 1.
func cosine(a, b []weighted) (sum float32) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].feature < b[0].feature:
			a = a[1:]
		case a[0].feature > b[0].feature:
			b = b[1:]
		default:
			sum += a[0].weight * b[0].weight
			a, b = a[1:], b[1:]
		}
	}
	return sum
}

// lead divides texts among leaders, the first text of each cluster, found through the features they share.
func lead(likes []likeness) (clusters [][]int) {
	type posting struct {
		cluster int32
		weight  float32
	}
	have := map[int32][]posting{} // by feature: the clusters whose leaders have it
	var w, c []float32            // by cluster: cosines of words and concepts with the leader
	var touched []int32
	gather := func(v []weighted, sums []float32) {
		for _, f := range v {
			for _, p := range have[f.feature] {
				if w[p.cluster] == 0 && c[p.cluster] == 0 {
					touched = append(touched, p.cluster)
				}
				sums[p.cluster] += f.weight * p.weight
			}
		}
	}
	for i := range likes {
		l := &likes[i]
		gather(l.words, w)
		gather(l.concepts, c)
		best, most := int32(-1), float32(alikeFrom)
		for _, k := range touched {
			alike := alikeness(w[k], c[k], l, &likes[clusters[k][0]])
			if alike > most || alike == most && (best < 0 || k < best) {
				best, most = k, alike
			}
			w[k], c[k] = 0, 0
		}
		touched = touched[:0]
		if best >= 0 {
			clusters[best] = append(clusters[best], i)
			continue
		}
		for _, v := range [][]weighted{l.words, l.concepts} {
			for _, f := range v {
				have[f.feature] = append(have[f.feature], posting{int32(len(clusters)), f.weight})
			}
		}
		clusters = append(clusters, []int{i})
		w, c = append(w, 0), append(c, 0)
	}
	return clusters
}

func newCluster(gaps []Gap, likes []likeness, members []int) Cluster {
	all := make([]Gap, len(members))
	for n, i := range members {
		all[n] = gaps[i]
	}
	k := summary(all)
	for _, i := range wordings(gaps, likes, members) {
		k.Wordings = append(k.Wordings, gaps[i])
	}
	return k
}

// summary is a cluster of gaps, but for its wordings.
func summary(all []Gap) Cluster {
	k := Cluster{Gaps: all}
	askers, nearest := map[chat.MemberID]bool{}, map[string]int{}
	for _, g := range all {
		askers[g.Asker] = true
		if g.Lang != "" && !slices.Contains(k.Langs, g.Lang) {
			k.Langs = append(k.Langs, g.Lang)
		}
		if g.At.After(k.Last) {
			k.Last = g.At
		}
		if nearest[g.Nearest]++; g.Nearest != "" && (k.Nearest == "" || nearest[g.Nearest] >= nearest[k.Nearest]) {
			k.Nearest = g.Nearest
		}
	}
	k.Askers = len(askers)
	slices.Sort(k.Langs)
	return k
}

// compared bounds how many texts of a cluster choose its wordings: the last ones.
const compared = 48

// wordings chooses the texts that stand for a cluster: the one most like all others, then one for each further language, then
// those least like the chosen ones. Long texts stand back.
func wordings(gaps []Gap, likes []likeness, members []int) (chosen []int) {
	members = members[max(0, len(members)-compared):]
	if short := slices.DeleteFunc(slices.Clone(members), func(i int) bool { return len(gaps[i].Text) > longWording }); len(short) > 0 {
		members = short
	}
	alike := func(i, k int) float32 {
		a, b := &likes[i], &likes[k]
		return alikeness(cosine(a.words, b.words), cosine(a.concepts, b.concepts), a, b)
	}
	typical := make(map[int]float32, len(members))
	for _, i := range members {
		for _, k := range members {
			typical[i] += alike(i, k)
		}
	}
	for len(chosen) < MaxWordings {
		best, most := -1, float32(0)
		for _, i := range members {
			value := typical[i] / float32(len(members))
			for _, k := range chosen {
				switch near := alike(i, k); {
				case near > 0.9 || folded(gaps[i].Text) == folded(gaps[k].Text):
					value = -1
				case gaps[i].Lang == gaps[k].Lang && value > 0:
					value = min(value, 1-near) / 2
				}
			}
			if value > most {
				best, most = i, value
			}
		}
		if best < 0 {
			break
		}
		chosen = append(chosen, best)
	}
	if len(chosen) == 0 { // texts without a feature
		chosen = members[:1]
	}
	return chosen
}
