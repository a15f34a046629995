package escalation

import (
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Act is what is put down in the audit beside the states that tickets enter.
type Act string

const (
	ActBlocked   Act = "blocked"
	ActUnblocked Act = "unblocked"
	ActAppealed  Act = "appealed"
	ActDenied    Act = "appeal_denied"
	ActMerged    Act = "merged"
	ActRelated   Act = "related"
	ActUnrelated Act = "unrelated"
	ActReplied   Act = "replied"
	ActLinked    Act = "linked"
	ActUnlinked  Act = "unlinked"
)

// Acts are all of them.
var Acts = []Act{
	ActBlocked, ActUnblocked, ActAppealed, ActDenied, ActMerged, ActRelated, ActUnrelated, ActReplied, ActLinked, ActUnlinked,
}

// Block keeps a person from opening tickets until a time. Questions are answered from the FAQ all the same, and a ticket that
// is open goes on until the staff closes it.
type Block struct {
	No       uint64          `json:"no"`
	Accounts []chat.MemberID `json:"accounts"`
	Name     string          `json:"name,omitempty"`
	Lang     string          `json:"lang,omitempty"`
	Ticket   uint64          `json:"ticket,omitempty"` // in which it was decided
	By       chat.MemberID   `json:"by"`
	ByName   string          `json:"by_name,omitempty"`
	Reason   string          `json:"reason"`
	At       time.Time       `json:"at"`
	Until    time.Time       `json:"until"`
	Lifted   time.Time       `json:"lifted,omitzero"`
	LiftedBy string          `json:"lifted_by,omitempty"`
	Appeal   string          `json:"appeal,omitempty"` // what the member said against it, once
	Appealed time.Time       `json:"appealed,omitzero"`
	Denied   time.Time       `json:"denied,omitzero"`
	DeniedBy string          `json:"denied_by,omitempty"`
}

// In reports whether the block is in force at a time.
func (b Block) In(at time.Time) bool { return b.Lifted.IsZero() && at.Before(b.Until) }

// Number is how buttons and people name the block.
func (b Block) Number() string { return strconv.FormatUint(b.No, 10) }

var (
	blocks   = store.Table[Block]{Name: "block"}        // number
	blockOf  = store.Table[uint64]{Name: "block_of"}    // account‖number
	blockNow = store.Table[uint64]{Name: "block_until"} // end‖number: those that were not lifted
	blockNos = store.Counter{Table: "desk", Key: "block"}
)

// BlockMax is the longest a block may last.
const BlockMax = 366 * 24 * time.Hour

// BlockNo reads a block.
func BlockNo(tx store.Tx, no uint64) (Block, bool, error) { return blocks.Get(tx, store.Key(no)) }

// BlocksOf returns all blocks of whoever an account belongs to, oldest first.
func BlocksOf(tx store.Tx, m chat.MemberID) (out []Block, err error) {
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return nil, err
	}
	seen := map[uint64]bool{}
	for _, a := range accounts {
		for e, err := range blockOf.Scan(tx, store.Key(a), nil) {
			if err != nil {
				return nil, err
			}
			b, ok, err := BlockNo(tx, e.Value)
			if err != nil {
				return nil, err
			}
			if ok && !seen[b.No] {
				seen[b.No] = true
				out = append(out, b)
			}
		}
	}
	slices.SortFunc(out, func(a, b Block) int { return a.At.Compare(b.At) })
	return out, nil
}

// Blocked returns the block that is in force for a person, the one that ends last.
func Blocked(tx store.Tx, m chat.MemberID, at time.Time) (last Block, ok bool, err error) {
	all, err := BlocksOf(tx, m)
	if err != nil {
		return last, false, err
	}
	for _, b := range all {
		if b.In(at) && (!ok || b.Until.After(last.Until)) {
			last, ok = b, true
		}
	}
	return last, ok, nil
}

// Blocks returns up to n blocks in force, those that end first at the head, and how many there are.
func Blocks(tx store.Tx, at time.Time, n int) (out []Block, all int, err error) {
	for e, err := range blockNow.Scan(tx, nil, store.Key(at)) {
		if err != nil {
			return nil, 0, err
		}
		if all++; len(out) >= n {
			continue
		}
		b, ok, err := BlockNo(tx, e.Value)
		if err != nil {
			return nil, 0, err
		}
		if ok && b.In(at) {
			out = append(out, b)
		}
	}
	return out, all, nil
}

