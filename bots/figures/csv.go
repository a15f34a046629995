package figures

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// By are the ways in which CSV can be broken down.
var By = []string{"day", "hour", "language", "tier"}

// columns are those of every CSV, after the first, which names the row.
var columns = []string{
	"asked", "answered", "helped", "not_helped", "unanswered", "to_staff", "opened", "reopened", "claimed", "solved", "closed", "flagged",
	"rating_1", "rating_2", "rating_3", "rating_4", "rating_5",
	"first_answers", "first_answer_median_s", "first_answer_p90_s", "solutions", "solution_median_s", "solution_p90_s",
}

// CSV writes one row for each day, hour, language or tier. It holds no names and no words of members. What is not counted by
// hour, language or tier is 0 there: flags, and by tier and hour what became of questions.
func (r *Report) CSV(w io.Writer, by string) error {
	if !slices.Contains(By, by) {
		return fmt.Errorf("%q: expected one of %s", by, strings.Join(By, ", "))
	}
	out := csv.NewWriter(w)
	_ = out.Write(append([]string{by}, columns...)) // the error stays, and Flush's is asked for below
	parts := map[string][]Part{"hour": r.Hours, "language": r.Languages, "tier": r.Tiers}[by]
	if by == "day" {
		for _, d := range r.Days {
			parts = append(parts, Part{d.Day, d.Counts, d.FirstAnswer, d.Solution})
		}
	}
	for _, p := range parts {
		_ = out.Write(p.row())
	}
	out.Flush()
	return out.Error()
}

func (p Part) row() []string {
	row := []string{cell(p.Name)}
	for _, n := range []uint64{
		p.Asked, p.Answered, p.Helped, p.NotHelped, p.Unanswered, p.ToStaff, p.Opened, p.Reopened, p.Claimed, p.Solved, p.Closed, p.Flagged,
		p.Ratings[0], p.Ratings[1], p.Ratings[2], p.Ratings[3], p.Ratings[4],
		p.FirstAnswer.Count, uint64(p.FirstAnswer.Median), uint64(p.FirstAnswer.P90),
		p.Solution.Count, uint64(p.Solution.Median), uint64(p.Solution.P90),
	} {
		row = append(row, strconv.FormatUint(n, 10))
	}
	return row
}

// cell keeps a name from being a formula of a spreadsheet.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
