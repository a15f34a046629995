package moderation

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"frontdesk/chat"
)

// Roster says who and what is official. It is immutable.
type Roster struct {
	spec      RosterSpec
	byID      map[string]int // index into spec.Officials
	byAccount map[chat.MemberID]int
	byHandle  map[string]int
	keys      []key
	weak      []Warning
	names     func() *Names // made once
}

// RosterSpec is a roster as the configuration writes it.
type RosterSpec struct {
	Brand     Brand      `yaml:"brand"`
	Officials []Official `yaml:"officials"`
}

// Brand is what the community is known by.
type Brand struct {
	Names     []string `yaml:"names" json:"names,omitempty"`
	Domains   []string `yaml:"domains" json:"domains,omitempty"`     // with all their subdomains
	Links     []string `yaml:"links" json:"links,omitempty"`         // t.me/name, discord.gg/code, github.com/org
	Contracts []string `yaml:"contracts" json:"contracts,omitempty"` // token contracts and deposit addresses
}

// Official is a person, a bot or the brand itself, with the accounts it really speaks through.
type Official struct {
	ID       string     `yaml:"id" json:"id"`
	Kind     string     `yaml:"kind" json:"kind,omitempty"` // person, brand, bot
	Role     string     `yaml:"role" json:"role,omitempty"` // support, admin, mod, dev, …
	Names    []string   `yaml:"names" json:"names,omitempty"`
	Handles  []string   `yaml:"handles" json:"handles,omitempty"`   // without @
	Telegram AccountIDs `yaml:"telegram" json:"telegram,omitempty"` // immutable account numbers
	Discord  AccountIDs `yaml:"discord" json:"discord,omitempty"`
	Picture  string     `yaml:"picture" json:"picture,omitempty"` // file of the profile picture

	Seats []string `yaml:"-" json:"seats,omitempty"` // accounts of the console
	Drawn bool     `yaml:"-" json:"drawn,omitempty"` // listed because the platform gives the account an office: see [Register.Draw]
}

// AccountIDs are immutable account numbers; YAML may give a number, a string, or a list of either.
type AccountIDs []string

