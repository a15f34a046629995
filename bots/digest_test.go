package bots_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/text/width"

	"frontdesk/bots"
	"frontdesk/bots/figures"
	"frontdesk/chat"
	"frontdesk/store"
)

// uploading is a platform that takes files.
func uploading() chat.Caps {
	c := nonced
	c.Upload, c.Download = 1<<20, 1<<20
	return c
}

func TestTheDailyDigestTellsTheDayBeforeOnce(t *testing.T) {
	inHouse(t, uploading(), func(h *house, p *platform) { // time begins on a Saturday, at midnight
		h.cfg.Zone = time.FixedZone("UTC+8", 8*60*60)
		h.cfg.Daily = bots.Daily{Hour: 9, Minute: 30}
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		told := func() []message { return p.seen(p.room("mods"), "in figures") }
		<-time.After(90 * time.Minute) // 09:30 there: nothing had happened the day before
		if n := len(told()); n != 0 {
			t.Fatalf("told %d times of nothing: %+v", n, told())
		}
		h.stop()
		<-time.After(25 * time.Hour) // over the next date
		h.start()
		<-time.After(time.Hour)
		if len(told()) != 1 || !strings.HasPrefix(told()[0].Text, "2000-01-01 in figures") {
			t.Fatalf("told: %+v", told())
		}
		if !strings.Contains(told()[0].Text, "Answered                 1  100%") {
			t.Errorf("it says %s", told()[0].Text)
		}
		if len(p.files) != 1 || !bytes.HasPrefix(p.files[0], []byte("\x89PNG")) {
			t.Errorf("%d files with it", len(p.files))
		}
		<-time.After(24 * time.Hour)
		if n := len(told()); n != 1 {
			t.Errorf("a quiet day was told: %d", n)
		}
	})
}

func TestADigestThatIsSwitchedOffIsNotTold(t *testing.T) {
	inHouse(t, uploading(), func(h *house, p *platform) {
		h.start()
		h.stop()
		h.cfg.Daily.Off = true // the timer was set already
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		<-time.After(40 * time.Hour)
		if told := p.seen(p.room("mods"), "in figures"); len(told) > 0 {
			t.Errorf("told: %+v", told)
		}
	})
}

func TestFiguresOfADayAreCollectedByDayHourLanguageAndTier(t *testing.T) {
	inHouse(t, nonced, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", question))
		h.press(p, "up", p.direct("ann"), "ann", "Helped")
		h.tell(p.said("2", p.direct("ann"), "ann", "/support my swap failed"))
		h.tell(p.said("3", p.room("staff"), "mei", "/claim 1"))
		<-time.After(10 * time.Minute)
		h.tell(p.said("4", p.room("topic/1"), "mei", "which one?"))
		h.view(func(tx store.Tx) error {
			r, err := bots.Collect(tx, time.UTC, time.Now(), 3, nil)
			if err != nil {
				return err
			}
			if len(r.Days) != 3 || r.Days[2].Day != r.To || r.Days[2].Counts != r.Sum {
				t.Errorf("days: %+v", r.Days)
			}
			if n := r.Sum; n.Asked != 1 || n.Answered != 1 || n.Helped != 1 || n.NotHelped != 0 || n.Opened != 1 || n.Claimed != 1 || n.Closed != 0 {
				t.Errorf("sum: %+v", n)
			}
			if median, _ := r.FirstAnswer.Of(); r.FirstAnswer.Count != 1 || (median-10*time.Minute).Abs() > time.Minute {
				t.Errorf("first answer: %+v", r.FirstAnswer)
			}
			if len(r.Hours) != 1 || r.Hours[0].Name != "00" || len(r.Languages) != 1 || r.Languages[0].Name != "en" {
				t.Errorf("parts: %+v, %+v", r.Hours, r.Languages)
			}
			if len(r.Standing) != 1 || r.Standing[0].State != "waiting_member" || r.Standing[0].Count != 1 {
				t.Errorf("standing: %+v", r.Standing)
			}
			return nil
		})
	})
}

func TestTheTableOfADigestFitsAPhone(t *testing.T) {
	r := &figures.Report{
		Sum: figures.Counts{
			Asked: 123456, Answered: 100000, Helped: 54321, NotHelped: 12345, Unanswered: 99, ToStaff: 1, Opened: 1000, Reopened: 7, Claimed: 999,
			Solved: 4, Closed: 990, Flagged: 2, Ratings: [5]uint64{10, 20, 30, 40, 500},
		},
		Flags:       figures.Flags{Raised: 100, Open: 20, Banned: 40, Muted: 40},
		FirstAnswer: figures.Times{Count: 9, Median: 59, P90: 86399}, Solution: figures.Times{Count: 9, Median: 86400 * 3, P90: 86400 * 25},
		Languages: []figures.Part{
			{Name: "en", FirstAnswer: figures.Times{Count: 1, Median: 86400 * 13, P90: 86400 * 25}},
			{Name: "zh", FirstAnswer: figures.Times{Count: 1, Median: 10, P90: 3600}},
		},
		Standing: []figures.Standing{{State: "waiting_staff", Tier: "a tier with a name without an end", Count: 100000}, {State: "new", Count: 1}},
	}
	for _, h := range []string{"01", "02", "09", "23"} {
		r.Hours = append(r.Hours, figures.Part{Name: h, FirstAnswer: figures.Times{Count: 1, Median: 600, P90: 5400}})
	}
	w, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range w.Langs() {
		table := bots.DigestTable(r, func(id string) string { return w.Text(chat.Say(id), lang) })
		for l := range strings.Lines(table) {
			columns := 0
			for _, c := range strings.TrimRight(l, "\n") {
				columns++
				if k := width.LookupRune(c).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
					columns++
				}
			}
			if columns > 32 {
				t.Errorf("%s: %d columns: %s", lang, columns, l)
			}
		}
		if !strings.Contains(table, "3d 0h / 25d 0h") || !strings.Contains(table, "00–04") {
			t.Errorf("%s: the table is\n%s", lang, table)
		}
	}
}

func TestWhatADigestTellsIsAMetricToo(t *testing.T) {
	inHouse(t, nonced, func(h *house, p *platform) {
		reg := prometheus.NewRegistry()
		h.metrics = reg
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support my swap failed"))
		h.tell(p.said("2", p.room("staff"), "mei", "/claim 1"))
		h.tell(p.said("3", p.room("topic/1"), "mei", "which one?"))
		h.tell(p.said("4", p.room("topic/1"), "mei", "/close done"))
		h.press(p, "stars", p.direct("ann"), "ann", "4 ★")
		h.tell(p.said("5", p.direct("bob"), "bob", "/support mine too"))
		all, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, f := range all {
			for _, m := range f.GetMetric() {
				name := f.GetName()
				for _, l := range m.GetLabel() {
					name += " " + l.GetValue()
				}
				got[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
		for name, want := range map[string]float64{
			"frontdesk_open_tickets new first": 1, "frontdesk_open_tickets solved first": 0, "frontdesk_ticket_events_total first opened": 2,
			"frontdesk_ticket_events_total first closed": 1, "frontdesk_first_answer_seconds first": 1, "frontdesk_solution_seconds first": 1,
			"frontdesk_ratings_total 4": 1,
		} {
			if n, ok := got[name]; !ok || n != want {
				t.Errorf("%s is %v, want %v", name, n, want)
			}
		}
	})
}
