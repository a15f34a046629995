package secret

import "strings"

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
	cue := nearestCue(t.lower, start, end)
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

// nearestCue finds the closest cue; what stands behind counts as three times as far. On a tie the longer cue wins.
func nearestCue(lower string, start, end int) meaning {
	before := lower[max(0, start-cueReach):start]
	after := lower[end:min(len(lower), end+cueReach)]
	const never = 4 * cueReach
	best, nearest, longest := unknown, never, 0
	try := func(cues []string, m meaning) {
		for _, cue := range cues {
			distance := never
			if at := lastCue(before, cue); at >= 0 {
				distance = len(before) - at - len(cue)
			}
			if at := strings.Index(after, cue); at >= 0 {
				distance = min(distance, 3*at+3)
			}
			if distance < nearest || distance == nearest && distance < never && len(cue) > longest {
				best, nearest, longest = m, distance, len(cue)
			}
		}
	}
	try(privateCues, private)
	try(publicCues, public)
	return best
}

// lastCue finds the last place where a cue starts a word; scripts without spaces have no such place.
func lastCue(text, cue string) int {
	for end := len(text); ; {
		at := strings.LastIndex(text[:end], cue)
		if at <= 0 || !isAlnum(cue[0]) || !isAlnum(text[at-1]) {
			return at
		}
		end = at + len(cue) - 1
	}
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
	return f, nearestCue(t.lower, f.start, f.end) == private
}
