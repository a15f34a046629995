// Package picture opens the pictures that FAQ entries name: files in one folder, and addresses on official domains.
package picture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"frontdesk/chat"
)

// Max is how large a picture may be, in bytes. Every platform shows that much.
const Max = 10 << 20

// Origin opens pictures. It implements chat.Origin; what it opens is read once and never kept.
type Origin struct {
	Dir      string                 // the folder of files; empty: there are none
	Official func(host string) bool // whose addresses are fetched
	Client   *http.Client           // nil: one that takes a quarter of a minute at most
}

// fetchTime bounds the fetching of one picture: the answer waits for it.
const fetchTime = 15 * time.Second

// Fetch opens a picture by its Key, a file's name or an https address. Whatever keeps it from being opened is Invalid, so that
// nobody tries again: the answer goes without.
func (o *Origin) Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	open := o.file
	if strings.Contains(f.Key, "://") {
		open = o.address
	}
	body, err := open(ctx, f.Key)
	if err == nil {
		body, err = sniffed(body)
	}
	if err != nil {
		return nil, &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("picture %.100q: %w", f.Key, err)}
	}
	return body, nil
}

// Check reports why a picture would not be shown, as far as that can be told without the network.
func (o *Origin) Check(f chat.File) error {
	if strings.Contains(f.Key, "://") {
		u, err := url.Parse(f.Key)
		if err == nil {
			err = o.allowed(u)
		}
		if err != nil {
			return fmt.Errorf("picture %.100q: %w", f.Key, err)
		}
		return nil
	}
	body, err := o.file(context.Background(), f.Key)
	if err == nil {
		body, err = sniffed(body)
	}
	if err != nil {
		return fmt.Errorf("picture %.100q: %w", f.Key, err)
	}
	return body.Close()
}

// file opens a file of the folder. Neither a name nor a symbolic link leads out of it.
func (o *Origin) file(_ context.Context, name string) (io.ReadCloser, error) {
	if o.Dir == "" {
		return nil, errors.New("the FAQ in use is embedded and has no folder for pictures")
	}
	root, err := os.OpenRoot(o.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // only read
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file beside faq.yaml")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is no file")
	case info.Size() > Max:
		return nil, errTooLarge
	}
	return root.Open(name)
}

var errTooLarge = fmt.Errorf("is larger than %d MB", Max>>20)

// address fetches from an official domain. A redirection must stay on one.
func (o *Origin) address(ctx context.Context, address string) (io.ReadCloser, error) {
	u, err := url.Parse(address)
	if err == nil {
		err = o.allowed(u)
	}
	if err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: fetchTime}
	if o.Client != nil {
		*client = *o.Client
	}
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) > 3 {
			return errors.New("too many redirections")
		}
		return o.allowed(r.URL)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(r)
	switch {
	case err != nil:
		return nil, err
	case res.StatusCode != http.StatusOK:
		res.Body.Close()
		return nil, fmt.Errorf("the server says %s", res.Status)
	case res.ContentLength > Max:
		res.Body.Close()
		return nil, errTooLarge
	}
	return res.Body, nil
}

func (o *Origin) allowed(u *url.URL) error {
	if u.Scheme != "https" || o.Official == nil || !o.Official(u.Hostname()) {
		return fmt.Errorf("%s is no https address on an official domain", u.Hostname())
	}
	return nil
}

// sniffed lets through what is a picture, as far as Max.
func sniffed(body io.ReadCloser) (io.ReadCloser, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		body.Close()
		return nil, err
	}
	if kind := http.DetectContentType(head[:n]); !strings.HasPrefix(kind, "image/") {
		body.Close()
		return nil, fmt.Errorf("is no picture but %s", kind)
	}
	return &bounded{head: head[:n], body: body, left: Max}, nil
}

// bounded reads what was sniffed and then the rest, and ends with an error beyond the limit.
type bounded struct {
	head []byte
	body io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (n int, err error) {
	if len(b.head) > 0 {
		n = copy(p, b.head)
		b.head = b.head[n:]
	} else {
		n, err = b.body.Read(p)
	}
	if b.left -= n; b.left < 0 {
		return 0, &chat.Fault{Class: chat.Invalid, Err: errTooLarge}
	}
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }
