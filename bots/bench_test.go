package bots_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store/bolt"
)

// The benchmarks measure the whole path but for the platform: guard, engine, transaction with a real fsync, outbox. An FAQ of
// 200 entries, known members, batches of up to 100 events from several callers, as adapters deliver them.

// silent is a platform whose calls take no time.
type silent struct {
	chat.Nothing
	caps  chat.Caps
	sends atomic.Int64
	sent  func() // told of each send; nil: nobody
}

func (*silent) Platform() chat.Platform      { return "test" }
func (s *silent) Caps(chat.RoomID) chat.Caps { return s.caps }

func (s *silent) Run(ctx context.Context, in chat.Intake) error {
	in.Serving("test", nil)
	<-ctx.Done()
	return nil
}

func (s *silent) Send(_ context.Context, id string, _ chat.RoomID, _ chat.Outgoing) (chat.MessageID, error) {
	s.sends.Add(1)
	if s.sent != nil {
		s.sent()
	}
	return chat.MessageID{Platform: "test", Key: id}, nil
}

// Members the desk has met, and topics they talk in: answers of one room go out one after the other.
const (
	benchMembers = 2000
	benchRooms   = 50
)

// benchHouse is a house with a large FAQ and members it has met.
func benchHouse(b *testing.B) (*house, *silent) {
	b.Helper()
	p := newPlatform("test", nonced)
	h := newHouse(b, bolt.Options{}, p)
	quiet := &silent{caps: nonced}
	h.adapters = []chat.Adapter{quiet}
	h.faq, h.roster = largeFAQ(), officials()
	h.cfg.PerMinute, h.cfg.Cooldown = 1<<30, 0
	h.start()
	var met []chat.Event
	for n := range benchMembers {
		met = append(met, p.said(fmt.Sprint("met", n), p.room("lobby"), memberNo(n), "gm"))
	}
	h.tell(met...)
	return h, quiet
}

func memberNo(n int) string { return fmt.Sprint("member", n%benchMembers) }

// largeFAQ has 200 entries: what can be done, with what.
func largeFAQ() string {
	deeds := []string{"deposit", "withdraw", "swap", "stake", "unstake", "bridge", "import", "export", "restore", "verify", "hide", "rename", "send", "receive", "sell", "buy", "lock", "unlock", "cancel", "track"}
	things := []string{"bitcoin", "ether", "tokens", "an NFT", "my account", "the wallet", "a ledger", "USDT", "solana", "the rewards"}
	var s strings.Builder
	s.WriteString("entries:\n")
	for _, d := range deeds {
		for _, t := range things {
			fmt.Fprintf(&s, "  - id: %s-%s\n    title: {en: %q}\n    questions: {en: [%q, %q, %q]}\n    answer: {en: %q}\n",
				d, strings.ToLower(strings.ReplaceAll(t, " ", "-")), d+" "+t,
				"How do I "+d+" "+t+"?", "where can I "+d+" "+t, "I cannot "+d+" "+t+", what is wrong?",
				"Open the menu, choose "+d+", then "+t+".")
		}
	}
	return s.String()
}

// chatter is what nobody wants an answer to.
func chatter(n int) string {
	lines := []string{
		"good morning everyone", "lol that was a good one", "anyone watching the match tonight?", "price is going up again", "gm gm",
		"I had pasta for lunch, and you", "see you all tomorrow", "nice chart, thanks for sharing", "haha yes exactly what I thought", "早上好大家",
		"who is going to the meetup in Lisbon next week", "that movie was terrible honestly", "🚀🚀🚀", "ok", "welcome to the group, mate",
	}
	return fmt.Sprint(lines[n%len(lines)], strings.Repeat(" ", n%2), strings.Repeat("!", n%4))
}

// asked are questions that the large FAQ answers, in several wordings.
func asked(b *testing.B) (out []string) {
	b.Helper()
	entries, err := faq.Parse([]byte(largeFAQ()))
	if err != nil {
		b.Fatal(err)
	}
	idx := faq.Build(entries, faq.Options{})
	for _, e := range entries {
		for _, form := range []string{"How do I %s?", "hello, how do i %s please", "where can I %s", "hi all, I want to %s, how does it work?"} {
			q := fmt.Sprintf(form, e.Title["en"])
			if idx.Match(faq.Query{Text: q}).Kind == faq.Answer {
				out = append(out, q)
			}
		}
	}
	if len(out) < 200 {
		b.Fatalf("the FAQ answers only %d questions", len(out))
	}
	return out
}

// flood lets several callers deliver b.N events in batches and reports events per second.
func flood(b *testing.B, h *house, text func(int) string) {
	b.Helper()
	const batch = 100
	p := h.on[0]
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 2 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				from := int(next.Add(batch)) - batch
				if from >= b.N {
					return
				}
				events := make([]chat.Event, 0, batch)
				for n := from; n < min(from+batch, b.N); n++ {
					e := p.said(fmt.Sprint(b.N, "/", n), p.room(fmt.Sprint("topic", n%benchRooms)), memberNo(n), text(n))
					e.Within = []chat.RoomID{p.room("lobby")}
					events = append(events, e)
				}
				if err := h.hub.Accept(b.Context(), events...); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkIgnoredChatter(b *testing.B) {
	h, quiet := benchHouse(b)
	before := quiet.sends.Load()
	flood(b, h, chatter)
	b.StopTimer()
	if n := quiet.sends.Load() - before; n > 0 {
		b.Fatalf("%d of %d lines were answered", n, b.N)
	}
}

func BenchmarkAnsweredQuestions(b *testing.B) {
	h, quiet := benchHouse(b)
	before := quiet.sends.Load()
	questions := asked(b)
	flood(b, h, func(n int) string { return questions[n%len(questions)] })
	h.settle() // the answers are sent, their receipts on disk
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.StopTimer()
	if n := int(quiet.sends.Load() - before); n != b.N {
		b.Fatalf("%d of %d questions were answered", n, b.N)
	}
}

// BenchmarkLatency is the time from Accept to the call of Send on an idle desk, beside what one fsync takes here.
func BenchmarkLatency(b *testing.B) {
	h, quiet := benchHouse(b)
	questions := asked(b)
	called := make(chan time.Time, 1)
	quiet.sent = func() { called <- time.Now() }
	var took []time.Duration
	n := 0
	for b.Loop() {
		n++
		began := time.Now()
		if err := h.hub.Accept(b.Context(), h.on[0].said(fmt.Sprint("latency", n), h.on[0].room("lobby"), memberNo(n), questions[n%len(questions)])); err != nil {
			b.Fatal(err)
		}
		took = append(took, (<-called).Sub(began))
		h.settle()
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	syncs := fsyncs(b, 200)
	b.ReportMetric(ms(syncs[len(syncs)/2]), "fsync-p50-ms")
	b.ReportMetric(ms(syncs[len(syncs)*99/100]), "fsync-p99-ms")
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// fsyncs are the times of n writes of a page with their sync, sorted.
func fsyncs(b *testing.B, n int) (out []time.Duration) {
	f, err := os.Create(filepath.Join(b.TempDir(), "page"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for i := range n {
		began := time.Now()
		if _, err := f.WriteAt(page, int64(i%4)*4096); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		out = append(out, time.Since(began))
	}
	slices.Sort(out)
	return out
}
