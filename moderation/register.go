package moderation

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Register is who and what is official now: the roster of the configuration, and over it what was changed since by command or
// drawn from the platforms' own administrators and roles. It may be used concurrently and starts no goroutine.
//
//	e := register.Snapshot()            // before a transaction: may be a change behind, or ahead by one that is rolled back
//	e, err := register.At(tx)           // inside: what the transaction's rows say, its own changes included
//
// What is thought before a transaction is stamped with Engines.Revision and thought again inside if At's is another.
type Register struct {
	base RosterSpec
	made atomic.Pointer[Engines]
	mu   sync.Mutex // one at a time makes engines
}

// Revision names a state of the roster: N grows with each change; Sum digests all changes up to this one, so that equal revisions
// mean equal contents, even if a transaction was rolled back and another took its number.
type Revision struct {
	N   uint64 `json:"n"`
	Sum uint64 `json:"sum"`
}

// Part is a kind of thing that a roster lists.
type Part string

const (
	PartOfficial Part = "official"
	PartName     Part = "name" // … and what follows: the brand's
	PartDomain   Part = "domain"
	PartLink     Part = "link"
	PartContract Part = "contract"
)

// Amendment is a change of the roster: a thing that is put on it, in place of one of that key, or taken off.
type Amendment struct {
	Part     Part          `json:"part"`
	Key      string        `json:"key"` // an official's ID; the brand's name, domain, link or address itself
	Official *Official     `json:"official,omitempty"`
	Gone     bool          `json:"gone,omitempty"`
	Drawn    bool          `json:"drawn,omitempty"` // from a platform's administrators or roles: it yields to what people wrote
	By       chat.MemberID `json:"by,omitzero"`
	Name     string        `json:"name,omitempty"` // of who changed it
	At       time.Time     `json:"at"`
}

var (
	amendments = store.Table[Amendment]{Name: "roster"} // part‖key
	revisions  = store.Table[Revision]{Name: "guard"}
)

var revisionKey = []byte("roster")

// NewRegister begins with the roster of the configuration. The first use of the engines prepares them.
func NewRegister(base *Roster) *Register {
	r := &Register{base: base.spec}
	r.made.Store(NewEngines(base))
	return r
}

// Snapshot returns the engines that were used last. It never waits.
func (r *Register) Snapshot() *Engines { return r.made.Load() }

// At returns the engines for the roster as the transaction sees it. When nothing changed that is one Get.
func (r *Register) At(tx store.Tx) (*Engines, error) {
	rev, _, err := revisions.Get(tx, revisionKey)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	if e := r.made.Load(); e.Revision == rev {
		return e, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.made.Load(); e.Revision == rev {
		return e, nil
	}
	spec, err := r.Spec(tx)
	if err != nil {
		return nil, err
	}
	roster, _, err := NewRoster(spec)
	if err != nil {
		return nil, err
	}
	e := NewEngines(roster)
	e.Revision = rev
	r.made.Store(e)
	return e, nil
}

// Spec is the roster that the transaction sees, as the configuration would write it.
func (r *Register) Spec(tx store.Tx) (RosterSpec, error) {
	spec := r.base
	spec.Officials = slices.Clone(spec.Officials)
	var drawn []Amendment
	for row, err := range amendments.Scan(tx, nil, nil) {
		switch {
		case err != nil:
			return spec, fmt.Errorf("roster: %w", err)
		case row.Value.Drawn:
			drawn = append(drawn, row.Value)
		default:
			spec.amend(row.Value)
		}
	}
	for _, a := range drawn {
		if a.Official != nil && !spec.lists(a.Official.Accounts()) {
			spec.amend(a)
		}
	}
	return spec, nil
}

// lists reports whether one of the accounts is an official's already.
func (s *RosterSpec) lists(accounts []chat.MemberID) bool {
	return slices.ContainsFunc(s.Officials, func(o Official) bool {
		return slices.ContainsFunc(o.Accounts(), func(m chat.MemberID) bool { return slices.Contains(accounts, m) })
	})
}

// amend carries out a change. The lists of the base are never written to.
func (s *RosterSpec) amend(a Amendment) {
	switch a.Part {
	case PartOfficial:
		i := slices.IndexFunc(s.Officials, func(o Official) bool { return o.ID == a.Key })
		switch {
		case a.Gone && i >= 0:
			s.Officials = slices.Delete(s.Officials, i, i+1)
		case a.Gone || a.Official == nil:
		case i >= 0:
			s.Officials[i] = *a.Official
		default:
			s.Officials = append(s.Officials, *a.Official)
		}
	case PartName:
		s.Brand.Names = amended(s.Brand.Names, a)
	case PartDomain:
		s.Brand.Domains = amended(s.Brand.Domains, a)
	case PartLink:
		s.Brand.Links = amended(s.Brand.Links, a)
	case PartContract:
		s.Brand.Contracts = amended(s.Brand.Contracts, a)
	}
}

func amended(list []string, a Amendment) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == a.Key })
	if !a.Gone {
		list = append(list, a.Key)
	}
	return list
}

// Amend changes the roster. Nothing is written if the whole would not be a roster any more: the error is for who asked. The
// warnings name keys of the changed roster that stay unprotected.
func (r *Register) Amend(tx store.Tx, a Amendment) ([]Warning, error) {
	spec, err := r.Spec(tx)
	if err != nil {
		return nil, err
	}
	spec.amend(a)
	_, warnings, err := NewRoster(spec)
	if err != nil {
		return nil, err
	}
	rev, _, err := revisions.Get(tx, revisionKey)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	text, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, rev.Sum), text...))
	rev = Revision{rev.N + 1, binary.BigEndian.Uint64(sum[:8])}
	if err := revisions.Put(tx, revisionKey, rev); err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	return warnings, amendments.Put(tx, store.Key(string(a.Part), a.Key), a)
}

// Amendments lists what differs from the configuration, the newest first.
func Amendments(tx store.Tx) (out []Amendment, err error) {
	for row, err := range amendments.Scan(tx, nil, nil) {
		if err != nil {
			return nil, fmt.Errorf("roster: %w", err)
		}
		out = append(out, row.Value)
	}
	slices.SortStableFunc(out, func(a, b Amendment) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return out, nil
}
