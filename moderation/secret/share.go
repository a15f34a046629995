package secret

import (
	"hash/crc32"
	"strings"
)

// The lengths of a share of SLIP-39, for secrets of 16 and 32 bytes.
var shareLengths = [...]int{20, 33}

// judgeShare looks for shares of a Shamir backup (SLIP-39). A few of them are the wallet, so each is a secret.
func (s *phraseSearch) judgeShare(run []token) {
	for _, n := range shareLengths {
		for i := 0; i+n <= len(run); i++ {
			if isShare(run[i : i+n]) {
				s.add(run, Leak)
				return
			}
		}
	}
	if len(run) >= shareLengths[0]-1 && !sorted(run, shamir) && s.cued() {
		s.add(run, Leak)
	}
}

// isShare verifies the Reed-Solomon code of SLIP-39 over words of ten bits, whether the backup can be extended or not.
func isShare(words []token) bool {
	for _, purpose := range [...]string{"shamir", "shamir_extendable"} {
		sum := uint32(1)
		for i := range len(purpose) {
			sum = rs1024(sum, uint32(purpose[i]))
		}
		for _, w := range words {
			sum = rs1024(sum, uint32(w.index[shamir]))
		}
		if sum == 1 {
			return true
		}
	}
	return false
}

func rs1024(sum, value uint32) uint32 {
	top := sum >> 20
	sum = sum&0xFFFFF<<10 ^ value
	for i, g := range [...]uint32{0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}

const (
	moneroWords  = 25
	moneroPrefix = 3 // letters that tell the words of its English list apart
)

// monero finds Monero's English seeds without their list: 25 words of four to twelve letters, the last of which repeats the one
// that the checksum of the others' beginnings points at. Sentences have shorter words among them, or are of another length.
func (s *phraseSearch) monero() {
	for i := 0; i < len(s.words); {
		from := i
		for i < len(s.words) && s.long(i) {
			i++
		}
		run := s.words[from:i]
		i = max(i, from+1)
		if len(run) < moneroWords-1 {
			continue
		}
		named := strings.Contains(s.text.lower, "monero") || strings.Contains(s.text.lower, "xmr")
		found := named && len(run) <= moneroWords+2 && s.cued()
		for k := 0; !found && k+moneroWords <= len(run) && (k == 0 && len(run) == moneroWords || named || s.cued()); k++ {
			found = s.isMonero(run[k : k+moneroWords])
		}
		if found {
			s.add(run, Leak)
		}
	}
}

func (s *phraseSearch) long(i int) bool {
	word := s.text.lower[s.words[i].start:s.words[i].end]
	return len(word) > moneroPrefix && len(word) <= longestWord && !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' })
}

func (s *phraseSearch) isMonero(words []token) bool {
	word := func(i int) string { return s.text.lower[words[i].start:words[i].end] }
	var sum uint32
	for i := range moneroWords - 1 {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(word(i)[:moneroPrefix]))
	}
	return word(moneroWords-1) == word(int(sum%(moneroWords-1)))
}
