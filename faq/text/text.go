package text

// Limit is how many bytes of a message are read: the first 16 KiB, cut at a character boundary. It is more than any chat
// platform delivers in one message (4,096 characters); what lies behind it does not take part in matching.
const Limit = 16 << 10

// maxWord bounds one word token in runes; longer runs of letters are cut into pieces of this size.
const maxWord = 48

// maxVerbatim bounds the words that Verbatim judges; longer ones may be keys or hashes.
const maxVerbatim = 20

// Kind says what a token is made of.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // letters, with or without digits, of any script written with spaces (Latin, Cyrillic, Hangul …)
	Number             // digits, with inner points and commas
	Han                // one Han character
	Kana               // one Hiragana or Katakana character
	Class              // something that is never compared letter by letter: Link, Mail, Handle, Address, Hash
	Mark               // punctuation or a symbol; a run of one character is one token, a line break is "\n"
	Emoji              // one pictograph; custom emoji of a platform are ":name:"
)

// Plain forms of Class tokens.
const (
	Link    = "<link>"    // https://…, www.…, example.com/…
	Mail    = "<mail>"    // name@example.com
	Handle  = "<handle>"  // @name, <@123>
	Address = "<address>" // an account address of a common chain
	Hash    = "<hash>"    // a transaction hash, a key, any other long run of hex or base58
)

// Token is one unit of a message.
type Token struct {
	Kind   Kind
	Space  bool   // white space came before it
	Plain  string // normalised: NFKC, lower case, simplified Chinese
	Folded string // Plain without diacritics: «rút» and «rut» agree; equal to Plain when there are none
	Start  int    // byte range in Text.Source; the two words of «don't» share one range
	End    int
}

// Content reports whether the token says something by itself: it is no punctuation and no pictograph.
func (t Token) Content() bool { return t.Kind != Mark && t.Kind != Emoji }

// Single reports whether the token is one character of a script written without spaces.
func (t Token) Single() bool { return t.Kind == Han || t.Kind == Kana }

// Text is a parsed message. It is read-only once made.
type Text struct {
	Source string // what was read of the message: at most Limit bytes, untouched
	Tokens []Token
	Cut    bool // the message was longer than Limit
}

// Words returns the number of tokens with content.
func (t Text) Words() int {
	n := 0
	for i := range t.Tokens {
		if t.Tokens[i].Content() {
			n++
		}
	}
	return n
}

// Parse reads a message. It accepts anything: invalid UTF-8 reads as white space.
func Parse(s string) Text {
	t := Text{Source: s}
	if len(s) > Limit {
		t.Source, t.Cut = s[:boundary(s, Limit)], true
	}
	sc := scanners.Get().(*scanner)
	t.Tokens = sc.run(t.Source)
	scanners.Put(sc)
	return t
}

// Verbatim reports whether Parse is sure to read s as one word, Plain and Folded, that is s itself: a few lower-case ASCII
// letters that no rule touches. It costs a fraction of Parse; words it says no to may still be such.
func Verbatim(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' || i >= 2 && s[i] == s[i-1] && s[i] == s[i-2] {
			return false
		}
	}
	_, joined := bareContraction(s)
	return s != "" && len(s) <= maxVerbatim && !joined
}

// boundary returns the largest rune boundary of s at or below n.
func boundary(s string, n int) int {
	for i := n; i > n-4 && i > 0; i-- {
		if s[i]&0xC0 != 0x80 {
			return i
		}
	}
	return n
}
