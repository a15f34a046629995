package escalation

import (
	"html/template"
	"io"

	"frontdesk/chat"
)

// page is a transcript as one HTML file: it loads nothing, runs nothing, and is legible on a phone, by day and by night. What
// people wrote is text in it, escaped by where it stands.
var page = template.Must(template.New("transcript").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1f27; --faint: #596273; --member: #eef1f5; --staff: #e2efff; --note: #fff3d6; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15181e; --ink: #e8ebf0; --faint: #a3adbd; --member: #232833; --staff: #17324f; --note: #40351a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0 0 1.2rem; }
dt { color: var(--faint); }
dd { margin: 0; }
article { margin: 0 0 .6rem; padding: .5rem .8rem; border-radius: .6rem; background: var(--member); }
article.staff { background: var(--staff); margin-left: 1.2rem; }
article.note, article.system { background: var(--note); margin-left: 1.2rem; }
header { color: var(--faint); font-size: .875rem; }
header b { color: var(--ink); }
p { margin: .15rem 0 0; white-space: pre-wrap; }
p.aside { color: var(--faint); font-style: italic; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<dl>{{range .Head}}
<dt>{{index . 0}}</dt><dd dir="auto">{{index . 1}}</dd>{{end}}
</dl>
{{range .Said}}<article class="{{.Side}}">
<header><b dir="auto">{{.From}}</b> · <time datetime="{{.Exact}}">{{.At}}</time></header>{{if .Text}}
<p dir="auto">{{.Text}}</p>{{end}}{{range .Aside}}
<p class="aside">{{.}}</p>{{end}}
</article>
{{end}}{{with .Cut}}<p class="aside">{{.}}</p>
{{end}}</body>
</html>
`))

type pageData struct {
	Lang, Title string
	Head        [][2]string
	Said        []pageLine
	Cut         string
}

type pageLine struct {
	Side            Side
	From, Exact, At string
	Text            string
	Aside           []string
}

func (t Transcript) html(w io.Writer, s Style) error {
	data := pageData{Lang: s.Lang, Title: s.Words(chat.Say("transcript-title", "number", t.Ticket.number())), Head: t.head(s)}
	length := 0
	for _, said := range t.Said {
		if length += len(said.Text); length > maxWritten {
			data.Cut = s.Words(chat.Say("transcript-cut"))
			break
		}
		l := pageLine{Side: said.Side, From: oneLine(t.author(said, s)), Exact: said.At.UTC().Format("2006-01-02T15:04:05Z"), At: s.time(said.At)}
		if !said.Removed {
			l.Text = lineEnds.Replace(said.Text)
		}
		said.Text = ""
		l.Aside = t.body(said, s)
		data.Said = append(data.Said, l)
	}
	return page.Execute(w, data)
}
