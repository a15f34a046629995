package moderation

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

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
