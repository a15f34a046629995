package escalation

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// BenchmarkDesk measures a desk with 10,000 open tickets on a store that waits for the disk, as in production. The big one is
//
//	go test ./escalation -run '^$' -bench 'Desk/1000000' -benchtime 500x -timeout 30m
//
// and takes some minutes and five gigabytes to fill. Beside the mean it reports p50 and p99, for start how long opening takes
// after a shutdown and what the process then holds of memory (its own; pages of the file that the system keeps are apart).
func BenchmarkDesk(b *testing.B) {
	for _, closed := range []int{10_000, 1_000_000} {
		b.Run(strconv.Itoa(closed), func(b *testing.B) {
			s := newScale(b, 10_000, closed)
			b.Run("start", s.start)
			b.Run("queue", s.view(func(tx store.Tx, i int) error {
				ts, _, err := List(tx, Filter{}, s.at, 10*(i%900), 10)
				if len(ts) != 10 {
					b.Errorf("%d tickets on a page", len(ts))
				}
				return err
			}))
			b.Run("queue of none", s.view(func(tx store.Tx, _ int) error {
				_, _, err := List(tx, Filter{Lang: "tlh"}, s.at, 0, 10)
				return err
			}))
			b.Run("search words", s.view(func(tx store.Tx, _ int) error {
				_, err := s.desk.Search(tx, "nobody said this", "")
				return err
			}))
			b.Run("search name", s.view(func(tx store.Tx, i int) error {
				f, err := s.desk.Search(tx, fmt.Sprintf("member_%d", i), "")
				if len(f.Found) == 0 {
					b.Error("nobody was found")
				}
				return err
			}))
			b.Run("board", s.view(func(tx store.Tx, _ int) error {
				if _, err := Tallies(tx); err != nil {
					return err
				}
				_, _, err := Longest(tx)
				return err
			}))
			b.Run("claim", s.update(func(tx store.Tx, i int) error {
				_, err := s.desk.Claim(tx, s.ticket(tx, i), s.rep(i), s.at)
				return err
			}, func(tx store.Tx, i int) error {
				_, err := s.desk.Release(tx, s.ticket(tx, i), s.rep(i), s.at)
				return err
			}))
			b.Run("next", s.update(func(tx store.Tx, i int) error {
				_, _, err := s.desk.Next(tx, s.rep(i), s.at)
				return err
			}, nil))
			b.Run("relay to staff", s.update(func(tx store.Tx, i int) error {
				t := s.ticket(tx, i)
				_, err := s.desk.FromMember(tx, t, s.said(chat.Member{ID: t.Member, Name: t.Name}), s.at, false, false)
				return err
			}, nil))
			b.Run("relay to member", s.update(func(tx store.Tx, i int) error {
				_, err := s.desk.FromStaff(tx, s.ticket(tx, i), s.said(s.rep(i)), s.at)
				return err
			}, nil))
		})
	}
}

// scale is a desk with many tickets.
type scale struct {
	b      testing.TB
	path   string
	store  *bolt.Store
	desk   *Desk
	at     time.Time
	open   int
	closed int
	texts  int
}

