package moderation

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
}

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
	exact   quality = iota
	similar         // look-alike letters
	spoken          // through another script
	edited          // one letter wrong
)

const longestName = 400 // bytes of a folded name; platforms allow 129 characters

func (r *reading) reset() {
	r.text, r.vis, r.at = r.text[:0], r.vis[:0], r.at[:0]
	r.starts, r.ends, r.segments = r.starts[:0], r.ends[:0], r.segments[:0]
	r.folded, r.heard = false, false
}

// write appends a piece of a word; first says that a word begins with it.
func (r *reading) write(piece []byte, first bool) {
	for i, c := range piece {
		if len(r.text) >= longestName {
			return
		}
		begins := first && i == 0
		if begins && len(r.vis) > 0 {
			r.ends[len(r.vis)] = true
		}
		n := len(r.vis)
		if n > 0 && !begins && !r.starts[n-1] || n > 1 && !begins {
			last := r.text[len(r.text)-1]
			if c == 'n' && last == 'r' && r.vis[n-1] == 'r' {
				r.text, r.vis[n-1] = append(r.text, c), 'm'
				continue
			}
			if c == 'v' && last == 'v' && r.vis[n-1] == 'v' {
				r.text, r.vis[n-1] = append(r.text, c), 'w'
				continue
			}
		}
		if n == 0 {
			r.starts, r.ends = append(r.starts, true), append(r.ends, false)
		} else {
			r.starts[n] = begins
		}
		r.at = append(r.at, int32(len(r.text)))
		r.text = append(r.text, c)
		r.vis = append(r.vis, look[c])
		r.starts, r.ends = append(r.starts, false), append(r.ends, false)
	}
}

// close ends the last word.
func (r *reading) close() {
	if len(r.vis) > 0 {
		r.ends[len(r.vis)] = true
	}
	r.at = append(r.at, int32(len(r.text)))
}

// typed is the folded text of a stretch of vis.
func (r *reading) typed(from, to int32) []byte { return r.text[r.at[from]:r.at[to]] }

// readASCII reads a plain name. Words end at separators and before the capitals of camel case. With symbols, «@$!|+» between
// letters are letters.
func (r *reading) readASCII(name string, symbols bool) {
	r.reset()
	first := true
	var one [1]byte
	for i := range len(name) {
		c := name[i]
		switch kindOf(rune(c)) {
		case letter:
			upper := c < 'a'
			if upper && i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				first = true
			}
			one[0] = c | 0x20
		case digit:
			one[0] = c
		default:
			if !symbols || !symbolLetter(name, i) {
				first = true
				continue
			}
			one[0] = c
		}
		r.write(one[:], first)
		first = false
	}
	r.close()
}

// symbolLetter reports a symbol drawn for a letter: between two letters or digits, or «$» and «@» before one.
func symbolLetter(name string, i int) bool {
	if look[name[i]] == name[i] {
		return false
	}
	after := i+1 < len(name) && kindOf(rune(name[i+1])) != separator
	before := i > 0 && kindOf(rune(name[i-1])) != separator
	return after && (before || name[i] == '$' || name[i] == '@' && i > 0)
}
