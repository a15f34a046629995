package faq

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// Format is how entries are written down.
type Format string

// The formats. All hold everything that an entry holds.
const (
	YAML Format = "yaml" // as in faq.yaml
	JSON Format = "json" // the same keys
	CSV  Format = "csv"  // one row for each entry and language: see columns
)

// FormatOf tells the format by a file's name; "" when that does not tell.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return YAML
	case ".json":
		return JSON
	case ".csv", ".tsv":
		return CSV
	}
	return ""
}

// Read reads entries in the format that the name tells, else in the one that the text looks like. It is as strict as Parse
// in every format, and the error is a Problems. A byte order mark and line ends of any system are accepted.
func Read(name string, src []byte) ([]Entry, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.HasPrefix(src, []byte("PK\x03\x04")) { // .xlsx, .ods, .zip
		return nil, Problems{{Line: 1, What: "a spreadsheet's own format, or an archive; save the table as CSV UTF-8"}}
	}
	f := FormatOf(name)
	if f == "" {
		f = looksLike(src)
	}
	switch f {
	case JSON:
		return readJSON(src)
	case CSV:
		return readCSV(src)
	}
	return Parse(src)
}

// looksLike guesses the format of a text: JSON begins with a brace, a table with a line that names its columns.
func looksLike(src []byte) Format {
	src = bytes.TrimSpace(src)
	first, _, _ := bytes.Cut(src, []byte("\n"))
	switch {
	case bytes.HasPrefix(src, []byte("{")):
		return JSON
	case isHeader(string(first)):
		return CSV
	}
	return YAML
}

// Write writes entries in a format, in the order given. Read gives equal entries back; the same entries always give the same
// bytes.
func Write(w io.Writer, f Format, entries []Entry) error {
	var err error
	switch f {
	case YAML:
		return Export(w, entries)
	case JSON:
		err = writeJSON(w, entries)
	case CSV:
		err = writeCSV(w, entries)
	default:
		return fmt.Errorf("faq: %q is no format; expected %s, %s or %s", f, YAML, JSON, CSV)
	}
	if err != nil {
		return fmt.Errorf("faq: export: %w", err)
	}
	return nil
}
