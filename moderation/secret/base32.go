package secret

import (
	"encoding/base32"
	"strings"
)

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Key checks the checksum of BIP-173 or BIP-350 of a key whose human-readable part ends here; a key with a wrong one is
// held.
func bech32Key(t *plainText, at int) (int, int, Level) {
	start := at
	for start > 0 && at-start < 30 && isTokenByte(t.lower[start-1]) {
		start--
	}
	split := at + strings.IndexByte(t.lower[at:], '1')
	end := split + 1
	for end < len(t.lower) && end-split < 256 && strings.IndexByte(bech32Alphabet, t.lower[end]) >= 0 {
		end++
	}
	if end-split < 39 || end < len(t.text) && isAlnum(t.text[end]) {
		return 0, 0, Clear
	}
	if !bech32Sum(t.lower[start:end], split-start) && !bech32Sum(t.lower[at:end], split-at) {
		return start, end, Hold
	}
	return start, end, Leak
}

// bech32Sum verifies a text whose separator is at split.
func bech32Sum(text string, split int) bool {
	sum := uint32(1)
	for i := range split {
		sum = polymod(sum, uint32(text[i]>>5))
	}
	sum = polymod(sum, 0)
	for i := range split {
		sum = polymod(sum, uint32(text[i]&31))
	}
	for i := split + 1; i < len(text); i++ {
		sum = polymod(sum, uint32(strings.IndexByte(bech32Alphabet, text[i])))
	}
	return sum == 1 || sum == 0x2BC830A3
}

func polymod(sum, value uint32) uint32 {
	top := sum >> 25
	sum = sum&0x1FFFFFF<<5 ^ value
	for i, g := range [...]uint32{0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}

// isStellar recognises an account's secret: version 0x90, 32 bytes, CRC-16/XMODEM.
func isStellar(token string) bool {
	if len(token) != 56 || token[0] != 'S' {
		return false
	}
	raw, err := base32.StdEncoding.DecodeString(token)
	if err != nil || raw[0] != 0x90 {
		return false
	}
	var crc uint16
	for _, b := range raw[:33] {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return raw[33] == byte(crc) && raw[34] == byte(crc>>8)
}
