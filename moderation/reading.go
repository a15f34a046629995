package moderation

import "slices"

// reading is one way of seeing a name: its letters and digits without separators, and where its words begin and end.
type reading struct {
	text   []byte  // folded
	vis    []byte  // text with look-alike letters merged, see visual
	at     []int32 // offset in text of every byte of vis, and its length at the end
	starts []bool  // a word begins at this offset of vis
	ends   []bool  // a word ends at this offset of vis

	// The cheapest way to explain vis up to every offset, see explain.
	cost []int32
	back []int32
	via  []int32

	segments []segment
	folded   bool // its characters are not what was typed
	heard    bool // its words are what others sound like
	faint    bool // and hardly
	alike    bool // its guesses are what characters look like, not how they are read
	pleads   bool // the name as a whole asks or calls for help; reset keeps it and the next
	titled   bool // «First Last»

	guesses []span // of vis: words that are homophones of what was typed
}

type span struct{ from, to int32 }

// segment is a stretch of a reading and the word it is.
type segment struct {
	from, to int32 // offsets of vis
	word     int32 // index of the word, or one of the following
	quality  quality
}

const (
	unknownWord int32 = -1
	numberWord  int32 = -2
)

// quality is how a word was recognised.
type quality uint8

const (
	exact    quality = iota
	similar          // look-alike letters
	spoken           // through another script
	cut              // written in two where it is one word
	edited           // one letter wrong
	doubtful         // as likely another name: an office has to stand beside it
)

const longestName = 400 // bytes of a folded name; platforms allow 129 characters

func (r *reading) reset() {
	r.text, r.vis, r.at = r.text[:0], r.vis[:0], r.at[:0]
	r.starts, r.ends, r.segments = r.starts[:0], r.ends[:0], r.segments[:0]
	r.folded, r.heard, r.faint, r.alike, r.guesses = false, false, false, false, r.guesses[:0]
}

// write appends a piece of a word; first says that a word begins with it.
func (r *reading) write(piece string, first bool) {
	for i := range len(piece) {
		r.put(piece[i], first && i == 0)
	}
}

func (r *reading) put(c byte, begins bool) {
	if len(r.text) >= longestName {
		return
	}
	if t := len(r.text); t > 1 && !begins && c == r.text[t-1] && c == r.text[t-2] && c >= 'a' && c <= 'u' {
		return // no name has three in a row: two are a slip that is looked for
	}
	n := len(r.vis)
	if n == 0 {
		r.starts, r.ends = append(r.starts, true), append(r.ends, false)
	} else {
		r.starts[n] = begins
		r.ends[n] = r.ends[n] || begins
		if last := r.text[len(r.text)-1]; !begins && (c == 'n' && last == 'r' || c == 'v' && last == 'v') && r.vis[n-1] == last {
			r.text = append(r.text, c)
			r.vis[n-1] = 'm'
			if c == 'v' {
				r.vis[n-1] = 'w'
			}
			return
		}
	}
	r.at = append(r.at, int32(len(r.text)))
	r.text = append(r.text, c)
	r.vis = append(r.vis, look[c])
	r.starts, r.ends = append(r.starts, false), append(r.ends, false)
}

// close ends the last word. Letters that stand one by one are one word: «L u m o r a».
func (r *reading) close() {
	if n := len(r.vis); n > 0 {
		r.ends[n] = true
		if n >= 5 && !slices.Contains(r.starts[:n], false) {
			r.join()
		}
	}
	r.at = append(r.at, int32(len(r.text)))
}

// join reads the text again as one word.
func (r *reading) join() {
	text, folded, heard, faint := string(r.text), r.folded, r.heard, r.faint
	r.reset()
	r.write(text, true)
	r.ends[len(r.vis)] = true
	r.folded, r.heard, r.faint = folded, heard, faint
}

// typed is the folded text of a stretch of vis.
func (r *reading) typed(from, to int32) []byte { return r.text[r.at[from]:r.at[to]] }

// readASCII reads a plain name. Words end at separators and before the capitals of camel case. With symbols, «@$!|+» between
// letters are letters.
func (r *reading) readASCII(name string, symbols bool) {
	r.reset()
	first := true
	for i := range len(name) {
		c := name[i]
		switch kindOf(rune(c)) {
		case letter:
			upper := c < 'a'
			if c == 'I' && upperI(name, i) {
				c, upper = 'l', false
			}
			if loneL(name, i) {
				c, upper = 'I', true
			}
			if upper && i > 0 && isLower(name[i-1]) && !loneL(name, i-1) {
				first = true
			}
			c |= 0x20
		case digit:
		default:
			if !symbols || !symbolLetter(name, i) {
				first = true
				continue
			}
		}
		r.put(c, first)
		first = false
	}
	r.close()
}

// symbolLetter reports a symbol drawn for a letter: between two letters or digits, or «$» and «@» before or behind one.
func symbolLetter(name string, i int) bool {
	if look[name[i]] == name[i] {
		return false
	}
	after := i+1 < len(name) && kindOf(rune(name[i+1])) != separator
	before := i > 0 && kindOf(rune(name[i-1])) != separator
	either := name[i] == '$' || name[i] == '@' && i > 0
	return after && before || either && (after || before && i+1 == len(name))
}

// upperI reports one or two I within a word where nobody begins one: «BriIa», «BriIIa».
func upperI(name string, i int) bool {
	from, to := i, i+1
	if from > 0 && name[from-1] == 'I' {
		from--
	} else if to < len(name) && name[to] == 'I' {
		to++
	}
	return from > 0 && isLower(name[from-1]) && to < len(name) && isLower(name[to]) &&
		(vowel(name[to]) || to+1 == len(name) || kindOf(rune(name[to+1])) == separator)
}

// loneL reports an l among capitals: «BRlTTA».
func loneL(name string, i int) bool {
	return name[i] == 'l' && i > 0 && i+1 < len(name) && isUpper(name[i-1]) && isUpper(name[i+1]) &&
		(i > 1 && isUpper(name[i-2]) || i+2 < len(name) && isUpper(name[i+2]))
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
