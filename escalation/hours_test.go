package escalation_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"frontdesk/escalation"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// office is open on weekdays from nine to six.
func office(z *time.Location, holidays ...escalation.Date) escalation.Hours {
	h := escalation.Hours{Zone: z, Holidays: holidays}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Add(day, escalation.Span{From: 9 * 60, To: 18 * 60})
	}
	return h
}

func TestTheDeskOpensAndClosesByTheWallClockOfItsZone(t *testing.T) {
	shanghai, berlin := zone(t, "Asia/Shanghai"), zone(t, "Europe/Berlin")
	xmas := escalation.Date{Year: 2026, Month: time.December, Day: 25}
	at := func(z *time.Location, s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, z)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, c := range map[string]struct {
		hours     escalation.Hours
		now, next time.Time
	}{
		"during the day it is open":                   {office(shanghai), at(shanghai, "2026-11-23 09:00"), at(shanghai, "2026-11-23 09:00")},
		"in the evening it opens tomorrow":            {office(shanghai), at(shanghai, "2026-11-23 18:00"), at(shanghai, "2026-11-24 09:00")},
		"elsewhere the date is another":               {office(shanghai), at(time.UTC, "2026-11-22 23:30"), at(time.UTC, "2026-11-23 01:00")},
		"a weekend is skipped":                        {office(shanghai), at(shanghai, "2026-11-20 18:30"), at(shanghai, "2026-11-23 09:00")},
		"a holiday is skipped, with its weekend":      {office(shanghai, xmas), at(shanghai, "2026-12-24 23:00"), at(shanghai, "2026-12-28 09:00")},
		"clocks put forward move the opening":         {office(berlin), at(time.UTC, "2026-03-28 12:00"), at(time.UTC, "2026-03-30 07:00")},
		"a desk without hours is always open":         {escalation.Hours{}, at(time.UTC, "2026-03-28 12:00"), at(time.UTC, "2026-03-28 12:00")},
		"a desk that never opens has no next opening": {escalation.Hours{Holidays: []escalation.Date{xmas}}, at(time.UTC, "2026-03-28 12:00"), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := c.hours.Next(c.now)
			if !got.Equal(c.next) || ok == c.next.IsZero() {
				t.Errorf("got %v, want %v", got, c.next)
			}
			if open := c.hours.At(c.now); open != c.next.Equal(c.now) {
				t.Errorf("open: %v", open)
			}
		})
	}
}

func TestAShiftOverMidnightGoesOnIntoTheNextDay(t *testing.T) {
	var h escalation.Hours
	h.Add(time.Saturday, escalation.Span{From: 22 * 60, To: 6 * 60})
	h.Add(time.Saturday, escalation.Span{From: 10 * 60, To: 12 * 60})
	h.Add(time.Sunday, escalation.Span{From: 5 * 60, To: 8 * 60})
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) // a Sunday
	if got := h.Between(midnight.Add(-12*time.Hour), midnight.Add(12*time.Hour)); got != 10*time.Hour {
		t.Errorf("open for %v", got)
	}
	if got, _ := h.After(midnight.Add(-time.Hour), 3*time.Hour); !got.Equal(midnight.Add(2 * time.Hour)) {
		t.Errorf("three hours later it is %v", got)
	}
}

// TestWorkingTimeIsWhatAMinuteHandCounts walks through changes of the clocks five minutes at a time and compares.
func TestWorkingTimeIsWhatAMinuteHandCounts(t *testing.T) {
	months := []time.Month{time.March, time.April, time.October, time.November}
	if testing.Short() {
		months = months[:1]
	}
	for _, place := range []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"} {
		z := zone(t, place)
		for _, month := range months {
			r := rand.New(rand.NewPCG(7, uint64(month)))
			h := escalation.Hours{Zone: z, Holidays: []escalation.Date{{Year: 2026, Month: month, Day: 11}}}
			for range 9 {
				from := r.IntN(24) * 60
				h.Add(time.Weekday(r.IntN(7)), escalation.Span{From: from, To: (from + 30*r.IntN(40)) % (24 * 60)})
			}
			h.Add(time.Sunday, escalation.Span{From: 0, To: 24 * 60})
			from := time.Date(2026, month, 1+r.IntN(25), r.IntN(24), 5*r.IntN(12), 0, 0, z)
			var counted time.Duration
			for at := from; at.Before(from.Add(8 * 24 * time.Hour)); at = at.Add(5 * time.Minute) {
				if got := h.Between(from, at); got != counted {
					t.Fatalf("%s: from %v to %v the desk was open for %v, counted %v", place, from, at, got, counted)
				}
				if h.At(at) {
					if due, ok := h.After(from, counted); !ok || due.After(at) {
						t.Fatalf("%s: after %v of work since %v it is %v, not %v", place, counted, from, due, at)
					}
					counted += 5 * time.Minute
				}
			}
		}
	}
}

func BenchmarkAnAlarmIsFoundOverAWeekend(b *testing.B) {
	h := office(zone(b, "Europe/Berlin"))
	friday := time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC)
	for b.Loop() {
		if _, ok := h.After(friday, 8*time.Hour); !ok {
			b.Fatal("never")
		}
	}
}

func BenchmarkADeskThatNeverOpensAgainIsGivenUp(b *testing.B) {
	h := escalation.Hours{Zone: zone(b, "Europe/Berlin"), Holidays: []escalation.Date{{Year: 2026, Month: time.May, Day: 1}}}
	for b.Loop() {
		if _, ok := h.Next(time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC)); ok {
			b.Fatal("open")
		}
	}
}
