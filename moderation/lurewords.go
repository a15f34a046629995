package moderation

import (
	_ "embed"
	"strings"

	"frontdesk/moderation/skeleton"
)

//go:embed words/lure.txt
var lureWords string

// parts is the set of what a message is made of; words/lure.txt explains them.
type parts uint64

const (
	saysMove parts = 1 << iota
	saysOffer
	saysTicket
	saysWallet
	saysLink
	saysPhrase
	saysPrize
	saysDouble
	saysRecovery
	saysProfit
	saysThreat
	saysMessenger
	saysAsk
	saysWarn
	saysPlea
	saysPromo
	saysClaim
	saysContract
	saysOwn
	saysWon
	saysTrouble
	saysRole
	saysSecret
	saysConfirm
	saysGain
	saysHolder
	saysAct
	saysGift
	saysQuick
	saysEarn
	saysBack
	saysPraise
	saysEverybody
	saysAsset
	hasHook    // the account or site one should go to is named after a bait
	hasCheap   // and its name's ending costs next to nothing
	hasContact // a handle, a number, a mailbox or a link that is not official
	hasAddress // a chain address that is not official

	// saysNever is what nobody honest asks for.
	saysNever = saysWallet | saysPhrase | saysDouble | saysRecovery | saysProfit
	// saysPromises are the parts of which a lure needs two where it gives no way to follow it.
	saysPromises = saysNever | saysOffer | saysThreat | saysPrize | saysLink | saysWon | saysTicket
)

var partNames = [...]string{
	"move", "offer", "ticket", "wallet", "link", "phrase", "prize", "double", "recovery", "profit", "threat", "messenger", "ask", "warn", "plea", "promo",
	"claim", "contract", "own", "won", "trouble", "role", "secret", "confirm",
	"gain", "holder", "act", "gift", "quick", "earn", "back", "praise", "everybody", "asset", "hook", "cheap", "contact", "address",
}

func (p parts) any(q parts) bool { return p&q != 0 }

func (p parts) names() (out []string) {
	for i, name := range partNames {
		if p.any(1 << i) {
			out = append(out, name)
		}
	}
	return out
}

// phrasebook finds the phrases of lures in a message. Scripts with spaces are compared word by word, those without, and Korean,
// character by character.
type phrasebook struct {
	phrases []lurePhrase
	words   map[string][]int32 // by their first word
	stems   map[string][]int32 // by their first word's beginning
	begins  beginnings         // of stems
	dense   map[rune][]int32   // by their first character
}

// lurePhrase is a phrase: words, or stretches of characters.
type lurePhrase struct {
	part  parts
	words []lureWord
	runes [][]rune
}

type lureWord struct {
	text   string
	stem   bool // any ending
	gapped bool // up to farthest words before it
}

const (
	farthestWord = 4
	farthestRune = 12
	shortestStem = 3 // bytes
	longestStem  = 24
)

func newPhrasebook(fold *skeleton.Folder) phrasebook {
	b := phrasebook{words: map[string][]int32{}, stems: map[string][]int32{}, dense: map[rune][]int32{}}
	byName := map[string]parts{}
	for i, name := range partNames {
		byName[name] = 1 << i
	}
	for line := range strings.Lines(lureWords) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		for text := range strings.SplitSeq(list, ",") {
			b.add(fold, byName[name], strings.TrimSpace(text))
		}
	}
	return b
}

func (b *phrasebook) add(fold *skeleton.Folder, part parts, text string) {
	s, n := lurePhrase{part: part}, int32(len(b.phrases))
	if strings.ContainsFunc(text, unspaced) {
		for piece := range strings.SplitSeq(text, "~") {
			s.runes = append(s.runes, newFolded(fold, piece).runes)
		}
		b.dense[s.runes[0][0]] = append(b.dense[s.runes[0][0]], n)
	} else {
		gapped := false
		for _, w := range strings.Fields(text) {
			if w == "~" {
				gapped = true
				continue
			}
			bare, stem := strings.CutSuffix(w, "*")
			for _, token := range newFolded(fold, bare).words {
				s.words = append(s.words, lureWord{text: token, stem: stem, gapped: gapped})
				gapped = false
			}
		}
		if first := s.words[0]; first.stem {
			b.stems[first.text] = append(b.stems[first.text], n)
			b.begins.add(first.text)
		} else {
			b.words[first.text] = append(b.words[first.text], n)
		}
	}
	b.phrases = append(b.phrases, s)
}

// find returns the parts of a message, in time linear in it: a place has a bounded number of phrases, a phrase a bounded reach.
func (b *phrasebook) find(fold *skeleton.Folder, message string) (found parts) {
	var text folded
	if words, ok := readPlain(message); ok {
		text.words = words
	} else {
		text = newFolded(fold, message)
	}
	for i, w := range text.words {
		found |= b.among(b.words[w], text.words[i+1:])
		if len(w) >= shortestStem && b.begins.has(w) {
			for n := shortestStem; n <= min(len(w), longestStem); n++ {
				found |= b.among(b.stems[w[:n]], text.words[i+1:])
			}
		}
	}
	for i, r := range text.runes {
		for _, k := range b.dense[r] {
			if s := &b.phrases[k]; found&s.part == 0 && follows(text.runes[i:], s.runes) {
				found |= s.part
			}
		}
	}
	return found
}

func (b *phrasebook) among(list []int32, after []string) (found parts) {
	for _, k := range list {
		if s := &b.phrases[k]; found&s.part == 0 && continues(after, s.words[1:]) {
			found |= s.part
		}
	}
	return found
}

func continues(text []string, words []lureWord) bool {
	if len(words) == 0 {
		return true
	}
	w, reach := words[0], 0
	if w.gapped {
		reach = farthestWord
	}
	for i := 0; i <= reach && i < len(text); i++ {
		if (text[i] == w.text || w.stem && strings.HasPrefix(text[i], w.text)) && continues(text[i+1:], words[1:]) {
			return true
		}
	}
	return false
}

func follows(text []rune, pieces [][]rune) bool {
	if !beginsWith(text, pieces[0]) {
		return false
	}
	text = text[len(pieces[0]):]
	if len(pieces) == 1 {
		return true
	}
	for i := 0; i <= farthestRune && i < len(text); i++ {
		if follows(text[i:], pieces[1:]) {
			return true
		}
	}
	return false
}

func beginsWith(text, piece []rune) bool {
	if len(text) < len(piece) {
		return false
	}
	for i, r := range piece {
		if text[i] != r {
			return false
		}
	}
	return true
}
