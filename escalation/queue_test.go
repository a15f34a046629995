package escalation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// list names the tickets of the queue that pass.
func (b bench) list(f escalation.Filter, now time.Time) string {
	b.Helper()
	var out []string
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		ts, all, err := escalation.List(tx, f, now, 0, 100)
		for _, t := range ts {
			out = append(out, strconv.FormatUint(t.ID, 10))
		}
		if all != len(ts) {
			b.Errorf("%d of %d tickets on a page that has room for all", len(ts), all)
		}
		return nil, err
	})
	return strings.Join(out, " ")
}

func member(n int) chat.Member {
	return chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "m" + strconv.Itoa(n)}, Name: "Member " + strconv.Itoa(n)}
}

func (b bench) openIn(m chat.Member, s escalation.Subject, lang, tier string, at time.Time) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Open(tx, escalation.Request{Member: m, Subject: s, Lang: lang, Tier: tier, Room: group, At: at})
		return as, err
	})
}

func TestTheQueueShowsUrgentBeforeOthersAndWhoHasWaitedLongestFirst(t *testing.T) {
	b := newBench(t)
	b.openIn(member(1), escalation.General, "en", "", noon.Add(time.Minute))
	b.openIn(member(2), escalation.General, "zh", "technical", noon)
	b.openIn(member(3), escalation.Urgent, "pt-BR", "", noon.Add(2*time.Minute))
	b.openIn(member(4), escalation.Urgent, "en", "", noon.Add(3*time.Minute))
	want(t, "claim", b.claim(4, mei), "")
	now := noon.Add(10 * time.Minute)
	for _, c := range []struct {
		name string
		f    escalation.Filter
		want string
	}{
		{"all", escalation.Filter{}, "3 2 1 4"},
		{"new ones", escalation.Filter{State: escalation.New}, "3 2 1"},
		{"of a tier", escalation.Filter{Tier: "technical"}, "2"},
		{"of none", escalation.Filter{Tier: "first"}, "3 1 4"},
		{"of a language", escalation.Filter{Lang: "pt"}, "3"},
		{"of a language that begins alike", escalation.Filter{Lang: "p"}, ""},
		{"older", escalation.Filter{Older: 9 * time.Minute}, "2 1"},
		{"of a holder", escalation.Filter{Holder: mei.ID}, "4"},
		{"of a platform", escalation.Filter{Platform: "discord"}, ""},
		{"of several kinds at once", escalation.Filter{State: escalation.New, Lang: "en"}, "1"},
	} {
		if got := b.list(c.f, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNextClaimsTheMostPressingTicketThatIsToBeTaken(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Claims.Tiers = []escalation.Tier{{Name: "first"}, {Name: "technical", Team: []chat.MemberID{kim.ID}}}
	b.openIn(member(1), escalation.General, "en", "", noon)
	b.openIn(member(2), escalation.Urgent, "zh-Hant", "", noon.Add(time.Minute))
	b.openIn(member(3), escalation.General, "en", "technical", noon.Add(-time.Minute))
	next := func(rep chat.Member, want uint64, refusal string) {
		t.Helper()
		_, refused := b.do(func(tx store.Tx) ([]chat.Action, error) {
			got, as, err := b.d.Next(tx, rep, noon)
			if got.ID != want {
				t.Errorf("%s got ticket %d, want %d", rep.Name, got.ID, want)
			}
			return as, err
		})
		if refused != refusal {
			t.Errorf("%s: refused %q, want %q", rep.Name, refused, refusal)
		}
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, err := b.d.GoOn(tx, mei, []string{"en"}, noon)
		return nil, err
	})
	next(mei, 1, "")
	next(mei, 0, "next-others") // Chinese, and the technical team's
	next(kim, 2, "")
	next(kim, 3, "")
	next(kim, 0, "next-none")
}

// TestTheQueueIsAlwaysWhatTheTicketsAre plays at random and compares the index and its counts with the tickets themselves.
func TestTheQueueIsAlwaysWhatTheTicketsAre(t *testing.T) {
	b := newBench(t)
	b.d.Policy.PerDay = 1000
	r := rand.New(rand.NewPCG(1, 4))
	reps := []chat.Member{mei, kim, lea}
	at, last := noon, uint64(0)
	for range 400 {
		at = at.Add(time.Duration(r.IntN(600)) * time.Second)
		rep := reps[r.IntN(len(reps))]
		id := 1 + r.Uint64N(last+1)
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			t, ok, err := escalation.Get(tx, id)
			said := &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: at.String()}, From: rep, Text: "and then?"}
			switch n := r.IntN(8); {
			case err != nil:
				return nil, err
			case !ok || n == 0:
				m := member(r.IntN(60))
				opened, as, err := b.d.Open(tx, escalation.Request{Member: m, Subject: []escalation.Subject{escalation.General, escalation.Urgent}[r.IntN(2)], Tier: []string{"", "technical"}[r.IntN(2)], Lang: "en", Room: group, At: at})
				last = max(last, opened.ID)
				return as, err
			case n == 1:
				return b.d.Close(tx, t, rep, "", at)
			case n == 2:
				return b.d.Release(tx, t, rep, at)
			case n == 3 && !t.Open():
				return b.d.Reopen(tx, t, rep, nil, false, at)
			case n == 4 && t.Open():
				return b.d.FromStaff(tx, t, said, at)
			case n == 5 && t.Open():
				said.From = chat.Member{ID: t.Member, Name: t.Name}
				return b.d.FromMember(tx, t, said, at, false, false)
			}
			return b.d.Claim(tx, t, rep, at)
		})
		b.same(last)
	}
}

