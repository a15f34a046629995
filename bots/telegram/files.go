package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

const (
	uploadLimit   = 50 << 20
	photoLimit    = 10 << 20
	downloadLimit = 20 << 20
)

// A file's key is its Bot API type and file_id: "photo:AgAC…". The type decides how it can be sent again.

// senders are the methods for one file of a type; the file goes under the type's name.
var senders = map[string]method{
	"photo": "sendPhoto", "video": "sendVideo", "audio": "sendAudio", "voice": "sendVoice", "document": "sendDocument",
	"sticker": "sendSticker", "animation": "sendAnimation", "video_note": "sendVideoNote",
}

// typeOf is the type under which a file goes out. Foreign files go as what Telegram makes of them: a large picture is a
// document, a voice message must be OGG, a sticker from elsewhere is a picture.
func typeOf(f chat.File) string {
	if f.Platform == Platform {
		kind, _, _ := strings.Cut(f.Key, ":")
		return kind
	}
	switch f.Kind {
	case chat.Photo:
		if f.Size > photoLimit {
			return "document"
		}
		return "photo"
	case chat.Sticker:
		if strings.HasPrefix(f.MIME, "image/") && f.Size <= photoLimit {
			return "photo"
		}
		return "document"
	case chat.Voice:
		if f.MIME != "" && !strings.HasPrefix(f.MIME, "audio/ogg") {
			return "audio"
		}
		return "voice"
	case chat.Video, chat.Audio, chat.Animated:
		return string(f.Kind)
	}
	return "document"
}

// bearsCaption reports whether text can stand beside the file.
func bearsCaption(f chat.File) bool { t := typeOf(f); return t != "sticker" && t != "video_note" }

// albumsOf divides files into what can be sent together: pictures with videos, documents, audio files, ten at most.
func albumsOf(files []chat.File) [][]chat.File {
	shelf := func(f chat.File) string {
		switch t := typeOf(f); t {
		case "photo", "video":
			return "pictures"
		case "document", "audio":
			return t
		}
		return ""
	}
	var out [][]chat.File
	for _, f := range files {
		last := len(out) - 1
		if last >= 0 && shelf(f) != "" && shelf(f) == shelf(out[last][0]) && len(out[last]) < 10 {
			out[last] = append(out[last], f)
			continue
		}
		out = append(out, []chat.File{f})
	}
	return out
}

// fileStep is the call that sends files which go together, with the text as caption.
func (a *Adapter) fileStep(ctx context.Context, base args, files []chat.File, fetch fetcher, w words, keys *keyboard) (step, error) {
	s := step{args: base, messages: len(files)}
	var values []value
	for i, f := range files {
		kind := typeOf(f)
		if senders[kind] == "" {
			return step{}, invalid("no file of type %q", kind)
		}
		if f.Platform == Platform {
			_, id, _ := strings.Cut(f.Key, ":")
			values = append(values, value(id))
			continue
		}
		field := kind
		if len(files) > 1 {
			field = fmt.Sprint("file", i)
		}
		u, err := newUpload(ctx, f, field, kind, fetch)
		if err != nil {
			return step{}, err
		}
		s.uploads = append(s.uploads, u)
		values = append(values, value("attach://"+field))
	}
	if len(files) == 1 {
		kind := typeOf(files[0])
		s.method, s.args.Caption, s.args.CaptionEntities, s.args.Keyboard = senders[kind], w.text, w.entities, keys
		if len(s.uploads) == 0 {
			s.args.Files = map[string]value{kind: values[0]}
		}
		return s, nil
	}
	s.method = sendMediaGroup
	for i, f := range files {
		s.args.Media = append(s.args.Media, media{Type: typeOf(f), Media: string(values[i])})
	}
	s.args.Media[0].Caption, s.args.Media[0].Entities = w.text, w.entities
	return s, nil
}

