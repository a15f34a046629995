package lexicon

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"
)

// Kind says what a concept is about; the order is part of no contract.
type Kind uint8

// The kinds of concept.
const (
	Thing    Kind = iota // deposit, network, seed phrase
	Act                  // cancel, move, import
	State                // stuck, not arrived, rejected
	Frame                // how long, why, where, may I: the shape of the question
	Person               // support, admin, merchant
	Place                // an exchange, a wallet, a country, a device
	Time                 // today, for hours, again
	Talk                 // greeting, thanks, price talk, hype, lure: what is no question for the desk
	language             // marker words of a language: they vote, they give no hits
	plain                // ordinary words that spelling correction must leave alone: no hits
)

var kindNames = [...]string{"thing", "act", "state", "frame", "person", "place", "time", "talk", "language", "plain"}

func (k Kind) String() string { return kindNames[k] }

// Concept describes one meaning.
type Concept struct {
	ID      string  // stable name, as in the data
	Kind    Kind    //
	Gloss   string  // what it means, one line of English
	Parents []int32 // wider concepts, direct ones only, ascending
}

// Lexicon is a compiled set of concepts. It is immutable and safe for concurrent use.
type Lexicon struct {
	concepts []Concept
	ids      map[string]int32
	dir      fs.FS    // what it was loaded from,
	own      []source // and extended by: for Extend
	langs    []string
	english  uint32 // the bit of "en" in language masks

	symbols
	paths
	typos   spellings
	scratch sync.Pool // of *search
}

//go:embed data/*.yaml
var data embed.FS

// shipped is what Load makes of data, as MarshalBinary writes it.
//
//go:embed lexicon.bin
var shipped string

// Default returns the lexicon that comes with Frontdesk, compiled by go generate. The first call reads it, in a few
// milliseconds; all share one value.
var Default = sync.OnceValue(func() *Lexicon {
	l, err := restore(shipped)
	if err != nil {
		panic(fmt.Sprintf("embedded lexicon: %v", err)) // the tests read the same bytes
	}
	l.dir = dataDir()
	return l
})

func dataDir() fs.FS {
	dir, err := fs.Sub(data, "data")
	if err != nil {
		panic(err) // a constant path: cannot fail
	}
	return dir
}

// source is a file of concepts.
type source struct{ name, text string }

// Load compiles all *.yaml files in the root of dir, in the order of their names. It is strict: an unknown key, a concept
// defined twice, an unknown parent, a form that is too short are errors that name file and line. Extend reads dir again, so
// it must not change.
func Load(dir fs.FS) (*Lexicon, error) {
	all, err := readDir(dir)
	if err != nil {
		return nil, err
	}
	l, err := compile(all, false)
	if err != nil {
		return nil, err
	}
	l.dir = dir
	return l, nil
}

func readDir(dir fs.FS) ([]entry, error) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []entry
	for _, name := range names {
		src, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("lexicon: %w", err)
		}
		es, err := read(path.Base(name), string(src))
		if err != nil {
			return nil, err
		}
		all = append(all, es...)
	}
	return all, nil
}

// Extend returns a new lexicon with the concepts of a community's own file, which is called name in errors. An entry whose id
// exists already adds its forms to that concept; l stays as it is. Dense ids of l keep their meaning in the result.
func (l *Lexicon) Extend(name, src string) (*Lexicon, error) {
	all, err := readDir(l.dir)
	if err != nil {
		return nil, err
	}
	own := append(slices.Clip(l.own), source{name, src})
	for _, s := range own {
		es, err := read(s.name, s.text)
		if err != nil {
			return nil, err
		}
		all = append(all, es...)
	}
	out, err := compile(all, true)
	if err != nil {
		return nil, err
	}
	out.dir, out.own = l.dir, own
	return out, nil
}

// Len returns how many concepts there are: dense ids run from 0 to Len()-1.
func (l *Lexicon) Len() int { return len(l.concepts) }

// Concept describes the concept with the dense id. It panics when there is none.
func (l *Lexicon) Concept(id int32) Concept { return l.concepts[id] }

// Lookup returns the dense id of a concept by its name.
func (l *Lexicon) Lookup(id string) (int32, bool) {
	n, ok := l.ids[id]
	return n, ok
}
