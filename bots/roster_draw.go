package bots

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// drawOwner owns the timer of the daily look at who holds an office, and begins the owner of its queries.
const drawOwner = "draw"

// Where an office is held that puts an account on the roster; that of a group's administrators is followed by the group.
const (
	heldByID   = "id"   // the configuration names the account
	heldByRole = "role" // a Discord role
	heldAsHead = "admin/"
)

// officesOf are the offices that an account shows in a room, as far as they put it on the roster.
func (h *Hub) officesOf(m chat.Member, room chat.RoomID) (out []moderation.Held) {
	roles := h.cfg.Platforms[m.ID.Platform].Roles
	if r := roles[m.ID.Key]; h.cfg.Roster.Offices && r.Staff() {
		out = append(out, moderation.Held{Member: m, Source: heldByID, Role: officeName(r)})
	}
	for _, g := range m.Groups {
		office := h.cfg.Roster.Roles[g]
		if r := roles[g]; office == "" && h.cfg.Roster.Offices && r.Staff() {
			office = officeName(r)
		}
		if office != "" {
			out = append(out, moderation.Held{Member: m, Source: heldByRole, Role: office})
			break
		}
	}
	if slices.Contains(h.cfg.Roster.Admins, room) && (slices.Contains(m.Groups, "owner") || slices.Contains(m.Groups, "admin")) {
		out = append(out, moderation.Held{Member: m, Source: heldAsHead + room.String(), Role: "admin"})
	}
	return out
}

// officeName is the highest of a role's offices, as it stands on the roster.
func officeName(r chat.Role) string {
	for _, office := range []chat.Role{chat.Lead, chat.Moderator} {
		if r&office != 0 {
			return office.String()
		}
	}
	return chat.Representative.String()
}

// draw puts an account on the roster that shows an office in a room, before the guard looks at it.
func (h *Hub) draw(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	return h.drawn(tx, at, h.officesOf(m, room)...)
}

// undraw does so too, and takes an account off that shows none there any more. Whole tells that all its offices there are known; one who
// left has none.
func (h *Hub) undraw(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	hs := h.officesOf(m, room)
	lost := func(source string) {
		if !slices.ContainsFunc(hs, func(x moderation.Held) bool { return x.Source == source }) {
			hs = append(hs, moderation.Held{Member: m, Source: source})
		}
	}
	if room == h.cfg.Platforms[m.ID.Platform].Server {
		lost(heldByRole)
	}
	lost(heldAsHead + room.String())
	return h.drawn(tx, at, hs...)
}

func (h *Hub) drawn(tx store.Tx, at time.Time, hs ...moderation.Held) ([]chat.Action, error) {
	if len(hs) == 0 {
		return nil, nil
	}
	before, err := h.guard.Register.At(tx)
	if err != nil {
		return nil, err
	}
	if changed, err := h.guard.Register.Draw(tx, at, hs...); err != nil || !changed {
		return nil, err
	}
	return h.followRoster(tx, before, "", at)
}

// planDraw has the offices looked at after a start.
func (h *Hub) planDraw(tx store.Tx, now time.Time) error {
	return outbox.Enqueue(tx, now, chat.Action{Owner: drawOwner, Effect: chat.Remind{At: now}})
}

// lookAtOffices asks the platforms who holds an office now, and takes those off whom the configuration names no more.
func (h *Hub) lookAtOffices(tx store.Tx, at time.Time) ([]chat.Action, error) {
	as := []chat.Action{{Owner: drawOwner, Effect: chat.Remind{At: at.Add(24 * time.Hour)}}}
	hs, err := h.namedOffices(tx)
	if err != nil {
		return nil, err
	}
	more, err := h.drawn(tx, at, hs...)
	if err != nil {
		return nil, err
	}
	as = append(as, more...)
	ask := func(q chat.Query) {
		as = append(as, chat.Action{Owner: drawOwner + "/" + string(q.About) + "/" + q.Member.Key, Priority: chat.Cosmetic, Effect: q})
	}
	for _, room := range h.cfg.Roster.Admins {
		ask(chat.Query{About: chat.AboutAdmins, Room: room})
	}
	holders, err := moderation.Drawn(tx, heldByRole)
	if err != nil {
		return nil, err
	}
	for _, m := range holders {
		ask(chat.Query{About: chat.AboutMember, Room: h.cfg.Platforms[m.Platform].Server, Member: m})
	}
	for p, c := range h.cfg.Platforms {
		if _, runs := h.adapters[p]; runs && len(h.cfg.Roster.Roles) > 0 && !c.Server.IsZero() {
			ask(chat.Query{About: chat.AboutMembers, Room: c.Server})
		}
	}
	return as, nil
}

// namedOffices are the accounts that the configuration names, as they were seen last, and those that it names no more.
func (h *Hub) namedOffices(tx store.Tx) (hs []moderation.Held, err error) {
	was, err := moderation.Drawn(tx, heldByID)
	if err != nil {
		return nil, err
	}
	for _, m := range was {
		if r := h.cfg.Platforms[m.Platform].Roles[m.Key]; !h.cfg.Roster.Offices || !r.Staff() {
			hs = append(hs, moderation.Held{Member: chat.Member{ID: m}, Source: heldByID})
		}
	}
	for p, c := range h.cfg.Platforms {
		for _, key := range sorted(c.Roles) {
			m := chat.MemberID{Platform: p, Key: key}
			k, known, err := moderation.KnownOf(tx, m)
			if err != nil {
				return nil, err
			}
			if known && h.cfg.Roster.Offices {
				hs = append(hs, moderation.Held{Member: chat.Member{ID: m, Name: k.Name, Handle: k.Handle}, Source: heldByID, Role: officeName(c.Roles[key])})
			}
		}
	}
	return hs, nil
}

// looked takes what a platform told about offices.
func (h *Hub) looked(tx store.Tx, e *chat.Done) (as []chat.Action, err error) {
	q, ok := e.Action.Effect.(chat.Query)
	if !ok || e.Result.Answer == nil {
		return nil, nil
	}
	a := e.Result.Answer
	var hs []moderation.Held
	for _, m := range a.Members {
		hs = append(hs, h.officesOf(m, q.Room)...)
	}
	source := heldByRole
	if q.About == chat.AboutAdmins {
		source = heldAsHead + q.Room.String()
	}
	if q.About != chat.AboutMembers { // a page tells of nobody else
		was := []chat.MemberID{q.Member}
		if q.About == chat.AboutAdmins {
			if was, err = moderation.Drawn(tx, source); err != nil {
				return nil, err
			}
		}
		for _, m := range was {
			if !slices.ContainsFunc(hs, func(x moderation.Held) bool { return x.Member.ID == m && x.Source == source }) {
				hs = append(hs, moderation.Held{Member: chat.Member{ID: m}, Source: source})
			}
		}
	}
	if as, err = h.drawn(tx, e.At, hs...); err != nil {
		return nil, err
	}
	if a.Next != "" && q.About == chat.AboutMembers {
		q.Page = a.Next
		as = append(as, chat.Action{Owner: strings.TrimSuffix(e.Action.Owner, "/"), Priority: chat.Cosmetic, Effect: q})
	}
	return as, nil
}
