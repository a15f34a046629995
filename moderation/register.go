package moderation

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
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
	From     []string      `json:"from,omitempty"`  // … where the office is held
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
	spec, drawn, err := r.written(tx)
	for _, a := range drawn {
		if o := a.Official; o != nil && spec.at(o.ID) < 0 && spec.owner(o.Accounts(), "") == nil {
			spec.amend(a)
		}
	}
	return spec, err
}

// Written is the roster without what is drawn from the platforms: what people decided.
func (r *Register) Written(tx store.Tx) (RosterSpec, error) {
	spec, _, err := r.written(tx)
	return spec, err
}

// written is what people decided, and what is drawn beside it. A change whose account the configuration has given to somebody else
// since is passed over: a configuration is always served.
func (r *Register) written(tx store.Tx) (spec RosterSpec, drawn []Amendment, err error) {
	spec = r.base
	spec.Officials = slices.Clone(spec.Officials)
	for row, err := range amendments.Scan(tx, nil, nil) {
		switch a := row.Value; {
		case err != nil:
			return spec, nil, fmt.Errorf("roster: %w", err)
		case a.Drawn:
			drawn = append(drawn, a)
		case a.Official == nil || a.Gone || spec.owner(a.Official.Accounts(), a.Key) == nil:
			spec.amend(a)
		}
	}
	return spec, drawn, nil
}

func (s *RosterSpec) at(id string) int {
	return slices.IndexFunc(s.Officials, func(o Official) bool { return o.ID == id })
}

// owner is the official who has one of the accounts, if that is not the one named; nil: nobody has.
func (s *RosterSpec) owner(accounts []chat.MemberID, but string) *Official {
	for i, o := range s.Officials {
		if o.ID != but && slices.ContainsFunc(o.Accounts(), func(m chat.MemberID) bool { return slices.Contains(accounts, m) }) {
			return &s.Officials[i]
		}
	}
	return nil
}

// amend carries out a change. The lists of the base are never written to.
func (s *RosterSpec) amend(a Amendment) {
	switch a.Part {
	case PartOfficial:
		i := s.at(a.Key)
		switch {
		case a.Gone && i >= 0:
			s.Officials = slices.Delete(s.Officials, i, i+1)
		case a.Gone || a.Official == nil:
		case i >= 0:
			s.Officials[i] = *a.Official
		default:
			s.Officials = append(s.Officials, *a.Official)
		}
	default:
		list, set := s.Brand.list(a.Part)
		set(amended(list, a))
	}
}

// list is what a brand has of a kind, and how to change it.
func (b *Brand) list(p Part) ([]string, func([]string)) {
	switch p {
	case PartName:
		return b.Names, func(l []string) { b.Names = l }
	case PartDomain:
		return b.Domains, func(l []string) { b.Domains = l }
	case PartLink:
		return b.Links, func(l []string) { b.Links = l }
	case PartContract:
		return b.Contracts, func(l []string) { b.Contracts = l }
	}
	return nil, func([]string) {}
}

func amended(list []string, a Amendment) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == a.Key })
	if !a.Gone {
		list = append(list, a.Key)
	}
	return list
}

// Amend changes the roster, if Try would let it.
func (r *Register) Amend(tx store.Tx, as ...Amendment) ([]Warning, error) {
	warnings, err := r.Try(tx, as...)
	if err != nil {
		return nil, err
	}
	for _, a := range as {
		if err := r.write(tx, a); err != nil {
			return nil, err
		}
	}
	return warnings, nil
}

// Try tells which keys of a changed roster would stay unprotected. An account that is somebody else's already, or a name that another
// official has, is refused, in words for who asked.
func (r *Register) Try(tx store.Tx, as ...Amendment) ([]Warning, error) {
	spec, err := r.Written(tx)
	if err != nil {
		return nil, err
	}
	for _, a := range as {
		if err := spec.refuses(a); err != nil {
			return nil, err
		}
		spec.amend(a)
	}
	_, warnings, err := NewRoster(spec)
	return warnings, err
}

// refuses says why an official cannot be put on the roster beside the others.
func (s *RosterSpec) refuses(a Amendment) error {
	if a.Part != PartOfficial || a.Gone || a.Official == nil {
		return nil
	}
	if o := s.owner(a.Official.Accounts(), a.Key); o != nil {
		return chat.Refuse("roster-account-taken", "name", o.Name(), "id", o.ID)
	}
	for _, o := range s.Officials {
		for _, name := range o.Names {
			if o.ID != a.Key && slices.ContainsFunc(a.Official.Names, func(n string) bool { return sameName(n, name) }) {
				return chat.Refuse("roster-name-taken", "name", name, "id", o.ID)
			}
		}
	}
	return nil
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// write puts a change down, or takes one back that says no more than the configuration does.
func (r *Register) write(tx store.Tx, a Amendment) error {
	key := store.Key(string(a.Part), a.Key)
	before, was, err := amendments.Get(tx, key)
	if err == nil {
		err = bump(tx, a)
	}
	switch {
	case err != nil:
		return fmt.Errorf("roster: %w", err)
	case r.saysNothing(a) && !(was && before.Drawn && !a.Drawn): // who took a drawn one off means it
		return amendments.Delete(tx, key)
	}
	return amendments.Put(tx, key, a)
}

// saysNothing reports a change that leaves things as the configuration has them.
func (r *Register) saysNothing(a Amendment) bool {
	switch i := r.base.at(a.Key); {
	case a.Part == PartOfficial && a.Gone:
		return i < 0
	case a.Part == PartOfficial:
		return i >= 0 && a.Official != nil && reflect.DeepEqual(r.base.Officials[i], *a.Official)
	}
	list, _ := r.base.Brand.list(a.Part)
	return slices.Contains(list, a.Key) != a.Gone
}

// bump makes another revision for a change.
func bump(tx store.Tx, a Amendment) error {
	rev, _, err := revisions.Get(tx, revisionKey)
	if err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, rev.Sum), text...))
	return revisions.Put(tx, revisionKey, Revision{rev.N + 1, binary.BigEndian.Uint64(sum[:8])})
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
