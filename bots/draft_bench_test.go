package bots_test

import (
	"fmt"
	"testing"

	"frontdesk/store/bolt"
)

// BenchmarkDraft is a moderator's edit up to the preview, with a hundred past questions tried before and after it.
func BenchmarkDraft(b *testing.B) {
	p := newPlatform("test", telegraphic)
	h := newHouse(b, bolt.Options{NoSync: true}, p)
	h.start()
	for i := range 100 {
		who := fmt.Sprint("member", i)
		h.tell(p.said(who, p.direct(who), who, fmt.Sprintf("where is my deposit number %d", i)))
	}
	n := 0
	for b.Loop() {
		n++
		h.tell(p.said(fmt.Sprint("edit", n), p.direct("max"), "max", fmt.Sprintf("/faq edit deposit | It takes %d minutes.", n)))
	}
	b.StopTimer()
	if shown := len(p.seen(p.direct("max"), "minutes.")); shown < n {
		b.Fatalf("%d previews of %d", shown, n)
	}
}
