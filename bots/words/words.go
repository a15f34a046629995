// Package words renders the phrases that domains speak in into the reader's language. The catalogues lie beside it, a folder
// a language and a file an area; English is complete by test, and a language without a phrase falls back to English.
//
// A catalogue's {{.name}} are arguments; they are text and cannot add marks. Its texts are plain: links and mentions come with
// the arguments.
package words

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"frontdesk/chat"
)

//go:embed */*.yaml
var files embed.FS

// Catalogue holds the phrases of all languages. It is immutable and safe for concurrent use.
type Catalogue struct {
	bundle     *i18n.Bundle
	localizers map[string]*i18n.Localizer
	langs      []string
}

// Load returns the embedded catalogues, which are read once in a process.
func Load() (*Catalogue, error) { return load() }

var load = sync.OnceValues(func() (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.English), localizers: map[string]*i18n.Localizer{}}
	c.bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := fs.Glob(files, "*/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		lang := path.Dir(name)
		if _, err := c.bundle.ParseMessageFileBytes(src, lang+".yaml"); err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
		if c.localizers[lang] == nil {
			c.langs = append(c.langs, lang)
			c.localizers[lang] = i18n.NewLocalizer(c.bundle, lang, "en")
		}
	}
	return c, nil
})

// Langs are the languages there is a catalogue for, sorted.
func (c *Catalogue) Langs() []string { return slices.Clone(c.langs) }

// Speaks finds the catalogue for a language tag ("zh-Hans-CN" is zh); English where there is none.
func (c *Catalogue) Speaks(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	base, _, _ = strings.Cut(base, "_")
	if c.localizers[base] != nil {
		return base
	}
	return "en"
}

// Text is a phrase without marks, for titles and labels.
func (c *Catalogue) Text(p *chat.Phrase, lang string) string {
	text, _ := c.Render(p, lang)
	return text
}

// Render puts a phrase and its further paragraphs into words. What stands in arguments is text: it cannot add marks.
func (c *Catalogue) Render(p *chat.Phrase, lang string) (string, []chat.Span) {
	l := c.localizers[c.Speaks(lang)]
	var b strings.Builder
	var marks []chat.Span
	c.paragraph(&b, &marks, l, lang, p)
	for i := range p.Then {
		if b.Len() > 0 && p.Then[i].Line {
			b.WriteString("\n")
		} else if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		c.paragraph(&b, &marks, l, lang, &p.Then[i])
	}
	return b.String(), marks
}

// An argument that means more than its letters is bracketed in the rendered text by open, a letter for its number, and
// end; the brackets are code points of private use, which are taken out of arguments first.
const open, end, first = '\uE000', '\uE001', '\uE100'

func (c *Catalogue) paragraph(b *strings.Builder, marks *[]chat.Span, l *i18n.Localizer, lang string, p *chat.Phrase) {
	data := make(map[string]any, len(p.Args))
	var spans []chat.Span
	for name, a := range p.Args {
		text := clean(c.arg(a, lang))
		if a.Span != nil {
			text = string(open) + string(first+rune(len(spans))) + text + string(end)
			spans = append(spans, *a.Span)
		}
		data[name] = text
	}
	config := &i18n.LocalizeConfig{MessageID: p.ID, TemplateData: data}
	if p.Count != nil {
		config.PluralCount = *p.Count
		data["count"] = *p.Count
	}
	s, err := l.Localize(config)
	if err != nil && s == "" {
		s = p.ID // a test keeps this from happening
	}
	at := -1
	var cur chat.Span
	for _, r := range s {
		switch {
		case r == open:
			at = b.Len()
		case at >= 0 && r >= first && int(r-first) < len(spans) && at == b.Len() && cur == (chat.Span{}):
			cur = spans[r-first]
			cur.Start = at
		case r == end && at >= 0:
			cur.End = b.Len()
			if cur.End > cur.Start {
				*marks = append(*marks, cur)
			}
			at, cur = -1, chat.Span{}
		default:
			b.WriteRune(r)
		}
	}
}

func (c *Catalogue) arg(a chat.Arg, lang string) string {
	switch {
	case a.Phrase != nil:
		return c.Text(a.Phrase, lang)
	case a.Time != "":
		if t, err := time.Parse(time.RFC3339, a.Time); err == nil {
			return t.UTC().Format("2006-01-02 15:04") + " UTC"
		}
	case a.Wait != "":
		if d, err := time.ParseDuration(a.Wait); err == nil {
			return c.wait(d, lang)
		}
	}
	return a.Text
}

// wait says a duration in its largest whole unit, rounded up.
func (c *Catalogue) wait(d time.Duration, lang string) string {
	id, unit := "wait-minutes", time.Minute
	switch {
	case d >= 48*time.Hour:
		id, unit = "wait-days", 24*time.Hour
	case d >= 2*time.Hour:
		id, unit = "wait-hours", time.Hour
	}
	n := int((d + unit - 1) / unit)
	return c.Text(&chat.Phrase{ID: id, Count: &n}, lang)
}

// clean takes the brackets' code points out of a text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= open && r < first+0x100 {
			return -1
		}
		return r
	}, s)
}
