package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"filippo.io/age"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// bytesStore is a store of these bytes.
type bytesStore string

func (b bytesStore) Size() int64 { return int64(len(b)) }
func (b bytesStore) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, string(b))
	return int64(n), err
}

func source() Source {
	return Source{
		Store:    bytesStore(strings.Repeat("rows and rows ", 5000)),
		Files:    fstest.MapFS{"7-1.jpg": {Data: []byte("a picture")}, ".part-1": {Data: []byte("half")}, "empty": {}},
		Manifest: Manifest{Version: "v1", Schema: 1, Made: noon, Rows: map[string]int{"ticket": 3}},
	}
}

func written(t *testing.T, s Source) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(t.Context(), &b, s, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABackupComesBackByteByByte(t *testing.T) {
	dir := t.TempDir()
	m, err := Extract(t.Context(), bytes.NewReader(written(t, source())), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "v1" || m.Schema != 1 || !m.Made.Equal(noon) || m.Rows["ticket"] != 3 || len(m.Files) != 3 {
		t.Errorf("the manifest says %+v", m)
	}
	for name, want := range map[string]string{"frontdesk.db": strings.Repeat("rows and rows ", 5000), "files/7-1.jpg": "a picture", "files/empty": ""} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: %v, %d bytes", name, err, len(got))
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, mode %v", name, err, info.Mode())
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "files/.part-1")); err == nil {
		t.Error("half a file was backed up")
	}
}

func TestWhatWasCutOffOrChangedIsNoBackup(t *testing.T) {
	whole := written(t, source())
	for n := 0; n < len(whole); n += 1 + n/5 {
		if _, err := Extract(t.Context(), bytes.NewReader(whole[:n]), t.TempDir(), nil); !errors.Is(err, ErrCut) && !errors.Is(err, ErrDamaged) {
			t.Errorf("cut off after %d of %d bytes: %v", n, len(whole), err)
		}
	}
	harmless := 0
	for n := 0; n < len(whole); n += 5 {
		bad := bytes.Clone(whole)
		bad[n] ^= 0x10
		dir := t.TempDir()
		_, err := Extract(t.Context(), bytes.NewReader(bad), dir, nil)
		if err == nil { // flags of the compression that nobody reads: what comes out must be the same
			harmless++
			if got, err := os.ReadFile(filepath.Join(dir, storeName)); err != nil || string(got) != strings.Repeat("rows and rows ", 5000) {
				t.Errorf("byte %d changed: %v, and the store is another", n, err)
			}
		}
	}
	if harmless > len(whole)/50 { // the time of making, in the heads
		t.Errorf("%d changed bytes went unseen", harmless)
	}
}