func newScale(b testing.TB, open, closed int) *scale {
	room := func(key string) chat.RoomID { return chat.RoomID{Platform: "telegram", Key: key} }
	s := &scale{
		b: b, path: filepath.Join(b.TempDir(), "scale.db"), open: open, closed: closed, at: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC),
		desk: &Desk{
			Places: map[chat.Platform]Place{"telegram": {Staff: room("-2"), Queue: room("-2")}},
			Policy: Policy{Reopen: 7 * 24 * time.Hour, PerDay: 3},
			Caps:   func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true, Edit: true} },
		},
	}
	fill, err := bolt.Open(s.path, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	const atOnce = 20_000
	for from := 0; from < closed+open; from += atOnce {
		if err := fill.Update(context.Background(), func(tx store.Tx) error {
			for i := from; i < min(from+atOnce, closed+open); i++ {
				if err := s.put(tx, i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := fill.Close(); err != nil {
		b.Fatal(err)
	}
	s.reopen()
	b.Cleanup(func() { _ = s.store.Close() })
	return s
}

// put writes the i'th ticket with all the rows that it leaves: a closed one its indexes and audit, an open one its words too.
func (s *scale) put(tx store.Tx, i int) error {
	at := s.at.Add(time.Duration(i-s.closed-s.open) * 10 * time.Second)
	langs := []string{"en", "zh", "ru", "vi", "tr", "pt-BR"}
	t := Ticket{
		ID: uint64(i) + 1, State: Closed, Subject: General, Member: chat.MemberID{Platform: "telegram", Key: fmt.Sprintf("%08d", 10_000_000+i/4)},
		Name: fmt.Sprintf("Member Number %d", i/4), Handle: fmt.Sprintf("member_%d", i/4), Lang: langs[i%len(langs)], Queue: s.desk.Places["telegram"].Queue,
		StaffRoom: chat.RoomID{Platform: "telegram", Key: fmt.Sprintf("-2/%08d", i)}, Carded: true, Told: true,
		Card: chat.MessageID{Platform: "telegram", Key: fmt.Sprintf("-2/%08d", i)}, CardShows: []byte("01234567"),
		Asked: chat.RoomID{Platform: "telegram", Key: "-1"}, Source: chat.MessageID{Platform: "telegram", Key: fmt.Sprintf("-1/%d", i)},
		Opened: at, Since: at.Add(time.Hour), Exchange: at, Taken: at, Ended: at, Reason: "answered", Rating: 5, Lines: 9, ToStaff: 9, ToMember: 9, Retold: 9,
	}
	t.MemberRoom = chat.Direct(t.Member)
	if i >= s.closed {
		t.State, t.Ended, t.Reason, t.Rating, t.Lines, t.ToStaff, t.ToMember, t.Retold, t.Since = New, time.Time{}, "", 0, 0, 0, 0, 0, at
		t.Member.Key = fmt.Sprintf("%08d", 90_000_000+i)
		t.MemberRoom = chat.Direct(t.Member)
		if i%10 == 0 {
			t.Subject = Urgent
		}
		if i%7 == 0 {
			t.Tier = "technical"
		}
		if err := open.Put(tx, store.Key(t.Member, string(t.Subject)), t.ID); err != nil {
			return err
		}
		l := Line{Side: MemberSide, From: t.Name, Text: strings.Repeat("My swap does not arrive. ", 8), Message: chat.MessageID{Platform: "telegram", Key: fmt.Sprintf("q/%d", i)}, At: at}
		if _, err := addLine(tx, &t, l); err != nil {
			return err
		}
		t.ToStaff, t.ToMember = 1, 1
	}
	if err := put(tx, t); err != nil {
		return err
	}
	if err := byOwner.Put(tx, store.Key(t.Member, at, t.ID), t.ID); err != nil {
		return err
	}
	if err := byRoom.Put(tx, store.Key(t.StaffRoom), t.ID); err != nil {
		return err
	}
	if err := s.desk.indexNames(tx, &t); err != nil {
		return err
	}
	if _, err := numbers.Next(tx); err != nil {
		return err
	}
	for _, what := range []State{New, Claimed, WaitingMember, Closed} {
		if err := s.audited(tx, t, what); err != nil {
			return err
		}
	}
	return nil
}

// audited writes an audit row as large as a true one, without the work of its hashes.
func (s *scale) audited(tx store.Tx, t Ticket, what State) error {
	seq, err := records.Next(tx)
	if err != nil {
		return err
	}
	hash := make([]byte, 32)
	row, _ := json.Marshal(sealed{Ticket: t.ID, What: string(what), At: t.Opened, Body: hash, Hash: hash})
	who, _ := json.Marshal(body{Salt: hash[:16], By: t.Member, Name: t.Name})
	if err := tx.Put("audit", store.Key(seq), row); err != nil {
		return err
	}
	if err := tx.Put("audit_body", store.Key(seq), who); err != nil {
		return err
	}
	return tx.Put("audit_ticket", store.Key(t.ID, seq), []byte("true"))
}

func (s *scale) reopen() {
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.b.Fatal(err)
		}
	}
	var err error
	if s.store, err = bolt.Open(s.path, bolt.Options{}); err != nil {
		s.b.Fatal(err)
	}
	if err := s.store.Update(context.Background(), func(tx store.Tx) error {
		if err := IndexQueue(tx); err != nil {
			return err
		}
		_, err := s.desk.Rearm(tx, time.Now())
		return err
	}); err != nil {
		s.b.Fatal(err)
	}
}

func (s *scale) start(b *testing.B) {
	for b.Loop() {
		s.reopen()
	}
	runtime.GC()
	own, file := memory()
	b.ReportMetric(own, "own-MB")
	b.ReportMetric(file, "file-MB")
	b.ReportMetric(float64(s.store.Size())/1e6, "store-MB")
}

// memory is what the process holds, its own and pages of files, in megabytes; 0 where the system does not tell.
func memory() (own, file float64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for l := range strings.Lines(string(status)) {
		f := strings.Fields(l)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "RssAnon:":
			own = kb / 1000
		case "RssFile:":
			file = kb / 1000
		}
	}
	return own, file
}

func (s *scale) view(fn func(tx store.Tx, i int) error) func(b *testing.B) {
	return s.timed(func(i int) error {
		return s.store.View(context.Background(), func(tx store.Tx) error { return fn(tx, i) })
	}, nil)
}

// update times a transaction of its own; after it, what undoes it is not timed.
func (s *scale) update(do, undo func(tx store.Tx, i int) error) func(b *testing.B) {
	in := func(fn func(tx store.Tx, i int) error) func(int) error {
		if fn == nil {
			return nil
		}
		return func(i int) error {
			return s.store.Update(context.Background(), func(tx store.Tx) error { return fn(tx, i) })
		}
	}
	return s.timed(in(do), in(undo))
}

func (s *scale) timed(do, undo func(i int) error) func(b *testing.B) {
	return func(b *testing.B) {
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			began := time.Now()
			err := do(i)
			took = append(took, time.Since(began))
			if err == nil && undo != nil {
				b.StopTimer()
				err = undo(i)
				b.StartTimer()
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	}
}

// ticket is the i'th of the open ones, spread over all of them.
func (s *scale) ticket(tx store.Tx, i int) Ticket {
	t, err := Find(tx, uint64(s.closed+1+i*7919%s.open))
	if err != nil {
		s.b.Fatal(err)
	}
	return t
}

func (s *scale) rep(i int) chat.Member {
	key := strconv.Itoa(i % 20)
	return chat.Member{ID: chat.MemberID{Platform: "telegram", Key: key}, Name: "Rep " + key, Role: chat.Representative}
}

func (s *scale) said(by chat.Member) *chat.Message {
	s.texts++
	return &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: fmt.Sprintf("said/%d", s.texts)}, From: by, Text: "It says: insufficient funds for gas."}
}
