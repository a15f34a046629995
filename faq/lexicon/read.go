package lexicon

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is one concept as written.
type entry struct {
	file    string
	line    int
	id      string
	kind    Kind
	hasKind bool
	gloss   string
	parents []scalar
	forms   []form
	not     []form
	hit     []string
	miss    []string
}

// form is one way to say it, as written.
type form struct {
	lang string
	text string
	near []string // needs one of these concepts or kinds elsewhere in the message
	line int32
	gap  int8 // what ~ may skip; 0 = the default of the language
	stem bool // every word is a prefix

	variants int32 // wordings it stands for, known once compiled
}

type scalar struct {
	text string
	line int
}

// read takes the part of YAML that the data files use: a list of flat mappings whose values are scalars, flow sequences
// over one or more lines, or (forms, not, tests) one more level of such keys. General YAML readers take several times the
// start-up budget for this amount of data; a test proves that they read the same from our files.
func read(file, src string) ([]entry, error) {
	r := reader{file: file, src: src, line: 1, all: make([]form, 0, strings.Count(src, ",")+strings.Count(src, "["))}
	var out []entry
	for {
		indent, ok := r.next()
		if !ok {
			return out, nil
		}
		if indent != 0 || !r.take("- ") {
			return nil, r.errorf("expected «- id: …» at the start of the line")
		}
		e := entry{file: file, line: r.line}
		if err := r.entry(&e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
}

type reader struct {
	file string
	src  string
	pos  int
	line int
	all  []form // of the file
}

func (r *reader) entry(e *entry) error {
	seen := map[string]bool{}
	for {
		k, err := r.key()
		if err != nil {
			return err
		}
		if seen[k] {
			return r.errorf("%s is given twice", k)
		}
		seen[k] = true
		if err := r.field(e, k); err != nil {
			return err
		}
		if r.peek() != 2 {
			break
		}
		r.next()
	}
	if e.id == "" {
		return fmt.Errorf("%s:%d: a concept needs an id", e.file, e.line)
	}
	return nil
}

func (r *reader) field(e *entry, k string) (err error) {
	switch k {
	case "id":
		e.id, err = r.scalarLine()
	case "gloss":
		e.gloss, err = r.scalarLine()
	case "kind":
		var s string
		if s, err = r.scalarLine(); err == nil {
			e.kind, e.hasKind, err = r.kind(s)
		}
	case "parents":
		e.parents, err = r.scalars()
	case "forms":
		e.forms, err = r.forms()
	case "not":
		e.not, err = r.forms()
	case "tests":
		err = r.section(func(which string) error {
			list, err := r.scalars()
			for _, s := range list {
				switch which {
				case "hit":
					e.hit = append(e.hit, s.text)
				case "miss":
					e.miss = append(e.miss, s.text)
				default:
					return r.errorf("tests has hit and miss, not %s", which)
				}
			}
			return err
		})
	default:
		err = r.errorf("unknown key %s (known: id, kind, gloss, parents, forms, not, tests)", k)
	}
	return err
}

func (r *reader) kind(s string) (Kind, bool, error) {
	for i, n := range kindNames {
		if n == s {
			return Kind(i), true, nil
		}
	}
	return 0, false, r.errorf("unknown kind %s (known: %s)", s, strings.Join(kindNames[:], ", "))
}

// section reads the deeper lines below a key; take gets each key of theirs.
func (r *reader) section(take func(key string) error) error {
	if err := r.endLine(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.peek() == 4 {
		r.next()
		k, err := r.key()
		if err != nil {
			return err
		}
		if seen[k] {
			return r.errorf("%s is given twice", k)
		}
		seen[k] = true
		if err := take(k); err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return r.errorf("expected indented keys below")
	}
	return nil
}

func (r *reader) scalars() ([]scalar, error) {
	var out []scalar
	err := r.sequence(func() error {
		s, err := r.scalar()
		out = append(out, scalar{s, r.line})
		return err
	})
	return out, err
}

func (r *reader) forms() ([]form, error) {
	from := len(r.all)
	err := r.section(func(lang string) error {
		return r.sequence(func() (err error) {
			r.all = append(r.all, form{lang: lang, line: int32(r.line)})
			f := &r.all[len(r.all)-1]
			if r.take("{") {
				return r.formMap(f)
			}
			f.text, err = r.scalar()
			return err
		})
	})
	return r.all[from:len(r.all):len(r.all)], err
}

// formMap reads {t: "no ~ received", gap: 2, near: [money, coin]} or {stem: withdraw}.
func (r *reader) formMap(f *form) error {
	for {
		r.space()
		k, err := r.key()
		if err != nil {
			return err
		}
		switch k {
		case "t":
			f.text, err = r.scalar()
		case "stem":
			f.stem = true
			f.text, err = r.scalar()
		case "gap":
			var s string
			if s, err = r.scalar(); err == nil {
				gap, err := strconv.Atoi(s)
				if err != nil || gap < 1 || gap > maxGap {
					return r.errorf("gap is a number from 1 to %d", maxGap)
				}
				f.gap = int8(gap)
			}
		case "near":
			err = r.sequenceIn(func() error {
				s, err := r.scalar()
				f.near = append(f.near, s)
				return err
			})
		default:
			err = r.errorf("unknown key %s in a form (known: t, stem, gap, near)", k)
		}
		if err != nil {
			return err
		}
		r.space()
		switch {
		case r.take("}"):
			return nil
		case !r.take(","):
			return r.errorf("expected , or } in a form")
		}
	}
}