// Block keeps whoever an account belongs to from opening tickets. One that is blocked already is blocked anew, with the new
// reason and end. Ticket is the one in which it was decided, if any: the member is told there.
func (d *Desk) Block(tx store.Tx, m chat.Member, t *Ticket, rep chat.Member, reason string, until, at time.Time) (Block, []chat.Action, error) {
	accounts, err := AccountsOf(tx, m.ID)
	if err != nil {
		return Block{}, nil, err
	}
	old, blocked, err := Blocked(tx, m.ID, at)
	if err != nil {
		return Block{}, nil, err
	}
	if blocked {
		if err := lift(tx, old, rep.Name, at); err != nil {
			return Block{}, nil, err
		}
	}
	b := Block{Accounts: accounts, Name: m.Name, Lang: m.Lang, By: rep.ID, ByName: rep.Name, Reason: reason, At: at, Until: until}
	if t != nil {
		b.Ticket, b.Lang = t.ID, t.Lang
	}
	if b.No, err = blockNos.Next(tx); err != nil {
		return b, nil, err
	}
	for _, a := range accounts {
		if err := blockOf.Put(tx, store.Key(a, b.No), b.No); err != nil {
			return b, nil, err
		}
	}
	if err := blockNow.Put(tx, store.Key(until, b.No), b.No); err != nil {
		return b, nil, err
	}
	if err := blocks.Put(tx, store.Key(b.No), b); err != nil {
		return b, nil, err
	}
	if err := d.record(tx, b.Ticket, Record{What: string(ActBlocked), By: rep.ID, Name: rep.Name, Why: m.ID.String() + ": " + reason, At: at}); err != nil {
		return b, nil, err
	}
	as, err := d.tellBlocked(tx, b, m.ID, t, chat.Post{Phrase: b.Told(), Buttons: b.Appealing()})
	if err != nil {
		return b, nil, err
	}
	cards, err := d.cardsOf(tx, m.ID)
	return b, append(as, cards...), err
}

// Told is what the member learns of a block: until when, why, and what goes on.
func (b Block) Told() *chat.Phrase {
	p := chat.Say("blocked", "time", chat.Arg{Time: b.Until.UTC().Format(time.RFC3339)}, "reason", b.Reason)
	switch {
	case !b.Denied.IsZero():
		p.And(chat.Say("blocked-denied"))
	case !b.Appealed.IsZero():
		p.And(chat.Say("blocked-appealed"))
	default:
		p.And(chat.Say("blocked-appeal"))
	}
	return p
}

// Appealing is the button with which the member objects, while that is possible.
func (b Block) Appealing() [][]chat.Button {
	if !b.Appealed.IsZero() {
		return nil
	}
	return [][]chat.Button{{{Phrase: chat.Say("button-appeal"), Data: "e:" + b.Number() + ":appeal"}}}
}

// tellBlocked says something about a block to its member: in the ticket's room, once it is there; without a ticket in the private
// chat if the bot may write there. Whoever cannot be reached is told when asking for a human.
func (d *Desk) tellBlocked(tx store.Tx, b Block, m chat.MemberID, t *Ticket, p chat.Post) ([]chat.Action, error) {
	room := chat.Direct(m)
	if t != nil && !t.MemberRoom.IsZero() {
		room = t.MemberRoom
	} else if t != nil && (t.beingOpened() || t.Token != "") {
		return nil, nil // see news
	} else if ok, known, err := reach.Get(tx, store.Key(m)); err != nil || !ok && (known || !d.Caps(room).WritesFirst) {
		return nil, err
	}
	p.Lang, p.Private = b.Lang, true
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: p}}}, nil
}

// tellJudged tells a member what became of a block: in the ticket in which it was decided, while that is open, for the member has
// read of the block there.
func (d *Desk) tellJudged(tx store.Tx, b Block, p *chat.Phrase) ([]chat.Action, error) {
	t, ok, err := Get(tx, b.Ticket)
	if err != nil {
		return nil, err
	}
	in := &t
	if !ok || !t.Open() {
		in = nil
	}
	return d.tellBlocked(tx, b, b.Accounts[0], in, chat.Post{Phrase: p})
}

// Unblock ends the block of whoever an account belongs to.
func (d *Desk) Unblock(tx store.Tx, m chat.MemberID, rep chat.Member, at time.Time) (Block, []chat.Action, error) {
	b, ok, err := Blocked(tx, m, at)
	if err != nil {
		return b, nil, err
	}
	if !ok {
		return b, nil, chat.Refuse("block-none")
	}
	as, err := d.unblock(tx, b, rep, "", at)
	return b, as, err
}

func (d *Desk) unblock(tx store.Tx, b Block, rep chat.Member, why string, at time.Time) ([]chat.Action, error) {
	if err := lift(tx, b, rep.Name, at); err != nil {
		return nil, err
	}
	if err := d.record(tx, b.Ticket, Record{What: string(ActUnblocked), By: rep.ID, Name: rep.Name, Why: b.Accounts[0].String() + ": " + why, At: at}); err != nil {
		return nil, err
	}
	as, err := d.tellJudged(tx, b, chat.Say("unblocked-you"))
	if err != nil {
		return nil, err
	}
	cards, err := d.cardsOf(tx, b.Accounts[0])
	return append(as, cards...), err
}

