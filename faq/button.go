package faq

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
)

// Pictures is what chat.File.Platform says of the pictures that entries name: who sends them has an origin under this name.
const Pictures chat.Platform = "faq"

// Button is a link below an answer.
type Button struct {
	Text map[string]string // what stands on it, by language
	URL  string            // https://…, or begins with a variable that is one: {official.site}
}

// Limits of what stands around an answer. Every platform can show this much beside the buttons of the desk itself.
const (
	MaxButtons    = 6   // links below an answer
	MaxButtonText = 64  // characters on a button
	MaxURL        = 512 // bytes of a link, a button's or a picture's
)

// checkPicture accepts a file's name, which is looked for beside faq.yaml, or an https address. That the address lies on an
// official domain is the roster's to say.
func (e *Entry) checkPicture() error {
	p := e.Picture
	switch {
	case p == "":
		return nil
	case len(p) > MaxURL || !utf8.ValidString(p):
		return fmt.Errorf("entry %s: picture: the name is longer than %d bytes or not valid UTF-8", e.ID, MaxURL)
	case strings.Contains(p, "://"):
		if !secureURL(p) {
			return fmt.Errorf("entry %s: picture: %q; expected https://… or the name of a file beside faq.yaml", e.ID, p)
		}
	case strings.ContainsAny(p, "/\\:\x00") || strings.HasPrefix(p, "."):
		return fmt.Errorf("entry %s: picture: %q; expected a file's name without a folder, as in backup.png: it is looked for beside faq.yaml", e.ID, p)
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp":
		return nil
	}
	return fmt.Errorf("entry %s: picture: %q; expected a name that ends in .png, .jpg, .gif or .webp", e.ID, p)
}

func (e *Entry) checkButtons() error {
	if len(e.Buttons) > MaxButtons {
		return fmt.Errorf("entry %s: buttons: there are %d; at most %d are allowed", e.ID, len(e.Buttons), MaxButtons)
	}
	for i, b := range e.Buttons {
		what := fmt.Sprintf("entry %s: button %d", e.ID, i+1)
		switch {
		case len(b.Text) == 0:
			return fmt.Errorf("%s: has no text; give one, as in text: {en: \"Our website\"}", what)
		case b.URL == "":
			return fmt.Errorf("%s: has no url; expected https://… or a variable such as \"{official.site}\"", what)
		case len(b.URL) > MaxURL:
			return fmt.Errorf("%s: the url is longer than %d bytes", what, MaxURL)
		case !secureURL(b.URL) && !variableURL(b.URL):
			return fmt.Errorf("%s: url: %q; expected https://… or a variable such as \"{official.site}\"", what, b.URL)
		}
		for _, lang := range sortedKeys(b.Text) {
			switch s := b.Text[lang]; {
			case !validLang(lang) || len(lang) > maxLang:
				return fmt.Errorf("%s: text: %.40q is no language code; expected en, zh, pt-BR …", what, lang)
			case strings.TrimSpace(s) == "":
				return fmt.Errorf("%s: an empty text in %s", what, lang)
			case utf8.RuneCountInString(s) > MaxButtonText:
				return fmt.Errorf("%s: the text in %s is longer than %d characters", what, lang, MaxButtonText)
			case strings.ContainsAny(s, "\r\n"):
				return fmt.Errorf("%s: the text in %s has several lines; a button shows one", what, lang)
			}
		}
	}
	return nil
}

// secureURL accepts https addresses of a host that has a name, without user or password.
func secureURL(s string) bool {
	if strings.ContainsFunc(s, unicode.IsSpace) || strings.ContainsAny(s, "\"<>`{}\\") || !utf8.ValidString(s) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.User == nil && strings.Contains(strings.Trim(u.Hostname(), "."), ".")
}

// variableURL accepts an address that begins with a variable.
func variableURL(s string) bool {
	return strings.HasPrefix(s, "{") && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsSpace)
}

func tidyButtons(bs []Button) []Button {
	var out []Button
	for _, b := range bs {
		b.Text, b.URL = tidyTexts(b.Text), strings.TrimSpace(b.URL)
		if b.Text != nil || b.URL != "" {
			out = append(out, b)
		}
	}
	return out
}
