package secret

import (
	"encoding/base64"
	"strings"
)

// keys finds private keys and tokens by their form and, where they have one, their checksum.
func keys(t *plainText) []finding {
	var found []finding
	for _, f := range forms {
		for at := 0; ; {
			next := strings.Index(t.lower[at:], f.anchor)
			if next < 0 {
				break
			}
			start, end, level := f.judge(t, at+next)
			at += next + len(f.anchor)
			if level != Clear {
				found = append(found, finding{start, end, f.kind, level})
				at = max(at, end)
			}
		}
	}
	found = append(found, alphanumeric(t)...)
	return append(found, keystore(t)...)
}

// form is a kind of key that can be recognised around a few fixed characters; judge looks at a bounded stretch around them.
type form struct {
	kind   Kind
	anchor string // in lower case
	judge  func(t *plainText, at int) (start, end int, level Level)
}

var forms = []form{
	{PEM, "private key", pemBlock},
	{BotToken, ":", telegramToken},
	{BotToken, ".", discordToken},
	{BotToken, "/webhooks/", webhook},
	{APIToken, "ghp_", prefixed(36)}, {APIToken, "gho_", prefixed(36)}, {APIToken, "ghs_", prefixed(36)}, {APIToken, "ghu_", prefixed(36)},
	{APIToken, "github_pat_", prefixed(50)}, {APIToken, "xoxb-", prefixed(20)}, {APIToken, "xoxp-", prefixed(20)},
	{Bech32Key, "nsec1", bech32Key}, {Bech32Key, "suiprivkey1", bech32Key}, {Bech32Key, "age-secret-key-1", bech32Key},
	{Bech32Key, "_sk1", bech32Key}, {Bech32Key, "_xsk1", bech32Key}, {Bech32Key, "xprv1", bech32Key},
	{SolanaKey, "[", byteArray},
}

// pemBlock takes everything from the opening line to the closing one, or to the end where that is missing.
func pemBlock(t *plainText, at int) (int, int, Level) {
	start := strings.LastIndex(t.lower[max(0, at-40):at], "-----begin")
	if start < 0 {
		return 0, 0, Clear
	}
	start += max(0, at-40)
	end := len(t.text)
	if closing := strings.Index(t.lower[at:], "-----end"); closing >= 0 {
		end = at + closing + len("-----end")
		if line := strings.IndexByte(t.text[end:], '\n'); line >= 0 {
			end += line
		} else {
			end = len(t.text)
		}
	}
	return start, end, Leak
}

// telegramToken is a bot's number, a colon and 35 characters.
func telegramToken(t *plainText, at int) (int, int, Level) {
	start := at
	for start > 0 && at-start < 11 && t.text[start-1] >= '0' && t.text[start-1] <= '9' {
		start--
	}
	end := tokenEnd(t.text, at+1, 36)
	if digits := at - start; digits < 8 || digits > 10 || end-at-1 != 35 {
		return 0, 0, Clear
	}
	return start, end, Leak
}

// discordToken is an account's number in base64, a time and a signature, between dots.
func discordToken(t *plainText, at int) (int, int, Level) {
	start := at
	for start > 0 && at-start < 29 && isTokenByte(t.text[start-1]) {
		start--
	}
	id, err := base64.RawURLEncoding.DecodeString(t.text[start:at])
	if err != nil || len(id) < 17 || strings.Trim(string(id), "0123456789") != "" {
		return 0, 0, Clear
	}
	middle := tokenEnd(t.text, at+1, 8)
	if n := middle - at - 1; n < 6 || n > 7 || middle == len(t.text) || t.text[middle] != '.' {
		return 0, 0, Clear
	}
	end := tokenEnd(t.text, middle+1, 64)
	if end-middle-1 < 27 {
		return 0, 0, Clear
	}
	return start, end, Leak
}

// webhook is a number and a token in a link to Discord's API.
func webhook(t *plainText, at int) (int, int, Level) {
	start := strings.LastIndex(t.lower[max(0, at-40):at], "discord")
	rest := at + len("/webhooks/")
	slash := tokenEnd(t.text, rest, 24)
	end := slash
	if slash < len(t.text) && t.text[slash] == '/' {
		end = tokenEnd(t.text, slash+1, 100)
	}
	if start < 0 || end-slash < 60 {
		return 0, 0, Clear
	}
	return start + max(0, at-40), end, Leak
}

// prefixed is a fixed beginning and at least so many characters.
func prefixed(least int) func(*plainText, int) (int, int, Level) {
	return func(t *plainText, at int) (int, int, Level) {
		end := tokenEnd(t.text, at, 255)
		if end-at < least {
			return 0, 0, Clear
		}
		return at, end, Leak
	}
}

// tokenEnd goes over letters, digits, - and _, most at the most.
func tokenEnd(text string, from, most int) int {
	end := from
	for end < len(text) && end-from < most && isTokenByte(text[end]) {
		end++
	}
	return end
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
	case isMixed(token) && calledSecret(t.lower[:start]):
		return APIToken, Leak
	case isHex(digits) && len(digits) >= 62 && len(digits) <= 66 && nearestCue(t, start, end) == private:
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
	if damaged && nearestCue(t, start, end) == private && !inURL(t.lower, start) {
		return Base58Key, Hold
	}
	return "", Clear
}

// apiReach is how many bytes may stand between a secret of an exchange's or a service's interface and what calls it one.
const apiReach = 16

// calledSecret reports that a text ends by announcing such a secret.
func calledSecret(before string) bool {
	for _, cue := range apiCues {
		if at := strings.LastIndex(before[max(0, len(before)-len(cue)-apiReach):], cue); at >= 0 {
			return true
		}
	}
	return false
}

var apiCues = []string{
	"api secret", "api-secret", "api_secret", "apisecret", "secret access key", "secret_access_key", "client secret",
	"client_secret", "secret key", "secret-key", "secret_key", "secretkey", "api passphrase", "api 密钥", "api密钥", "api 密鑰",
	"api密鑰", "api 私钥", "секретный ключ api", "секрет api", "секретный api", "api приватн",
}

// isMixed reports letters and digits in one token.
func isMixed(token string) bool {
	return strings.ContainsAny(token, "0123456789") && strings.ContainsFunc(token, func(r rune) bool { return r > '9' })
}
