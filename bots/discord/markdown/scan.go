package markdown

import "strings"

// brackets pairs [ with ] in one pass; nil when no link can be there.
func brackets(s string) map[int]int {
	if !strings.Contains(s, "](") {
		return nil
	}
	pairs, open := map[int]int{}, []int(nil)
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			open = append(open, i)
		case ']':
			if n := len(open) - 1; n >= 0 {
				pairs[open[n]] = i
				open = open[:n]
			}
		}
	}
	return pairs
}

func name(of func(string) string, id string) string {
	if of != nil {
		if s := of(id); s != "" {
			return s
		}
	}
	return id
}

func digits(s string) bool { return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == "" }

func word(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// urlLen is the length of the address that s begins with, as Discord's clients find it; 0 if there is none.
func urlLen(s string) int {
	rest, ok := strings.CutPrefix(s, "http://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "https://"); !ok {
			return 0
		}
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || r == '<' || r == '>' || r == 0x3000 || r == 0xa0 })
	if n < 0 {
		n = len(rest)
	}
	body := strings.TrimRight(rest[:n], ".,:;\"'])*_~|`\\!?")
	if strings.HasPrefix(rest[len(body):n], ")") && strings.Count(body, "(") > strings.Count(body, ")") {
		body = rest[:len(body)+1]
	}
	if body == "" {
		return 0
	}
	return len(s) - len(rest) + len(body)
}