func TestNothingIsWrittenOutsideOfTheDirectory(t *testing.T) {
	for _, name := range []string{"../evil", "/evil", "files/../../evil", "files/../frontdesk.db", "files/a/b", "files/.hidden", `files/..\evil`, "other"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		_ = w.WriteHeader(&tar.Header{Name: name, Size: 4, Mode: 0o600, Typeflag: tar.TypeReg})
		_, _ = w.Write([]byte("evil"))
		_ = errors.Join(w.Close(), z.Close())
		outer := t.TempDir()
		dir := filepath.Join(outer, "in")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Extract(t.Context(), &b, dir, nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		for _, d := range []string{outer, dir} {
			if entries, _ := os.ReadDir(d); len(entries) > 1 || d == dir && len(entries) > 0 {
				t.Errorf("%s: something was written: %v", name, entries)
			}
		}
	}
	link := func(h tar.Header) bool { return allowed(&h) }
	if link(tar.Header{Name: "frontdesk.db", Typeflag: tar.TypeSymlink}) || link(tar.Header{Name: "files/a", Typeflag: tar.TypeLink}) {
		t.Error("links are taken")
	}
}

func TestABackupOfANewerProgramIsRefusedWithWhatToDo(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	text := `{"format": 2, "version": "v9"}`
	_ = w.WriteHeader(&tar.Header{Name: manifestName, Size: int64(len(text)), Mode: 0o600})
	_, _ = io.WriteString(w, text)
	_ = errors.Join(w.Close(), z.Close())
	if _, err := Extract(t.Context(), &b, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "restore it with the frontdesk v9") {
		t.Error(err)
	}
}

func TestWritingAndExtractingCanBeInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := Write(ctx, io.Discard, source(), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Extract(ctx, bytes.NewReader(written(t, source())), t.TempDir(), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestOnlyTheKeyOpensWhatIsSealed(t *testing.T) {
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := age.GenerateX25519Identity()
	for what, c := range map[string]struct {
		key       Key
		by        Opener
		otherwise []Opener
	}{
		"plain":        {Key{}, Opener{}, nil},
		"a passphrase": {Key{Passphrase: "correct horse"}, Opener{Passphrase: "correct horse"}, []Opener{{}, {Passphrase: "wrong"}, {Identities: mine.String()}}},
		"a recipient":  {Key{Recipients: []string{mine.Recipient().String()}}, Opener{Identities: "# mine\n" + mine.String()}, []Opener{{}, {Passphrase: "x"}, {Identities: other.String()}}},
		"two recipients": {
			Key{Recipients: []string{hybrid.Recipient().String(), hybrid.Recipient().String()}}, Opener{Identities: hybrid.String()}, []Opener{{Identities: other.String()}},
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if c.key.Passphrase != "" && testing.Short() {
				t.Skip("what makes guessing slow takes a minute under the race detector")
			}
			var b bytes.Buffer
			w, err := c.key.Seal(&b)
			if err == nil {
				_, err = io.WriteString(w, "what members wrote")
			}
			if err = errors.Join(err, w.Close()); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b.Bytes(), []byte("members")) != c.key.Zero() {
				t.Error("it is readable, or is not")
			}
			r, err := c.by.Open(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || string(got) != "what members wrote" {
				t.Errorf("%q, %v", got, err)
			}
			for i, o := range c.otherwise {
				if _, err := o.Open(bytes.NewReader(b.Bytes())); !errors.Is(err, ErrLocked) {
					t.Errorf("another opener, %d: %v", i, err)
				}
			}
		})
	}
	for what, k := range map[string]Key{"both": {"p", []string{mine.Recipient().String()}}, "no recipient": {Recipients: []string{"age1nonsense"}}} {
		if k.Check() == nil {
			t.Errorf("%s is accepted", what)
		}
	}
	if _, err := (Opener{Identities: "nonsense"}).Open(strings.NewReader(sealed + "v1\n")); err == nil || errors.Is(err, ErrLocked) {
		t.Errorf("a file that holds no identity: %v", err)
	}
}

func TestTheOldestBackupsGiveWay(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for day := range 5 {
		path := filepath.Join(dir, Name(noon.AddDate(0, 0, day), day%2 == 0))
		if err := Create(path, func(w io.Writer) error { _, err := fmt.Fprint(w, day); return err }); err != nil {
			t.Fatal(err)
		}
		if day >= 3 {
			want = append(want, path)
		}
	}
	for _, other := range []string{"notes.txt", "frontdesk-yesterday.tar.gz", Name(noon, true) + ".bad"} {
		if err := os.WriteFile(filepath.Join(dir, other), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Rotate(dir, 2); err != nil {
		t.Fatal(err)
	}
	all, err := List(dir)
	var got []string
	for _, b := range all {
		got = append(got, b.Path)
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, left are %v", err, got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 5 {
		t.Errorf("what is no backup was taken away: %v", entries)
	}
	if all, err := List(filepath.Join(dir, "none")); err != nil || len(all) > 0 {
		t.Errorf("a folder that is not there: %v %v", all, err)
	}
}

func TestAFileIsThereWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "one")
	put := func(text string, err error) error {
		return Create(path, func(w io.Writer) error { _, _ = io.WriteString(w, text); return err })
	}
	full := errors.New("no space left")
	if err := put("half", full); !errors.Is(err, full) {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) > 0 {
		t.Errorf("something is left: %v", entries)
	}
	if err := errors.Join(put("one", nil), put("half of two", nil)); err != nil {
		t.Fatal(err)
	}
	_ = put("x", full)
	got, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || string(got) != "half of two" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, mode %v", got, err, info.Mode())
	}
}
