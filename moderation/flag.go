package moderation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"frontdesk/chat"
	"frontdesk/store"
)

// Flag is a report about an account or what it wrote, with its evidence.
type Flag struct {
	ID      uint64        `json:"id"`
	Member  chat.MemberID `json:"member"`
	Name    string        `json:"name,omitempty"`
	Handle  string        `json:"handle,omitempty"`
	Kind    chat.Kind     `json:"kind,omitempty"`
	Rule    Rule          `json:"rule,omitempty"`
	Like    string        `json:"like"` // ID on the roster
	Level   string        `json:"level"`
	Score   float64       `json:"score"`
	Reasons []string      `json:"reasons,omitempty"`
	Grounds []Ground      `json:"grounds,omitempty"` // the same for the catalogue
	Worn    *Likeliness   `json:"worn,omitempty"`    // the official's picture that the account wears

	// Subject is what a ruling binds to beside the account: its folded names, or what was wrong in the message.
	Subject string         `json:"subject,omitempty"`
	Message chat.MessageID `json:"message,omitzero"`  // the message, if it is about one
	Deleted bool           `json:"deleted,omitempty"` // … which the guard took away by itself
	Excerpt string         `json:"excerpt,omitempty"` // of its text, without secrets; see [Guard.Prune]
	Safe    string         `json:"safe,omitempty"`    // the official alternative
	Cause   *Cause         `json:"cause,omitempty"`   // why the message is wrong, for the catalogue
	In      chat.RoomID    `json:"in,omitzero"`       // where the message stands; zero: Room

	Room  chat.RoomID    `json:"room"`  // where it was seen: sanctions act there
	Cards chat.RoomID    `json:"cards"` // where the card lies
	Card  chat.MessageID `json:"card,omitzero"`
	At    time.Time      `json:"at"`

	Acts   []Act  `json:"acts,omitempty"`
	Policy Step   `json:"policy,omitempty"` // of the rule when the flag was raised
	Spared Spared `json:"spared,omitempty"` // why less was done by itself than the policy says

	PolicyBy string `json:"policy_by,omitempty"` // the lead who set that policy; empty: the configuration
	Ruling   Ruling `json:"ruling,omitempty"`
	By       string `json:"by,omitempty"`

	Further   *Further  `json:"further,omitempty"`
	Witnesses []Witness `json:"witnesses,omitempty"` // who showed or reported it; for moderators only, see [Guard.Prune]

	Adopted string `json:"adopted,omitempty"` // the official whom the account was put down for
}

// Rule is what raised a flag. Each has a step of the policy of its own.
type Rule string

const (
	ByIdentical Rule = "identical" // the account's name is an official's to the eye
	ByNear      Rule = "near"      // … nearly
	ByPicture   Rule = "picture"   // the picture is an official's
	ByBoth      Rule = "both"      // picture and a near name
	ByLink      Rule = "link"      // a link or handle that looks like an official one
	BySuspicion Rule = "suspicious"
	ByLure      Rule = "lure"
	ByAddress   Rule = "address" // an address said to be official that is not
	ByReport    Rule = "report"  // members reported it
	ByForward   Rule = "forward" // a member showed a private message
)

// Rules are all rules, in the order in which people read of them.
var Rules = []Rule{ByIdentical, ByNear, ByPicture, ByBoth, ByLink, BySuspicion, ByLure, ByAddress, ByReport, ByForward}

// Act is something that was done because of a flag.
type Act struct {
	Do     Step      `json:"do"`
	By     string    `json:"by,omitempty"` // empty: the guard by itself
	At     time.Time `json:"at"`
	Until  time.Time `json:"until,omitzero"`
	Failed string    `json:"failed,omitempty"` // the class of the fault
	Right  string    `json:"right,omitempty"`  // that was missing, in the platform's own words
	Undone string    `json:"undone,omitempty"` // by whom
	Stuck  string    `json:"stuck,omitempty"`  // the class of the fault that kept it from being undone: it stands

	Carried []Elsewhere `json:"carried,omitempty"` // where it acts too
	Appeal  *Appeal     `json:"appeal,omitempty"`
}

