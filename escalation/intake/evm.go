package intake

import (
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"
)

// evm judges 0x and hexadecimal digits. Addresses in both cases carry check digits in the case of their letters (EIP-55).
func evm(s string) (Kind, flaw) {
	digits := s[2:]
	if c := stranger(digits, hexDigits); c != "" {
		return "", flaw{letter: c}
	}
	switch len(digits) {
	case 64:
		return Hash, flaw{}
	case 40:
		lower := strings.ToLower(digits)
		if digits != lower && digits != strings.ToUpper(digits) && digits != checksummed(lower) {
			return Address, flaw{sum: true}
		}
		return Address, flaw{}
	}
	return "", flaw{length: true}
}

// checksummed is an address of small letters with the case of EIP-55: a letter is large where the hash of the address has a
// digit over 7.
func checksummed(lower string) string {
	keccak := sha3.NewLegacyKeccak256()
	keccak.Write([]byte(lower))
	sum := hex.EncodeToString(keccak.Sum(nil))
	out := []byte(lower)
	for i, c := range out {
		if c >= 'a' && sum[i] > '7' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}
