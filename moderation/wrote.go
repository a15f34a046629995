package moderation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Written is a message in which something was found.
type Written struct {
	By      chat.Member
	Room    chat.RoomID // where it stands
	Place   chat.RoomID // where sanctions act: the outermost room around it
	Message chat.MessageID
	Text    string // without secrets
	Found   Finding
	At      time.Time
}

const (
	sameOffence    = 24 * time.Hour // an account's repetitions of an offence belong to one flag
	warnAgain      = time.Hour      // a room is warned of the same thing once within this time
	longestExcerpt = 300            // characters that a flag keeps
)

// Wrote reports a message in which something was found, and does about it what the policy says. Officials, the staff and
// administrators, known by their IDs, may quote what they like: exempt. Bots, channels and administrators in the group's name are
// only reported, and so is who warns of what he quotes.
func (g *Guard) Wrote(tx store.Tx, w Written) (as []chat.Action, exempt bool, err error) {
	spared, err := g.spares(tx, w.By)
	if err != nil || spared == SparedStaff || spared == SparedAdmin || w.By.Kind == chat.Self {
		return nil, true, err
	}
	f := Flag{
		Rule: w.Found.Rule, Level: w.Found.Level, Score: w.Found.Score, Reasons: w.Found.Reasons, Grounds: w.Found.Grounds, Subject: w.Found.Subject, Safe: w.Found.Safe,
		Cause: &w.Found.Cause, Room: w.Place, In: w.Room, Message: w.Message, Excerpt: excerpt(w.Text), At: w.At,
	}
	switch {
	case w.By.Kind == chat.Bot:
		f.Spared = SparedBot
	case w.Found.Warns || w.Found.Asks:
		f.Spared = SparedQuote
	}
	as, err = g.raise(tx, w.By, f)
	return as, false, err
}

func excerpt(text string) string {
	runes := 0
	for i := range text {
		if runes++; runes > longestExcerpt {
			return text[:i] + "…"
		}
	}
	return text
}

// repeated takes an offence of an account that has been flagged for the same before. What a moderator has dismissed, or somebody
// took back, stays so. Within a day the flag stands for all of it: the policy is carried out, and no second card shown. Later it is
// an offence of its own: fresh.
func (g *Guard) repeated(tx store.Tx, m chat.Member, no uint64, f Flag) (as []chat.Action, fresh bool, err error) {
	was, ok, err := Find(tx, no)
	if err != nil || !ok {
		return nil, !ok, err
	}
	lifted := slices.ContainsFunc(was.Acts, func(a Act) bool { return a.Undone != "" })
	switch {
	case was.Ruling == Dismissed, was.Ruling == Ours, lifted, was.Message == f.Message:
		return nil, false, nil
	case f.At.Sub(was.At) >= sameOffence:
		return nil, true, nil
	}
	now := was
	now.At, now.Message, now.In, now.Deleted = f.At, f.Message, f.In, false
	if as, err = g.respond(tx, m, &now); err != nil {
		return nil, false, err
	}
	if len(now.Acts) == len(was.Acts) && (was.Deleted || !now.Deleted) {
		return as, false, nil
	}
	was.Acts, was.Deleted = now.Acts, was.Deleted || now.Deleted
	edit, err := g.recard(tx, was)
	return append(as, edit...), false, joined(err, put(tx, was))
}

// warned remembers of what a room was warned last, and when: room‖subject.
var warned = store.Table[time.Time]{Name: "warned"}

// Warn reports whether a room is to be warned of something now, and notes that it was: once in a while is enough. What for keeps
// warnings apart from answers to who asks.
func Warn(tx store.Tx, room chat.RoomID, what, subject string, every time.Duration, at time.Time) (bool, error) {
	key := store.Key(room, what, strings.ReplaceAll(subject, "\x00", ""))
	last, ok, err := warned.Get(tx, key)
	if err != nil {
		return false, fmt.Errorf("warning: %w", err)
	}
	if passed := at.Sub(last); ok && passed < every && passed >= 0 {
		return false, nil
	}
	return true, warned.Put(tx, key, at)
}

// PruneWarned forgets warnings that hold nobody back any more, looking at n of them from where the last call ended.
func PruneWarned(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	return warned.Sieve(tx, from, n, func(row store.Row[time.Time]) (bool, error) { return now.Sub(row.Value) > sameOffence, nil }, nil)
}
