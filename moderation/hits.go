package moderation

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Hit is an account that a dry run would have flagged.
type Hit struct {
	Member  chat.MemberID `json:"member"`
	Name    string        `json:"name"`
	Handle  string        `json:"handle,omitempty"`
	Rule    Rule          `json:"rule"`
	Like    string        `json:"like,omitempty"`
	Score   float64       `json:"score"`
	Reasons []string      `json:"reasons,omitempty"`
	At      time.Time     `json:"at"`
}

var hits = store.Table[Hit]{Name: "dryrun"} // survey‖number

// hitsKey begins the keys of files that list what a dry run found; they are written when they are sent.
const hitsKey = "dryrun:"

// filesOf is the origin of the desk's own files, which writes these too.
const filesOf chat.Platform = "archive"

// DryRunFile is the list of whom a dry run would have flagged.
func DryRunFile(no uint64) chat.File {
	n := strconv.FormatUint(no, 10)
	return chat.File{Platform: filesOf, Key: hitsKey + n, Kind: chat.Document, Name: "dryrun-" + n + ".csv", MIME: "text/csv"}
}

// WriteHits writes the list that a file's key names. What members call themselves never begins a formula.
func WriteHits(tx store.Tx, key string, w io.Writer) error {
	no, err := strconv.ParseUint(strings.TrimPrefix(key, hitsKey), 10, 64)
	if err != nil {
		return fmt.Errorf("%.64q names no dry run", key)
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"rule", "account", "name", "handle", "like", "score", "reasons"}); err != nil {
		return err
	}
	for row, err := range hits.Scan(tx, store.Key(no), nil) {
		if err != nil {
			return fmt.Errorf("dry run %d: %w", no, err)
		}
		h := row.Value
		if err := out.Write([]string{
			string(h.Rule), h.Member.String(), plainCell(h.Name), plainCell(h.Handle), plainCell(h.Like),
			strconv.FormatFloat(h.Score, 'f', 2, 64), plainCell(strings.Join(h.Reasons, "; ")),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainCell keeps a spreadsheet from reading a cell as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// hitsShown is how many accounts of each rule a report names.
const hitsShown = 8

// report tells what a dry run found, by rule, and of how many. Shown is how many accounts it names.
func (g *Guard) report(tx store.Tx, s *survey) (p *chat.Phrase, shown int, err error) {
	p = chat.Say("dryrun-head", "count", strconv.Itoa(s.looked()))
	for _, platform := range g.Platforms {
		t := s.Of[platform]
		args := []any{"platform", platform.Title(), "looked", strconv.Itoa(t.Looked), "count", strconv.Itoa(t.Count)}
		switch {
		case t.All:
			p.Lines(chat.Say("dryrun-all", args...))
		case t.Lacks != "":
			p.Lines(chat.Say("dryrun-lacks", append(args, "right", t.Lacks)...))
		case t.Count > 0:
			p.Lines(chat.Say("dryrun-of", args...))
		default:
			p.Lines(chat.Say("dryrun-seen", args...))
		}
	}
	if g.Policy.Pictures > 0 {
		p.Lines(chat.Say("dryrun-pictures", "pictured", strconv.Itoa(s.Pictured), "count", strconv.Itoa(s.looked()), "rate", strconv.Itoa(g.Policy.Pictures)))
	} else {
		p.Lines(chat.Say("dryrun-pictures-off"))
	}
	named, err := firstHits(tx, s.No)
	if err != nil {
		return nil, 0, err
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, 0, err
	}
	policies, err := g.Policies(tx)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range policies {
		n := s.Rules[f.Rule]
		if n == 0 {
			continue
		}
		p.And(chat.Say("dryrun-rule", "rule", chat.Say("rule-"+string(f.Rule)), "count", strconv.Itoa(n), "step", chat.Say("policy-"+string(f.Step))))
		for _, h := range named[f.Rule] {
			shown++
			p.Lines(chat.Say("dryrun-line", "name", unlinked(h.Name), "handle", orDash(h.Handle), "account", h.Member.String(), "like", e.called(h.Like)))
		}
	}
	if s.Hits == 0 {
		p.And(chat.Say("dryrun-nobody"))
	}
	return p.And(chat.Say("dryrun-nothing-done")), shown, nil
}

func firstHits(tx store.Tx, no uint64) (map[Rule][]Hit, error) {
	named := map[Rule][]Hit{}
	for row, err := range hits.Scan(tx, store.Key(no), nil) {
		if err != nil {
			return nil, fmt.Errorf("dry run %d: %w", no, err)
		}
		if h := row.Value; len(named[h.Rule]) < hitsShown {
			named[h.Rule] = append(named[h.Rule], h)
		}
	}
	return named, nil
}

// KeepHits is how long the accounts that a dry run named are kept.
const KeepHits = 7 * 24 * time.Hour

// PruneHits forgets whom dry runs before a time named, n of them at the most.
func PruneHits(tx store.Tx, before time.Time, n int) error {
	var old [][]byte
	for row, err := range hits.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("dry runs: %w", err)
		}
		if !row.Value.At.Before(before) || len(old) == n {
			break
		}
		old = append(old, slices.Clone(row.Key))
	}
	var errs []error
	for _, k := range old {
		errs = append(errs, hits.Delete(tx, k))
	}
	return errors.Join(errs...)
}
