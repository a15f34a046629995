package moderation

import "strings"

// Four letters are too few to protect as a name. In a link they are: as a label or a piece of one, and with a word that traps put
// beside a brand.

// tickersOf are the brand's names of four letters.
func tickersOf(n *Names) []string {
	var found []string
	for _, k := range n.roster.keys {
		if k.class == alias && len(k.text) == leastLatin-1 && isLetters(k.text) {
			found = append(found, string(visual(nil, []byte(k.text))))
		}
	}
	return found
}

// ticker judges a label of a host by the brand's names of four letters.
func (l *Links) ticker(label string) LinkRule {
	if len(l.tickers) == 0 || len(label) > longestKey {
		return ""
	}
	for piece := range strings.SplitSeq(label, "-") {
		look := l.appearance(piece)
		for _, t := range l.tickers {
			switch after, head := strings.CutPrefix(look, t); {
			case head && after == "":
				return BrandName
			case head && (baits[after] || typedNumber(after)):
				return BrandInside
			}
			if before, tail := strings.CutSuffix(look, t); tail && baits[before] {
				return BrandInside
			}
		}
	}
	return ""
}

// namesTicker reports a text with one of the brand's names of four letters as a word.
func (l *Links) namesTicker(text string) bool {
	if len(l.tickers) == 0 {
		return false
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return kindOf(r) == separator }) {
		if len(word) > longestKey {
			continue
		}
		look := l.appearance(word)
		for _, t := range l.tickers {
			if look == t {
				return true
			}
		}
	}
	return false
}
