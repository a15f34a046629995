package escalation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Person is somebody with accounts on several platforms, one on each. The accounts were joined by their owner, with a code
// that passed from one to the other.
type Person struct {
	ID       uint64          `json:"id"`
	Accounts []chat.MemberID `json:"accounts"` // two or more, in the order they came
	At       time.Time       `json:"at"`       // of the last one
}

var (
	persons   = store.Table[Person]{Name: "person"}    // number
	personOf  = store.Table[uint64]{Name: "person_of"} // account → person
	personNos = store.Counter{Table: "desk", Key: "person"}
)

// PersonOf returns the person an account was linked to; ok is false for one that stands alone.
func PersonOf(tx store.Tx, m chat.MemberID) (p Person, ok bool, err error) {
	id, ok, err := personOf.Get(tx, store.Key(m))
	if err != nil || !ok {
		return p, false, err
	}
	return persons.Get(tx, store.Key(id))
}

// AccountsOf returns all accounts of whoever an account belongs to, the account itself first.
func AccountsOf(tx store.Tx, m chat.MemberID) ([]chat.MemberID, error) {
	linked, err := LinkedOf(tx, m)
	return append([]chat.MemberID{m}, linked...), err
}

// LinkedOf returns the other accounts of whoever an account belongs to.
func LinkedOf(tx store.Tx, m chat.MemberID) ([]chat.MemberID, error) {
	p, ok, err := PersonOf(tx, m)
	if err != nil || !ok {
		return nil, err
	}
	return slices.DeleteFunc(p.Accounts, func(other chat.MemberID) bool { return other == m }), nil
}

// SamePerson reports whether two accounts are one, or linked.
func SamePerson(tx store.Tx, a, b chat.MemberID) (bool, error) {
	all, err := AccountsOf(tx, a)
	return slices.Contains(all, b), err
}

// Of refuses anybody but the ticket's member, who may speak with any linked account.
func (t Ticket) Of(tx store.Tx, m chat.MemberID) error {
	own, err := t.owned(tx, m)
	if err == nil && !own {
		err = chat.Refuse("not-yours")
	}
	return err
}

func (t *Ticket) owned(tx store.Tx, m chat.MemberID) (bool, error) {
	if t.Member == m {
		return true, nil
	}
	return SamePerson(tx, t.Member, m)
}

// joinPersons makes one person of those that two accounts belong to, unless it had two accounts on a platform then.
func joinPersons(tx store.Tx, a, b chat.MemberID, at time.Time) (joined bool, err error) {
	mine, err := AccountsOf(tx, a)
	if err != nil {
		return false, err
	}
	theirs, err := AccountsOf(tx, b)
	if err != nil {
		return false, err
	}
	for _, m := range mine {
		if slices.ContainsFunc(theirs, func(t chat.MemberID) bool { return t.Platform == m.Platform }) {
			return false, nil
		}
	}
	for _, m := range []chat.MemberID{a, b} {
		if err := dissolve(tx, m); err != nil {
			return false, err
		}
	}
	return true, putPerson(tx, append(mine, theirs...), at)
}

// parted takes one account away from its person; who is left alone is none any more.
func parted(tx store.Tx, m chat.MemberID, at time.Time) error {
	rest, err := LinkedOf(tx, m)
	if err == nil {
		err = dissolve(tx, m)
	}
	if err != nil || len(rest) < 2 {
		return err
	}
	return putPerson(tx, rest, at)
}

func putPerson(tx store.Tx, accounts []chat.MemberID, at time.Time) error {
	id, err := personNos.Next(tx)
	if err != nil {
		return err
	}
	for _, m := range accounts {
		if err := personOf.Put(tx, store.Key(m), id); err != nil {
			return err
		}
	}
	return persons.Put(tx, store.Key(id), Person{ID: id, Accounts: accounts, At: at})
}

func dissolve(tx store.Tx, m chat.MemberID) error {
	p, ok, err := PersonOf(tx, m)
	if err != nil || !ok {
		return err
	}
	for _, a := range p.Accounts {
		if err := personOf.Delete(tx, store.Key(a)); err != nil {
			return err
		}
	}
	return persons.Delete(tx, store.Key(p.ID))
}

// ClosedOf returns the last n closed tickets of whoever an account belongs to, newest first, and how many there are.
func ClosedOf(tx store.Tx, m chat.MemberID, n int) (out []Ticket, all int, err error) {
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return nil, 0, err
	}
	var ids []uint64
	for _, a := range accounts {
		more, err := idsOf(tx, a)
		if err != nil {
			return nil, 0, err
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	for _, id := range slices.Backward(ids) {
		t, ok, err := Get(tx, id)
		if err != nil {
			return nil, 0, err
		}
		if !ok || t.Open() {
			continue
		}
		if all++; len(out) < n {
			out = append(out, t)
		}
	}
	return out, all, nil
}
