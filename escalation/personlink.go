package escalation

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Linking bounds how accounts of one person are linked.
type Linking struct {
	Lives time.Duration // how long a code, and the question whether the link is meant, can be used
	Tries int           // wrong codes an account may send in an hour
}

// linkCode is a code that waits to be entered on another platform. Its key is the code's hash: who reads the store learns none.
type linkCode struct {
	Hash []byte      `json:"hash"`
	From chat.Member `json:"from"`
	Lang string      `json:"lang,omitempty"`
	Ends time.Time   `json:"ends"`
}

// linkOffer is a link that was asked for with a right code and waits for a yes on the account that entered it: whoever was
// talked into typing a stranger's code is shown whose it is.
type linkOffer struct {
	From chat.Member   `json:"from"` // had the code made
	Lang string        `json:"lang,omitempty"`
	To   chat.MemberID `json:"to"` // entered it
	Ends time.Time     `json:"ends"`
}

// tries counts the wrong codes of an account.
type tries struct {
	N     int       `json:"n"`
	Since time.Time `json:"since"`
}

var (
	linkCodes   = store.Table[linkCode]{Name: "link_code"}   // hash
	linkCodeOf  = store.Table[[]byte]{Name: "link_code_of"}  // account → hash of its code
	linkOffers  = store.Table[linkOffer]{Name: "link_offer"} // number
	linkTries   = store.Table[tries]{Name: "link_try"}       // account
	linkOfferNo = store.Counter{Table: "desk", Key: "link_offer"}
)

// The letters of a code cannot be taken for each other; 32 of them, so that eight make 40 bits.
const (
	codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeLen     = 8
	triesIn     = time.Hour
)

// LinkCode makes the code with which an account is linked from another platform. It voids an earlier one. It works once.
func (d *Desk) LinkCode(tx store.Tx, m chat.Member, lang string, at time.Time) (string, error) {
	if err := dropCode(tx, m.ID); err != nil {
		return "", err
	}
	b := make([]byte, codeLen)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = codeLetters[b[i]&31]
	}
	hash := codeHash(string(b))
	m.Groups, m.Role, m.Avatar = nil, 0, ""
	if err := linkCodes.Put(tx, codeKey(hash), linkCode{hash, m, lang, at.Add(d.Policy.Linking.Lives)}); err != nil {
		return "", err
	}
	return string(b[:4]) + "-" + string(b[4:]), linkCodeOf.Put(tx, store.Key(m.ID), hash)
}

func codeHash(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}

func codeKey(hash []byte) []byte { return store.Key(base64.RawStdEncoding.EncodeToString(hash)) }

func dropCode(tx store.Tx, m chat.MemberID) error {
	hash, ok, err := linkCodeOf.Get(tx, store.Key(m))
	if err != nil || !ok {
		return err
	}
	if err := linkCodes.Delete(tx, codeKey(hash)); err != nil {
		return err
	}
	return linkCodeOf.Delete(tx, store.Key(m))
}

// takeCode finds and voids a code, in whichever case and with whichever spaces and hyphens it was typed. What is compared are
// hashes, so time tells nothing about the code.
func takeCode(tx store.Tx, typed string) (linkCode, bool, error) {
	code := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	hash := codeHash(code)
	c, ok, err := linkCodes.Get(tx, codeKey(hash))
	if err != nil || !ok || subtle.ConstantTimeCompare(c.Hash, hash) != 1 {
		return linkCode{}, false, err
	}
	return c, true, dropCode(tx, c.From.ID)
}

// SpoilCode voids a code that was typed where others read it.
func (d *Desk) SpoilCode(tx store.Tx, typed string) error {
	_, _, err := takeCode(tx, typed)
	return err
}

// EnterCode takes a code that was made on another platform. A right one is used up and returns the number of an offer that
// waits for the account's own yes, and whose it is; offer 0 comes with what is wrong.
func (d *Desk) EnterCode(tx store.Tx, typed string, m chat.Member, at time.Time) (offer uint64, from chat.Member, wrong *chat.Phrase, err error) {
	key := store.Key(m.ID)
	n, _, err := linkTries.Get(tx, key)
	if err != nil {
		return 0, from, nil, err
	}
	if at.Sub(n.Since) > triesIn {
		n = tries{Since: at}
	}
	if n.N >= d.Policy.Linking.Tries {
		return 0, from, chat.Say("account-tries", "wait", chat.Arg{Wait: n.Since.Add(triesIn).Sub(at).String()}), nil
	}
	c, ok, err := takeCode(tx, typed)
	if err != nil {
		return 0, from, nil, err
	}
	if !ok || at.After(c.Ends) {
		n.N++
		return 0, from, chat.Say("account-code-wrong"), linkTries.Put(tx, key, n)
	}
	if wrong, err := d.unfitToLink(tx, c.From.ID, m.ID); wrong != nil || err != nil {
		return 0, from, wrong, err
	}
	if offer, err = linkOfferNo.Next(tx); err != nil {
		return 0, from, nil, err
	}
	err = linkOffers.Put(tx, store.Key(offer), linkOffer{c.From, c.Lang, m.ID, at.Add(d.Policy.Linking.Lives)})
	return offer, c.From, nil, err
}

// unfitToLink says why two accounts cannot be one person's; nil: they can.
func (d *Desk) unfitToLink(tx store.Tx, from, to chat.MemberID) (*chat.Phrase, error) {
	mine, err := AccountsOf(tx, to)
	if err != nil {
		return nil, err
	}
	theirs, err := AccountsOf(tx, from)
	if err != nil {
		return nil, err
	}
	for _, a := range theirs {
		for _, b := range mine {
			switch {
			case a == b:
				return chat.Say("account-linked-already"), nil
			case a.Platform == b.Platform:
				return chat.Say("account-same-platform", "platform", string(a.Platform)), nil
			}
		}
	}
	return nil, nil
}

// Linked takes the answer to an offer, from the account that entered the code. Both sides and the staff of their open tickets
// are told.
func (d *Desk) Linked(tx store.Tx, offer uint64, m chat.Member, yes bool, at time.Time) ([]chat.Action, error) {
	key := store.Key(offer)
	o, ok, err := linkOffers.Get(tx, key)
	switch {
	case err != nil:
		return nil, err
	case !ok || at.After(o.Ends):
		return nil, chat.Refuse("account-offer-over")
	case o.To != m.ID:
		return nil, chat.Refuse("not-yours")
	}
	if err := linkOffers.Delete(tx, key); err != nil || !yes {
		return nil, err
	}
	joined, err := joinPersons(tx, o.From.ID, m.ID, at)
	if err != nil {
		return nil, err
	}
	if !joined { // linked otherwise meanwhile
		return nil, chat.Refuse("account-offer-over")
	}
	if err := d.record(tx, 0, Record{What: string(ActLinked), By: m.ID, Name: m.Name, Why: o.From.ID.String(), At: at}); err != nil {
		return nil, err
	}
	told := chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: chat.Direct(o.From.ID), Post: chat.Post{
		Phrase: chat.Say("account-linked", "name", shownName(m), "platform", string(m.ID.Platform)), Lang: o.Lang,
	}}}
	cards, err := d.cardsOf(tx, m.ID)
	return append(cards, told), err
}

// Unlink makes an account stand alone again. What it is blocked from stays so on every account.
func (d *Desk) Unlink(tx store.Tx, m chat.Member, at time.Time) ([]chat.Action, error) {
	linked, err := LinkedOf(tx, m.ID)
	if err != nil {
		return nil, err
	}
	if len(linked) == 0 {
		return nil, chat.Refuse("account-alone")
	}
	if err := spreadBlocks(tx, m.ID, at); err != nil {
		return nil, err
	}
	if err := parted(tx, m.ID, at); err != nil {
		return nil, err
	}
	if err := d.record(tx, 0, Record{What: string(ActUnlinked), By: m.ID, Name: m.Name, At: at}); err != nil {
		return nil, err
	}
	as, err := d.cardsOf(tx, m.ID)
	for _, other := range linked {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: chat.Direct(other), Post: chat.Post{
			Phrase: chat.Say("account-unlinked", "name", shownName(m), "platform", string(m.ID.Platform)),
		}}})
		more, err := d.cardsOf(tx, other)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	return as, err
}

// cardsOf brings the cards of a person's open tickets up to date.
func (d *Desk) cardsOf(tx store.Tx, m chat.MemberID) (as []chat.Action, err error) {
	ts, err := OpenOfPerson(tx, m)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		if as, err = d.moved(tx, t, as); err != nil {
			return nil, err
		}
	}
	return as, nil
}

// OpenOfPerson returns the open tickets of all accounts of whoever an account belongs to.
func OpenOfPerson(tx store.Tx, m chat.MemberID) (out []Ticket, err error) {
	all, err := AccountsOf(tx, m)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		ts, err := OpenOf(tx, a)
		if err != nil {
			return nil, err
		}
		out = append(out, ts...)
	}
	return out, nil
}
