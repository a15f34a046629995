package secret

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"strings"
)

// validLength reports the lengths BIP-39 allows.
func validLength(n int) bool { return n == 12 || n == 15 || n == 18 || n == 21 || n == 24 }

// containsPhrase reports whether any stretch of the run is a phrase whose checksum holds.
func containsPhrase(run []token, language int) bool {
	for n := 12; n <= 24; n += 3 {
		for i := 0; i+n <= len(run); i++ {
			if !sorted(run[i:i+n], language) && checksum(run[i:i+n], language) {
				return true
			}
		}
	}
	return false
}

// checksum is BIP-39's: n words of 11 bits are n·32/3 bits of entropy followed by the first n/3 bits of its SHA-256.
func checksum(words []token, language int) bool {
	var bits [33]byte
	for i, w := range words {
		index := uint32(w.index[language])
		at := i * 11
		shifted := index << (24 - 11 - at%8)
		bits[at/8] |= byte(shifted >> 16)
		bits[at/8+1] |= byte(shifted >> 8)
		if at/8+2 < len(bits) {
			bits[at/8+2] |= byte(shifted)
		}
	}
	size := len(words) / 3 * 4
	check := len(words) / 3
	sum := sha256.Sum256(bits[:size])
	mask := byte(0xFF) << (8 - check)
	return sum[0]&mask == bits[size]&mask
}

// containsElectrum reports a run whose first or last 12 or 24 words are an Electrum seed of version 2 or later:
// the HMAC-SHA512 of the phrase under «Seed version» starts with 01, 100, 101 or 102
// (electrum.readthedocs.io/en/latest/seedphrase.html).
func (s *phraseSearch) containsElectrum(run []token) bool {
	for _, n := range [...]int{12, 24} {
		for i := 0; i+n <= len(run); i += max(1, len(run)-n) {
			mac := hmac.New(sha512.New, []byte("Seed version"))
			mac.Write([]byte(s.join(run[i : i+n])))
			sum := mac.Sum(nil)
			if sum[0] == 0x01 || sum[0] == 0x10 && sum[1]>>4 <= 2 {
				return true
			}
		}
	}
	return false
}

// TON's phrases are 24 words, of which one in 256 draws is valid: the first byte of PBKDF2 over their HMAC is zero
// (github.com/ton-org/ton-crypto, mnemonic.ts). A check takes half a millisecond, so a message gets a few.
const (
	tonWords      = 24
	tonIterations = 100_000 / 256
	tonChecks     = 3
)

// isTON reports a run whose first or last words, or all, are a phrase of TON without a password.
func (s *phraseSearch) isTON(run []token) bool {
	for i := 0; i+tonWords <= len(run) && len(run) <= tonWords+2 && s.ton < tonChecks; i++ {
		s.ton++
		mac := hmac.New(sha512.New, []byte(s.join(run[i:i+tonWords])))
		key, err := pbkdf2.Key(sha512.New, string(mac.Sum(nil)), []byte("TON seed version"), tonIterations, 1)
		if err == nil && key[0] == 0 {
			return true
		}
	}
	return false
}

func (s *phraseSearch) join(run []token) string {
	words := make([]string, len(run))
	for i, w := range run {
		words[i] = s.text.lower[w.start:w.end]
	}
	return strings.Join(words, " ")
}

// sorted reports words in list order, or one word over and over: an excerpt of the list, a joke, but no phrase.
func sorted(run []token, language int) bool {
	for i := 1; i < len(run); i++ {
		if run[i].index[language] < run[i-1].index[language] {
			return false
		}
	}
	return run[len(run)-1].index[language]-run[0].index[language] >= uint16(len(run)-1) ||
		run[0].index[language] == run[len(run)-1].index[language]
}
