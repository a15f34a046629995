package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/archive"
	"frontdesk/chat"
)

var room = chat.RoomID{Platform: "archive", Key: "files"}

// post is a file with this content on its way, to be kept under a name.
func post(name string, content io.Reader) chat.Outgoing {
	return chat.Outgoing{
		Post:  chat.Post{Text: name, Files: []chat.File{{Platform: "elsewhere"}}},
		Fetch: func(context.Context, chat.File) (io.ReadCloser, error) { return io.NopCloser(content), nil },
	}
}

func keep(t *testing.T, a *archive.Archive, name, content string) error {
	t.Helper()
	_, err := a.Send(t.Context(), "id", room, post(name, strings.NewReader(content)))
	return err
}

func read(t *testing.T, a *archive.Archive, name string) string {
	t.Helper()
	r, err := a.Fetch(t.Context(), chat.File{Key: name})
	if err != nil {
		return chat.AsFault(err).Error()
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAFileIsKeptForItsOwnerAloneAndFetchedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	a := archive.New("archive", dir, 0, 0)
	for range 2 { // again: after a call of unknown outcome
		if err := keep(t, a, "7-1-0", "bytes"); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, a, "7-1-0"); got != "bytes" {
		t.Errorf("read %q", got)
	}
	info, err := os.Stat(filepath.Join(dir, "7-1-0"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestNoNameLeadsOutOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "1"), []byte("another's"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := archive.New("archive", filepath.Join(dir, "files"), 0, 0)
	for _, name := range []string{"", "../1", "/etc/passwd", "a", "..", strings.Repeat("1", 65)} {
		if err := keep(t, a, name, "x"); chat.AsFault(err).Class != chat.Invalid {
			t.Errorf("%q was kept: %v", name, err)
		}
		if _, err := a.Fetch(t.Context(), chat.File{Key: name}); chat.AsFault(err).Class != chat.Gone {
			t.Errorf("%q was opened: %v", name, err)
		}
	}
}

func TestAFileThatIsTooLongOrBreaksOffLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	a := archive.New("archive", dir, 4, 0)
	if err := keep(t, a, "1-1-0", "12345"); chat.AsFault(err).Class != chat.Invalid {
		t.Errorf("kept: %v", err)
	}
	_, err := a.Send(t.Context(), "id", room, post("1-1-1", io.MultiReader(strings.NewReader("12"), broken{})))
	if chat.AsFault(err).Class != chat.Transient {
		t.Errorf("kept: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut") }

func TestTheOldestFilesGiveWay(t *testing.T) {
	dir := t.TempDir()
	a := archive.New("archive", dir, 10, 20)
	for i, name := range []string{"1-1-0", "1-1-1", "1-1-2"} {
		if err := keep(t, a, name, "12345678"); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, a, "1-1-0"); got == "12345678" {
		t.Error("the oldest is still there")
	}
	if read(t, a, "1-1-1")+read(t, a, "1-1-2") != "1234567812345678" {
		t.Error("a newer one is gone")
	}
}

func TestWhatIsOldOrForgottenIsSweptAway(t *testing.T) {
	dir := t.TempDir()
	a := archive.New("archive", dir, 0, 0)
	for _, name := range []string{"1-1-0", "2-1-0", "3-1-0"} {
		if err := keep(t, a, name, name); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "1-1-0"), old, old); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "README"), []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.Sweep(time.Now().Add(-24*time.Hour), func(name string) bool { return name == "2-1-0" }); err != nil {
		t.Fatal(err)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 2 || left[0].Name() != "3-1-0" {
		t.Errorf("left: %v", left)
	}
	if err := archive.New("archive", filepath.Join(dir, "none"), 0, 0).Sweep(time.Now(), nil); err != nil {
		t.Errorf("no folder yet: %v", err)
	}
}

func TestAnUploadOfManyBytesIsStreamed(t *testing.T) {
	a := archive.New("archive", t.TempDir(), 64<<20, 0)
	if _, err := a.Send(t.Context(), "id", room, post("1-1-0", io.LimitReader(zeros{}, 32<<20))); err != nil {
		t.Fatal(err)
	}
	r, err := a.Fetch(t.Context(), chat.File{Key: "1-1-0"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if n, err := io.Copy(io.Discard, r); err != nil || n != 32<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte{0}, len(b))), nil }
