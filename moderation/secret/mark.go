package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Mark is what may be kept of something that looks like a secret: its class, its length in bytes, and a salted HMAC by which the same
// is known again and nothing else can be learned.
type Mark struct {
	Kind   Kind   `json:"kind"`
	Length int    `json:"length"`
	MAC    string `json:"mac"`
}

// mostMarks bounds the marks of one message; what holds more is marked as a whole.
const mostMarks = 20

// Marks marks all that Check finds in a text, in order of appearance. Case and gaps do not tell two of them apart.
func (d *Detector) Marks(text string, salt []byte) (marks []Mark) {
	clean := plain(text)
	found := d.find(clean)
	if len(found) > mostMarks {
		return []Mark{mark(found[0].kind, text, salt)}
	}
	for _, f := range found {
		from, to := clean.original(f.start), clean.original(f.end)
		marks = append(marks, mark(f.kind, text[from:max(from, to)], salt))
	}
	return marks
}

func mark(k Kind, piece string, salt []byte) Mark {
	h := hmac.New(sha256.New, salt)
	h.Write([]byte(strings.ToLower(strings.Join(strings.Fields(piece), " "))))
	return Mark{Kind: k, Length: len(piece), MAC: hex.EncodeToString(h.Sum(nil)[:16])}
}
