package intake

import (
	"bytes"
	"crypto/sha256"
	"strings"
)

// alphabet58 is Bitcoin's: the digits and letters without 0, O, I and l.
const alphabet58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// longest58 bounds the quadratic decoding: nothing that is asked for is longer.
const longest58 = 100

// decode58 reads base58; ok is false for other letters and for what is too long.
func decode58(s string) (out []byte, ok bool) {
	if s == "" || len(s) > longest58 {
		return nil, false
	}
	for i := range len(s) {
		carry := strings.IndexByte(alphabet58, s[i])
		if carry < 0 {
			return nil, false
		}
		for j := range out {
			carry += int(out[j]) * 58
			out[j] = byte(carry)
			carry >>= 8
		}
		for ; carry > 0; carry >>= 8 {
			out = append(out, byte(carry))
		}
	}
	for i := 0; i < len(s) && s[i] == '1'; i++ {
		out = append(out, 0)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, true
}

// decode58Check reads base58 whose last four bytes are the check digits: the beginning of the double SHA-256 of the rest.
func decode58Check(s string) (payload []byte, ok bool) {
	b, ok := decode58(s)
	if !ok || len(b) < 5 {
		return nil, false
	}
	payload, sum := b[:len(b)-4], b[len(b)-4:]
	once := sha256.Sum256(payload)
	twice := sha256.Sum256(once[:])
	return payload, bytes.Equal(sum, twice[:4])
}

// all reports whether s consists of the letters.
func all(s, letters string) bool { return stranger(s, letters) == "" }

// stranger is the first character of s that is none of the letters.
func stranger(s, letters string) string {
	for _, r := range s {
		if !strings.ContainsRune(letters, r) {
			return string(r)
		}
	}
	return ""
}

const hexDigits = "0123456789abcdefABCDEF"
