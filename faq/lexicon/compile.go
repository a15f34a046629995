package lexicon

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// compiler holds what is needed only while a lexicon is built.
type compiler struct {
	lex    *Lexicon
	trie   trie
	words  map[string]wording // of what was parsed already
	stems  map[string]wording
	conds  map[string]int32
	steps  []element // where the wordings keep their elements
	marker bool      // the concept at hand is of kind language or plain: single short words are the rule
}

func newCompiler(l *Lexicon) compiler {
	return compiler{lex: l, words: map[string]wording{}, stems: map[string]wording{}, conds: map[string]int32{}}
}

// condition is the company that a short form needs: a concept or kind elsewhere in the message.
type condition struct {
	kinds    uint16
	concepts []int32
}

// compile builds a lexicon. An entry without gloss adds to a concept that exists; with merge, one with gloss may too.
func compile(all []entry, merge bool) (*Lexicon, error) {
	forms := 0
	for i := range all {
		forms += len(all[i].forms) + len(all[i].not)
	}
	l := &Lexicon{ids: map[string]int32{}, symbols: newSymbols()}
	c := newCompiler(l)
	c.trie = newTrie(forms)
	l.english = c.lang("en")
	var errs []error
	for _, additions := range []bool{false, true} { // files may add to what a later file defines
		for i := range all {
			if (all[i].gloss == "") == additions {
				errs = append(errs, c.define(&all[i], merge))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for i := range all {
		errs = append(errs, c.link(&all[i]), c.insert(&all[i]))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	l.paths = c.trie.settle(l.len())
	l.typos = newSpellings(&l.symbols)
	return l, nil
}

func (e *entry) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: %s", e.file, line, e.id, fmt.Sprintf(format, args...))
}

// define gives the entry its dense id.
func (c *compiler) define(e *entry, merge bool) error {
	l := c.lex
	if id, ok := l.ids[e.id]; ok {
		if !merge && e.gloss != "" {
			return e.errorf(e.line, "is defined twice")
		}
		if e.hasKind && e.kind != l.concepts[id].Kind {
			return e.errorf(e.line, "is of kind %s already", l.concepts[id].Kind)
		}
		return nil
	}
	if !e.hasKind || e.gloss == "" {
		return e.errorf(e.line, "a new concept needs kind and gloss")
	}
	id := strings.Clone(e.id) // the texts read are let go
	l.ids[id] = int32(len(l.concepts))
	l.concepts = append(l.concepts, Concept{ID: id, Kind: e.kind, Gloss: strings.Clone(e.gloss)})
	return nil
}

func (c *compiler) link(e *entry) error {
	parents := &c.lex.concepts[c.lex.ids[e.id]].Parents
	for _, p := range e.parents {
		id, ok := c.lex.ids[p.text]
		if !ok || p.text == e.id {
			return e.errorf(p.line, "unknown parent %s", p.text)
		}
		if at, found := slices.BinarySearch(*parents, id); !found {
			*parents = slices.Insert(*parents, at, id)
		}
	}
	return nil
}

func (c *compiler) insert(e *entry) error {
	id := c.lex.ids[e.id]
	kind := c.lex.concepts[id].Kind
	c.marker = kind == language || kind == plain
	var errs []error
	for i := range e.forms {
		if err := c.form(e, &e.forms[i], id, false); err != nil {
			errs = append(errs, err)
		}
	}
	for i := range e.not {
		if err := c.form(e, &e.not[i], id, true); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (c *compiler) form(e *entry, f *form, id int32, not bool) error {
	lang := c.lang(f.lang)
	if lang == 0 {
		return e.errorf(int(f.line), "more than 32 languages")
	}
	cond, err := c.condition(f.near)
	if err != nil {
		return e.errorf(int(f.line), "%v", err)
	}
	o := output{concept: id, langs: lang, cond: cond, not: not}
	if f.variants = 1; !hasChoice(f.text) {
		err = c.plainForm(f, o)
	} else {
		var parts []piece
		if parts, err = c.pieces(f); err == nil {
			err = c.lay(f, parts, progress{}, o)
		}
	}
	if err != nil {
		return e.errorf(int(f.line), "«%s»: %v", f.text, err)
	}
	return nil
}

// lang returns the bit of a language, 0 when there are no more bits.
func (c *compiler) lang(name string) uint32 {
	l := c.lex
	i := slices.Index(l.langs, name)
	if i < 0 {
		if i = len(l.langs); i == 32 {
			return 0
		}
		l.langs = append(l.langs, strings.Clone(name))
	}
	return 1 << i
}

// condition returns the number of a company, 0 for none.
func (c *compiler) condition(near []string) (int32, error) {
	if len(near) == 0 {
		return 0, nil
	}
	key := strings.Join(near, " ")
	if n, ok := c.conds[key]; ok {
		return n, nil
	}
	var cond condition
	for _, name := range near {
		if k := slices.Index(kindNames[:language], name); k >= 0 {
			cond.kinds |= 1 << k
		} else if id, ok := c.lex.ids[name]; ok {
			cond.concepts = append(cond.concepts, id)
		} else {
			return 0, fmt.Errorf("near: unknown concept or kind %s", name)
		}
	}
	c.trie.conds = append(c.trie.conds, cond)
	n := int32(len(c.trie.conds))
	c.conds[key] = n
	return n, nil
}
