package intake

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
)

// Reading is what a value turned out to be.
type Reading struct {
	Value  string // as the chain writes it, without a link around it
	Kind   Kind
	Chain  string // ID of the network; empty: it cannot be told
	Family Family
}

// Limits on what is looked at: nothing that is asked for is longer.
const (
	longestValue = 2000 // bytes, of a link
	mostWords    = 12
	longestName  = 60 // bytes, of a version or a network
)

// Read checks what somebody gave for a field, in linear time. Chain is the network that was named before; it may be empty. An
// error is a *chat.Refusal that tells what was expected.
func (p Plan) Read(asked Kind, chain, s string) (Reading, error) {
	s = clean(s)
	switch asked {
	case Hash, Address:
		if id, _, ok := Network(chain); ok {
			return p.Explorers.read(asked, id, s)
		}
		return p.Explorers.read(asked, "", s)
	case Version:
		if !isVersion(s) {
			return Reading{}, chat.Refuse("intake-version")
		}
	case Chain:
		id, name, _ := Network(s)
		return Reading{Value: name, Kind: Chain, Chain: id}, nil
	case Text:
	}
	return Reading{Value: s, Kind: asked}, nil
}

// clean takes away what nobody sees and what surrounds a pasted value.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>«»\"'`“”‘’", r) })
}

// isVersion reports what could be a version: it has a digit, is short and a single line.
func isVersion(s string) bool {
	return len(s) <= longestName && strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsAny(s, "\n\r") && !strings.Contains(s, "://")
}

// read finds what is asked for among the words of s: «tx: 0x…» is meant as well as 0x….
func (e Explorers) read(asked Kind, chain, s string) (Reading, error) {
	if len(s) > longestValue {
		return Reading{}, unlike(asked, chain)
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' || r == '，' })
	var first error
	for i, w := range words {
		if i == mostWords {
			break
		}
		r, err := e.readWord(asked, chain, strings.Trim(clean(w), ".:()[]"))
		if err == nil {
			return r, nil
		}
		if first == nil || len(w) == longest(words) {
			first = err
		}
	}
	if first == nil {
		first = unlike(asked, chain)
	}
	return Reading{}, first
}

func longest(words []string) (n int) {
	for _, w := range words {
		n = max(n, len(w))
	}
	return n
}

func (e Explorers) readWord(asked Kind, chain, s string) (Reading, error) {
	if isLink(s) {
		return e.readLink(asked, chain, s)
	}
	return judge(asked, chain, s)
}

// judge decides which of the things that s looks like is meant.
func judge(asked Kind, chain, s string) (Reading, error) {
	shapes := looks(s, asked, chain)
	var family Family
	if chain != "" {
		family = familyOf(chain)
	}
	for _, l := range shapes {
		if l.flaw == (flaw{}) && l.kind == asked && (family == "" || l.family == family) {
			r := Reading{Value: l.value, Kind: l.kind, Chain: chain, Family: l.family}
			if r.Chain == "" {
				r.Chain = only(l.family)
			}
			return r, nil
		}
	}
	for _, l := range shapes {
		switch {
		case l.flaw != (flaw{}):
		case family != "" && l.family != family:
			_, name, _ := Network(chain)
			return Reading{}, chat.Refuse("intake-other-chain", "what", l.name(), "chain", name)
		default:
			return Reading{}, chat.Refuse("intake-other-kind", "what", l.name(), "asked", format(family, asked))
		}
	}
	if len(shapes) == 0 {
		return Reading{}, unlike(asked, chain)
	}
	return Reading{}, shapes[0].complaint(s)
}

// unlike refuses what has the shape of nothing that is asked for.
func unlike(asked Kind, chain string) error {
	if chain == "" {
		return chat.Refuse("intake-unlike", "asked", format("", asked))
	}
	return chat.Refuse("intake-unlike", "asked", format(familyOf(chain), asked))
}

// format names what a family writes; without a family, the thing alone.
func format(f Family, k Kind) *chat.Phrase {
	if f == "" {
		return chat.Say("format-" + string(k))
	}
	return chat.Say("format-" + string(f) + "-" + string(k))
}

// flaw is what is wrong with a text that has the shape of something; the zero value: nothing.
type flaw struct {
	length bool
	letter string // that cannot stand there
	sum    bool   // the check digits
}

// shape is what a text looks like.
type shape struct {
	family Family // empty: several write so
	kind   Kind
	value  string
	want   string // how many characters it should have
	flaw   flaw
}

func (l shape) name() *chat.Phrase { return format(l.family, l.kind) }

func (l shape) complaint(s string) error {
	switch {
	case l.flaw.length:
		return chat.Refuse("intake-length", "what", l.name(), "want", l.want, "got", strconv.Itoa(utf8.RuneCountInString(s)))
	case l.flaw.letter != "":
		return chat.Refuse("intake-letter", "what", l.name(), "letter", l.flaw.letter)
	}
	return chat.Refuse("intake-sum", "what", l.name())
}