type fetcher = func(context.Context, chat.File) (io.ReadCloser, error)

// upload streams a file from its origin into a call. The library opens and reads it on a goroutine of its own, which
// may outlive a call that failed: finish ends it.
type upload struct {
	ctx   context.Context
	file  chat.File
	field string
	limit int64 // bytes
	fetch fetcher

	mu       sync.Mutex
	read     int64
	body     io.ReadCloser
	fault    *chat.Fault
	finished bool
}

var _ tg.RequestFileData = (*upload)(nil)

func newUpload(ctx context.Context, f chat.File, field, kind string, fetch fetcher) (*upload, error) {
	u := &upload{ctx: ctx, file: f, field: field, limit: uploadLimit, fetch: fetch}
	if kind == "photo" {
		u.limit = photoLimit
	}
	if f.Size > u.limit {
		return nil, tooLarge(f.Name, f.Size, u.limit)
	}
	if fetch == nil {
		return nil, invalid("file %q cannot be fetched", f.Name)
	}
	return u, nil
}

// again is the same upload for another attempt.
func (u *upload) again() *upload {
	return &upload{ctx: u.ctx, file: u.file, field: u.field, limit: u.limit, fetch: u.fetch}
}

func (u *upload) NeedsUpload() bool { return true }
func (u *upload) SendData() string  { return "" }

// UploadData opens the file. A file that cannot be had is the post's fault: the room must not seem gone for it.
func (u *upload) UploadData() (string, io.Reader, error) {
	body, err := u.fetch(u.ctx, u.file)
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case err != nil:
		u.fault = unfetched(err)
		return "", nil, u.fault
	case u.finished:
		body.Close()
		return "", nil, io.ErrClosedPipe
	}
	u.body = body
	name := u.file.Name
	if name == "" {
		name = string(u.file.Kind)
	}
	return name, reader{u}, nil
}

// finish closes the file and tells what went wrong with it, nil if nothing did.
func (u *upload) finish() *chat.Fault {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.finished = true
	if u.body != nil {
		u.body.Close()
	}
	return u.fault
}

// reader reads an upload and ends with an error beyond the limit.
type reader struct{ of *upload }

func (r reader) Read(b []byte) (int, error) {
	n, err := r.of.body.Read(b)
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	switch r.of.read += int64(n); {
	case r.of.read > r.of.limit:
		r.of.fault = tooLarge(r.of.file.Name, r.of.read, r.of.limit)
		return 0, r.of.fault
	case err != nil && !errors.Is(err, io.EOF) && !r.of.finished:
		r.of.fault = unfetched(err)
	}
	return n, err
}

func tooLarge(name string, size, limit int64) *chat.Fault {
	f := invalid("file %q has %d bytes, %d are allowed", name, size, limit)
	f.Why = chat.TooLarge
	return f
}

func unfetched(err error) *chat.Fault {
	f := &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("telegram: the file cannot be fetched: %w", err)}
	var cause *chat.Fault
	if !errors.As(err, &cause) || cause.Class == chat.Transient {
		f.Class = chat.Transient
	}
	if cause != nil {
		f.Why = cause.Why
	}
	return f
}

// Fetch opens a file of Telegram's, 20 MB at the most. A file that is no more is Invalid.
func (a *Adapter) Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	_, id, ok := strings.Cut(f.Key, ":")
	switch {
	case !ok || f.Platform != Platform:
		return nil, invalid("%q is no file here", f.Key)
	case f.Size > downloadLimit:
		return nil, tooLarge(f.Name, f.Size, downloadLimit)
	}
	found, err := invoke[tg.File](ctx, a, getFile, args{File: id}, 0, patient)
	switch {
	case class(err) == chat.Gone || class(err) == chat.Unreachable:
		return nil, &chat.Fault{Class: chat.Invalid, Err: err}
	case err != nil:
		return nil, err
	}
	return a.client.download(ctx, found.FilePath)
}
