package escalation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Keep is how long what the desk knows of a closed ticket is kept. Zero: not at all.
type Keep struct {
	Tickets     time.Duration // its row, with the member's name; figures stay without it
	Transcripts time.Duration // what was said in it
	Attachments time.Duration // the files, in a folder of the desk's own; Archive says how
	Bodies      time.Duration // who did what to it and why; the rest of the audit stays
}

// DefaultKeep is what a community that decided nothing keeps.
func DefaultKeep() Keep {
	const day = 24 * time.Hour
	return Keep{Tickets: 90 * day, Transcripts: 30 * day, Attachments: 7 * day, Bodies: 365 * day}
}

// Transcript is what was said in a ticket, for a reader.
type Transcript struct {
	Ticket Ticket
	Staff  bool // for a representative: notes, context and names are in it
	Team   bool // for a member of a community that answers as the team: it holds no name of the staff
	Said   []Spoken
}

// Spoken is one thing said, as it is kept when the ticket is closed.
type Spoken struct {
	Seq     uint64       `json:"seq"`
	Side    Side         `json:"side"`
	From    string       `json:"from,omitempty"` // empty: the team
	At      time.Time    `json:"at"`
	Text    string       `json:"text,omitempty"`
	Phrase  *chat.Phrase `json:"phrase,omitempty"` // the desk's own words, in place of Text
	Files   []chat.File  `json:"files,omitempty"`
	Odd     string       `json:"odd,omitempty"`
	Removed bool         `json:"removed,omitempty"` // taken back by its author: there are no words and no files
}

// kept is that a ticket has a transcript.
type kept struct {
	At time.Time `json:"at"` // when it was closed last
}

var (
	transcripts = store.Table[kept]{Name: "transcript"}        // ticket
	spoken      = store.Table[Spoken]{Name: "transcript_line"} // ticket‖seq
)

func spokenOf(l Line) Spoken {
	s := Spoken{Seq: l.Seq, Side: l.Side, From: l.From, At: l.At, Text: l.Text, Phrase: l.Phrase, Files: l.Files, Odd: l.Odd, Removed: l.Removed}
	if s.Removed {
		s.Text, s.Phrase, s.Files = "", nil, nil
	}
	return s
}

// preserve keeps what was said in a ticket that is being closed, asks for its files to be kept too, and sends the transcript to
// the log room. What an earlier closing kept stays. The caller has not forgotten the lines yet.
func (d *Desk) preserve(tx store.Tx, t *Ticket, at time.Time) (as []chat.Action, err error) {
	if d.Policy.Keep.Transcripts <= 0 || t.Lines == 0 {
		return nil, nil
	}
	for e, err := range lines.Scan(tx, store.Key(t.ID), nil) {
		if err != nil {
			return nil, fmt.Errorf("transcript of ticket %d: %w", t.ID, err)
		}
		s := spokenOf(e.Value)
		if err := spoken.Put(tx, lineKey(t, s.Seq), s); err != nil {
			return nil, fmt.Errorf("transcript of ticket %d: %w", t.ID, err)
		}
		as = append(as, d.archived(t, s.Seq, s.Files, 0, func(chat.File) bool { return true })...)
	}
	return append(as, d.logged(t)...), transcripts.Put(tx, store.Key(t.ID), kept{at})
}

