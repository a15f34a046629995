package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/internal/backup"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// with is an environment of these variables.
func with(variables map[string]string) environment {
	return environment{get: func(name string) string { return variables[name] }}
}

func TestABackupIsMadeWhileItServesAndRestoresWhatWasThere(t *testing.T) {
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	data, folder, identity := t.TempDir(), t.TempDir(), file(t, "identity.txt", mine.String())
	s := chatOn(t, data)
	s.says("/as max", "You are max now")
	s.says("/faq add fees | Fees | what are the fees | Half a percent.", "[1] Publish")
	s.says("1", "fees")
	if err := os.MkdirAll(filepath.Join(data, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "files", "7-1.jpg"), []byte("a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := cli(t, "", "backup", folder, "--recipient", mine.Recipient().String(), "--data", data)
	if got.status != 0 || !strings.Contains(got.out, "encrypted") {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
	}
	all, err := backup.List(folder)
	if err != nil || len(all) != 1 || !strings.HasSuffix(all[0].Path, ".age") {
		t.Fatal(all, err)
	}
	if raw, err := os.ReadFile(all[0].Path); err != nil || bytes.Contains(raw, []byte("Half a percent")) {
		t.Errorf("%v: it can be read without the identity", err)
	}
	s.says("/faq add later | Later | what came later | This did.", "[1] Publish")
	s.says("1", "later")
	if got := cli(t, "", "restore", folder, "--identity", identity, "--data", data); got.status != 1 || !strings.Contains(got.err, "stop the frontdesk that works on "+data) {
		t.Errorf("restored under a running desk: status %d\n%s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "restore", folder, "--identity", identity, "--drill", "--data", data); got.status != 0 || !strings.Contains(got.out, "is whole") || !strings.Contains(got.out, "  entry ") {
		t.Errorf("the drill: status %d\n%s%s", got.status, got.out, got.err)
	}
	if o := s.leave(); o.status != 0 {
		t.Fatalf("status %d\n%s", o.status, o.err)
	}

	if got := cli(t, "", "restore", all[0].Path, "--data", data, "--yes"); got.status != 1 || !strings.Contains(got.err, "BACKUP_PASSPHRASE") {
		t.Errorf("without the identity: status %d\n%s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "restore", folder, "--identity", identity, "--data", data); got.status != 1 || !strings.Contains(got.err, "add --yes") {
		t.Errorf("without --yes: status %d\n%s%s", got.status, got.out, got.err)
	}
	got = cli(t, "", "restore", folder, "--identity", identity, "--data", data, "--yes")
	if got.status != 0 || !strings.Contains(got.out, "restored to "+data) || !strings.Contains(got.out, "before-restore-") {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if picture, err := os.ReadFile(filepath.Join(data, "files", "7-1.jpg")); err != nil || string(picture) != "a picture" {
		t.Errorf("the kept file: %v %q", err, picture)
	}
	left, err := filepath.Glob(filepath.Join(data, "before-restore-*", "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("what was there is in %v", left)
	}
	if stray, _ := filepath.Glob(filepath.Join(data, ".restore-*")); len(stray) > 0 {
		t.Errorf("left behind: %v", stray)
	}
	s = chatOn(t, data)
	s.says("what are the fees", "Half a percent.")
	s.says("/as max", "You are max now")
	s.says("/faq show later", "No entry is like")
	s.leave()
}

func TestAPassphraseInTheEnvironmentEncryptsAndOpens(t *testing.T) {
	if testing.Short() {
		t.Skip("what makes guessing slow takes a minute under the race detector")
	}
	data, path, key := t.TempDir(), filepath.Join(t.TempDir(), "one.age"), with(map[string]string{"BACKUP_PASSPHRASE": "correct horse"})
	chatOn(t, data).leave()
	if got := cliIn(t, key, "", "backup", path, "--data", data); got.status != 0 || !strings.Contains(got.out, "encrypted") {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if got := cliIn(t, key, "", "restore", path, "--drill"); got.status != 0 || !strings.Contains(got.out, "is whole") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if got := cliIn(t, with(map[string]string{"BACKUP_PASSPHRASE": "wrong"}), "", "restore", path, "--drill"); got.status != 1 || !strings.Contains(got.err, "another passphrase") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
}

func TestABackupNeedsNoFAQ(t *testing.T) {
	data := t.TempDir()
	chatOn(t, data).leave()
	broken := file(t, "broken.yaml", "entries: [")
	out := filepath.Join(t.TempDir(), "one.tar.gz")
	if got := cli(t, "", "backup", out, "--data", data, "--faq", broken); got.status != 0 || !strings.Contains(got.out, "not encrypted") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if piped := cli(t, "", "backup", "-", "--data", data); piped.status != 0 || !strings.HasPrefix(piped.out, "\x1f\x8b") {
		t.Errorf("status %d, %d bytes\n%s", piped.status, len(piped.out), piped.err)
	}
}

func TestAMistakeInABackupSaysWhatToDo(t *testing.T) {
	data, empty := t.TempDir(), t.TempDir()
	chatOn(t, data).leave()
	cut := filepath.Join(t.TempDir(), "cut.tar.gz")
	if got := cli(t, "", "backup", cut, "--data", data); got.status != 0 {
		t.Fatal(got.err)
	}
	whole, err := os.ReadFile(cut)
	if err == nil {
		err = os.WriteFile(cut, whole[:len(whole)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		env  map[string]string
		want string
	}{
		{[]string{"backup", "--data", empty}, nil, "there is no store in " + empty},
		{[]string{"backup", "--data", data, "--recipient", "bob"}, nil, "age-keygen"},
		{[]string{"backup", "--data", data, "--recipient", "age1x"}, map[string]string{"BACKUP_PASSPHRASE": "x"}, "not both"},
		{[]string{"backup", "--data", data}, map[string]string{"BACKUP_PASSPHRASE_FILE": "/none"}, "BACKUP_PASSPHRASE_FILE"},
		{[]string{"restore", "--data", empty}, nil, "which backup?"},
		{[]string{"restore", empty, "--data", data}, nil, "holds no backup"},
		{[]string{"restore", "/none", "--data", data}, nil, "no such file"},
		{[]string{"restore", cut, "--data", data, "--yes"}, nil, "it was cut off while it was written or copied"},
		{[]string{"restore", testFAQ, "--data", data, "--yes"}, nil, "it is damaged"},
		{[]string{"restore", cut, "--data", data, "--identity", testFAQ}, nil, "add --yes"},
	} {
		if got := cliIn(t, with(c.env), "", c.args...); got.status != 1 || !strings.Contains(got.err, c.want) {
			t.Errorf("%v: status %d\n%s%s", c.args, got.status, got.out, got.err)
		}
	}
	chatOn(t, data).leave() // nothing was replaced
}

func TestARestoreRefusesANewerSchemaBeforeItTouchesAnything(t *testing.T) {
	from, data := t.TempDir(), t.TempDir()
	chatOn(t, data).leave()
	s, err := openStore(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.CheckSchema(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.tar.gz")
	err = backup.Create(path, func(w io.Writer) error {
		return s.Snapshot(t.Context(), func(snap bolt.Snapshot) error {
			rows, err := snap.Rows(t.Context())
			if err != nil {
				return err
			}
			return backup.Write(t.Context(), w, backup.Source{Store: snap, Manifest: backup.Manifest{Schema: store.Schema + 1, Rows: rows}}, nil)
		})
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if got := cli(t, "", "restore", path, "--data", data, "--yes"); got.status != 1 || !strings.Contains(got.err, "start the newer frontdesk") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if aside, _ := filepath.Glob(filepath.Join(data, "before-*")); len(aside) > 0 {
		t.Errorf("the store was put aside: %v", aside)
	}
}

func TestEverythingIsExportedAsJSONLines(t *testing.T) {
	data := t.TempDir()
	s := chatOn(t, data)
	s.says("/support my withdrawal is stuck", "ticket 1")
	got := cli(t, "", "export", "--data", data)
	if got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.err)
	}
	tables := map[string]int{}
	for line := range strings.Lines(got.out) {
		var r struct{ Table, Key string }
		if err := json.Unmarshal([]byte(line), &r); err != nil || r.Table == "" || r.Key == "" {
			t.Fatalf("%v: %s", err, line)
		}
		tables[r.Table]++
	}
	for _, want := range []string{"ticket", "entry", "audit", "line", "meta"} {
		if tables[want] == 0 {
			t.Errorf("nothing of table %s in %v", want, tables)
		}
	}
	s.leave()
}

// TestBackupsAreMadeBySchedule makes five days pass: each day has its backup, proved to open, and the oldest give way.
func TestBackupsAreMadeBySchedule(t *testing.T) {
	data, folder := t.TempDir(), filepath.Join(t.TempDir(), "backups")
	chatOn(t, data).leave()
	s, err := openStore(data)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{data: data, store: s, log: zerolog.Nop(), metrics: prometheus.NewRegistry()}
	defer d.close()
	b, err := newSchedule(d, backupSettings{Directory: folder, Every: 24 * time.Hour, Keep: 2}, with(nil))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for range 5 {
		if wait := b.due(now); wait > 0 {
			t.Fatalf("none is due at %v for %v", now, wait)
		}
		if err := b.make(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if wait := b.due(now.Add(time.Hour)); wait != 23*time.Hour {
			t.Errorf("the next one is due in %v", wait)
		}
		now = now.Add(24 * time.Hour)
	}
	if all, err := backup.List(folder); err != nil || len(all) != 2 || !all[1].Made.Equal(now.Add(-24*time.Hour)) {
		t.Errorf("%v %v", all, err)
	}
	if wait := b.due(now.Add(-72 * time.Hour)); wait != 24*time.Hour {
		t.Errorf("after the clock was put back it waits %v", wait)
	}
	if err := errors.Join(os.RemoveAll(folder), os.WriteFile(folder, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := b.make(t.Context(), now); err == nil {
		t.Error("a folder that cannot be written to is no error")
	}
}
