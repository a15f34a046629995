package moderation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Shown is a private message that a member shows to the bot.
type Shown struct {
	By     chat.Member
	From   *chat.Member // who wrote it, where the platform tells
	Name   string       // what the platform calls an author whom it hides: it proves nothing
	Text   string       // without secrets
	Insist bool         // the member wants the moderators to see it, whatever is found
	At     time.Time
}

// Judgement is what is found in a message that was shown.
type Judgement struct {
	Account Answer
	Message Answer
	Flagged bool // the moderators have it
}

// Witness is somebody who showed or reported something. Only moderators read who it was.
type Witness struct {
	Member chat.MemberID `json:"member"`
	Name   string        `json:"name,omitempty"`
	At     time.Time     `json:"at"`
	Idle   bool          `json:"idle,omitempty"` // the word does not count
}

const (
	hiddenAccount   = "?" // in place of the number of an account that nobody knows
	longestEvidence = 300 // characters of a message that a flag keeps
	mostWitnesses   = 50  // of a flag
	shownSubject    = "shown:"
	mostShown       = 10                 // flags that one member's showing raises within a day
	publicEvery     = 7 * 24 * time.Hour // a room is warned of an account once within this time
)

// Assess judges a private message by who wrote it, known by ID, and by what it says. It changes nothing.
func (e *Engines) Assess(from *chat.Member, name, text string) (j Judgement) {
	if from != nil {
		j.Account = e.Directory.Account(from.ID, from.Handle, from.Name)
		j.Account.Query = Cited(from.Name)
		if from.Handle != "" {
			j.Account.Query = Cited(from.Name + " (@" + from.Handle + ")")
		}
	} else {
		j.Account = e.Directory.Account(chat.MemberID{}, "", name)
		if j.Account.Query = Cited(name); j.Account.Standing == NotOfficial {
			j.Account.Standing = Unknown
		}
	}
	j.Message = e.Directory.Message(text)
	return j
}

// bad reports whether something speaks against what was shown. What an official wrote, nothing does.
func (j *Judgement) bad() bool {
	return j.Account.Standing != IsOfficial && (j.Account.Standing == LooksLike || j.Message.Standing == LooksLike)
}

// Show judges a private message and, if something speaks against it, puts it before the moderators of all platforms with its
// evidence. Everybody else is warned when a moderator says so, see [Guard.Publish], or at once if the platform vouches for the
// account and its name is an official's to the eye.
func (g *Guard) Show(tx store.Tx, s Shown) (j Judgement, as []chat.Action, err error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return j, nil, err
	}
	j = e.Assess(s.From, s.Name, s.Text)
	m := chat.Member{ID: chat.MemberID{Platform: s.By.ID.Platform, Key: hiddenAccount}, Name: s.Name}
	if s.From != nil {
		m = *s.From
	}
	m.Role = g.office(m)
	spared, err := g.spares(tx, m)
	if err != nil || spared == SparedStaff || spared == SparedAdmin || !j.bad() && !s.Insist || j.Account.Standing == IsOfficial {
		return j, nil, err
	}
	f := Flag{
		Rule: ByForward, Level: "shown", Like: j.Account.Official.ID, Score: 0.5, Safe: j.Message.Instead, Excerpt: evidence(s.Text), At: s.At,
		Reasons: slices.Concat(j.Account.Reasons, j.Message.Reasons), Subject: shownSubject + foldedName(m), Room: chat.Direct(m.ID),
		Witnesses: []Witness{{Member: s.By.ID, Name: s.By.Name, At: s.At}},
	}
	if s.From == nil {
		f.Room = chat.Direct(s.By.ID)
	}
	v := e.Names.Check(m.Handle, m.Name)
	if v.Verdict != Clear {
		f.Level, f.Score = string(v.Verdict), v.Score
	}
	f.Grounds = e.Names.Grounds(v)
	if found := e.Read(s.Text); found.Rule != "" {
		f.Grounds = append(f.Grounds, Ground{Key: "because", Cause: &found.Cause})
	}
	no, before, err := judged.Get(tx, store.Key(m.ID, f.Subject))
	if err != nil {
		return j, nil, err
	}
	if before {
		j.Flagged, as, err = g.shownAgain(tx, no, f.Witnesses[0])
		return j, as, err
	}
	if may, err := mayShow(tx, s.By.ID, s.At); err != nil || !may {
		return j, nil, err
	}
	if as, err = g.raise(tx, m, f); err != nil {
		return j, nil, err
	}
	j.Flagged = true
	as = append(as, g.shownElsewhere(&f, m)...)
	if v.Verdict != Identical || s.From == nil || spared != "" {
		return j, as, nil
	}
	if no, _, err = judged.Get(tx, store.Key(m.ID, f.Subject)); err != nil {
		return j, nil, err
	}
	more, err := g.publish(tx, no, chat.Member{}, s.At)
	return j, append(as, more...), err
}

