package escalation

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Record is one line of the audit: who did what to a ticket, when and why. What is a state that was entered, or the name of
// another act. By is zero where the desk acted by itself.
type Record struct {
	Seq    uint64
	Ticket uint64
	What   string
	By     chat.MemberID
	Name   string
	Why    string
	At     time.Time
	Erased bool // who and why were erased
}

// sealed is what stays of a record for good. Its hash covers the hash before it, so no row can be changed, taken out or put
// in without all later ones showing it; who and why lie beside, under a salted hash, and may be erased.
type sealed struct {
	Ticket uint64    `json:"ticket"`
	What   string    `json:"what"`
	At     time.Time `json:"at"`
	Body   []byte    `json:"body"`
	Hash   []byte    `json:"hash"`
}

// body is what may be erased of a record. The salt keeps anyone from guessing what was erased.
type body struct {
	Salt []byte        `json:"salt"`
	By   chat.MemberID `json:"by,omitzero"`
	Name string        `json:"name,omitempty"`
	Why  string        `json:"why,omitempty"`
}

var (
	audit       = store.Table[sealed]{Name: "audit"}      // seq
	auditBodies = store.Table[body]{Name: "audit_body"}   // seq
	auditOf     = store.Table[bool]{Name: "audit_ticket"} // ticket‖seq
	records     = store.Counter{Table: "desk", Key: "audit"}
)

// Witness puts an act down in the audit that is about no ticket: what others of the house did that is to be traceable.
func (d *Desk) Witness(tx store.Tx, r Record) error { return d.record(tx, 0, r) }

// record puts an act down at the end of the audit.
func (d *Desk) record(tx store.Tx, ticket uint64, r Record) error {
	last, err := records.Last(tx)
	if err != nil {
		return err
	}
	before, _, err := audit.Get(tx, store.Key(last))
	if err != nil {
		return err
	}
	seq, err := records.Next(tx)
	if err != nil {
		return err
	}
	b := body{Salt: make([]byte, 16), By: r.By, Name: r.Name, Why: r.Why}
	if _, err := rand.Read(b.Salt); err != nil {
		return err
	}
	s := sealed{Ticket: ticket, What: r.What, At: r.At.UTC()}
	if s.Body, err = b.hash(); err != nil {
		return err
	}
	if s.Hash, err = s.seal(seq, before.Hash); err != nil {
		return err
	}
	if err := audit.Put(tx, store.Key(seq), s); err != nil {
		return err
	}
	if err := auditBodies.Put(tx, store.Key(seq), b); err != nil {
		return err
	}
	return auditOf.Put(tx, store.Key(ticket, seq), true)
}

func (b body) hash() ([]byte, error) {
	j, err := json.Marshal(b)
	sum := sha256.Sum256(j)
	return sum[:], err
}

// seal is the hash of a row: of its number, its content, and the hash of the row before it.
func (s sealed) seal(seq uint64, before []byte) ([]byte, error) {
	row := s
	row.Hash = nil
	j, err := json.Marshal(struct {
		Seq    uint64
		Before []byte
		Row    sealed
	}{seq, before, row})
	sum := sha256.Sum256(j)
	return sum[:], err
}

// Audit returns what happened to a ticket, oldest first.
func Audit(tx store.Tx, ticket uint64) (out []Record, err error) {
	prefix := store.Key(ticket)
	var seqs [][]byte
	for e, err := range auditOf.Scan(tx, prefix, nil) {
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, append([]byte(nil), e.Key[len(prefix):]...))
	}
	for _, seq := range seqs {
		s, ok, err := audit.Get(tx, seq)
		if err != nil || !ok {
			return nil, fmt.Errorf("audit of ticket %d: a row is missing: %w", ticket, err)
		}
		b, ok, err := auditBodies.Get(tx, seq)
		if err != nil {
			return nil, err
		}
		out = append(out, Record{
			Seq: keySeq(seq), Ticket: ticket, What: s.What, By: b.By, Name: b.Name, Why: b.Why, At: s.At, Erased: !ok,
		})
	}
	return out, nil
}
