package lexicon

import (
	"fmt"
	"strings"
)

func (r *reader) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.file, r.line, fmt.Sprintf(format, args...))
}

// next moves to the next line with content and returns its indentation.
func (r *reader) next() (int, bool) {
	for r.pos < len(r.src) {
		p := r.pos
		for p < len(r.src) && r.src[p] == ' ' {
			p++
		}
		if p < len(r.src) && r.src[p] != '\n' && r.src[p] != '#' && r.src[p] != '\r' {
			indent := p - r.pos
			r.pos = p
			return indent, true
		}
		nl := strings.IndexByte(r.src[p:], '\n')
		if nl < 0 {
			r.pos = len(r.src)
			return 0, false
		}
		r.pos = p + nl + 1
		r.line++
	}
	return 0, false
}

// peek is next without moving.
func (r *reader) peek() int {
	pos, line := r.pos, r.line
	n, ok := r.next()
	r.pos, r.line = pos, line
	if !ok {
		return -1
	}
	return n
}

func (r *reader) take(prefix string) bool {
	if strings.HasPrefix(r.src[r.pos:], prefix) {
		r.pos += len(prefix)
		return true
	}
	return false
}

// key reads «name:» and the blanks after it.
func (r *reader) key() (string, error) {
	p := r.pos
	for p < len(r.src) && (isKeyByte(r.src[p])) {
		p++
	}
	if p == r.pos || p >= len(r.src) || r.src[p] != ':' {
		return "", r.errorf("expected a key and a colon")
	}
	k := r.src[r.pos:p]
	r.pos = p + 1
	r.blanks()
	return k, nil
}

func isKeyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// sequence reads a flow sequence that ends its line.
func (r *reader) sequence(item func() error) error {
	if err := r.sequenceIn(item); err != nil {
		return err
	}
	return r.endLine()
}

func (r *reader) sequenceIn(item func() error) error {
	if !r.take("[") {
		return r.errorf("expected a list in brackets")
	}
	for {
		r.space()
		if r.take("]") {
			return nil
		}
		if r.pos >= len(r.src) {
			return r.errorf("the list has no closing bracket")
		}
		if err := item(); err != nil {
			return err
		}
		r.space()
		if !r.take(",") && (r.pos >= len(r.src) || r.src[r.pos] != ']') {
			return r.errorf("expected , or ] in the list")
		}
	}
}

func (r *reader) blanks() {
	for r.pos < len(r.src) && r.src[r.pos] == ' ' {
		r.pos++
	}
}

// space skips blanks, line ends and comments inside brackets.
func (r *reader) space() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\r':
		case '\n':
			r.line++
		case '#':
			if nl := strings.IndexByte(r.src[r.pos:], '\n'); nl >= 0 {
				r.pos += nl
				continue
			}
			r.pos = len(r.src)
			return
		default:
			return
		}
		r.pos++
	}
}

// endLine demands that nothing but a comment follows on the line.
func (r *reader) endLine() error {
	r.blanks()
	rest, _, _ := strings.Cut(r.src[r.pos:], "\n")
	if rest = strings.TrimRight(rest, "\r"); rest != "" && rest[0] != '#' {
		return r.errorf("unexpected «%s»", rest)
	}
	r.pos += len(rest)
	return nil
}

// scalarLine reads a scalar that ends its line.
func (r *reader) scalarLine() (string, error) {
	if r.pos < len(r.src) && r.src[r.pos] != '"' {
		rest, _, _ := strings.Cut(r.src[r.pos:], "\n")
		r.pos += len(rest)
		if i := strings.Index(rest, " #"); i >= 0 {
			rest = rest[:i]
		}
		if rest = strings.TrimRight(rest, " \r"); rest == "" || strings.Contains(rest, ": ") {
			return "", r.errorf("expected plain text or text in double quotes")
		}
		return rest, nil
	}
	s, err := r.scalar()
	if err != nil {
		return "", err
	}
	return s, r.endLine()
}

// scalar reads text in double quotes (with \" and \\) or plain text up to a comma, a bracket or the end of the line.
func (r *reader) scalar() (string, error) {
	if r.take(`"`) {
		return r.quoted()
	}
	p := r.pos
	for p < len(r.src) && !endsScalar(r.src[p]) {
		p++
	}
	s := strings.TrimRight(r.src[r.pos:p], " ")
	if s == "" || strings.IndexByte("&*!|>'%@`?-#:~", s[0]) >= 0 || strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return "", r.errorf("expected plain text or text in double quotes, not «%s»", s)
	}
	r.pos = p
	return s, nil
}

func endsScalar(c byte) bool {
	switch c {
	case ',', '[', ']', '{', '}', '\n', '\r':
		return true
	}
	return false
}

func (r *reader) quoted() (string, error) {
	if n := strings.IndexAny(r.src[r.pos:], "\"\\\n"); n >= 0 && r.src[r.pos+n] == '"' { // most have nothing to unescape
		r.pos += n + 1
		return r.src[r.pos-n-1 : r.pos-1], nil
	}
	var b strings.Builder
	for p := r.pos; p < len(r.src); p++ {
		switch c := r.src[p]; {
		case c == '"':
			r.pos = p + 1
			return b.String(), nil
		case c == '\n':
			return "", r.errorf("the quote is not closed on its line")
		case c == '\\' && p+1 < len(r.src) && (r.src[p+1] == '"' || r.src[p+1] == '\\'):
			p++
			b.WriteByte(r.src[p])
		default:
			b.WriteByte(c)
		}
	}
	return "", r.errorf("the quote is not closed")
}
