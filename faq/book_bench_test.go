package faq

import (
	"bytes"
	"fmt"
	"testing"

	"frontdesk/store"
)

// bigShelf has a base layer of n entries with three questions each.
func bigShelf(b *testing.B, n int) shelf {
	b.Helper()
	s := newShelf(b)
	var layer []Entry
	for i := range n {
		e := entry(fmt.Sprintf("entry-%d", i), fmt.Sprintf("how do i %s the %s", word(i), word(i/7+3)), "So.")
		e.Questions["en"] = append(e.Questions["en"], fmt.Sprintf("%s %s not working", word(i), word(i*3+1)), fmt.Sprintf("why is my %s %s", word(i*5), word(i+2)))
		layer = append(layer, e)
	}
	var src bytes.Buffer
	if err := Export(&src, layer); err != nil {
		b.Fatal(err)
	}
	if _, err := s.b.Base(b.Context(), src.Bytes(), file); err != nil {
		b.Fatal(err)
	}
	return s
}

// word spells a number, so that any two entries share some letters and few words.
func word(n int) string {
	s := ""
	for n += 400; n > 0; n /= 20 {
		s += []string{"ba", "co", "di", "fu", "ga", "hel", "ji", "kor", "lu", "ma", "ne", "pi", "qua", "ro", "si", "tu", "ve", "wo", "xi", "zen"}[n%20]
	}
	return s
}

func BenchmarkAtWhenNothingChanged(b *testing.B) {
	s := bigShelf(b, 100)
	err := s.s.Update(b.Context(), func(tx store.Tx) error {
		for b.Loop() {
			if _, _, err := s.b.At(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkEditAndTheNextQuestion(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n, " entries"), func(b *testing.B) {
			s := bigShelf(b, n)
			i := 0
			for b.Loop() {
				i++
				s.do(func(tx store.Tx) error {
					if _, err := s.b.AddQuestion(tx, "entry-7", "en", word(i)+" "+word(i/3), ann); err != nil {
						return err
					}
					_, _, err := s.b.At(tx)
					return err
				})
				if i%100 == 0 { // an entry that grows for ever is not what is measured
					b.StopTimer()
					s.put(entry("entry-7", "how", "So."), ann, s.get("entry-7").Rev)
					b.StartTimer()
				}
			}
		})
	}
}
