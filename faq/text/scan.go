package text

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scanner walks the source once. Normalised text is gathered in buf; tokens hold offsets into it until the end, so that all
// Plain forms of a message share one allocation.
type scanner struct {
	src    string
	buf    []byte
	spans  []span
	space  bool // white space since the last token
	repeat int  // how often the last rune of the open word was seen in a row
	last   rune // that rune
	runes  int  // runes in the open word
	open   bool // the last span is a word or number that may go on
}

// span is a token under construction: offsets into buf instead of strings.
type span struct {
	kind       Kind
	space      bool
	fold       bool // needs a folded form of its own
	from, to   int  // in buf
	start, end int  // in src
}

// scanners keep what they gather in, so that a message costs its tokens and one text.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

func (sc *scanner) run(src string) []Token {
	if src == "" {
		return nil
	}
	*sc = scanner{src: src, buf: sc.buf[:0], spans: sc.spans[:0]}
	for i := 0; i < len(sc.src); {
		if c := sc.src[i]; c < utf8.RuneSelf {
			if !sc.open || !isWordByte(c) {
				if n, class := classAt(sc.src, i); n > 0 {
					sc.whole(Class, class, i, i+n)
					i += n
					continue
				}
			}
			if i+1 == len(sc.src) || sc.src[i+1] < utf8.RuneSelf {
				sc.rune(rune(c), i, i+1)
				i++
				continue
			}
		}
		i = sc.segment(i)
	}
	return sc.tokens()
}

// segment normalises the run of non-ASCII text at i, together with the ASCII character at i that a combining mark may follow.
func (sc *scanner) segment(i int) int {
	end := i + 1
	for end < len(sc.src) && sc.src[end] >= utf8.RuneSelf {
		end++
	}
	if norm.NFKC.IsNormalString(sc.src[i:end]) {
		for i < end {
			r, n := utf8.DecodeRuneInString(sc.src[i:end])
			if r == utf8.RuneError && n == 1 {
				r = ' '
			}
			sc.rune(r, i, i+n)
			i += n
		}
		return end
	}
	sc.normalise(i, end)
	return end
}

// normalise takes src[i:end] in NFKC, piece by piece. One character may become several; they share its range.
func (sc *scanner) normalise(i, end int) {
	var piece [64]byte
	for i < end {
		n := norm.NFKC.NextBoundaryInString(sc.src[i:end], true)
		for seg := norm.NFKC.AppendString(piece[:0], sc.src[i:i+n]); len(seg) > 0; {
			r, size := utf8.DecodeRune(seg)
			if r == utf8.RuneError && size == 1 {
				r = ' '
			}
			sc.rune(r, i, i+n)
			seg = seg[size:]
		}
		i += n
	}
}

// rune takes one normalised rune that came from src[start:end].
func (sc *scanner) rune(r rune, start, end int) {
	switch c := classify(r); c {
	case skip:
	case blank:
		sc.close()
		sc.space = true
	case newline:
		sc.close()
		sc.mark('\n', start, end)
		sc.space = true
	case letter, digit:
		sc.letter(unicode.ToLower(r), c == digit, start, end)
	case combining:
		if sc.open {
			sc.letter(r, false, start, end)
		}
	case han:
		sc.close()
		sc.single(Han, simplify(r), start, end)
	case kana:
		sc.close()
		sc.single(Kana, r, start, end)
	case emoji:
		sc.close()
		sc.single(Emoji, r, start, end)
	default:
		sc.punct(r, start, end)
	}
}

// letter appends to the open word or opens one. Three and more of one letter in a row count as one («sooo», «plssss»).
func (sc *scanner) letter(r rune, num bool, start, end int) {
	if sc.open && (sc.runes >= maxWord || !num && sc.amount()) {
		sc.close()
	}
	if !sc.open {
		kind := Word
		if num {
			kind = Number
		}
		sc.push(span{kind: kind, from: len(sc.buf), to: len(sc.buf), start: start})
		sc.open, sc.runes, sc.repeat, sc.last = true, 0, 0, -1
	}
	s := &sc.spans[len(sc.spans)-1]
	if !num {
		s.kind = Word
	}
	if r == sc.last && !num {
		sc.repeat++
	} else {
		sc.settle(s)
		sc.repeat, sc.last = 1, r
		sc.runes++
	}
	sc.buf = utf8.AppendRune(sc.buf, r)
	s.to, s.end = len(sc.buf), end
	if r >= utf8.RuneSelf {
		s.fold = true
	}
}

