package secret

import (
	"slices"
	"sort"
	"strings"
)

// meaning is what the words around a number say it is.
type meaning int

const (
	unknown meaning = iota
	private
	public
)

// judgeHex decides what 64 hexadecimal digits are. Transaction hashes look the same, so the nearest cue decides; without any,
// «0x» means a hash and bare digits are asked about.
func judgeHex(t *plainText, start, end int, prefixed bool) Level {
	cue := nearestCue(t, start, end)
	switch {
	case inURL(t.lower, start):
		return Clear
	case cue == private:
		return Leak
	case cue == public, prefixed:
		return Clear
	}
	return Hold
}

const cueReach = 120 // bytes on either side

// spokenCue is a place where a text says what a number is.
type spokenCue struct {
	start, end int
	meaning
	opens bool // starts a word, as far as its script has such a place
}

// nearestCue finds the closest cue; what stands behind counts as three times as far. On a tie the longer cue wins. The places of
// all cues are looked up once for a message, so many numbers cost no more than a few.
func nearestCue(t *plainText, start, end int) meaning {
	if !t.cuesKnown {
		t.cues, t.cuesKnown = findCues(t.lower), true
	}
	from := sort.Search(len(t.cues), func(i int) bool { return t.cues[i].start >= start-cueReach })
	best, nearest, longest := unknown, 4*cueReach, 0
	for _, c := range t.cues[from:] {
		if c.start >= end+cueReach {
			break
		}
		var distance int
		switch {
		case c.end <= start && c.opens:
			distance = start - c.end
		case c.start >= end && c.end <= end+cueReach:
			distance = 3*(c.start-end) + 3
		default:
			continue
		}
		size := c.end - c.start
		if distance < nearest || distance == nearest && (size > longest || size == longest && c.meaning == private) {
			best, nearest, longest = c.meaning, distance, size
		}
	}
	return best
}

func findCues(lower string) []spokenCue {
	var found []spokenCue
	add := func(cues []string, m meaning) {
		for _, cue := range cues {
			for at := 0; ; {
				next := strings.Index(lower[at:], cue)
				if next < 0 {
					break
				}
				at += next
				opens := at == 0 || !isAlnum(cue[0]) || !isAlnum(lower[at-1])
				found = append(found, spokenCue{at, at + len(cue), m, opens})
				at++
			}
		}
	}
	add(privateCues, private)
	add(publicCues, public)
	slices.SortStableFunc(found, func(a, b spokenCue) int { return a.start - b.start })
	return found
}

// inURL reports that a path of a link leads to start, but not a query that calls itself a key.
func inURL(lower string, start int) bool {
	from := strings.LastIndexAny(lower[:start], " \t\r\n<>\"'()") + 1
	link := lower[from:start]
	if !strings.Contains(link, "://") && !strings.Contains(link, "scan.") && !strings.HasPrefix(link, "www.") {
		return false
	}
	return !strings.Contains(link, "priv") && !strings.Contains(link, "secret") && !strings.Contains(link, "key=")
}

func isHex(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !('0' <= c && c <= '9' && s[i] >= '0' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return s != ""
}

// hexGroup joins hexadecimal written in groups of one length, which counts only where it is called a private key.
type hexGroup struct {
	start, end, digits, size int
}

func (g *hexGroup) add(t *plainText, start, end int) (finding, bool) {
	digits := t.text[start:end]
	if g.digits == 0 {
		digits = strings.TrimPrefix(digits, "0x")
	}
	if !isHex(digits) || len(digits)%2 == 1 || len(digits) > 32 {
		*g = hexGroup{}
		return finding{}, false
	}
	if g.digits == 0 || len(digits) != g.size || start-g.end > 2 {
		*g = hexGroup{start: start, size: len(digits)}
	}
	g.end = end
	g.digits += len(digits)
	if g.digits != 64 {
		return finding{}, false
	}
	f := finding{g.start, g.end, HexKey, Leak}
	return f, nearestCue(t, f.start, f.end) == private
}
