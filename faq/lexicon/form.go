package lexicon

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"frontdesk/faq/text"
)

const (
	maxGap      = 6    // tokens that one ~ may skip
	maxGaps     = 2    // ~ in one form
	maxTokens   = 16   // tokens of one form
	maxVariants = 3000 // wordings that one form may stand for
	gapWords    = 2    // what ~ skips unless the form says otherwise
	gapChars    = 4    // … in languages written without spaces
)

// element is one step of a form: a symbol, or (negative) a gap of up to -element tokens.
type element = int32

// piece is one blank-separated part of a form: the sequences of elements it may stand for, one of which may be empty.
type piece []wording

type wording struct {
	elements []element
	runes    int  // characters that were written, a measure of how much it says
	short    bool // has a stem that may not stand alone
}

// pieces takes a form apart: «(not|never) ~ arrived» is a choice, a gap and a word. Brackets nest; glued to letters
// («reto(s|)») they vary the word. It tells the form how many wordings there are in all.
func (c *compiler) pieces(f *form) (out []piece, err error) {
	variants := 1
	for s := strings.TrimLeft(f.text, " "); s != ""; s = strings.TrimLeft(s, " ") {
		n := pieceLen(s)
		var p piece
		if p, err = c.piece(f, s[:n]); err != nil {
			return nil, err
		}
		if variants *= len(p); variants > maxVariants {
			return nil, fmt.Errorf("stands for more than %d wordings", maxVariants)
		}
		out = append(out, p)
		s = s[n:]
	}
	f.variants = int32(variants)
	return out, nil
}

// pieceLen returns where the first blank outside brackets is.
func pieceLen(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

func (c *compiler) piece(f *form, s string) (piece, error) {
	if !hasChoice(s) {
		w, err := c.wording(f, s)
		return piece{w}, err
	}
	all, err := choices(s)
	if err != nil {
		return nil, err
	}
	out := make(piece, 0, len(all))
	for _, alt := range all {
		var whole wording
		for word := range strings.FieldsSeq(alt) {
			w, err := c.wording(f, word)
			if err != nil {
				return nil, err
			}
			whole.elements = append(whole.elements[:len(whole.elements):len(whole.elements)], w.elements...)
			whole.runes += w.runes
			whole.short = whole.short || w.short
		}
		out = append(out, whole)
	}
	return out, nil
}

func hasChoice(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '(', ')', '|':
			return true
		}
	}
	return false
}

// choices writes out the alternatives of the brackets in s.
func choices(s string) ([]string, error) {
	open := strings.IndexByte(s, '(')
	if open < 0 {
		if strings.ContainsAny(s, "|)") {
			return nil, fmt.Errorf("stray | or )")
		}
		return []string{s}, nil
	}
	inner, end := alternatives(s, open)
	if end < 0 {
		return nil, fmt.Errorf("a bracket is not closed")
	}
	tails, err := choices(s[end:])
	if err != nil {
		return nil, err
	}
	var out []string
	for _, alt := range inner {
		mids, err := choices(alt)
		if err != nil {
			return nil, err
		}
		if len(out)+len(mids)*len(tails) > maxVariants {
			return nil, fmt.Errorf("stands for more than %d wordings", maxVariants)
		}
		for _, mid := range mids {
			for _, tail := range tails {
				out = append(out, s[:open]+mid+tail)
			}
		}
	}
	return out, nil
}

// alternatives returns what stands between the bars of the bracket at open, and where the bracket ends (-1: nowhere).
func alternatives(s string, open int) (inner []string, end int) {
	depth, start := 0, open+1
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case '|':
			if depth == 1 {
				inner = append(inner, s[start:i])
				start = i + 1
			}
		case ')':
			if depth--; depth == 0 {
				return append(inner, s[start:i]), i + 1
			}
		}
	}
	return nil, -1
}

// wording returns the elements of one piece without brackets: a gap, a class (<number>, <address>, <n>h), or words; Han
// characters have one symbol each, and * at the end makes the last word a stem.
func (c *compiler) wording(f *form, s string) (wording, error) {
	if s == "~" {
		gap := int(f.gap)
		switch {
		case gap > 0:
		case f.lang == "zh" || f.lang == "ja":
			gap = gapChars
		default:
			gap = gapWords
		}
		return wording{elements: []element{element(-gap)}}, nil
	}
	bare := strings.TrimSuffix(s, "*")
	stem := f.stem || bare != s
	w := wording{runes: utf8.RuneCountInString(bare)}
	from := len(c.steps)
	if simple, err := c.simple(f, bare, stem, &w); simple {
		w.elements = c.steps[from:len(c.steps):len(c.steps)]
		return w, err
	}
	seen := c.words
	if stem {
		seen = c.stems
	}
	if w, ok := seen[bare]; ok {
		return w, nil
	}
	if err := c.parse(bare, stem, &w); err != nil {
		return w, err
	}
	if w.elements = c.steps[from:len(c.steps):len(c.steps)]; len(w.elements) == 0 {
		return w, fmt.Errorf("%s holds no word", bare)
	}
	seen[bare] = w
	return w, nil
}

