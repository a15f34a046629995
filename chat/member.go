package chat

import (
	"slices"
	"strings"
	"time"
)

// Member is an account as its platform shows it at one moment.
type Member struct {
	ID     MemberID  `json:"id"`
	Name   string    `json:"name,omitempty"`   // display name; first and last name joined
	Handle string    `json:"handle,omitempty"` // without @; empty when there is none
	Avatar string    `json:"avatar,omitempty"` // changes whenever the picture does; only the adapter can fetch it
	Lang   string    `json:"lang,omitempty"`   // BCP 47, where the platform tells it
	Kind   Kind      `json:"kind,omitempty"`
	Since  time.Time `json:"since,omitzero"`   // when the account was made, where the platform tells it
	Groups []string  `json:"groups,omitempty"` // Discord role IDs; OwnerGroup, AdminGroup
	Role   Role      `json:"role,omitempty"`   // set by the hub from configuration, never by an adapter
}

// Kind tells who speaks through an account.
type Kind string

const (
	Person    Kind = ""
	Bot       Kind = "bot"       // bots and webhooks
	Channel   Kind = "channel"   // a channel posting in its own name, its automatic forwards included
	Anonymous Kind = "anonymous" // an administrator hidden behind the group's name
	Self      Kind = "self"      // this bot
)

// Groups that a platform's administrators are in, beside those that it names itself.
const (
	OwnerGroup = "owner"
	AdminGroup = "admin"
)

// Administers reports whether the platform says that the member may do everything in the group, or most of it.
func (m Member) Administers() bool {
	return slices.Contains(m.Groups, OwnerGroup) || slices.Contains(m.Groups, AdminGroup)
}

// Role is a set of offices. What each may do is decided in the transaction that acts, from the immutable ID.
type Role uint8

const (
	Representative Role = 1 << iota // claims, answers and closes tickets
	Moderator                       // changes the FAQ, judges flags
	Lead                            // may do both, and what the others may not
)

// Has reports whether the role includes any of the offices; a lead holds them all.
func (r Role) Has(office Role) bool { return r&(office|Lead) != 0 }

// Staff reports whether the role includes any office.
func (r Role) Staff() bool { return r != 0 }

func (r Role) String() string {
	var s []string
	for office, name := range map[Role]string{Representative: "representative", Moderator: "moderator", Lead: "lead"} {
		if r&office != 0 {
			s = append(s, name)
		}
	}
	if len(s) == 0 {
		return "member"
	}
	return strings.Join(s, ", ")
}
