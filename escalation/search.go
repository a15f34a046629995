package escalation

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"frontdesk/chat"
	"frontdesk/store"
)

// Tickets are found by their members' names through an index, and by their words by reading them, newest first: the lines of
// open ones, the transcripts of closed ones as long as these are kept. Of one that has forgotten its words only names, reason and
// number are found.
//
// The index holds the words of name and handle, and of text without spaces, as Chinese, each pair of letters that follow each
// other and the last letter alone: so any part of a name is the beginning of a key, or is found by one and then looked for.
const findTable = "ticket_find" // word ‖ ^ID → nothing

// What one search may read; who wants more asks for it.
const (
	findRows  = 2000 // keys of the index
	readRows  = 600  // tickets and lines
	foundMost = 10
)

// Found is a ticket that a search came upon.
type Found struct {
	Ticket Ticket
	Line   *Line  // in which the words stand; nil: in what is known of the ticket
	Text   string // the part of the line that holds them
}

// Findings are what a search brought. Looked is how many tickets were read for their words; Next leads on to older ones,
// empty at the end.
type Findings struct {
	Found  []Found
	Looked int
	Next   string
}

func (d *Desk) fold(s string) string {
	if d.Fold == nil {
		return strings.ToLower(s)
	}
	return d.Fold(s)
}

// indexNames makes a ticket's member findable by name.
func (d *Desk) indexNames(tx store.Tx, t *Ticket) error {
	for _, w := range nameKeys(d.fold(t.Name + " " + t.Handle)) {
		if err := tx.Put(findTable, store.Key(w, ^t.ID), []byte{}); err != nil {
			return err
		}
	}
	return nil
}

// forgetNames takes a ticket's member out of the index.
func (d *Desk) forgetNames(tx store.Tx, t *Ticket) error {
	for _, w := range nameKeys(d.fold(t.Name + " " + t.Handle)) {
		if err := tx.Delete(findTable, store.Key(w, ^t.ID)); err != nil {
			return err
		}
	}
	return nil
}

// nameMax bounds what of a name is indexed, in letters.
const nameMax = 80

