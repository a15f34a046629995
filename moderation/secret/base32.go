package secret

import (
	"encoding/base32"
	"strings"
)

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Key checks the checksum of BIP-173 or BIP-350; a key with a wrong one is held.
func bech32Key(t *plainText, start, end int) Level {
	if end < len(t.text) && isAlnum(t.text[end]) {
		return Clear
	}
	text := t.lower[start:end]
	split := strings.LastIndexByte(text, '1')
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
	if sum == 1 || sum == 0x2BC830A3 {
		return Leak
	}
	return Hold
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
