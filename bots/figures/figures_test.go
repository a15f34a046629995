package figures

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"
)

func fortnight() *Report {
	r := &Report{From: "2026-11-09", To: "2026-11-22", Zone: "UTC"}
	for i := range 14 {
		n := uint64(i*7%23 + 3)
		d := Day{Day: fmt.Sprintf("2026-11-%02d", 9+i), Counts: Counts{Asked: 4 * n, Answered: 3 * n, Opened: n / 3, Closed: n / 4}}
		r.Days = append(r.Days, d)
		r.Sum = r.Sum.Plus(d.Counts)
	}
	return r
}

func TestTheChartIsLegibleOnItsPanelInEveryClient(t *testing.T) {
	if testing.Short() {
		t.Skip("it draws charts point by point")
	}
	for name, c := range map[string]struct {
		of   color.RGBA
		want float64
	}{"digits": {digits, 4.5}, "grid": {grid, 3}, "blue": {blue, 3}, "green": {green, 3}, "orange": {orange, 3}, "purple": {purple, 3}} {
		if got := contrast(c.of, panel); got < c.want {
			t.Errorf("%s has a contrast of %.2f with the panel, want %.1f", name, got, c.want)
		}
	}
	var b bytes.Buffer
	if err := fortnight().Chart(&b); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	for y := range height {
		for x := range width {
			if _, _, _, a := img.At(x, y).RGBA(); a != 0xffff {
				t.Fatalf("the client's own colour shows through at %d, %d", x, y)
			}
		}
	}
}

// contrast is the ratio of two colours by WCAG 2.2.
func contrast(a, b color.RGBA) float64 {
	light := func(c color.RGBA) float64 {
		linear := func(v uint8) float64 {
			f := float64(v) / 255
			if f > 0.04045 {
				return math.Pow((f+0.055)/1.055, 2.4)
			}
			return f / 12.92
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B) + 0.05
	}
	x, y := light(a), light(b)
	return max(x, y) / min(x, y)
}

func TestTheSameReportGivesTheSameChart(t *testing.T) {
	if testing.Short() {
		t.Skip("it draws charts point by point")
	}
	var a, b bytes.Buffer
	if err := fortnight().Chart(&a); err != nil {
		t.Fatal(err)
	}
	if err := fortnight().Chart(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the bytes differ")
	}
	if name := os.Getenv("FRONTDESK_CHART"); name != "" { // to be looked at
		if err := os.WriteFile(name, a.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAChartOfNothingAndOfOneDayIsDrawnToo(t *testing.T) {
	for name, r := range map[string]*Report{
		"no day": {}, "one day": {Days: []Day{{Day: "2026-11-22", Counts: Counts{Asked: 1}}}},
		"a large number": {Days: []Day{{Day: "x", Counts: Counts{Asked: math.MaxUint32}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := r.Chart(&bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCSVHasARowADayAndNoWordsOfMembers(t *testing.T) {
	r := fortnight()
	r.Questions = []Question{{Text: "where are my coins", Asked: 3}}
	r.Languages = []Part{{Name: "=zh", Counts: Counts{Opened: 2}}}
	var b strings.Builder
	if err := r.CSV(&b, "day"); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(rows) != 15 || !strings.HasPrefix(rows[0], "day,asked,answered,") || !strings.HasPrefix(rows[1], "2026-11-09,12,9,") {
		t.Errorf("%d rows: %s", len(rows), b.String())
	}
	if strings.Contains(b.String(), "coins") {
		t.Error("a member's words are in it")
	}
	b.Reset()
	if err := r.CSV(&b, "language"); err != nil || !strings.Contains(b.String(), "\n'=zh,") {
		t.Errorf("a name may be a formula: %v %s", err, b.String())
	}
	if r.CSV(&b, "member") == nil {
		t.Error("CSV by member was made")
	}
}

func TestTheMeanOfRatings(t *testing.T) {
	n, mean := Counts{Ratings: [5]uint64{1, 0, 0, 0, 3}}.Rated()
	if n != 4 || mean != 4 {
		t.Errorf("%d ratings, %v in the mean", n, mean)
	}
}
