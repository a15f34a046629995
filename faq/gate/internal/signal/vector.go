package signal

import "math"

// Bits is the size of the feature space: features are hashed to this many bits. Collisions cost less accuracy than a larger
// model would cost start-up time.
const Bits = 18

// block groups features that are normalised together, so that a long message speaks no louder than a short one.
type block int

const (
	words    block = iota // words, characters of Chinese and Japanese, and their pairs
	chars                 // character n-grams inside words
	concepts              // concepts of the lexicon and their pairs
	acts                  // cues, their pairs with cues and concepts, the skeleton of the message
	form                  // length, punctuation, links, mentions, pictographs
	blocks
)

// scale is the weight of a block: its features together have this Euclidean length.
var scale = [blocks]float64{words: 1, chars: 0.7, concepts: 0.7, acts: 1, form: 0.6}

// Vector holds the features of one message. It can be used again for the next; its zero value is ready.
type Vector struct {
	sets  [blocks][]uint32
	seen  [1 << Bits / 64]uint64 // which features are in sets
	cues  []found
	read  []meanings
	runes []rune
	skel  []uint32
	names []uint32
}

func (v *Vector) reset() {
	for b := range v.sets {
		for _, i := range v.sets[b] {
			v.seen[i/64] = 0
		}
		v.sets[b] = v.sets[b][:0]
	}
	v.cues, v.skel, v.names = v.cues[:0], v.skel[:0], v.names[:0]
}

// add notes that a feature is there; how often does not matter.
func (v *Vector) add(b block, h hash) {
	i := h.index()
	if mask := uint64(1) << (i % 64); v.seen[i/64]&mask == 0 {
		v.seen[i/64] |= mask
		v.sets[b] = append(v.sets[b], i)
	}
}

// Dot is the inner product with weights of length 1<<Bits.
func (v *Vector) Dot(weights []int8) float64 {
	var total float64
	for b, set := range v.sets {
		var sum int32
		for _, i := range set {
			sum += int32(weights[i])
		}
		total += value(block(b), len(set)) * float64(sum)
	}
	return total
}

// Each calls f for every feature with its value, in a fixed order.
func (v *Vector) Each(f func(index uint32, value float64)) {
	for b, set := range v.sets {
		x := value(block(b), len(set))
		for _, i := range set {
			f(i, x)
		}
	}
}

func value(b block, n int) float64 {
	if n == 0 {
		return 0
	}
	return scale[b] / math.Sqrt(float64(n))
}

// hash is FNV-1a, finished by a multiplication because the low bits of short inputs mix badly.
type hash uint32

func seed(kind byte) hash { return hash(2166136261).byte(kind) }

func (h hash) byte(b byte) hash { return (h ^ hash(b)) * 16777619 }

func (h hash) uint32(n uint32) hash {
	return h.byte(byte(n)).byte(byte(n >> 8)).byte(byte(n >> 16)).byte(byte(n >> 24))
}

func (h hash) string(s string) hash {
	for i := 0; i < len(s); i++ {
		h = h.byte(s[i])
	}
	return h
}

func (h hash) index() uint32 {
	x := uint32(h)
	x ^= x >> 15
	x *= 0x2c1b3c6d
	x ^= x >> 12
	return x >> (32 - Bits)
}