// amount reports whether the open token is a number that a unit may follow without a space («0.5btc», «100u»); one or two
// digits stay with their letters («2fa»).
func (sc *scanner) amount() bool {
	s := &sc.spans[len(sc.spans)-1]
	if s.kind != Number {
		return false
	}
	return s.to-s.from > 2
}

// settle shortens a run of three and more of one letter at the end of the open word to one.
func (sc *scanner) settle(s *span) {
	if sc.repeat < 3 || !unicode.IsLetter(sc.last) {
		return
	}
	sc.buf = sc.buf[:len(sc.buf)-(sc.repeat-1)*utf8.RuneLen(sc.last)]
	s.to = len(sc.buf)
}

// punct takes a mark. Inside numbers a point or comma stays; inside words an apostrophe joins the halves, which tokens()
// takes apart again with the rules of English.
func (sc *scanner) punct(r rune, start, end int) {
	r = straighten(r)
	if sc.open {
		s := &sc.spans[len(sc.spans)-1]
		next, _ := utf8.DecodeRuneInString(sc.src[end:])
		switch {
		case r == '\'' && s.kind == Word && unicode.IsLetter(next):
			sc.settle(s)
			sc.repeat, sc.last = 0, -1
			sc.buf = append(sc.buf, '\'')
			s.to, s.end = len(sc.buf), end
			return
		case (r == '.' || r == ',') && s.kind == Number && next >= '0' && next <= '9':
			if r == '.' { // 1,000 reads as 1000
				sc.buf = append(sc.buf, '.')
			}
			s.to, s.end = len(sc.buf), end
			return
		}
	}
	sc.close()
	sc.mark(r, start, end)
}

// mark appends punctuation, or lengthens the same mark directly before it.
func (sc *scanner) mark(r rune, start, end int) {
	if n := len(sc.spans); n > 0 && !sc.space || r == '\n' && n > 0 {
		s := &sc.spans[n-1]
		if prev, _ := utf8.DecodeRune(sc.buf[s.from:s.to]); s.kind == Mark && prev == r {
			s.end = end
			return
		}
	}
	sc.single(Mark, r, start, end)
}

func (sc *scanner) single(k Kind, r rune, start, end int) {
	from := len(sc.buf)
	sc.buf = utf8.AppendRune(sc.buf, r)
	sc.push(span{kind: k, from: from, to: len(sc.buf), start: start, end: end})
}

func (sc *scanner) whole(k Kind, plain string, start, end int) {
	sc.close()
	from := len(sc.buf)
	sc.buf = append(sc.buf, plain...)
	sc.push(span{kind: k, from: from, to: len(sc.buf), start: start, end: end})
}

func (sc *scanner) push(s span) {
	s.space, sc.space = sc.space, false
	sc.spans = append(sc.spans, s)
}

func (sc *scanner) close() {
	if sc.open {
		sc.settle(&sc.spans[len(sc.spans)-1])
		sc.open = false
	}
}

// tokens turns spans into tokens, splitting contractions.
func (sc *scanner) tokens() []Token {
	sc.close()
	plain := string(sc.buf)
	out := make([]Token, 0, len(sc.spans)+len(sc.spans)/8+1) // some are taken apart
	for i := range sc.spans {
		s := &sc.spans[i]
		t := Token{Kind: s.kind, Space: s.space, Plain: plain[s.from:s.to], Start: s.start, End: s.end}
		t.Folded = t.Plain
		if s.kind != Word {
			out = append(out, t)
			continue
		}
		if s.fold {
			t.Folded = Fold(t.Plain)
		}
		out = expand(out, t)
	}
	sc.src = "" // a scanner at rest holds on to no message
	return out
}