// simple lays the elements of what needs no detour over text.Parse: classes, Han characters (which are written simplified)
// and most words in Latin letters. It reports false of others.
func (c *compiler) simple(f *form, bare string, stem bool, w *wording) (bool, error) {
	switch {
	case f.lang == "zh" && !stem && isHan(bare):
		for i := 0; i < len(bare); i += 3 {
			c.steps = append(c.steps, c.lex.addWord(bare[i:i+3]))
		}
	case strings.HasPrefix(bare, "<") || !stem && text.Verbatim(bare):
		c.steps = append(c.steps, c.lex.addWord(bare))
	case text.Verbatim(bare):
		return true, c.stem(bare, bare, false, w)
	default:
		return false, nil
	}
	return true, nil
}

func isHan(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
	}
	return true
}

// parse lays the elements of any other word.
func (c *compiler) parse(bare string, stem bool, w *wording) error {
	for _, t := range text.Parse(bare).Tokens {
		if !t.Content() {
			continue
		}
		if t.Kind == text.Class {
			return fmt.Errorf("%s reads as %s", bare, t.Plain)
		}
		if !stem || t.End < len(bare) {
			c.steps = append(c.steps, c.lex.addWord(t.Folded))
			continue
		}
		if err := c.stem(bare, t.Folded, t.Single(), w); err != nil {
			return err
		}
	}
	return nil
}

// stem lays a stem that text.Parse folded to folded.
func (c *compiler) stem(bare, folded string, single bool, w *wording) error {
	n := utf8.RuneCountInString(folded)
	if single || n < 2 && !isHangul(folded) {
		return fmt.Errorf("stem %s* is too short", bare)
	}
	w.short = w.short || n < minStem(folded)
	c.steps = append(c.steps, c.lex.addStem(folded))
	return nil
}

// minStem is the least length in characters of a stem that is a form by itself: scripts whose letters say more need fewer.
// In company of other words two letters will do.
func minStem(s string) int {
	switch r, _ := utf8.DecodeRuneInString(s); {
	case isHangul(s):
		return 2
	case r >= 0x0590 && r < 0x1100:
		return 3
	}
	return 4
}

func isHangul(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0xAC00 && r <= 0xD7A3
}

// progress is what has been laid out of one wording.
type progress struct {
	node                int32
	tokens, runes, gaps int
	gap                 bool // the last element is one
	short               bool // has a stem that may not stand alone
}

// plainForm inserts a form without brackets, which most are.
func (c *compiler) plainForm(f *form, o output) error {
	var p progress
	for word := range strings.FieldsSeq(f.text) {
		w, err := c.wording(f, word)
		if err == nil {
			err = c.step(&p, w)
		}
		if err != nil {
			return err
		}
	}
	return c.finish(f, p, o)
}

// lay inserts every wording of the pieces from p on; what they share at their start shares nodes.
func (c *compiler) lay(f *form, rest []piece, p progress, o output) error {
	if len(rest) == 0 {
		return c.finish(f, p, o)
	}
	for _, w := range rest[0] {
		q := p
		err := c.step(&q, w)
		if err == nil {
			err = c.lay(f, rest[1:], q, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// step walks the trie along one wording, making what is missing.
func (c *compiler) step(p *progress, w wording) error {
	for _, e := range w.elements {
		if e < 0 {
			if p.gaps++; p.gap || p.tokens == 0 || p.gaps > maxGaps {
				return fmt.Errorf("~ stands between words, at most %d times", maxGaps)
			}
		} else {
			p.tokens++
		}
		p.gap = e < 0
		p.node = c.trie.next(p.node, e)
	}
	p.runes += w.runes
	p.short = p.short || w.short
	return nil
}

func (c *compiler) finish(f *form, p progress, o output) error {
	if err := c.judge(f, p); err != nil {
		return err
	}
	c.trie.end(p.node, o)
	return nil
}

// judge refuses a wording that says too little to be trusted.
func (c *compiler) judge(f *form, p progress) error {
	switch {
	case p.tokens == 0:
		return fmt.Errorf("one of its wordings is empty")
	case p.tokens > maxTokens:
		return fmt.Errorf("more than %d tokens", maxTokens)
	case p.gap:
		return fmt.Errorf("~ stands between words")
	case p.short && p.tokens == 1:
		return fmt.Errorf("the stem is too short to stand alone")
	case len(f.near) > 0 || c.marker:
		return nil
	case p.runes < 2 && f.lang != "ko":
		return fmt.Errorf("one character is too little: give it near")
	case p.tokens == 1 && f.lang == "vi":
		return fmt.Errorf("one Vietnamese syllable is too little: give it near")
	}
	return nil
}