func lift(tx store.Tx, b Block, by string, at time.Time) error {
	b.Lifted, b.LiftedBy = at, by
	if err := blockNow.Delete(tx, store.Key(b.Until, b.No)); err != nil {
		return err
	}
	return blocks.Put(tx, store.Key(b.No), b)
}

// spreadBlocks puts the blocks in force on every account of a person who is about to be parted.
func spreadBlocks(tx store.Tx, m chat.MemberID, at time.Time) error {
	all, err := BlocksOf(tx, m)
	if err != nil {
		return err
	}
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return err
	}
	for _, b := range all {
		if !b.In(at) {
			continue
		}
		for _, a := range accounts {
			if slices.Contains(b.Accounts, a) {
				continue
			}
			b.Accounts = append(b.Accounts, a)
			if err := blockOf.Put(tx, store.Key(a, b.No), b.No); err != nil {
				return err
			}
		}
		if err := blocks.Put(tx, store.Key(b.No), b); err != nil {
			return err
		}
	}
	return nil
}

// Appeal takes what a member says against a block, once for each block. The leads decide.
func (d *Desk) Appeal(tx store.Tx, m chat.Member, words, lang string, at time.Time) (Block, error) {
	b, ok, err := Blocked(tx, m.ID, at)
	switch {
	case err != nil:
		return b, err
	case !ok:
		return b, chat.Refuse("appeal-none")
	case !b.Denied.IsZero():
		return b, chat.Refuse("appeal-denied-already", "time", chat.Arg{Time: b.Until.UTC().Format(time.RFC3339)})
	case !b.Appealed.IsZero():
		return b, chat.Refuse("appeal-again")
	}
	b.Appeal, b.Appealed, b.Lang = short(words, appealMax), at, lang
	if err := blocks.Put(tx, store.Key(b.No), b); err != nil {
		return b, err
	}
	return b, d.record(tx, b.Ticket, Record{What: string(ActAppealed), By: m.ID, Name: m.Name, At: at})
}

// appealMax is how much of an appeal is kept, in characters.
const appealMax = 1500

// Judge takes a lead's decision on an appeal.
func (d *Desk) Judge(tx store.Tx, no uint64, lead chat.Member, grant bool, at time.Time) (Block, []chat.Action, error) {
	b, ok, err := BlockNo(tx, no)
	switch {
	case err != nil:
		return b, nil, err
	case !lead.Role.Has(chat.Lead):
		return b, nil, chat.Refuse("appeal-leads")
	case !ok || b.Appealed.IsZero() || !b.In(at):
		return b, nil, chat.Refuse("appeal-over")
	case !b.Denied.IsZero():
		return b, nil, chat.Refuse("appeal-judged", "name", b.DeniedBy)
	case grant:
		as, err := d.unblock(tx, b, lead, b.Appeal, at)
		return b, as, err
	}
	b.Denied, b.DeniedBy = at, lead.Name
	if err := blocks.Put(tx, store.Key(b.No), b); err != nil {
		return b, nil, err
	}
	if err := d.record(tx, b.Ticket, Record{What: string(ActDenied), By: lead.ID, Name: lead.Name, Why: b.Accounts[0].String(), At: at}); err != nil {
		return b, nil, err
	}
	as, err := d.tellJudged(tx, b, chat.Say("appeal-denied", "time", chat.Arg{Time: b.Until.UTC().Format(time.RFC3339)}))
	return b, as, err
}

// OfStaff reports whether somebody, or an account linked to theirs, holds an office, by its ID or by the groups it was seen
// with last.
func (d *Desk) OfStaff(tx store.Tx, m chat.Member) (bool, error) {
	if d.roleOf(m).Staff() {
		return true, nil
	}
	accounts, err := AccountsOf(tx, m.ID)
	if err != nil {
		return false, err
	}
	for _, a := range accounts {
		c, ok, err := colleagues.Get(tx, store.Key(a))
		if err != nil {
			return false, err
		}
		if d.roleOf(chat.Member{ID: a}).Staff() || ok && d.roleOf(c.Member).Staff() {
			return true, nil
		}
	}
	return false, nil
}

// shownName is an account as a reader would name it.
func shownName(m chat.Member) string {
	if m.Handle != "" {
		return m.Name + " (@" + m.Handle + ")"
	}
	return m.Name
}

// forgetBlocks erases what is kept of blocks that are over and of codes that wait. Those in force stay, on every account of the
// person: what was decided against somebody is not undone by asking.
func forgetBlocks(tx store.Tx, m chat.MemberID, at time.Time) error {
	if err := spreadBlocks(tx, m, at); err != nil {
		return err
	}
	all, err := BlocksOf(tx, m)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.In(at) || !slices.Contains(b.Accounts, m) {
			continue
		}
		if err := dropBlock(tx, b); err != nil {
			return err
		}
	}
	return dropCode(tx, m)
}
