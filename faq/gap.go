package faq

import (
	"encoding/binary"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Gap is a question that nobody's entry answered, kept so that moderators can give it an answer.
type Gap struct {
	No       uint64         `json:"no"`
	Question chat.MessageID `json:"question"`
	Hash     string         `json:"hash"` // TextHash of the question as it was asked: an edit has another one
	Asker    chat.MemberID  `json:"asker"`
	Room     chat.RoomID    `json:"room"`
	At       time.Time      `json:"at"`
	Text     string         `json:"text"` // without secrets, cut at maxGapText
	Lang     string         `json:"lang,omitempty"`
	Nearest  string         `json:"nearest,omitempty"` // the entry likest to it then, or the one that did not help
	Why      Why            `json:"why"`
	Reply    *StaffReply    `json:"reply,omitempty"`  // what the staff answered
	Ruling   uint64         `json:"ruling,omitempty"` // what settled it; 0: nothing has
	Until    time.Time      `json:"until,omitzero"`   // … for so long: a moderator writes an entry from it
	Ticket   uint64         `json:"ticket,omitempty"` // the ticket that was opened from it
}

// Why is how a question came to be a gap.
type Why string

const (
	WhySilent    Why = "silent"     // nothing was said to it
	WhyUnchosen  Why = "unchosen"   // titles were offered and none was chosen
	WhyOffered   Why = "offered"    // only the staff was offered
	WhyNotHelped Why = "not_helped" // its asker said that the answer did not help
	WhyWrong     Why = "wrong"      // a moderator said that the answer was wrong
	WhyEscalated Why = "escalated"  // its asker went on to the staff
)

// StaffReply is the first thing that a representative said to a question in so many words.
type StaffReply struct {
	Message chat.MessageID `json:"message"`
	By      string         `json:"by"`
	Text    string         `json:"text"`
}

// Bounds of what is kept.
const (
	GapsPerDay = 20     // of one asker in 24 hours; further ones are not kept
	MaxGaps    = 10_000 // in all; the oldest give way
	maxGapText = 2 << 10
)

var (
	gaps     = store.Table[Gap]{Name: "gap"}            // No → gap, so the oldest come first
	gapOf    = store.Table[uint64]{Name: "gap_message"} // question, or the staff's reply → No
	gapIn    = store.Table[uint64]{Name: "gap_ticket"}  // ticket → No of the gap it was opened from
	gapNos   = store.Counter{Table: metaTable, Key: "gap"}
	gapTotal = []byte("gaps") // how many rows there are
)

const gapBy = "gap_asker" // asker‖time‖No → nothing

// KeepGap keeps a question; the caller has taken secrets out of the text and made sure that the asker did not object. What was
// kept of the same message gives way, but its ticket and the staff's reply go on if the text is the same. Kept is false for a
// question beyond the asker's bound of the day.
func KeepGap(tx store.Tx, g Gap) (kept bool, err error) {
	old, had, err := GapTo(tx, g.Question)
	if err != nil {
		return false, err
	}
	if had {
		if old.Hash == g.Hash {
			if g.Nearest == "" && g.Why != WhyWrong {
				g.Nearest = old.Nearest
			}
			g.Ticket, g.Reply, g.Ruling, g.Until = max(g.Ticket, old.Ticket), old.Reply, old.Ruling, old.Until
		}
		if err := DropGap(tx, old); err != nil {
			return false, err
		}
	}
	if gapsSince(tx, g.Asker, g.At.Add(-24*time.Hour)) >= GapsPerDay {
		return false, nil
	}
	if err := makeRoom(tx); err != nil {
		return false, err
	}
	g.Text = cut(g.Text, maxGapText)
	if g.No, err = gapNos.Next(tx); err == nil {
		err = putGap(tx, g)
	}
	if err == nil {
		err = countGaps(tx, 1)
	}
	if err != nil {
		return false, fmt.Errorf("gap %d: %w", g.No, err)
	}
	return true, nil
}

// putGap writes a gap with what finds it.
func putGap(tx store.Tx, g Gap) error {
	if err := gaps.Put(tx, store.Key(g.No), g); err != nil {
		return err
	}
	if err := gapOf.Put(tx, store.Key(g.Question), g.No); err != nil {
		return err
	}
	if g.Reply != nil {
		if err := gapOf.Put(tx, store.Key(g.Reply.Message), g.No); err != nil {
			return err
		}
	}
	if g.Ticket != 0 {
		if err := gapIn.Put(tx, store.Key(g.Ticket), g.No); err != nil {
			return err
		}
	}
	return tx.Put(gapBy, store.Key(g.Asker, g.At, g.No), []byte{})
}

// DropGap forgets a gap and all that came with it.
func DropGap(tx store.Tx, g Gap) error {
	err := gaps.Delete(tx, store.Key(g.No))
	if err == nil {
		err = gapOf.Delete(tx, store.Key(g.Question))
	}
	if err == nil && g.Reply != nil {
		err = gapOf.Delete(tx, store.Key(g.Reply.Message))
	}
	if err == nil && g.Ticket != 0 {
		err = gapIn.Delete(tx, store.Key(g.Ticket))
	}
	if err == nil {
		err = tx.Delete(gapBy, store.Key(g.Asker, g.At, g.No))
	}
	if err == nil {
		err = countGaps(tx, -1)
	}
	if err != nil {
		return fmt.Errorf("gap %d: %w", g.No, err)
	}
	return nil
}

// makeRoom drops the oldest gap when there are MaxGaps.
func makeRoom(tx store.Tx) error {
	if n, err := gapsKept(tx); err != nil || n < MaxGaps {
		return err
	}
	var oldest *Gap
	for row, err := range gaps.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		oldest = &row.Value
		break
	}
	if oldest == nil {
		return nil
	}
	return DropGap(tx, *oldest)
}

