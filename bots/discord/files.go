package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// upload is a file on its way: opened when its turn comes.
type upload struct {
	name string
	mime string
	open func() (io.ReadCloser, error)
}

// attach adds the files of a post. A sticker in a format that Discord cannot show goes as its emoji, which is returned.
func (m *payload) attach(ctx context.Context, p chat.Outgoing) (emoji string, err error) {
	for _, f := range p.Files {
		switch {
		case f.Size > maxUpload:
			return "", tooLarge(f.Name)
		case f.Kind == chat.Sticker && f.MIME != "" && !strings.HasPrefix(f.MIME, "image/"):
			emoji += " " + f.Emoji
			continue
		case len(m.files) == 10:
			return "", invalidf("%d files: 10 fit", len(p.Files))
		}
		m.add(fileName(f), func() (io.ReadCloser, error) { return p.Fetch(ctx, f) })
		m.files[len(m.files)-1].mime = f.MIME
	}
	return emoji, nil
}

func (m *payload) add(name string, open func() (io.ReadCloser, error)) {
	m.Attachments = append(m.Attachments, attachment{ID: strconv.Itoa(len(m.files)), Name: name})
	m.files = append(m.files, upload{name: name, open: open})
}

// fileName is a name that tells the kind where the file has none.
func fileName(f chat.File) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' || r == '/' {
			return '_'
		}
		return r
	}, valid(f.Name))
	ext := path.Ext(name)
	if ext == "" {
		switch sub := path.Base(f.MIME); {
		case f.Kind == chat.Photo && sub == ".", sub == "png":
			ext = ".png"
		case sub == "jpeg":
			ext = ".jpg"
		case sub == "webp", sub == "gif", sub == "mp4", sub == "webm", sub == "ogg":
			ext = "." + sub
		case f.Kind == chat.Voice:
			ext = ".ogg"
		}
		if name == "" || name == "." {
			name = string(f.Kind)
		}
		name += ext
	}
	return clip(strings.TrimPrefix(name, "SPOILER_"), 100)
}

// multiple streams a form with the payload and the files: nothing is held in memory. Done ends the stream and must be
// called. A file that cannot be opened or is too long breaks the upload with the fault that tells why.
func multiple(body any, files []upload) (io.Reader, string, func()) {
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		err := fill(form, body, files)
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err)
	}()
	return r, form.FormDataContentType(), func() {
		r.CloseWithError(io.ErrClosedPipe)
		<-finished
	}
}

func fill(form *multipart.Writer, body any, files []upload) error {
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"}})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(part).Encode(body); err != nil {
		return err
	}
	for i, f := range files {
		if err := f.copy(form, i); err != nil {
			return err
		}
	}
	return nil
}

func (f upload) copy(form *multipart.Writer, i int) error {
	src, err := f.open()
	if err != nil {
		return unfetched(f.name, err)
	}
	defer src.Close()
	h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="files[%d]"; filename="%s"`, i, f.name)}, "Content-Type": {"application/octet-stream"}}
	if f.mime != "" && !strings.ContainsAny(f.mime, "\r\n") {
		h.Set("Content-Type", f.mime)
	}
	part, err := form.CreatePart(h)
	if err != nil {
		return err
	}
	n, err := io.Copy(part, io.LimitReader(src, maxUpload+1))
	switch {
	case n > maxUpload:
		return tooLarge(f.name)
	case errors.Is(err, io.ErrClosedPipe):
		return err
	case err != nil:
		return unfetched(f.name, err)
	}
	return nil
}

func tooLarge(name string) *chat.Fault {
	f := invalidf("file %q is longer than %d bytes", name, int64(maxUpload))
	f.Why = chat.TooLarge
	return f
}

// unfetched is the fault of a file that its origin did not give: no fault of the room it was meant for.
func unfetched(name string, err error) error {
	f := chat.AsFault(err)
	class := chat.Transient
	switch f.Class {
	case chat.Transient, chat.Limited:
	default:
		class = chat.Invalid
	}
	return &chat.Fault{Class: class, Until: f.Until, Why: f.Why, Err: fmt.Errorf("discord: file %q: %w", name, errors.Unwrap(f))}
}

// fileAt begins the key of a file that came with a command. It lies in no message: its address, good for a day, is all there is.
const fileAt = "at/"

// Fetch opens an attachment, a sticker or a picture. Addresses of attachments expire within a day, so the message is read
// again first. A file that is no more is Invalid, be it that its message or its room was taken away.
func (a *Adapter) Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	if err := a.ready(); err != nil {
		return nil, err
	}
	kind, rest, _ := strings.Cut(f.Key, "/")
	if at, ok := strings.CutPrefix(f.Key, fileAt); ok && f.Platform == Platform {
		return a.download(ctx, at)
	}
	if f.Platform != Platform || strings.Contains(rest, "..") {
		return nil, invalidf("%q is no file", f.Key)
	}
	switch kind {
	case "sticker":
		return a.download(ctx, discordgo.EndpointCDN+"stickers/"+rest)
	case "avatars", "guilds":
		return a.download(ctx, discordgo.EndpointCDN+f.Key)
	case "file":
		p := strings.Split(rest, "/")
		if len(p) != 3 || !isID(p[0]) || !isID(p[1]) || !isID(p[2]) {
			return nil, invalidf("%q is no file", f.Key)
		}
		var m messageData
		if err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointChannelMessage(p[0], p[1])}, &m); err != nil {
			if chat.AsFault(err).Class == chat.Gone {
				return nil, &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("discord: the file's message was taken away: %w", err)}
			}
			return nil, a.denied(err, p[0], viewChannel, readHistory)
		}
		if at := address(&m, p[2]); at != "" {
			return a.download(ctx, at)
		}
		return nil, invalidf("the file was taken away")
	}
	return nil, invalidf("%q is no file", f.Key)
}

// address finds an attachment in a message or in what it forwards.
func address(m *messageData, id string) string {
	for _, f := range m.Attachments {
		if f != nil && f.ID == id {
			return f.URL
		}
	}
	for _, s := range m.Snapshots {
		if s.Message != nil {
			if at := address(s.Message, id); at != "" {
				return at
			}
		}
	}
	return ""
}

// download reads from Discord's file servers and from nowhere else; the token never goes there.
func (a *Adapter) download(ctx context.Context, at string) (io.ReadCloser, error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "https" || u.Host == "discord.com" || !discords(u.Host) {
		return nil, invalidf("a file lies at %q", u.Redacted())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, invalidf("a file's address is broken")
	}
	resp, err := a.files.Do(req)
	if err != nil {
		return nil, broken("download", err, false)
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	resp.Body.Close()
	f := invalidf("download: %s", resp.Status)
	if resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests {
		f.Class = chat.Transient
	}
	return nil, f
}
