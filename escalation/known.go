package escalation

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// Known is all that the desk keeps of an account. What its owner may read of it: see [Known.ForMember].
type Known struct {
	Tickets  []KnownTicket   `json:"tickets"`
	Accounts []chat.MemberID `json:"linked_accounts"`
	Blocks   []Block         `json:"blocks"`
	Feedback []Feedback      `json:"feedback"`
}

// KnownTicket is a ticket with its words and its history.
type KnownTicket struct {
	Ticket
	Said    []Spoken `json:"said"`
	History []Record `json:"history"`
}

// KnownOf returns all that the desk keeps of an account.
func KnownOf(tx store.Tx, m chat.MemberID) (k Known, err error) {
	ids, err := idsOf(tx, m)
	if err != nil {
		return k, err
	}
	for _, id := range ids {
		t, ok, err := Get(tx, id)
		if err != nil {
			return k, err
		}
		if !ok || t.Member != m {
			continue
		}
		kt := KnownTicket{Ticket: t}
		if kt.Said, err = Words(tx, id); err != nil {
			return k, err
		}
		if kt.History, err = Audit(tx, id); err != nil {
			return k, err
		}
		k.Tickets = append(k.Tickets, kt)
	}
	if k.Accounts, err = LinkedOf(tx, m); err != nil {
		return k, err
	}
	if k.Blocks, err = BlocksOf(tx, m); err != nil {
		return k, err
	}
	k.Feedback, err = FeedbackOf(tx, m)
	return k, err
}

// ForMember is what the account's owner may read: without what the staff wrote for each other, and without anybody else's words.
// Whoever of the staff is named in it is team.
func (k Known) ForMember(team string) Known {
	out := k
	out.Tickets, out.Blocks = nil, nil
	own := map[chat.MemberID]bool{{}: true} // and the desk itself
	for _, a := range k.Accounts {
		own[a] = true
	}
	for _, t := range k.Tickets {
		own[t.Member] = true
		out.Tickets = append(out.Tickets, t.forMember(team, own))
	}
	for _, b := range k.Blocks {
		b.By = chat.MemberID{}
		for _, name := range []*string{&b.ByName, &b.LiftedBy, &b.DeniedBy} {
			if *name != "" {
				*name = team
			}
		}
		out.Blocks = append(out.Blocks, b)
	}
	return out
}

func (t KnownTicket) forMember(team string, own map[chat.MemberID]bool) KnownTicket {
	if t.Holding != "" {
		t.Holding = team
	}
	t.Holder, t.Duty, t.Called, t.Writer, t.Met, t.Handover = chat.MemberID{}, nil, nil, Rep{}, nil, Handover{}
	said := slices.Clone(t.Said)
	t.Said = slices.DeleteFunc(said, func(s Spoken) bool { return s.Side == Note || s.Side == System })
	for i, s := range t.Said {
		if s.Side == StaffSide {
			t.Said[i].From = team
		}
	}
	t.History = slices.Clone(t.History)
	for i, r := range t.History {
		if !own[r.By] {
			t.History[i].By, t.History[i].Name = chat.MemberID{}, team
		}
		if handedOn(r.What) { // to whom, and the note
			to, _, _ := strings.Cut(r.Why, ": ")
			if r.What != actPass {
				to = ""
			}
			t.History[i].Why = to
		}
	}
	return t
}