func countGaps(tx store.Tx, by int) error {
	n, err := gapsKept(tx)
	if err != nil {
		return err
	}
	return tx.Put(metaTable, gapTotal, binary.BigEndian.AppendUint64(nil, uint64(max(0, n+by))))
}

func gapsKept(tx store.Tx) (int, error) {
	b, err := tx.Get(metaTable, gapTotal)
	if err != nil || len(b) != 8 {
		return 0, err
	}
	return int(binary.BigEndian.Uint64(b)), nil
}

func gapsSince(tx store.Tx, asker chat.MemberID, since time.Time) (n int) {
	for range tx.Scan(gapBy, store.Key(asker), store.Key(asker, since)) {
		n++
	}
	return n
}

// GapNo finds a gap by its number.
func GapNo(tx store.Tx, no uint64) (Gap, bool, error) {
	g, ok, err := gaps.Get(tx, store.Key(no))
	if err != nil {
		err = fmt.Errorf("gap %d: %w", no, err)
	}
	return g, ok, err
}

// GapTo finds the gap that a message asked.
func GapTo(tx store.Tx, question chat.MessageID) (Gap, bool, error) {
	g, ok, err := gapBeside(tx, question)
	return g, ok && g.Question == question, err
}

// GapReplied finds the gap that a representative's message is kept with.
func GapReplied(tx store.Tx, reply chat.MessageID) (Gap, bool, error) {
	g, ok, err := gapBeside(tx, reply)
	return g, ok && g.Question != reply, err
}

func gapBeside(tx store.Tx, m chat.MessageID) (Gap, bool, error) {
	if m.IsZero() {
		return Gap{}, false, nil
	}
	no, ok, err := gapOf.Get(tx, store.Key(m))
	if err != nil || !ok {
		return Gap{}, false, err
	}
	return GapNo(tx, no)
}

// GapOfTicket finds the gap that a ticket was opened from.
func GapOfTicket(tx store.Tx, ticket uint64) (Gap, bool, error) {
	no, ok, err := gapIn.Get(tx, store.Key(ticket))
	if err != nil || !ok {
		return Gap{}, false, err
	}
	return GapNo(tx, no)
}

// Followed keeps what the staff said to a gap, in place of what it said before; nil forgets it. The caller has taken secrets out.
func Followed(tx store.Tx, g Gap, r *StaffReply) error {
	if g.Reply != nil {
		if err := gapOf.Delete(tx, store.Key(g.Reply.Message)); err != nil {
			return fmt.Errorf("gap %d: %w", g.No, err)
		}
	}
	if g.Reply = r; r != nil {
		r.Text = cut(r.Text, MaxText)
	}
	if err := putGap(tx, g); err != nil {
		return fmt.Errorf("gap %d: %w", g.No, err)
	}
	return nil
}

// Points keeps the entry that the staff answered a gap with: the question belongs there.
func Points(tx store.Tx, g Gap, entry string) error {
	g.Nearest = entry
	if err := putGap(tx, g); err != nil {
		return fmt.Errorf("gap %d: %w", g.No, err)
	}
	return nil
}

// settled reports whether a ruling holds for the gap.
func (g Gap) settled(now time.Time) bool {
	return g.Ruling != 0 && (g.Until.IsZero() || now.Before(g.Until))
}

// open reports whether nothing has settled the gap for good.
func (g Gap) open() bool { return g.Ruling == 0 || !g.Until.IsZero() }

// OpenGaps returns the newest n gaps that nothing has settled for good, oldest first. Of those kept it reads about as many as it
// returns, unless most are settled.
func OpenGaps(tx store.Tx, n int) ([]Gap, error) {
	last, err := gapNos.Last(tx)
	if err != nil {
		return nil, fmt.Errorf("gap: %w", err)
	}
	for back := uint64(2 * n); ; back *= 4 {
		from := last - min(back, last)
		var out []Gap
		for row, err := range gaps.Scan(tx, nil, store.Key(from)) {
			if err != nil {
				return nil, fmt.Errorf("gap: %w", err)
			}
			if row.Value.open() {
				out = append(out, row.Value)
			}
		}
		if from == 0 || len(out) >= n {
			return out[max(0, len(out)-n):], nil
		}
	}
}

// GapsSince counts the gaps asked at or after since.
func GapsSince(tx store.Tx, since time.Time) (n int, err error) {
	for row, err := range gaps.Scan(tx, nil, nil) {
		if err != nil {
			return 0, fmt.Errorf("gap: %w", err)
		}
		if !row.Value.At.Before(since) {
			n++
		}
	}
	return n, nil
}

// ForgetAsker drops all that was kept of a member and returns how many questions that were.
func ForgetAsker(tx store.Tx, asker chat.MemberID) (int, error) {
	var nos []uint64
	prefix := store.Key(asker)
	for key := range tx.Scan(gapBy, prefix, nil) {
		nos = append(nos, binary.BigEndian.Uint64(key[len(key)-8:]))
	}
	for _, no := range nos {
		g, ok, err := GapNo(tx, no)
		if err == nil && ok {
			err = DropGap(tx, g)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(nos), nil
}

// PruneGaps forgets gaps asked before the time before, looking at n of them from where the last call ended; it returns where
// the next one goes on, nil after the last.
func PruneGaps(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	return gaps.Sieve(tx, from, n,
		func(row store.Row[Gap]) (bool, error) { return row.Value.At.Before(before), nil },
		func(row store.Row[Gap]) error { return DropGap(tx, row.Value) })
}
