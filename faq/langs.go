package faq

// Langs counts the entries that have an answer in each language. It looks at every entry.
func (x *Index) Langs() map[string]int {
	out := map[string]int{}
	for _, n := range x.byID {
		for lang := range x.entries[n].Answer {
			out[lang]++
		}
	}
	return out
}
