package escalation

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"strings"
	"time"
	"unicode"

	"frontdesk/chat"
	"frontdesk/store"
)

// A ticket's phrase is proof that a room is the official one: three words that stand in the member's thread or private chat
// and nowhere else. Whoever moves the talk elsewhere does not know them, and /verify confirms them to the member alone.

// proofLen is how many words a phrase has: one of 16 million.
const proofLen = 3

// Guesses at a phrase that a member has, and in which time.
const (
	proofTries  = 5
	proofWindow = time.Hour
)

var guesses = store.Table[tries]{Name: "proof_try"} // member

// newProof draws a phrase of different words.
func newProof() string {
	var words []string
	for len(words) < proofLen {
		var b [1]byte
		_, _ = rand.Read(b[:]) // never fails, see crypto/rand
		if w := proofWords[b[0]]; !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// proof is the sentence that shows the phrase; none for a ticket that has no phrase.
func (t *Ticket) proof() *chat.Phrase {
	if t.Proof == "" {
		return nil
	}
	return chat.Say("ticket-proof", "proof", chat.Arg{Text: t.Proof, Span: &chat.Span{Kind: chat.Bold}})
}

// shownProof is proof for a room that is new to the member: that the phrase has changed need not be told any more.
func (t *Ticket) shownProof() *chat.Phrase {
	t.Owed = slices.DeleteFunc(slices.Clone(t.Owed), func(o string) bool { return o == newsProof })
	return t.proof()
}

// LooksLikeProof reports whether somebody typed what may be a ticket's phrase: three words, two of which could stand in one.
func LooksLikeProof(s string) bool {
	words := proofOf(s)
	known := 0
	for _, w := range words {
		if slices.Contains(proofWords[:], w) {
			known++
		}
	}
	return len(words) == proofLen && known >= proofLen-1
}

// longestProof bounds what is looked at, in bytes.
const longestProof = 100

func proofOf(s string) []string {
	if len(s) > longestProof {
		return nil
	}
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

// Prove finds the member's own open ticket by its phrase. A member who guesses too often is refused; the time taken tells
// nothing about how near a guess was.
func (d *Desk) Prove(tx store.Tx, m chat.MemberID, phrase string, at time.Time) (found Ticket, ok bool, err error) {
	key := store.Key(m)
	g, _, err := guesses.Get(tx, key)
	if err != nil {
		return found, false, err
	}
	if at.Sub(g.Since) >= proofWindow {
		g = tries{Since: at}
	}
	if g.N >= proofTries {
		return found, false, chat.Refuse("proof-limit")
	}
	g.N++
	if err := guesses.Put(tx, key, g); err != nil {
		return found, false, err
	}
	ts, err := OpenOfPerson(tx, m)
	if err != nil {
		return found, false, err
	}
	said := sha256.Sum256([]byte(strings.Join(proofOf(phrase), " ")))
	for _, t := range ts {
		is := sha256.Sum256([]byte(t.Proof))
		if subtle.ConstantTimeCompare(said[:], is[:]) == 1 && t.Proof != "" {
			found, ok = t, true
		}
	}
	return found, ok, nil
}

// Proven is the phrase of a ticket as its official room may show it; one from before there were phrases gets one.
func (d *Desk) Proven(tx store.Tx, t Ticket) (Ticket, error) {
	if t.Proof != "" {
		return t, nil
	}
	t.Proof = newProof()
	return t, put(tx, t)
}

// Reprove gives a ticket another phrase, for the old one was said where others read, and tells the member in the official room.
func (d *Desk) Reprove(tx store.Tx, t Ticket) ([]chat.Action, error) {
	t.Proof = newProof()
	as := d.toMember(&t, newsProof, t.reproved())
	return as, put(tx, t)
}

// reproved says that the phrase is a new one.
func (t *Ticket) reproved() *chat.Phrase {
	return chat.Say("proof-new", "number", t.number()).And(t.proof())
}

// proofWords are 256 words that are easy to read and to tell apart. None stands in a list of recovery words, or begins with the
// same four letters as one: nobody may take a phrase for such, least of all the secret detector.
var proofWords = [256]string(strings.Fields(`
	acorn amber antler apron armadillo armchair asparagus axle bagel bagpipe banjo barley bathtub beaver beehive berry birch
	blender bobcat bonfire boomerang boulder bowtie bramble buckle bumblebee bungalow burrito caramel carousel cedar cello
	cheddar chipmunk chutney cider cinder clementine clover cobweb coriander corkscrew cougar crocus cuckoo cucumber cupcake
	cymbal cypress daffodil dahlia daisy dandelion dartboard dewdrop domino dormouse drizzle dumpling duvet earmuff eggplant
	ember evergreen falafel falcon fennel fern ferret fiddle finch flannel flax flute foxglove freckle fudge gecko glacier
	gondola gopher grove guava harmonica harp haystack hazel heather hickory hinge hummus hyacinth iceberg igloo ivy jasmine jigsaw
	jug kale kazoo kestrel kettle keyhole kumquat ladle lagoon lantern lasagna lasso lavender leek lemur lentil lilac lily
	lime linen lollipop lotus lute lynx macaroni magpie mallet marmot marzipan meerkat megaphone meteor mint mitten mongoose
	moose mosaic moss mug mulberry mussel nacho narwhal nectarine nettle newt nutmeg oatmeal oboe opal oregano osprey otter
	owl padlock pancake papaya parsley pastry pavilion pebble pendulum penguin peony periscope pesto petal pickle piglet
	pine pinwheel pita plum pocket popcorn poplar poppy porcupine puffin quail quill raspberry ravioli reindeer rhubarb
	risotto robin rooster rowboat ruby rucksack rudder saffron sage sapphire saxophone scone scooter seagull seahorse seesaw
	sequoia sesame shamrock skylark sleigh snail snorkel sorbet spaniel spruce stapler stencil stirrup sundial sunflower
	sunrise sushi swan sycamore tadpole tambourine tangerine teal teapot teaspoon telescope thimble thyme tinsel toffee tofu
	topaz toucan trifle truffle tuba tugboat tulip turquoise ukulele unicycle vase vinegar waffle waistcoat walrus wolverine
	wombat wren xylophone yak yarrow yogurt yoyo zephyr zinnia zipper zucchini
`))
