package bots_test

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk/store/bolt"
)

// BenchmarkDraft is what a moderator does with FAQs of 2 and 10,000 entries, each in one transaction of the committer: an edit
// up to the preview, with a hundred past questions tried before and after it, and the readings of the whole FAQ.
func BenchmarkDraft(b *testing.B) {
	for _, entries := range []int{2, 10_000} {
		p := newPlatform("test", telegraphic)
		h := newHouse(b, bolt.Options{NoSync: true}, p)
		h.faq += manyEntries(entries - 2)
		h.start()
		for i := range 100 {
			who := fmt.Sprint("member", i)
			h.tell(p.said(who, p.direct(who), who, fmt.Sprintf("where is my deposit number %d", i)))
		}
		for _, c := range []struct{ name, command, shows string }{
			{"edit", "/faq edit deposit | It takes %d minutes.", "minutes."},
			{"alias", "/faq alias deposit where did number %d go", "where did number"},
			{"delete", "/faq delete deposit", "Delete deposit"},
			{"few letters", "/faq show dpst", "deposit"},
			{"list", "/faq list", "page 1/"},
			{"search", "/faq search deposit", "for «deposit»"},
			{"safety tag", "/faq tag deposit safety:seed", "is a safety tag"},
		} {
			b.Run(fmt.Sprintf("%s/entries=%d", c.name, entries), func(b *testing.B) {
				n := 0
				for b.Loop() {
					n++
					line := c.command
					if strings.Contains(line, "%d") {
						line = fmt.Sprintf(line, n)
					}
					h.tell(p.said(fmt.Sprint(b.Name(), p.count("")), p.direct("max"), "max", line))
				}
				if len(p.seen(p.direct("max"), c.shows)) == 0 {
					b.Fatal("nothing was shown")
				}
			})
		}
		h.stop()
		h.stop = nil
	}
}

// manyEntries are entries of a file, of three questions each.
func manyEntries(n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "  - id: topic-%d\n    title: {en: \"Topic number %d of %c\"}\n    questions: {en: [\"what is topic %d about\", \"topic w%dx please\", \"tell me of w%dy\"]}\n"+
			"    answer: {en: \"Topic %d is explained in part %d.\"}\n", i, i, 'a'+i%26, i, i%3000, i%7000, i, i%100)
	}
	return s.String()
}
