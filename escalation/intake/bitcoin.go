package intake

import "strings"

// bech32 is the alphabet of BIP-173.
const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// Final values of the polynomial: BIP-173, and BIP-350 for witness versions from 1.
const (
	bech32Const  = 1
	bech32mConst = 0x2bc830a3
)

// segwit judges a Bitcoin address that begins with bc1.
func segwit(s string) flaw {
	lower := strings.ToLower(s)
	if s != lower && s != strings.ToUpper(s) {
		return flaw{sum: true}
	}
	data := lower[len("bc1"):]
	if c := stranger(data, bech32); c != "" {
		return flaw{letter: c}
	}
	if len(data) < 8 || len(lower) > 90 {
		return flaw{length: true}
	}
	values := make([]byte, len(data))
	for i := range data {
		values[i] = byte(strings.IndexByte(bech32, data[i]))
	}
	version := values[0]
	want := uint32(bech32mConst)
	if version == 0 {
		want = bech32Const
	}
	if polymod(append([]byte{3, 3, 0, 2, 3}, values...)) != want { // «bc», spread as BIP-173 says
		return flaw{sum: true}
	}
	program, ok := regroup(values[1 : len(values)-6])
	if n := len(program); !ok || version > 16 || n < 2 || n > 40 || version == 0 && n != 20 && n != 32 {
		return flaw{length: true}
	}
	return flaw{}
}

// polymod is the checksum of BIP-173.
func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}

// regroup makes bytes of groups of five bits; what is left over must be less than a group, and zero.
func regroup(values []byte) (out []byte, ok bool) {
	bits, n := uint32(0), 0
	for _, v := range values {
		bits, n = bits<<5|uint32(v), n+5
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
			bits &= 1<<n - 1
		}
	}
	return out, n < 5 && bits == 0
}

// legacy judges a Bitcoin address in base58: of a key (1…) or a script (3…).
func legacy(s string) flaw {
	if c := stranger(s, alphabet58); c != "" {
		return flaw{letter: c}
	}
	if len(s) < 26 || len(s) > 35 {
		return flaw{length: true}
	}
	payload, ok := decode58Check(s)
	if !ok || len(payload) != 21 || payload[0] != 0 && payload[0] != 5 {
		return flaw{sum: true}
	}
	return flaw{}
}

// tron judges a TRON address: base58 with check digits of 0x41 and 20 bytes, always 34 characters that begin with T.
func tron(s string) flaw {
	if c := stranger(s, alphabet58); c != "" {
		return flaw{letter: c}
	}
	if len(s) != 34 {
		return flaw{length: true}
	}
	if payload, ok := decode58Check(s); !ok || len(payload) != 21 || payload[0] != 0x41 {
		return flaw{sum: true}
	}
	return flaw{}
}

// solana judges base58 without check digits: 32 bytes are an account, 64 a signature, which is what names a transaction.
func solana(s string) (Kind, flaw) {
	b, ok := decode58(s)
	switch {
	case !ok && len(s) <= longest58:
		return "", flaw{letter: stranger(s, alphabet58)}
	case len(b) == 32:
		return Address, flaw{}
	case len(b) == 64:
		return Hash, flaw{}
	}
	return "", flaw{length: true}
}