// Words returns all that is kept of what was said in a ticket, oldest first: what an earlier closing kept, and its lines now.
func Words(tx store.Tx, id uint64) (out []Spoken, err error) {
	all := map[uint64]Spoken{}
	for e, err := range spoken.Scan(tx, store.Key(id), nil) {
		if err != nil {
			return nil, fmt.Errorf("transcript of ticket %d: %w", id, err)
		}
		all[e.Value.Seq] = e.Value
	}
	for e, err := range lines.Scan(tx, store.Key(id), nil) {
		if err != nil {
			return nil, fmt.Errorf("transcript of ticket %d: %w", id, err)
		}
		all[e.Value.Seq] = spokenOf(e.Value)
	}
	for _, s := range all {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Spoken) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

// Transcript is what was said in a ticket as a reader may know it: the member sees no notes and no context that the desk found,
// and under the policy «answer as the team» no name of the staff. Without any words it is refused.
func (d *Desk) Transcript(tx store.Tx, t Ticket, staff bool) (Transcript, error) {
	all, err := Words(tx, t.ID)
	if err != nil {
		return Transcript{}, err
	}
	out := Transcript{Ticket: t, Staff: staff, Team: d.Policy.Team && !staff}
	for _, s := range all {
		switch {
		case !staff && (s.Side == Note || s.Side == System):
			continue
		case out.Team && s.Side == StaffSide:
			s.From = ""
		}
		out.Said = append(out.Said, s)
	}
	if len(out.Said) == 0 {
		return out, chat.Refuse("transcript-none", "number", t.number())
	}
	return out, nil
}

// LatestTold is the newest ticket of a member that has a transcript, or words of now.
func LatestTold(tx store.Tx, accounts []chat.MemberID) (last Ticket, ok bool, err error) {
	for _, m := range accounts {
		ids, err := idsOf(tx, m)
		if err != nil {
			return last, false, err
		}
		for _, id := range slices.Backward(ids) {
			t, there, err := Get(tx, id)
			if err != nil {
				return last, false, err
			}
			if !there || ok && t.Opened.Before(last.Opened) {
				continue
			}
			words, err := Words(tx, id)
			if err != nil {
				return last, false, err
			}
			if len(words) > 0 {
				last, ok = t, true
				break
			}
		}
	}
	return last, ok, nil
}

// idsOf are the numbers of a member's tickets, oldest first.
func idsOf(tx store.Tx, m chat.MemberID) (ids []uint64, err error) {
	for e, err := range byOwner.Scan(tx, store.Key(m), nil) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, e.Value)
	}
	return ids, nil
}

// logged sends the transcript of a ticket that is being closed to the log room, if there is one, in place of that of an earlier
// closing. The file is written when it is sent.
func (d *Desk) logged(t *Ticket) (as []chat.Action) {
	room := d.logRoom(t)
	if room.IsZero() {
		return nil
	}
	as = d.unlogged(t)
	p := chat.Say("transcript-log", "number", t.number(), "name", t.Name, "count", number(int(t.Lines)))
	return append(as, chat.Action{Owner: t.owner("log"), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: p, Files: []chat.File{TranscriptFile(*t, HTML, true, "")}, Quiet: true,
	}}})
}

// unlogged takes a ticket's transcript out of the log room.
func (d *Desk) unlogged(t *Ticket) []chat.Action {
	room := d.logRoom(t)
	if t.Logged.IsZero() || room.Platform != t.Logged.Platform {
		return nil
	}
	gone := t.Logged
	t.Logged = chat.MessageID{}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Delete{Room: room, Messages: []chat.MessageID{gone}}}}
}

// logRoom is where a ticket's transcript goes: to the platform on which it was worked on, else the member's, else any.
func (d *Desk) logRoom(t *Ticket) chat.RoomID {
	for _, p := range []chat.Platform{t.StaffRoom.Platform, t.Member.Platform} {
		if room := d.Places[p].Log; !room.IsZero() {
			return room
		}
	}
	for _, p := range sortedPlatforms(d.Places) {
		if room := d.Places[p].Log; !room.IsZero() {
			return room
		}
	}
	return chat.RoomID{}
}

func sortedPlatforms(places map[chat.Platform]Place) (out []chat.Platform) {
	for p := range places {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// PruneTranscripts forgets the words of tickets closed before a time, from where the last call ended: it deletes about n lines.
// The transcript of a ticket that is open again waits for its closing. Next is where to go on, nil after the last.
func PruneTranscripts(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	type part = store.Row[kept]
	return transcripts.Sieve(tx, from, n,
		func(e part) (bool, error) {
			if !e.Value.At.Before(before) {
				return false, nil
			}
			t, ok, err := Get(tx, keySeq(e.Key))
			return !ok || !t.Open(), err
		},
		func(e part) error { return dropWords(tx, keySeq(e.Key)) })
}

// dropWords forgets the transcript of a ticket.
func dropWords(tx store.Tx, id uint64) error {
	var keys [][]byte
	for k := range tx.Scan(spoken.Name, store.Key(id), nil) {
		keys = append(keys, slices.Clone(k))
	}
	for _, k := range keys {
		if err := spoken.Delete(tx, k); err != nil {
			return fmt.Errorf("transcript of ticket %d: %w", id, err)
		}
	}
	return transcripts.Delete(tx, store.Key(id))
}

func attachmentName(id, seq uint64, i int) string {
	return strconv.FormatUint(id, 10) + "-" + strconv.FormatUint(seq, 10) + "-" + strconv.Itoa(i)
}
