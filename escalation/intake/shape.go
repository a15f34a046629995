package intake

import "strings"

// looks tells what s looks like, the likeliest first; of something flawed, what it was probably to be.
func looks(s string, asked Kind, chain string) (out []shape) {
	lower := strings.ToLower(s)
	switch {
	case strings.HasPrefix(lower, "0x"):
		return []shape{looksEVM("0x"+s[2:], asked)}
	case strings.HasPrefix(lower, "bc1"):
		return []shape{{Bitcoin, Address, lower, "42 / 62", segwit(s)}}
	case strings.HasPrefix(s, "0:") || strings.HasPrefix(s, "-1:"):
		return []shape{{TON, Address, lower, "66", tonRaw(s)}}
	}
	if len(s) >= 30 && len(s) <= 80 && all(s, hexDigits) {
		out = looksHex(lower, asked, chain)
	}
	if l, ok := looksTON(s, asked, chain); ok {
		out = append(out, l)
	}
	out = append(out, looks58(s, asked)...)
	return preferred(out, chain)
}

// preferred puts what the named chain writes first, and of that what has no flaw.
func preferred(in []shape, chain string) (out []shape) {
	rank := func(l shape) int {
		r := 0
		if chain != "" && l.family != familyOf(chain) {
			r += 2
		}
		if l.flaw != (flaw{}) {
			r++
		}
		return r
	}
	for n := range 4 {
		for _, l := range in {
			if rank(l) == n {
				out = append(out, l)
			}
		}
	}
	return out
}

func looksEVM(s string, asked Kind) shape {
	kind, bad := evm(s)
	if kind == "" {
		kind = asked
	}
	want := "66"
	if kind == Address {
		want = "42"
	} else {
		s = strings.ToLower(s)
	}
	return shape{EVM, kind, s, want, bad}
}

// looksHex are hexadecimal digits without 0x: a hash of several families, or an EVM address that lost its beginning.
func looksHex(s string, asked Kind, chain string) []shape {
	if len(s) == 40 || asked == Address && (chain == "" || familyOf(chain) == EVM) && len(s) < 60 {
		return []shape{looksEVM("0x"+s, Address)}
	}
	l := shape{kind: Hash, value: s, want: "64", flaw: flaw{length: len(s) != 64}}
	if chain == "" {
		return []shape{l}
	}
	switch l.family = familyOf(chain); l.family {
	case EVM:
		l.value, l.want = "0x"+s, "64"
	case Bitcoin, Tron, TON:
	case Solana:
		l.family = "" // another chain's
	}
	return []shape{l}
}

// looksTON is base64: an address of 48 characters, or a hash of 32 bytes where something tells it from base58.
func looksTON(s string, asked Kind, chain string) (shape, bool) {
	ton := chain != "" && familyOf(chain) == TON
	begins := len(s) > 2 && s[1] == 'Q' && strings.IndexByte("EUk0", s[0]) >= 0
	switch n := len(s); {
	case n == tonUnits && (begins || ton || tonFriendly(s) == (flaw{})):
		return shape{TON, Address, s, "48", tonFriendly(s)}, true
	case begins && n > 40 && n < 56 && asked == Address:
		return shape{TON, Address, s, "48", flaw{length: true}}, true
	}
	if hash, ok := tonHash(s); ok && (ton || strings.ContainsAny(s, "+/-_=")) {
		return shape{TON, Hash, hash, "44", flaw{}}, true
	}
	return shape{}, false
}

// looks58 is base58, of TRON, Bitcoin or Solana: by its beginning and length.
func looks58(s string, asked Kind) (out []shape) {
	n := len(s)
	switch {
	case n < 24 || n > longest58:
		return nil
	case s[0] == 'T' && n >= 30 && n <= 38:
		out = append(out, shape{Tron, Address, s, "34", tron(s)})
	case (s[0] == '1' || s[0] == '3') && n <= 36:
		out = append(out, shape{Bitcoin, Address, s, "26–35", legacy(s)})
	}
	kind, bad := solana(s)
	l := shape{Solana, kind, s, "32–44", bad}
	if kind == "" {
		l.kind = asked
	}
	if l.kind == Hash {
		l.want = "87–88"
	}
	if bad != (flaw{}) && (len(out) > 0 || bad.letter != "" && !mostly58(s)) {
		return out
	}
	return append(out, l)
}

// mostly58 reports whether s is one word of which at most two characters are none of base58's.
func mostly58(s string) bool {
	n := 0
	for _, r := range s {
		if !strings.ContainsRune(alphabet58, r) {
			n++
		}
	}
	return n <= 2
}
