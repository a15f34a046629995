package moderation

import "strings"

// visual merges what a reader confuses: 0o, 1il, 3e, 4a, 5s, 7t, 8b, 69qg, 2z, rn=m, vv=w. Other bytes stay.
func visual(to, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := look[text[i]]
		if n := len(to); n > 0 && i > 0 {
			switch {
			case text[i] == 'n' && text[i-1] == 'r' && to[n-1] == 'r':
				to[n-1] = 'm'
				continue
			case text[i] == 'v' && text[i-1] == 'v' && to[n-1] == 'v':
				to[n-1] = 'w'
				continue
			}
		}
		to = append(to, c)
	}
	return to
}

// single is visual without rn and vv: an edit may stand between their letters.
func single(to, text []byte) []byte {
	for _, c := range text {
		to = append(to, look[c])
	}
	return to
}

var look = func() (table [256]byte) {
	for i := range table {
		table[i] = byte(i)
	}
	for from, to := range map[byte]byte{'0': 'o', '1': 'i', 'l': 'i', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b',
		'9': 'g', 'q': 'g', '!': 'i', '|': 'i', '$': 's', '@': 'a', '+': 't'} {
		table[from] = to
	}
	return table
}()

// phonetic folds spellings of one sound: Dmitry, Dmitri, Dmitriy.
func phonetic(text string) string { return string(appendPhonetic(nil, []byte(text))) }

func appendPhonetic(out, text []byte) []byte {
	put := func(c byte) {
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	for i := 0; i < len(text); i++ {
		rest := string(text[i:min(len(text), i+3)])
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "sch"), strings.HasPrefix(rest, "sh"):
			put('s')
			i += strings.IndexByte(rest, 'h')
		case strings.HasPrefix(rest, "ch"):
			put('c')
			i++
		case strings.HasPrefix(rest, "zh"):
			put('j')
			i++
		case strings.HasPrefix(rest, "ph"):
			put('f')
			i++
		case strings.HasPrefix(rest, "kh"):
			put('h')
			i++
		case strings.HasPrefix(rest, "ck"), strings.HasPrefix(rest, "ts"):
			put('k')
			i++
		case i == 0 && strings.HasPrefix(rest, "ye"):
		case strings.HasPrefix(rest, "ee"):
			put('i')
			i++
		case strings.HasPrefix(rest, "oo"), strings.HasPrefix(rest, "ou"):
			put('u')
			i++
		case strings.HasPrefix(rest, "cz"):
			put('c')
			i++
			for i+1 < len(text) && text[i+1] == 'z' {
				i++
			}
		case strings.HasPrefix(rest, "dzh"):
			put('j')
			i += 2
		case c == 'h' && i > 0 && strings.IndexByte("tdbg", text[i-1]) >= 0:
		case c == 'c' || c == 'q':
			put('k')
		case c == 'x':
			put('k')
			put('s')
		case c == 'w':
			put('v')
		case c == 'y':
			put('i')
		case c == 'z':
			put('s')
		default:
			put(c)
		}
	}
	return out
}

// consonants keeps of a phonetic form what survives a trip through another script; l and r, b and p, f and v are one there.
func consonants(sound string) string {
	out := make([]byte, 0, len(sound))
	for i := range len(sound) {
		c := sound[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u':
			continue
		case 'l':
			c = 'r'
		case 'c':
			c = 'k'
		case 'p':
			c = 'b'
		case 'f':
			c = 'v'
		case 'j':
			c = 's'
		}
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}