// mayShow counts a flag that a member's showing raises, and reports whether there is room for it: beyond it a verdict is all.
func mayShow(tx store.Tx, by chat.MemberID, at time.Time) (bool, error) {
	p, _, err := reporters.Get(tx, store.Key(by))
	if err != nil {
		return false, err
	}
	p.onThe(at)
	if p.Shown >= mostShown {
		return false, nil
	}
	p.Shown++
	return true, reporters.Put(tx, store.Key(by), p)
}

// shownAgain adds a witness to a flag that nobody has judged.
func (g *Guard) shownAgain(tx store.Tx, no uint64, w Witness) (flagged bool, as []chat.Action, err error) {
	f, ok, err := Find(tx, no)
	if err != nil || !ok || f.Ruling == Dismissed || f.Ruling == Ours {
		return false, nil, err
	}
	if f.witnessed(w.Member) || len(f.Witnesses) >= mostWitnesses {
		return true, nil, nil
	}
	f.Witnesses = append(f.Witnesses, w)
	as, err = g.recard(tx, f)
	return true, as, joined(err, put(tx, f))
}

// shownElsewhere tells the moderators of the other platforms: frauds work on all of them.
func (g *Guard) shownElsewhere(f *Flag, m chat.Member) (as []chat.Action) {
	for _, p := range g.Platforms {
		room := g.Cards(p)
		if p == m.ID.Platform || room.IsZero() {
			continue
		}
		say := chat.Say("shown-across", "platform", m.ID.Platform.Title(), "name", unlinked(Cited(m.Name)), "text", Defang(f.Excerpt))
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: say, Quiet: true}}})
	}
	return as
}

// published remembers when a room was warned of an account: room‖account.
var published = store.Table[time.Time]{Name: "published"}

// prunePublished forgets warnings that hold nobody back any more. There are as many as rooms times accounts warned of in a week.
func prunePublished(tx store.Tx, now time.Time) error {
	var old [][]byte
	for row, err := range published.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("warnings: %w", err)
		}
		if now.Sub(row.Value) >= publicEvery {
			old = append(old, slices.Clone(row.Key))
		}
	}
	for _, k := range old {
		if err := published.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// Publish warns the groups of the account's platform of a message that a member showed, because a moderator says so. Only an account
// that the platform vouches for is named.
func (g *Guard) Publish(tx store.Tx, id uint64, by chat.Member, at time.Time) ([]chat.Action, error) {
	as, err := g.publish(tx, id, by, at)
	if err == nil && len(as) == 0 {
		return nil, chat.Refuse("publish-before")
	}
	return as, err
}

func (g *Guard) publish(tx store.Tx, id uint64, by chat.Member, at time.Time) (as []chat.Action, err error) {
	f, ok, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if !ok || f.RaisedBy() != ByForward || f.Ruling == Dismissed || f.Ruling == Ours || g.Rooms == nil {
		return nil, chat.Refuse("press-stale")
	}
	say := chat.Say("publish-named", "name", Cited(f.Name))
	switch {
	case f.unseen():
		say = chat.Say("publish-nobody")
	case f.Handle != "":
		say = chat.Say("publish-named", "name", Cited(f.Name+" (@"+f.Handle+")"))
	}
	for _, room := range g.Rooms(f.Member.Platform) {
		key := store.Key(room, f.Member)
		last, warned, err := published.Get(tx, key)
		if err != nil {
			return nil, fmt.Errorf("flag %d: %w", id, err)
		}
		if warned && at.Sub(last) < publicEvery {
			continue
		}
		if err := published.Put(tx, key, at); err != nil {
			return nil, fmt.Errorf("flag %d: %w", id, err)
		}
		as = append(as, chat.Action{Priority: chat.Answers, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: say}}})
	}
	if len(as) == 0 {
		return nil, nil
	}
	f.Acts = append(f.Acts, Act{Do: ToWarn, By: by.Name, At: at})
	edit, err := g.recard(tx, f)
	if err == nil {
		err = g.note(tx, "guard-warn", by, f.about(), at)
	}
	return append(as, edit...), joined(err, put(tx, f))
}

// unseen reports an account that nobody knows but by a name.
func (f *Flag) unseen() bool { return f.Member.Key == hiddenAccount }

func (f *Flag) witnessed(m chat.MemberID) bool {
	return slices.ContainsFunc(f.Witnesses, func(w Witness) bool { return w.Member == m })
}

// witnesses is a line of the card: who showed or reported it.
func (f *Flag) witnesses() *chat.Phrase {
	if len(f.Witnesses) == 0 {
		return nil
	}
	var names []string
	for _, w := range f.Witnesses[:min(len(f.Witnesses), 10)] {
		names = append(names, unlinked(Cited(w.Name))+" ("+w.Member.Key+")")
	}
	if len(f.Witnesses) > len(names) {
		names = append(names, "…")
	}
	all := strings.Join(names, ", ")
	if f.RaisedBy() == ByReport {
		return chat.Say("flag-witnesses-report", "names", all)
	}
	return chat.Say("flag-witnesses-forward", "names", all)
}

// evidence is as much of a text as a flag keeps.
func evidence(text string) string {
	n := 0
	for i := range text {
		if n++; n > longestEvidence {
			return text[:i] + "…"
		}
	}
	return text
}
