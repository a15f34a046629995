package intake

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// tonUnits are how many characters a user-friendly address has.
const tonUnits = 48

// tonFriendly judges a user-friendly TON address: 36 bytes in base64, of either alphabet: flags, workchain, 32 bytes, and a
// CRC-16 over all before it.
func tonFriendly(s string) flaw {
	if c := stranger(s, alphabet64); c != "" {
		return flaw{letter: c}
	}
	if len(s) != tonUnits {
		return flaw{length: true}
	}
	b, ok := decode64(s)
	if !ok {
		return flaw{sum: true}
	}
	if sum := crc16(b[:34]); sum != uint16(b[34])<<8|uint16(b[35]) {
		return flaw{sum: true}
	}
	if flags := b[0] &^ 0x80; flags != 0x11 && flags != 0x51 { // 0x80 marks an address of the test network
		return flaw{sum: true}
	}
	return flaw{}
}

// tonRaw judges workchain:account, the account in 64 hexadecimal digits.
func tonRaw(s string) flaw {
	_, account, _ := strings.Cut(s, ":")
	switch c := stranger(account, hexDigits); {
	case c != "":
		return flaw{letter: c}
	case len(account) != 64:
		return flaw{length: true}
	}
	return flaw{}
}

const alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"

// decode64 reads base64 of either alphabet, with or without padding.
func decode64(s string) ([]byte, bool) {
	s = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(s, "="))
	b, err := base64.RawURLEncoding.DecodeString(s)
	return b, err == nil
}

// tonHash is a hash in base64 as explorers take it: in hexadecimal digits.
func tonHash(s string) (string, bool) {
	if n := len(s); n != 43 && n != 44 {
		return "", false
	}
	b, ok := decode64(s)
	if !ok || len(b) != 32 {
		return "", false
	}
	return hex.EncodeToString(b), true
}

// crc16 is CRC-16/XMODEM: polynomial 0x1021, beginning with zero.
func crc16(b []byte) (sum uint16) {
	for _, c := range b {
		sum ^= uint16(c) << 8
		for range 8 {
			if sum&0x8000 != 0 {
				sum = sum<<1 ^ 0x1021
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}
