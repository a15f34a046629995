package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzExtract: whatever the bytes, nothing is written outside of the directory, and what comes out without an error is what the
// manifest says.
func FuzzExtract(f *testing.F) {
	var whole bytes.Buffer
	if err := Write(f.Context(), &whole, source(), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()/2])
	f.Add([]byte(sealed))
	f.Fuzz(func(t *testing.T, raw []byte) {
		outer := t.TempDir()
		dir := filepath.Join(outer, "in")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		r, err := Opener{}.Open(bytes.NewReader(raw))
		if err != nil {
			return
		}
		m, err := Extract(t.Context(), r, dir, nil)
		if entries, _ := os.ReadDir(outer); len(entries) != 1 {
			t.Fatalf("written outside: %v", entries)
		}
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if info, err := os.Stat(filepath.Join(dir, file.Name)); err != nil || info.Size() != file.Size {
				t.Errorf("%s: %v", file.Name, err)
			}
		}
	})
}
