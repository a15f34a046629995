package moderation

import "strings"

// Most messages are plain words: those are folded with two allocations, so that reading them for lures costs next to nothing.

// readPlain folds a message of ASCII letters, digits and marks that can hide no link, no handle and no letter, as newFolded does.
// No phrase of a script without spaces is in such a message, so it has no runes.
func readPlain(message string) ([]string, bool) {
	for i := range len(message) {
		switch c := message[i]; {
		case c >= 0x7F, c < ' ' && c != '\n' && c != '\t', c == '@', c == '$':
			return nil, false
		case c == '.' || c == ':':
			if i+1 < len(message) && (isAlphanumeric(message[i+1]) || message[i+1] == '/') {
				return nil, false
			}
		}
	}
	return splitPlain(foldPlain(message)), true
}

// foldPlain writes every word as it looks, with a space between two.
func foldPlain(message string) string {
	out := make([]byte, 0, len(message)+1)
	before := byte(' ') // what was typed before
	for i := range len(message) {
		c := lowerByte(message[i])
		n := len(out)
		switch {
		case !isAlphanumeric(c):
			if n > 0 && out[n-1] != ' ' {
				out = append(out, ' ')
			}
			c = ' '
		case c == 'n' && before == 'r' && out[n-1] == 'r':
			out[n-1] = 'm'
		case c == 'v' && before == 'v' && out[n-1] == 'v':
			out[n-1] = 'w'
		default:
			out = append(out, look[c])
		}
		before = c
	}
	return string(out)
}

// splitPlain lists the words, with single letters that stand one by one as one: «v a l i d a t e».
func splitPlain(text string) []string {
	words := make([]string, 0, len(text)/5+2)
	singles := 0
	for len(text) > 0 {
		word, rest, _ := strings.Cut(text, " ")
		text = rest
		n := len(words)
		one := len(word) == 1 && isLetters(word)
		switch {
		case word == "":
			continue
		case one && singles >= 2:
			joined := words[n-1] + word
			if singles == 2 {
				joined = words[n-2] + joined
				words = words[:n-1]
			}
			words[len(words)-1] = joined
			singles++
			continue
		case one:
			singles++
		default:
			singles = 0
		}
		words = append(words, word)
	}
	return words
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c)
}

// beginnings are the first bytes that some stems have; now and then it takes others for them.
type beginnings [1 << 10]uint64

func (b *beginnings) at(word string) (int, uint64) {
	h := uint32(word[0])*0x9E3779B1 ^ uint32(word[1])*0x85EBCA77 ^ uint32(word[2])*0xC2B2AE3D
	h ^= h >> 15
	return int(h >> 6 & 0x3FF), 1 << (h & 63)
}

func (b *beginnings) add(stem string) {
	i, bit := b.at(stem)
	b[i] |= bit
}

func (b *beginnings) has(word string) bool {
	i, bit := b.at(word)
	return b[i]&bit != 0
}
