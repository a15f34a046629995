package moderation

import (
	_ "embed"
	"strings"
	"sync"

	"frontdesk/moderation/skeleton"
)

//go:embed words/office.txt
var officeWords string

//go:embed words/given.txt
var givenNames string

// lore is what the guard knows before it has seen a roster: how characters fold, the words of offices, the names that people are
// given, and what lures are made of. It is read once in a process, since a roster is made anew with every office that changes.
type lore struct {
	fold   *skeleton.Folder
	office []word // in the order of the list
	given  map[string]struct{}
	bare   *vocabulary // of no roster; see listed
	lures  phrasebook
}

var known = sync.OnceValue(func() *lore {
	l := &lore{fold: skeleton.New(), given: map[string]struct{}{}}
	for line := range strings.Lines(givenNames) {
		if !strings.HasPrefix(line, "#") {
			for _, name := range strings.Fields(line) {
				l.given[name] = struct{}{}
			}
		}
	}
	classes := map[string]class{"strong": strong, "weak": weak, "venue": venue, "trade": trade, "neutral": neutral, "region": region, "product": product, "served": served, "mention": mention}
	for line := range strings.Lines(officeWords) {
		head, words, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(head, "#") {
			continue
		}
		c := classes[head[strings.LastIndexByte(head, ' ')+1:]]
		for text := range strings.SplitSeq(words, ",") {
			w := word{text: compact(l.fold, strings.TrimSpace(text)), class: c, who: -1}
			w.visual, w.single = string(visual(nil, []byte(w.text))), string(single(nil, []byte(w.text)))
			l.office = append(l.office, w)
		}
	}
	l.bare = listed(l, nil)
	l.lures = newPhrasebook(l.fold)
	return l
})
