package secret

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"math/big"
	"strconv"
	"strings"
)

const (
	bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	rippleAlphabet  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
	longestExtended = 120

	shortestSolanaKey, longestSolanaKey = 85, 88
)

// judgeBase58 recognises the Base58 formats that prove themselves by a checksum or by their public half.
func judgeBase58(token string) (Kind, Level) {
	if len(token) >= shortestSolanaKey && len(token) <= longestSolanaKey {
		if raw := decodeBase58(token, bitcoinAlphabet); len(raw) == ed25519.PrivateKeySize && ownsPublicHalf(raw) {
			return SolanaKey, Leak
		}
	}
	if payload := base58Check(token, bitcoinAlphabet); payload != nil {
		if kind := classify(payload); kind != "" {
			return kind, Leak
		}
		if len(payload) == 39 && payload[0] == 1 && (payload[1] == 0x42 || payload[1] == 0x43) {
			return EncryptedKey, Hold // BIP-38: worthless without its password, unless that is near by too
		}
	}
	if token[0] == 's' && len(token) <= 31 {
		payload := base58Check(token, rippleAlphabet)
		if len(payload) == 17 && payload[0] == 0x21 || len(payload) == 19 && bytes.HasPrefix(payload, []byte{1, 0xE1, 0x4B}) {
			return Base58Key, Leak
		}
	}
	return "", Clear
}

// classify tells private keys by the version bytes of a Base58Check payload.
func classify(payload []byte) Kind {
	switch n := len(payload); {
	case n == 33, n == 34 && payload[33] == 1: // WIF, plain and compressed
		switch payload[0] {
		case 0x80, 0xEF, 0xB0, 0x9E, 0xCC, 0xF1, 0xB4, 0xB2, 0xBC, 0xAA: // Bitcoin, testnets, Litecoin, Dogecoin, Dash and others
			return WIF
		}
	case n == 78 && payload[45] == 0: // BIP-32: a private key is padded with a zero byte, a public one starts with 2 or 3
		return ExtendedKey
	case n == 36 && bytes.HasPrefix(payload, []byte{13, 15, 58, 7}), // Tezos edsk, seed
		n == 68 && bytes.HasPrefix(payload, []byte{43, 246, 78, 7}),    // Tezos edsk, whole
		n == 36 && bytes.HasPrefix(payload, []byte{17, 162, 224, 201}), // Tezos spsk
		n == 36 && bytes.HasPrefix(payload, []byte{16, 81, 238, 189}):  // Tezos p2sk
		return Base58Key
	}
	return ""
}

// ownsPublicHalf reports a 64-byte ed25519 key: a signature of the same length fails, its second half is no one's public key.
func ownsPublicHalf(raw []byte) bool {
	return bytes.Equal(ed25519.NewKeyFromSeed(raw[:32])[32:], raw[32:])
}

// byteArray judges the form Solana's tools write: 64 numbers in brackets, or 32 that are called a key.
func byteArray(t *plainText, at int) (int, int, Level) {
	const longest = ed25519.PrivateKeySize * 8
	inner := t.text[at+1 : min(len(t.text), at+1+longest)]
	closing := strings.IndexByte(inner, ']')
	if closing < 0 {
		return 0, 0, Clear
	}
	end := at + closing + 2
	raw := make([]byte, 0, ed25519.PrivateKeySize)
	for field := range strings.SplitSeq(inner[:closing], ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(field), 10, 8)
		if err != nil || len(raw) == ed25519.PrivateKeySize {
			return 0, 0, Clear
		}
		raw = append(raw, byte(n))
	}
	switch {
	case len(raw) == ed25519.PrivateKeySize && ownsPublicHalf(raw):
		return at, end, Leak
	case (len(raw) == 32 || len(raw) == ed25519.PrivateKeySize) && nearestCue(t, at, end) == private:
		return at, end, Leak
	}
	return 0, 0, Clear
}

func base58Text(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return !strings.ContainsRune(bitcoinAlphabet, r) })
}

// base58Check returns the payload of a text whose last four bytes are the double SHA-256 of the rest, or nil.
func base58Check(token, alphabet string) []byte {
	raw := decodeBase58(token, alphabet)
	if len(raw) < 5 {
		return nil
	}
	payload, check := raw[:len(raw)-4], raw[len(raw)-4:]
	sum := sha256.Sum256(payload)
	sum = sha256.Sum256(sum[:])
	if !bytes.Equal(sum[:4], check) {
		return nil
	}
	return payload
}

// decodeBase58 returns nil for anything else; tokens are short, so its square is small.
func decodeBase58(token, alphabet string) []byte {
	n := new(big.Int)
	zeros, leading := 0, true
	for i := range len(token) {
		digit := strings.IndexByte(alphabet, token[i])
		if digit < 0 {
			return nil
		}
		if leading = leading && digit == 0; leading {
			zeros++
		}
		n.Mul(n, big.NewInt(58)).Add(n, big.NewInt(int64(digit)))
	}
	return append(make([]byte, zeros), n.Bytes()...)
}
