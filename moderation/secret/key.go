package secret

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// keys finds private keys and tokens by their form and, where they have one, their checksum.
func keys(t *plainText) []finding {
	var found []finding
	for _, p := range patterns {
		for _, m := range p.form.FindAllStringIndex(t.text, -1) {
			if level := p.judge(t, m[0], m[1]); level != Clear {
				found = append(found, finding{m[0], m[1], p.kind, level})
			}
		}
	}
	found = append(found, alphanumeric(t)...)
	return append(found, keystore(t)...)
}

type pattern struct {
	kind  Kind
	form  *regexp.Regexp
	judge func(t *plainText, start, end int) Level
}

var patterns = []pattern{
	{PEM, regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|.*)`), always},
	{BotToken, regexp.MustCompile(`[0-9]{8,10}:[A-Za-z0-9_-]{35}`), delimited},
	{BotToken, regexp.MustCompile(`[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40}`), discordToken},
	{BotToken, regexp.MustCompile(`discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{17,20}/[A-Za-z0-9_-]{60,}`), always},
	{APIToken, regexp.MustCompile(`gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}|xox[abpors]-[A-Za-z0-9-]{20,}`), always},
	{Bech32Key, regexp.MustCompile(`(?i)\b(?:nsec|suiprivkey|age-secret-key-|(?:[a-z]+_)+(?:xsk|xprv|sk)|(?:ed25519e?)_sk|xprv)1[02-9ac-hj-np-z]{38,}`), bech32Key},
	{SolanaKey, regexp.MustCompile(`\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){31,63}\s*,?\s*\]`), byteArray},
}

func always(*plainText, int, int) Level { return Leak }

// delimited refuses a match that is a piece of something longer.
func delimited(t *plainText, _, end int) Level {
	if end < len(t.text) && isTokenByte(t.text[end]) {
		return Clear
	}
	return Leak
}

// discordToken asks that the first part is the account's number in base64.
func discordToken(t *plainText, start, end int) Level {
	first, _, _ := strings.Cut(t.text[start:end], ".")
	id, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil || len(id) < 17 || strings.Trim(string(id), "0123456789") != "" {
		return Clear
	}
	return Leak
}

// keystore finds an encrypted wallet file (Web3 Secret Storage) pasted whole or cut off at the end.
func keystore(t *plainText) []finding {
	if !strings.Contains(t.lower, `"ciphertext"`) || !strings.Contains(t.lower, `"kdf`) && !strings.Contains(t.lower, `"cipherparams"`) {
		return nil
	}
	start, end := strings.IndexByte(t.text, '{'), strings.LastIndexByte(t.text, '}')+1
	if start < 0 {
		start = strings.Index(t.lower, `"ciphertext"`)
	}
	if end <= start {
		end = len(t.text)
	}
	return []finding{{start, end, Keystore, Leak}}
}

func isTokenByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// alphanumeric judges every unbroken stretch of letters and digits, and hexadecimal in groups.
func alphanumeric(t *plainText) []finding {
	var found []finding
	var group hexGroup
	for i := 0; i < len(t.text); {
		if !isAlnum(t.text[i]) {
			i++
			continue
		}
		start := i
		for i < len(t.text) && isAlnum(t.text[i]) {
			i++
		}
		if f, ok := group.add(t, start, i); ok {
			found = append(found, f)
		}
		if i-start < shortestSuspect {
			continue
		}
		if kind, level := judgeToken(t, start, i); level != Clear {
			found = append(found, finding{start, i, kind, level})
		}
	}
	return found
}

func judgeToken(t *plainText, start, end int) (Kind, Level) {
	token := t.text[start:end]
	switch digits := strings.TrimPrefix(strings.TrimPrefix(token, "0x"), "0X"); {
	case isHex(digits) && (len(digits) == 64 || len(digits) == 128):
		return HexKey, judgeHex(t, start, end, len(digits) < len(token))
	case isHex(digits) && len(digits) >= 62 && len(digits) <= 66 && nearestCue(t.lower, start, end) == private:
		return HexKey, Hold
	case isHex(digits):
		return "", Clear
	}
	if len(token) > longestExtended {
		return "", Clear
	}
	if kind, level := judgeBase58(token); level != Clear {
		return kind, level
	}
	if isStellar(token) {
		return StellarKey, Leak
	}
	damaged := len(token) >= 50 && len(token) <= 120 && base58Text(token) && !strings.HasPrefix(token[1:], "pub")
	if damaged && nearestCue(t.lower, start, end) == private && !inURL(t.lower, start, end) {
		return Base58Key, Hold
	}
	return "", Clear
}
