package text

import (
	"strings"
)

// maxRun is how far ahead classAt looks for the shape of an address or a mail; links are consumed to their end.
const maxRun = 128

// classAt reports whether something of Class starts at s[i], how long it is, and its plain form. i is at the start of a word
// or at a mark.
func classAt(s string, i int) (int, string) {
	c := s[i]
	switch {
	case c == '@':
		if n := nameLen(s[i+1:]); n >= 3 && (i == 0 || !isWordByte(s[i-1])) {
			return n + 1, Handle
		}
		return 0, ""
	case c == '<':
		return platformMark(s[i:])
	case !isWordByte(c):
		return 0, ""
	}
	run := s[i:min(len(s), i+maxRun)]
	n := 0
	dot, at, colon := -1, -1, -1
	for n < len(run) && run[n] > ' ' && run[n] < 0x7F && run[n] != '<' && run[n] != '>' && run[n] != '"' {
		switch run[n] {
		case '.':
			if dot < 0 {
				dot = n
			}
		case '@':
			if at < 0 {
				at = n
			}
		case ':':
			if colon < 0 {
				colon = n
			}
		}
		n++
	}
	run = run[:n]
	switch {
	case colon > 0 && strings.HasPrefix(run[colon:], "://"), len(run) > 4 && strings.EqualFold(run[:4], "www."):
		return linkLen(s[i:]), Link
	case at > 0 && strings.IndexByte(run[at:], '.') > 1 && nameLen(run[at+1:]) > 0:
		return at + 1 + hostLen(run[at+1:]), Mail
	case dot > 0 && domain(run):
		return linkLen(s[i:]), Link
	}
	word := 0
	for word < n && isWordByte(run[word]) {
		word++
	}
	return keyLen(s[i:], word)
}

// keyLen recognises addresses and hashes by their alphabet and length.
func keyLen(s string, word int) (int, string) {
	if word < 25 {
		return 0, ""
	}
	for word < len(s) && isWordByte(s[word]) {
		word++
	}
	w := s[:word]
	digits, upper, hex := 0, 0, true
	for k := 0; k < len(w); k++ {
		c := w[k]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z':
			upper++
			hex = hex && c <= 'F'
		default:
			hex = hex && (c <= 'f' || k == 1 && c == 'x' && w[0] == '0')
		}
	}
	switch {
	case digits < 2:
		return 0, "" // letters without digits are a long word, or somebody leaning on the keyboard
	case hex && word == 42 && w[0] == '0', w[0] == 'T' && word == 34 && upper > 2,
		strings.HasPrefix(w, "bc1"), strings.HasPrefix(w, "addr1"), strings.HasPrefix(w, "cosmos1"),
		(w[0] == '1' || w[0] == '3' || w[0] == 'r') && word <= 35 && upper > 2:
		return word, Address
	case word >= 40 && hex, digits >= 3 && (upper > 2 || word >= 40):
		return word, Hash
	}
	return 0, ""
}

// platformMark recognises what Discord writes for mentions and custom emoji: <@1>, <@!1>, <#1>, <:name:1>, <a:name:1>.
func platformMark(s string) (int, string) {
	end := strings.IndexByte(s[:min(len(s), maxRun)], '>')
	if end < 3 || s[1] != '@' && s[1] != '#' {
		return 0, ""
	}
	for _, c := range []byte(s[2:end]) {
		if !isWordByte(c) && c != '!' && c != '&' {
			return 0, ""
		}
	}
	return end + 1, Handle
}

// linkLen is the length of a link that starts s: up to white space, non-ASCII or a closing bracket, without final marks.
func linkLen(s string) int {
	n := 0
	for n < len(s) && s[n] > ' ' && s[n] < 0x7F && strings.IndexByte("<>\"`)]}|", s[n]) < 0 {
		n++
	}
	for n > 0 && strings.IndexByte(".,;:!?'*_~", s[n-1]) >= 0 {
		n--
	}
	return n
}

// domain reports whether run starts like example.com or example.com/path with a top-level domain that people post.
func domain(run string) bool {
	n := hostLen(run)
	host := strings.TrimRight(run[:n], ".")
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || n < len(run) && strings.IndexByte("/?:#.,;!)]'*_", run[n]) < 0 {
		return false
	}
	switch strings.ToLower(host[dot+1:]) {
	case "com", "org", "net", "io", "app", "me", "co", "xyz", "info", "dev", "finance", "network", "exchange", "example",
		"fi", "gg", "ru", "cn", "vn", "tr", "id", "br", "es", "hk", "tw", "in", "uk", "eu", "online", "site", "top", "club",
		"live", "link", "cc", "vip", "pro", "one", "biz", "so", "to", "ly", "tv", "ai", "money", "capital", "support", "help", "eth":
		return true
	}
	return false
}

func hostLen(s string) int {
	n := 0
	for n < len(s) && (isWordByte(s[n]) || s[n] == '-' || s[n] == '.') {
		n++
	}
	for n > 0 && (s[n-1] == '.' || s[n-1] == '-') {
		n--
	}
	return n
}

// nameLen is the length of the handle that starts s.
func nameLen(s string) int {
	n := 0
	for n < len(s) && n < 64 && (isWordByte(s[n]) || s[n] == '_' || s[n] == '.' && n+1 < len(s) && isWordByte(s[n+1])) {
		n++
	}
	return n
}
