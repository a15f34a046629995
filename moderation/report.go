package moderation

import (
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Reports is how members' reports count.
type Reports struct {
	Threshold int           // different members whose reports make the guard act on its policy
	Within    time.Duration // … within this time
	PerDay    int           // reports that one member may make
}

// SparedFew: too few members have reported it yet.
const SparedFew Spared = "few"

const (
	reporterKnown = time.Hour           // accounts known for less do not count
	dismissals    = 3                   // so many, and a member's reports count no more …
	dismissedFor  = 30 * 24 * time.Hour // … for this time
)

// Reported is a message that a member reports.
type Reported struct {
	By, Of  chat.Member
	Room    chat.RoomID // where sanctions act: the outermost room around the message
	Message chat.MessageID
	Text    string // without secrets
	At      time.Time
}

// reporter is how somebody has used reports.
type reporter struct {
	Day       time.Time `json:"day"` // when the first of the day was made
	Count     int       `json:"count"`
	Shown     int       `json:"shown,omitempty"` // private messages of the day that became flags
	Dismissed int       `json:"dismissed,omitempty"`
	Idle      time.Time `json:"idle,omitzero"` // until then the reports count for nothing
}

var (
	reporters = store.Table[reporter]{Name: "reporter"} // member
	reported  = store.Table[uint64]{Name: "reported"}   // account → the flag that gathers reports about it
)

// Report takes a member's report. The first about an account is a quiet card for the moderators, which gathers the next ones; when
// enough different members have reported it, the moderators are told aloud and the policy is carried out. About officials, the staff
// and administrators only the leads are told. What is no report is refused with words for the member.
func (g *Guard) Report(tx store.Tx, r Reported) ([]chat.Action, error) {
	if r.By.ID == r.Of.ID || r.Of.Kind == chat.Self || r.Of.ID.IsZero() {
		return nil, chat.Refuse("report-nobody")
	}
	r.Of.Role = g.office(r.Of)
	spared, err := g.spares(tx, r.Of)
	if err != nil {
		return nil, err
	}
	no, gathers, err := reported.Get(tx, store.Key(r.Of.ID))
	if err != nil {
		return nil, err
	}
	var f Flag
	if gathers {
		if f, gathers, err = Find(tx, no); err != nil {
			return nil, err
		}
	}
	if gathers && (f.witnessed(r.By.ID) && r.At.Sub(f.At) < g.Policy.Reports.Within || f.Ruling == Dismissed && f.Message == r.Message) {
		return nil, nil // it is known already
	}
	w, err := g.witness(tx, r)
	if err != nil {
		return nil, err
	}
	switch {
	case spared == SparedStaff || spared == SparedAdmin || spared == SparedAnonymous:
		return g.tellLeads(r), nil
	case !gathers || f.Ruling != "" || r.At.Sub(f.At) >= g.Policy.Reports.Within || len(f.Witnesses) >= mostWitnesses:
		return g.gather(tx, r, w)
	}
	f.Witnesses = append(f.Witnesses, w)
	return g.counted(tx, r, f)
}

// witness counts a report of the day, and tells whether it counts for anything.
func (g *Guard) witness(tx store.Tx, r Reported) (Witness, error) {
	w, key := Witness{Member: r.By.ID, Name: r.By.Name, At: r.At}, store.Key(r.By.ID)
	p, _, err := reporters.Get(tx, key)
	if err != nil {
		return w, err
	}
	p.onThe(r.At)
	if p.Count++; p.Count > g.Policy.Reports.PerDay {
		return w, chat.Refuse("report-limit")
	}
	k, known, err := KnownOf(tx, r.By.ID)
	if err != nil {
		return w, err
	}
	w.Idle = r.At.Before(p.Idle) || !known || r.At.Sub(k.First) < reporterKnown
	return w, reporters.Put(tx, key, p)
}

// onThe begins to count anew when the day is over.
func (p *reporter) onThe(at time.Time) {
	if at.Sub(p.Day) >= 24*time.Hour {
		p.Day, p.Count, p.Shown = at, 0, 0
	}
}

// gather begins a card.
func (g *Guard) gather(tx store.Tx, r Reported, w Witness) ([]chat.Action, error) {
	f := Flag{
		Rule: ByReport, Level: "reported", Score: 0.5, Subject: "report:" + r.At.UTC().Format(time.RFC3339Nano), Message: r.Message,
		Excerpt: evidence(r.Text), Room: r.Room, At: r.At, Spared: SparedFew, Witnesses: []Witness{w},
	}
	as, err := g.raise(tx, r.Of, f)
	if err != nil {
		return nil, err
	}
	no, _, err := judged.Get(tx, store.Key(r.Of.ID, f.Subject))
	if err != nil {
		return nil, err
	}
	if err := reported.Put(tx, store.Key(r.Of.ID), no); err != nil {
		return nil, err
	}
	f, ok, err := Find(tx, no)
	if err != nil || !ok || g.Policy.Reports.Threshold > 1 {
		return as, err
	}
	more, err := g.counted(tx, r, f)
	return append(as, more...), err
}

// counted brings a card up to date, and acts when enough members have reported the account.
func (g *Guard) counted(tx store.Tx, r Reported, f Flag) (as []chat.Action, err error) {
	count := 0
	for _, w := range f.Witnesses {
		if !w.Idle && r.At.Sub(w.At) < g.Policy.Reports.Within {
			count++
		}
	}
	if f.Spared == SparedFew && count >= g.Policy.Reports.Threshold {
		f.Spared = ""
		began := f.At
		f.At = r.At
		if as, err = g.respond(tx, r.Of, &f); err != nil {
			return nil, err
		}
		f.At = began
		if !f.Cards.IsZero() {
			say := chat.Say("reports-reached", "number", f.number(), "name", unlinked(Cited(f.Name)), "count", strconv.Itoa(count))
			as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{Phrase: say, ReplyTo: f.Card}}})
		}
	}
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}

