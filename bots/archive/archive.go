// Package archive keeps the attachments of tickets as files in a folder, so that they outlast the addresses under which a
// platform offers them. To the hub it is a platform with one room: what is sent there is kept, and fetched again by its name.
package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
)

// Bounds of what is kept by default, in bytes.
const (
	Most  = 20 << 20 // a file
	Total = 1 << 30  // all of them: the oldest give way
)

// Archive is a folder of files. It implements chat.Adapter, as a platform that nobody talks on, and chat.Origin.
type Archive struct {
	chat.Nothing
	platform    chat.Platform
	dir         string
	most, total int64

	mu sync.Mutex // held while a file is put into place or taken away
}

// New makes an archive in a folder, which is made when the first file comes. Zero bounds are the default.
func New(platform chat.Platform, dir string, most, total int64) *Archive {
	return &Archive{platform: platform, dir: dir, most: cmp.Or(most, Most), total: cmp.Or(total, Total)}
}

func (a *Archive) Platform() chat.Platform { return a.platform }

// Caps tells how large a file may be.
func (a *Archive) Caps(chat.RoomID) chat.Caps {
	return chat.Caps{Text: nameMost, Caption: nameMost, Albums: 1, Upload: a.most, Download: a.most, Idempotent: true, WritesFirst: true}
}

// Run waits for the end: nothing ever happens here by itself.
func (a *Archive) Run(ctx context.Context, _ chat.Intake) error {
	<-ctx.Done()
	return nil
}

// nameMost is how long the name of a file may be.
const nameMost = 64

// part begins the names of files that are not complete.
const part = ".part-"

// Send keeps the first file of a post under the name that is its text: streamed, and there whole or not at all. One that was
// kept before is replaced.
func (a *Archive) Send(ctx context.Context, _ string, _ chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	if len(p.Files) == 0 || !valid(p.Text) {
		return chat.MessageID{}, &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("nothing to keep as %.64q", p.Text)}
	}
	r, err := p.Fetch(ctx, p.Files[0])
	if err != nil {
		return chat.MessageID{}, err
	}
	defer func() { _ = r.Close() }()
	tmp, n, err := a.write(ctx, r)
	if err != nil {
		return chat.MessageID{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := errors.Join(a.makeRoom(n), os.Rename(tmp, filepath.Join(a.dir, p.Text))); err != nil {
		_ = os.Remove(tmp)
		return chat.MessageID{}, &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("attachment %s: %w", p.Text, err)}
	}
	return chat.MessageID{Platform: a.platform, Key: p.Text}, nil
}

// write streams a file into the folder under a passing name, on disk when it returns.
func (a *Archive) write(ctx context.Context, r io.Reader) (name string, n int64, err error) {
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return "", 0, &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("folder of attachments: %w", err)}
	}
	f, err := os.CreateTemp(a.dir, part+"*") // mode 0600
	if err != nil {
		return "", 0, &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("attachment: %w", err)}
	}
	n, err = io.Copy(f, io.LimitReader(r, a.most+1))
	if err == nil && n <= a.most {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	switch {
	case err == nil && n <= a.most:
		return f.Name(), n, nil
	case err == nil:
		err = &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("attachment: longer than %d bytes", a.most)}
	case ctx.Err() != nil:
		err = ctx.Err()
	default:
		err = &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("attachment: %w", err)}
	}
	_ = os.Remove(f.Name())
	return "", 0, err
}

// makeRoom takes the oldest files away until n more bytes fit.
func (a *Archive) makeRoom(n int64) error {
	kept, err := a.files()
	if err != nil {
		return err
	}
	for _, f := range kept {
		n += f.size
	}
	for _, f := range kept {
		if n <= a.total {
			break
		}
		if err := os.Remove(filepath.Join(a.dir, f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		n -= f.size
	}
	return nil
}

type file struct {
	name string
	size int64
	at   time.Time
}

// files are those that are complete, oldest first.
func (a *Archive) files() (out []file, err error) {
	entries, err := os.ReadDir(a.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !valid(e.Name()) {
			continue // gone meanwhile, or not ours
		}
		out = append(out, file{e.Name(), info.Size(), info.ModTime()})
	}
	slices.SortStableFunc(out, func(a, b file) int { return a.at.Compare(b.at) })
	return out, err
}

// Fetch opens a file by its name. One that is not there is Gone.
func (a *Archive) Fetch(_ context.Context, f chat.File) (io.ReadCloser, error) {
	if !valid(f.Key) {
		return nil, &chat.Fault{Class: chat.Gone, Err: fmt.Errorf("%.64q names no attachment", f.Key)}
	}
	r, err := os.Open(filepath.Join(a.dir, f.Key))
	if err != nil {
		return nil, &chat.Fault{Class: chat.Gone, Err: fmt.Errorf("attachment %s: %w", f.Key, err)}
	}
	return r, nil
}

// Sweep takes away the files that came before a time, and those of which gone says that nothing speaks of them any more; what a
// dead process left half written goes too.
func (a *Archive) Sweep(before time.Time, gone func(name string) bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept, err := a.files()
	if err != nil {
		return fmt.Errorf("attachments: %w", err)
	}
	for _, f := range kept {
		if f.at.Before(before) || gone(f.name) {
			err = errors.Join(err, os.Remove(filepath.Join(a.dir, f.name)))
		}
	}
	halves, _ := filepath.Glob(filepath.Join(a.dir, part+"*"))
	for _, name := range halves {
		if info, e := os.Stat(name); e == nil && time.Since(info.ModTime()) > time.Hour {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// valid reports whether a name is one of the archive's: digits and hyphens, which lead nowhere else.
func valid(name string) bool {
	return name != "" && len(name) <= nameMost && strings.Trim(name, "0123456789-") == ""
}
