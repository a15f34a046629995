// Package intake is what a member is asked before a ticket goes to the team: categories with their fields, the formats of
// what chains write (hashes and addresses), and the explorers whose links are taken.
//
// It is pure: data and functions of it. What is refused comes as a *chat.Refusal that tells what was expected.
package intake

import "slices"

// Kind is what a field holds, and so how it is checked.
type Kind string

const (
	Text    Kind = "text"    // free words; dates and «yesterday» too
	Chain   Kind = "chain"   // a network
	Hash    Kind = "hash"    // a transaction
	Address Kind = "address" // an account or contract
	Version Kind = "version" // of the app
)

// Field is one question.
type Field struct {
	ID       string            // letters a–z
	Kind     Kind              // empty: Text
	Title    map[string]string // language → question, of a community's own field; nil: the catalogue's
	Required bool              // cannot be skipped
	Long     bool              // several lines
}

// Category is one sort of matter.
type Category struct {
	ID      string
	Title   map[string]string // language → name, of a community's own category; nil: the catalogue's
	Fields  []Field           // in the order they are asked in
	Tier    string            // who takes the ticket first; empty: the first line
	Urgent  bool              // a ticket is opened before anything is asked
	Contact string            // the official who is the better address, by ID or role in the roster; empty: the ticket is
	Entry   string            // the FAQ entry that says what to do at once, if there is one
}

// Plan is what a community asks, and whose links it takes. It is immutable.
type Plan struct {
	Off        bool // a ticket is opened without a question
	Categories []Category
	Explorers  Explorers
}

// FormFields is how many fields a form holds: Discord's limit.
const FormFields = 5

// Default is the plan of a community that decided nothing.
func Default() Plan { return Plan{Categories: defaults(), Explorers: DefaultExplorers()} }

func defaults() []Category {
	return []Category{
		{ID: "transaction", Fields: standard("happened", "chain", "hash", "address", "when", "error", "steps", "version")},
		{ID: "stolen", Fields: standard("happened", "when", "chain", "address", "hash"), Tier: "technical", Urgent: true, Entry: "account-stolen"},
		{ID: "access", Fields: standard("happened", "error", "when", "steps", "version")},
		{ID: "app", Fields: standard("happened", "steps", "error", "when", "version")},
		{ID: "business", Fields: standard("happened"), Contact: "business"},
		{ID: "other", Fields: standard("happened", "steps", "error", "when")},
	}
}

// Standard is a field that the catalogue has words for.
func Standard(id string) (Field, bool) {
	f := Field{ID: id, Kind: Text}
	switch id {
	case "happened":
		f.Required, f.Long = true, true
	case "steps", "error":
		f.Long = true
	case "when":
	case "chain":
		f.Kind = Chain
	case "hash":
		f.Kind = Hash
	case "address":
		f.Kind = Address
	case "version":
		f.Kind = Version
	default:
		return Field{}, false
	}
	return f, true
}

// DefaultCategory is a category that the catalogue has words for.
func DefaultCategory(id string) (Category, bool) {
	cs := defaults()
	i := slices.IndexFunc(cs, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return cs[i], true
}

func standard(ids ...string) (out []Field) {
	for _, id := range ids {
		f, _ := Standard(id)
		out = append(out, f)
	}
	return out
}

// Category finds a category of the plan.
func (p Plan) Category(id string) (Category, bool) {
	i := slices.IndexFunc(p.Categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return p.Categories[i], true
}

// Field finds a field of the category.
func (c Category) Field(id string) (Field, bool) {
	i := slices.IndexFunc(c.Fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return c.Fields[i], true
}