// same compares the queue and its tallies with the tickets.
func (b bench) same(last uint64) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		var ids []uint64
		counted := map[string]int{}
		for id := uint64(1); id <= last; id++ {
			t, err := escalation.Find(tx, id)
			if err != nil {
				return nil, err
			}
			if t.Open() {
				ids = append(ids, id)
				counted[fmt.Sprint(t.State, t.Tier, t.Subject == escalation.Urgent)]++
			}
		}
		ts, all, err := escalation.List(tx, escalation.Filter{}, noon, 0, 1000)
		if err != nil {
			return nil, err
		}
		var listed []uint64
		for _, t := range ts {
			listed = append(listed, t.ID)
		}
		slices.Sort(listed)
		if all != len(ids) || !slices.Equal(listed, ids) {
			b.Fatalf("the queue holds %v of the open tickets %v", listed, ids)
		}
		tallies, err := escalation.Tallies(tx)
		for _, n := range tallies {
			key := fmt.Sprint(n.State, n.Tier, n.Urgent)
			if counted[key] != n.Count {
				b.Fatalf("%d tickets are %s, counted %d", counted[key], key, n.Count)
			}
			delete(counted, key)
		}
		if len(counted) > 0 {
			b.Fatalf("not counted: %v", counted)
		}
		return nil, err
	})
}

func TestAStoreFromBeforeTheQueueIsIndexedOnce(t *testing.T) {
	b := newBench(t)
	for i := range uint64(5) {
		b.openIn(member(int(i)), escalation.General, "en", "", noon.Add(time.Duration(i)*time.Minute))
	}
	want(t, "close", b.close(2, mei, noon), "")
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		for _, table := range []string{"ticket_queue", "ticket_spot", "ticket_count"} {
			var keys [][]byte
			for k := range tx.Scan(table, nil, nil) {
				keys = append(keys, slices.Clone(k))
			}
			for _, k := range keys {
				if err := tx.Delete(table, k); err != nil {
					return nil, err
				}
			}
		}
		return nil, nil
	})
	if got := b.list(escalation.Filter{}, noon); got != "" {
		t.Fatalf("the queue still holds %s", got)
	}
	for range 2 {
		b.do(func(tx store.Tx) ([]chat.Action, error) { return nil, escalation.IndexQueue(tx) })
	}
	b.same(5)
}