// Elsewhere is an account and a place that a ban was carried to.
type Elsewhere struct {
	Member chat.MemberID `json:"member"`
	Room   chat.RoomID   `json:"room"`
	Failed string        `json:"failed,omitempty"` // the class of the fault
	Stuck  string        `json:"stuck,omitempty"`  // … of undoing it
}

// Appeal is what a member says against an act, and what a lead decided.
type Appeal struct {
	By    chat.MemberID `json:"by"` // to whom the answer goes
	Words string        `json:"words,omitempty"`
	Lang  string        `json:"lang,omitempty"`
	At    time.Time     `json:"at"`
	Kept  string        `json:"kept,omitempty"` // by whom the act was upheld
}

// Ruling is a moderator's decision about a flag; it is final for that account and what the flag is about.
type Ruling string

const (
	Banned    Ruling = "ban"
	Muted     Ruling = "mute"
	Kicked    Ruling = "kick"
	Dismissed Ruling = "dismiss"
	Ours      Ruling = "ours" // it is an account of ours
)

var (
	flags   = store.Table[Flag]{Name: "flag"}      // number
	judged  = store.Table[uint64]{Name: "cleared"} // account‖subject → flag that was raised for it
	flagNos = store.Counter{Table: "guard", Key: "flag"}
)

// Find returns a flag by its number.
func Find(tx store.Tx, id uint64) (Flag, bool, error) { return flags.Get(tx, store.Key(id)) }

// LastFlag is the number of the newest flag, 0 if there is none.
func LastFlag(tx store.Tx) (uint64, error) { return flagNos.Last(tx) }

// FlagsAfter returns the flags raised after one, oldest first. Without any that is one Get.
func FlagsAfter(tx store.Tx, id uint64) (out []Flag, err error) {
	last, err := flagNos.Last(tx)
	for id++; err == nil && id <= last; id++ {
		var f Flag
		var ok bool
		if f, ok, err = Find(tx, id); ok {
			out = append(out, f)
		}
	}
	return out, err
}

// FlagsOf returns the flags of an account, oldest first.
func FlagsOf(tx store.Tx, m chat.MemberID) (out []Flag, err error) {
	var nos []uint64
	for row, err := range judged.Scan(tx, store.Key(m), nil) {
		if err != nil {
			return nil, fmt.Errorf("flags: %w", err)
		}
		nos = append(nos, row.Value)
	}
	slices.Sort(nos)
	for _, no := range slices.Compact(nos) {
		f, ok, err := Find(tx, no)
		if err != nil {
			return nil, fmt.Errorf("flag %d: %w", no, err)
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// owned is the flag that an action's owner names, as «sanction/7» or «sanction/7/2», and what follows.
func owned(tx store.Tx, owner, prefix string) (f Flag, rest string, ok bool, err error) {
	number, ok := strings.CutPrefix(owner, prefix)
	if !ok {
		return f, "", false, nil
	}
	number, rest, _ = strings.Cut(number, "/")
	id, bad := strconv.ParseUint(number, 10, 64)
	if bad != nil {
		return f, "", false, nil //nolint:nilerr // an owner that is not ours
	}
	f, ok, err = Find(tx, id)
	return f, rest, ok, err
}

func put(tx store.Tx, f Flag) error { return flags.Put(tx, store.Key(f.ID), f) }

// where is the room of the message.
func (f *Flag) where() chat.RoomID {
	if f.In.IsZero() {
		return f.Room
	}
	return f.In
}

func (f *Flag) number() string { return strconv.FormatUint(f.ID, 10) }

// RaisedBy is what raised the flag; flags of an earlier version had the level alone.
func (f *Flag) RaisedBy() Rule {
	if f.Rule == "" {
		return Rule(f.Level)
	}
	return f.Rule
}

// foldedName is what a judgement of an account binds to: its names, whatever their case or width.
func foldedName(m chat.Member) string {
	return keyable(strings.ReplaceAll(strings.ToLower(norm.NFKC.String(m.Handle+"\n"+m.Name)), "\x00", ""))
}

// mostOfKey is more than any platform's names take, in bytes.
const mostOfKey = 2048

// keyable is a text as a part of a key; what is longer than any name is told apart by its digest.
func keyable(s string) string {
	if len(s) <= mostOfKey {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
