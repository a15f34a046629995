package picture

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/chat"
)

// png is a picture as far as anybody looks.
var png = append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0}, 2000)...)

func write(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func fetched(t *testing.T, o *Origin, key string) ([]byte, error) {
	body, err := o.Fetch(t.Context(), chat.File{Key: key})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

func TestAFileOfTheFolderIsOpenedAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "faq")
	if err := os.MkdirAll(filepath.Join(in, "folder.png"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, in, "a b.png", png)
	write(t, in, "text.png", []byte("not a picture"))
	write(t, in, "empty.png", nil)
	write(t, in, "large.png", append(png, make([]byte, Max)...))
	write(t, dir, "outside.png", png)
	if err := os.Symlink(filepath.Join(dir, "outside.png"), filepath.Join(in, "link.png")); err != nil {
		t.Fatal(err)
	}
	o := &Origin{Dir: in}
	if got, err := fetched(t, o, "a b.png"); err != nil || !bytes.Equal(got, png) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	for _, name := range []string{"none.png", "../outside.png", "link.png", "text.png", "empty.png", "large.png", "folder.png", "", ".", "/etc/hostname"} {
		if got, err := fetched(t, o, name); chat.AsFault(err).Class != chat.Invalid {
			t.Errorf("%q: %d bytes, %v", name, len(got), err)
		}
	}
	if _, err := fetched(t, &Origin{}, "a b.png"); err == nil || !strings.Contains(err.Error(), "embedded") {
		t.Errorf("without a folder: %v", err)
	}
}

func TestAnAddressIsFetchedOnOfficialDomainsOnly(t *testing.T) {
	mux := http.NewServeMux()
	s := httptest.NewTLSServer(mux)
	defer s.Close()
	home, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("/ok.png", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(png) })
	mux.HandleFunc("/page.png", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	mux.HandleFunc("/away.png", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.example.org/x.png", http.StatusFound)
	})
	mux.HandleFunc("/near.png", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok.png", http.StatusFound) })
	mux.HandleFunc("/endless.png", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(png); err != nil {
				return
			}
		}
	})
	o := &Origin{Official: func(host string) bool { return host == home.Hostname() }, Client: s.Client()}
	for _, path := range []string{"/ok.png", "/near.png"} {
		if got, err := fetched(t, o, s.URL+path); err != nil || !bytes.Equal(got, png) {
			t.Errorf("%s: %d bytes, %v", path, len(got), err)
		}
	}
	for _, address := range []string{
		s.URL + "/page.png", s.URL + "/away.png", s.URL + "/none.png", s.URL + "/endless.png", "https://elsewhere.example.org/x.png",
		strings.Replace(s.URL, "https", "http", 1) + "/ok.png", "file:///etc/hostname", "://",
	} {
		if got, err := fetched(t, o, address); chat.AsFault(err).Class != chat.Invalid {
			t.Errorf("%s: %d bytes, %v", address, len(got), err)
		}
	}
}