// UnmarshalYAML reads a number, a string, or a list of either.
func (a *AccountIDs) UnmarshalYAML(decode func(any) error) error {
	var value any
	if err := decode(&value); err != nil {
		return err
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	*a = nil
	for _, v := range list {
		id := strings.TrimSpace(fmt.Sprint(v))
		if v == nil || id == "" {
			continue
		}
		if strings.Trim(id, "0123456789-") != "" {
			return fmt.Errorf("account ID %q is not a number", id)
		}
		*a = append(*a, id)
	}
	return nil
}

// Warning names a key of the roster that is left unprotected, and why. The rest of the roster works.
type Warning struct {
	Official string // empty for the brand
	Key      string
	Reason   string
}

func (w Warning) String() string {
	if w.Official == "" {
		return fmt.Sprintf("brand: %q %s", w.Key, w.Reason)
	}
	return fmt.Sprintf("official %s: %q %s", w.Official, w.Key, w.Reason)
}

// Common reports a name that ordinary people bear, whatever its length.
func (w Warning) Common() bool { return w.Reason == commonName || w.Reason == tooCommon }

// NewRoster checks a specification. Every problem is reported at once; a key that would hit ordinary names is left out with
// a warning. Two officials may share a name, but not an ID or an account.
func NewRoster(spec RosterSpec) (*Roster, []Warning, error) {
	r := &Roster{
		spec:      RosterSpec{Brand: spec.Brand, Officials: slices.Clone(spec.Officials)},
		byID:      map[string]int{},
		byAccount: map[chat.MemberID]int{},
		byHandle:  map[string]int{},
	}
	var problems []error
	for i, o := range r.spec.Officials {
		if o.ID == "" {
			problems = append(problems, fmt.Errorf("official number %d: has no id", i+1))
			continue
		}
		if _, twice := r.byID[o.ID]; twice {
			problems = append(problems, fmt.Errorf("official %s: this id is used twice", o.ID))
		}
		r.byID[o.ID] = i
		for _, account := range o.Accounts() {
			if j, twice := r.byAccount[account]; twice && j != i {
				problems = append(problems, fmt.Errorf("official %s: account %s belongs to %s already", o.ID, account, r.spec.Officials[j].ID))
			}
			r.byAccount[account] = i
		}
		for _, h := range o.Handles {
			if _, taken := r.byHandle[bareHandle(h)]; !taken {
				r.byHandle[bareHandle(h)] = i
			}
		}
	}
	if len(problems) > 0 {
		return nil, nil, fmt.Errorf("roster: %w", errors.Join(problems...))
	}
	var warnings []Warning
	r.keys, warnings = protect(r.spec)
	r.weak = warnings
	r.names = sync.OnceValue(r.makeNames)
	return r, warnings, nil
}

// Accounts lists the official's immutable accounts on all platforms.
func (o Official) Accounts() []chat.MemberID {
	ids := make([]chat.MemberID, 0, len(o.Telegram)+len(o.Discord))
	for _, id := range o.Telegram {
		ids = append(ids, chat.MemberID{Platform: "telegram", Key: id})
	}
	for _, id := range o.Discord {
		ids = append(ids, chat.MemberID{Platform: "discord", Key: id})
	}
	for _, seat := range o.Seats {
		ids = append(ids, chat.MemberID{Platform: "console", Key: seat})
	}
	return ids
}

// Own adds an account to the official's.
func (o *Official) Own(m chat.MemberID) {
	switch m.Platform {
	case "telegram":
		o.Telegram = append(slices.Clone(o.Telegram), m.Key)
	case "discord":
		o.Discord = append(slices.Clone(o.Discord), m.Key)
	default:
		o.Seats = append(slices.Clone(o.Seats), m.Key)
	}
}

// disown takes an account from the official's.
func (o *Official) disown(m chat.MemberID) {
	gone := func(s string) bool { return s == m.Key }
	switch m.Platform {
	case "telegram":
		o.Telegram = slices.DeleteFunc(slices.Clone(o.Telegram), gone)
	case "discord":
		o.Discord = slices.DeleteFunc(slices.Clone(o.Discord), gone)
	default:
		o.Seats = slices.DeleteFunc(slices.Clone(o.Seats), gone)
	}
}

// Name is the official's first name on the list, else its handle, else its ID.
func (o Official) Name() string {
	switch {
	case len(o.Names) > 0:
		return o.Names[0]
	case len(o.Handles) > 0:
		return "@" + bareHandle(o.Handles[0])
	}
	return o.ID
}

// Brand returns what the community is known by.
func (r *Roster) Brand() Brand { return r.spec.Brand }

// Officials returns everybody on the roster, in its order. The caller must not change it.
func (r *Roster) Officials() []Official { return r.spec.Officials }

// Unprotected names the keys that are left out, and why. The caller must not change it.
func (r *Roster) Unprotected() []Warning { return r.weak }

// ByID finds an official by its ID in the roster.
func (r *Roster) ByID(id string) (Official, bool) { return find(r, r.byID, id) }

// ByAccount finds the official who owns an account. This, and nothing else, makes an account official.
func (r *Roster) ByAccount(id chat.MemberID) (Official, bool) { return find(r, r.byAccount, id) }

// ByHandle finds the official whose handle this is, with or without @, in any case. A handle can change hands: who needs to
// be sure asks by account.
func (r *Roster) ByHandle(handle string) (Official, bool) {
	return find(r, r.byHandle, bareHandle(handle))
}

func find[K comparable](r *Roster, index map[K]int, k K) (Official, bool) {
	i, ok := index[k]
	if !ok {
		return Official{}, false
	}
	return r.spec.Officials[i], true
}

func bareHandle(h string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(h), "@"))
}