// nameKeys are the keys of a folded name, each once.
func nameKeys(s string) (out []string) {
	if r := []rune(s); len(r) > nameMax {
		s = string(r[:nameMax])
	}
	for _, w := range terms(s) {
		if !strings.ContainsFunc(w, unspaced) {
			out = append(out, w)
			continue
		}
		r := []rune(w)
		for i := range r {
			out = append(out, string(r[i:min(i+2, len(r))]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// terms splits a folded text into words: where letters of scripts with and without spaces meet, too.
func terms(s string) (out []string) {
	start, last := -1, 0
	kind := func(r rune) int {
		switch {
		case unspaced(r):
			return 2
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_':
			return 1
		}
		return 0
	}
	for i, r := range s {
		k := kind(r)
		if k == last {
			continue
		}
		if last != 0 {
			out = append(out, s[start:i])
		}
		start, last = i, k
	}
	if last != 0 {
		out = append(out, s[start:])
	}
	return out
}

// Search finds tickets in which all the words stand together: in a line or in what is known of the ticket. From is empty, or
// Findings.Next of the search before; names and numbers are looked up by the first one alone.
func (d *Desk) Search(tx store.Tx, words, from string) (Findings, error) {
	s := search{d: d, tx: tx, words: terms(d.fold(words)), seen: map[uint64]bool{}}
	if len(s.words) == 0 {
		return s.Findings, nil
	}
	if from == "" {
		typed, only := strings.CutPrefix(strings.TrimSpace(words), "#")
		if err := s.byNumber(typed); err != nil || only {
			return s.Findings, err
		}
		if err := s.byAccount(typed); err != nil {
			return s.Findings, err
		}
		if err := s.byName(); err != nil {
			return s.Findings, err
		}
	}
	err := s.byWords(from)
	return s.Findings, err
}

type search struct {
	Findings
	d     *Desk
	tx    store.Tx
	words []string
	seen  map[uint64]bool
	read  int
}

func (s *search) full() bool { return len(s.Found) >= foundMost }

func (s *search) add(t Ticket, l *Line, text string) {
	if !s.seen[t.ID] && !s.full() {
		s.seen[t.ID] = true
		s.Found = append(s.Found, Found{t, l, text})
	}
}

// holds reports whether all words stand in a text.
func (s *search) holds(text string) bool {
	if text == "" {
		return false
	}
	text = s.d.fold(text)
	return !slices.ContainsFunc(s.words, func(w string) bool { return !strings.Contains(text, w) })
}

// byNumber finds a ticket by its number.
func (s *search) byNumber(typed string) error {
	id, err := strconv.ParseUint(typed, 10, 64)
	if err != nil {
		return nil //nolint:nilerr // words, not a number
	}
	t, ok, err := Get(s.tx, id)
	if ok && err == nil {
		s.add(t, nil, "")
	}
	return err
}

// byAccount finds the tickets of an account by its number.
func (s *search) byAccount(typed string) error {
	p, key, ok := strings.Cut(typed, ":")
	accounts := []chat.MemberID{{Platform: chat.Platform(p), Key: key}}
	if !ok {
		accounts = nil
		for p := range s.d.Places {
			accounts = append(accounts, chat.MemberID{Platform: p, Key: typed})
		}
	}
	for _, m := range accounts {
		if strings.ContainsRune(m.String(), 0) {
			continue
		}
		ids, err := idsOf(s.tx, m)
		if err != nil {
			return err
		}
		for _, id := range slices.Backward(ids) {
			t, ok, err := Get(s.tx, id)
			if err != nil || s.full() {
				return err
			}
			if ok {
				s.add(t, nil, "")
			}
		}
	}
	return nil
}

// byName finds tickets whose members' names hold the words, by the longest of them.
func (s *search) byName() error {
	longest := slices.MaxFunc(s.words, func(a, b string) int { return len([]rune(a)) - len([]rune(b)) })
	if strings.ContainsFunc(longest, unspaced) {
		longest = string([]rune(longest)[:min(2, len([]rune(longest)))])
	}
	var ids []uint64
	rows := 0
	for k := range s.tx.Scan(findTable, []byte(longest), nil) {
		if rows++; rows > findRows {
			break
		}
		ids = append(ids, ^binary.BigEndian.Uint64(k[len(k)-8:]))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range slices.Backward(ids) {
		if s.full() {
			return nil
		}
		t, ok, err := Get(s.tx, id)
		if err != nil {
			return err
		}
		if ok && s.holds(t.Name+" "+t.Handle) {
			s.add(t, nil, "")
		}
	}
	return nil
}

// byWords reads tickets, newest first: the open ones, then the rest. Where it ends, the next search goes on: o12 is before
// ticket 12 among the open ones, c12 among the closed.
func (s *search) byWords(from string) error {
	before := uint64(1 << 63)
	rest, closed := strings.CutPrefix(from, "c")
	if rest = strings.TrimPrefix(rest, "o"); rest != "" {
		n, err := strconv.ParseUint(rest, 10, 64)
		if err != nil {
			return chat.Refuse("press-stale")
		}
		before = n
	}
	if s.full() {
		s.Next = "o" + strconv.FormatUint(before, 10)
		return nil
	}
	if !closed {
		for _, id := range slices.Backward(openIDs(s.tx)) {
			if id >= before {
				continue
			}
			if s.done() {
				s.Next = "o" + strconv.FormatUint(id+1, 10)
				return nil
			}
			if err := s.look(id, true); err != nil {
				return err
			}
		}
		before = 1 << 63
	}
	last, err := numbers.Last(s.tx)
	if err != nil {
		return err
	}
	for id := min(last, before-1); id > 0; id-- {
		if s.done() {
			s.Next = "c" + strconv.FormatUint(id+1, 10)
			return nil
		}
		if err := s.look(id, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) done() bool { return s.full() || s.read >= readRows }

// look reads one ticket that is open, or else closed.
func (s *search) look(id uint64, isOpen bool) error {
	s.read++
	t, ok, err := Get(s.tx, id)
	if err != nil || !ok || t.Open() != isOpen || s.seen[id] {
		return err
	}
	s.Looked++
	if s.holds(t.Reason) {
		s.add(t, nil, t.Reason)
		return nil
	}
	for e, err := range lines.Scan(s.tx, store.Key(id), nil) {
		if err != nil {
			return err
		}
		s.read++
		if l := e.Value; !l.Removed && s.holds(l.Text) {
			s.add(t, &l, s.around(l.Text))
			return nil
		}
	}
	return s.told(t)
}

// told looks for the words in what is kept of a ticket that was closed.
func (s *search) told(t Ticket) error {
	for e, err := range spoken.Scan(s.tx, store.Key(t.ID), nil) {
		if err != nil {
			return err
		}
		s.read++
		if k := e.Value; !k.Removed && s.holds(k.Text) {
			s.add(t, &Line{Seq: k.Seq, Side: k.Side, From: k.From, Text: k.Text, At: k.At}, s.around(k.Text))
			return nil
		}
	}
	return nil
}

// aroundMost is how much of a line is shown, in letters.
const aroundMost = 90

// around cuts a text to the part in which the first of the words stands.
func (s *search) around(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	r := []rune(text)
	if len(r) <= aroundMost {
		return text
	}
	at := 0
	for i := range r[:min(len(r), 5000)] {
		if strings.HasPrefix(s.d.fold(string(r[i:min(i+40, len(r))])), s.words[0]) {
			at = i
			break
		}
	}
	begin := max(0, min(at-aroundMost/3, len(r)-aroundMost))
	out := string(r[begin : begin+aroundMost])
	if begin > 0 {
		out = "…" + out
	}
	if begin+aroundMost < len(r) {
		out += "…"
	}
	return out
}

// openIDs are the numbers of the open tickets, ascending.
func openIDs(tx store.Tx) (out []uint64) {
	for k := range tx.Scan(queueTable, nil, nil) {
		if s, ok := readSpot(bytes.Clone(k)); ok {
			out = append(out, s.id)
		}
	}
	slices.Sort(out)
	return out
}