// tellLeads tells of a report about somebody whom moderators do not judge.
func (g *Guard) tellLeads(r Reported) []chat.Action {
	room := g.Leads(r.Of.ID.Platform)
	if room.IsZero() {
		return nil
	}
	say := chat.Say("report-staff", "name", unlinked(Cited(r.Of.Name)), "account", r.Of.ID.Key, "by", unlinked(Cited(r.By.Name)),
		"text", Defang(evidence(r.Text)))
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: say, Quiet: true}}}}
}

// heed remembers how a moderator ruled about what members reported: by is 1 for a dismissal and −1 for one that is taken back.
func (g *Guard) heed(tx store.Tx, f *Flag, by int, at time.Time) error {
	if f.RaisedBy() != ByReport {
		return nil
	}
	for _, w := range f.Witnesses {
		key := store.Key(w.Member)
		p, _, err := reporters.Get(tx, key)
		if err != nil {
			return err
		}
		p.Dismissed = max(0, p.Dismissed+by)
		switch {
		case by > 0 && p.Dismissed >= dismissals:
			p.Idle = at.Add(dismissedFor)
		case by < 0 && p.Dismissed < dismissals:
			p.Idle = time.Time{}
		}
		if err := reporters.Put(tx, key, p); err != nil {
			return err
		}
	}
	return nil
}

// PruneReporters forgets what holds no reporter back any more, and with its first call warnings of rooms that are due again, looking at n of them from where the last call ended.
func PruneReporters(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	if len(from) == 0 {
		if err := prunePublished(tx, now); err != nil {
			return nil, err
		}
	}
	return reporters.Sieve(tx, from, n, func(row store.Row[reporter]) (bool, error) {
		return now.Sub(row.Value.Day) > dismissedFor && now.After(row.Value.Idle), nil
	}, nil)
}
