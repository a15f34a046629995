package secret

import (
	"crypto/hmac"
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
func containsElectrum(run []token, lower string) bool {
	for _, n := range [...]int{12, 24} {
		for i := 0; i+n <= len(run); i += max(1, len(run)-n) {
			words := make([]string, n)
			for k, w := range run[i : i+n] {
				words[k] = lower[w.start:w.end]
			}
			mac := hmac.New(sha512.New, []byte("Seed version"))
			mac.Write([]byte(strings.Join(words, " ")))
			sum := mac.Sum(nil)
			if sum[0] == 0x01 || sum[0] == 0x10 && sum[1]>>4 <= 2 {
				return true
			}
		}
	}
	return false
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
