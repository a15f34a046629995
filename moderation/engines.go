package moderation

// Engines are all checks against one roster. They are immutable; a changed roster gets new ones.
type Engines struct {
	Revision  Revision
	Roster    *Roster
	Names     *Names
	Links     *Links
	Lures     *Lures
	Directory *Directory
}

// NewEngines prepares the checks against a roster, which takes about 15 ms for the first of them.
func NewEngines(r *Roster) *Engines {
	names := NewNames(r)
	links := NewLinks(names)
	return &Engines{Roster: r, Names: names, Links: links, Lures: NewLures(links), Directory: NewDirectory(links)}
}
