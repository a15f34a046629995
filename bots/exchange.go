package bots

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// Limits of exchanging the FAQ as a file by command.
const (
	importMost  = 1 << 20 // bytes of a file
	importLives = 15 * time.Minute
	importTakes = 500 // changed entries: each is read for what is not official, in a transaction
	importTried = 20  // changed entries with which past questions are still tried
	importNamed = 30  // entries that are named
)

// importOwner begins the owner of the reading of a file, with the number of the draft that it is for.
const importOwner = "import/"

// cmdFAQExport sends the FAQ as a file to the moderator who asked for it, and to nobody else.
func (h *Hub) cmdFAQExport(_ store.Tx, c *call) ([]chat.Action, error) {
	format := faq.Format(strings.ToLower(strings.TrimSpace(c.args["format"])))
	if format == "" {
		format = faq.YAML
	}
	if !slices.Contains(formats, string(format)) {
		return nil, chat.Refuse("export-format", "format", cutRunes(string(format), 20))
	}
	if h.caps(c.place()).Upload == 0 {
		return nil, chat.Refuse("export-here")
	}
	file := chat.File{Platform: faq.Pictures, Key: exportKey + string(format), Kind: chat.Document, Name: "faq." + string(format), MIME: exportTypes[format]}
	post := chat.Post{Phrase: chat.Say("export-file"), Files: []chat.File{file}}
	if !c.meta.Answer.IsZero() && h.caps(c.meta.Answer).Ephemeral || isDirect(c.meta) {
		return []chat.Action{c.post(post)}, nil
	}
	c.aside = true
	as := []chat.Action{c.post(post)}
	if c.aside = c.command.aside && !h.amongItself(c.meta); !c.aside {
		as = append(as, c.say(chat.Say("export-sent")))
	}
	return as, nil
}

// formats are how the FAQ can be written down.
var formats = []string{string(faq.YAML), string(faq.JSON), string(faq.CSV)}

var exportTypes = map[faq.Format]string{faq.YAML: "application/yaml", faq.JSON: "application/json", faq.CSV: "text/csv"}

// exportKey begins the key of an export among the files of the FAQ; no picture can be called so.
const exportKey = ":export."

// exports is the origin of the FAQ's own files: an export is written when it is sent, anything else is a picture.
type exports struct {
	h        *Hub
	pictures chat.Origin // nil: there are none
}

// Fetch opens an export or a picture.
func (o exports) Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	format, ok := strings.CutPrefix(f.Key, exportKey)
	switch {
	case f.Key == rosterFile:
		return o.h.writeRoster(ctx)
	case !ok && o.pictures != nil:
		return o.pictures.Fetch(ctx, f)
	case !ok:
		return nil, &chat.Fault{Class: chat.Unsupported, Err: fmt.Errorf("there is no picture %q", f.Key)}
	}
	var entries []faq.Entry
	if err := o.h.store.View(ctx, func(tx store.Tx) (err error) {
		entries, err = o.h.book.Export(tx)
		return err
	}); err != nil {
		return nil, &chat.Fault{Class: chat.Transient, Err: err}
	}
	var b bytes.Buffer
	if err := faq.Write(&b, faq.Format(format), entries); err != nil {
		return nil, &chat.Fault{Class: chat.Invalid, Err: err}
	}
	return io.NopCloser(&b), nil
}

// cmdFAQImport reads the file that came with the command, or with the message it is called on, shows what it would change,
// and publishes that after a confirmation.
func (h *Hub) cmdFAQImport(tx store.Tx, c *call) ([]chat.Action, error) {
	var files []chat.File
	if c.said != nil {
		files = c.said.Files
	}
	files = append(slices.Clone(files), c.files...)
	if c.target != nil {
		files = append(files, c.target.Files...)
	}
	if len(files) == 0 {
		return nil, chat.Refuse("import-usage")
	}
	return h.importFile(tx, c, files[0])
}

func (h *Hub) importFile(tx store.Tx, c *call, file chat.File) ([]chat.Action, error) {
	if file.Size > importMost {
		return nil, chat.Refuse("import-long", "file", file.Name, "most", strconv.Itoa(importMost>>20))
	}
	d := draft{Command: "faq import", File: file.Name, By: c.author(), Reader: c.lang, Room: c.room(), State: draftReading, At: c.meta.At}
	var err error
	if d.No, err = draftNos.Next(tx); err != nil {
		return nil, err
	}
	if err := d.put(tx); err != nil {
		return nil, err
	}
	look := chat.Action{
		Owner: importOwner + number(d.No), Priority: chat.Relay, Expires: c.meta.At.Add(importLives),
		Effect: chat.Query{About: chat.AboutFile, Room: c.meta.Room, File: &file, Most: importMost},
	}
	return []chat.Action{c.say(chat.Say("import-reading", "file", file.Name)), look}, nil
}

// fetched takes the bytes of a file out of its receipt, which is kept without them.
func fetched(a chat.Action, r *chat.Result) (f chat.File, content []byte, ok, tooLong bool) {
	q, ok := a.Effect.(chat.Query)
	if !ok || q.About != chat.AboutFile || r.Answer == nil {
		return f, nil, false, false
	}
	content, r.Answer.Content = r.Answer.Content, nil
	return *q.File, content, true, int64(len(content)) > q.Most
}

// readFAQ parses a file that was fetched.
func readFAQ(a chat.Action, r *chat.Result) (t thought) {
	f, content, ok, tooLong := fetched(a, r)
	if !ok || tooLong {
		t.tooLong = tooLong
		return t
	}
	t.entries, t.mistakes = faq.Read(f.Name, content)
	return t
}

// imported takes what a file holds: its mistakes are told with their lines, and then nothing of it is used.
func (h *Hub) imported(tx store.Tx, e *chat.Done, t thought) ([]chat.Action, error) {
	d, ok, err := h.reading(tx, e.Action)
	if err != nil || !ok {
		return nil, err
	}
	switch {
	case t.tooLong:
		return h.notImported(tx, d, chat.Say("import-long", "file", d.File, "most", strconv.Itoa(importMost>>20)))
	case t.mistakes != nil:
		return h.notImported(tx, d, chat.Say("import-mistakes", "file", d.File, "mistakes", t.mistakes.Error()))
	}
	d.Layer = t.entries
	return h.dryRun(tx, d)
}

// unread tells that a file could not be fetched.
func (h *Hub) unread(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	d, ok, err := h.reading(tx, e.Action)
	if err != nil || !ok {
		return nil, err
	}
	return h.notImported(tx, d, chat.Say("import-unread", "file", d.File, "fault", chat.Say("fault-"+string(e.Fault.Class))))
}

func (h *Hub) reading(tx store.Tx, a chat.Action) (draft, bool, error) {
	no, err := strconv.ParseUint(strings.TrimPrefix(a.Owner, importOwner), 10, 64)
	if err != nil {
		return draft{}, false, nil //nolint:nilerr // an owner that is not ours
	}
	d, ok, err := drafts.Get(tx, store.Key(no))
	return d, ok && d.State == draftReading, err
}

func (h *Hub) notImported(tx store.Tx, d draft, why *chat.Phrase) ([]chat.Action, error) {
	return []chat.Action{h.tellAuthor(d, why)}, drafts.Delete(tx, store.Key(d.No))
}

// dryRun shows the author of an import what it would change.
func (h *Hub) dryRun(tx store.Tx, d draft) ([]chat.Action, error) {
	plan, err := h.book.PrepareIn(tx, d.Layer)
	if err != nil {
		return nil, err
	}
	if plan.Same {
		return h.notImported(tx, d, chat.Say("import-same", "file", d.File))
	}
	if n := len(plan.Changes()); n > importTakes {
		return h.notImported(tx, d, chat.Say("import-many", "file", d.File, "count", strconv.Itoa(n), "most", strconv.Itoa(importTakes)))
	}
	for _, e := range plan.Changes() {
		if _, err := h.book.Check(tx, e); err != nil {
			return h.notImported(tx, d, chat.Say("import-mistakes", "file", d.File, "mistakes", err.Error()))
		}
	}
	_, rev, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	d.Seen, d.State = rev.N, draftOpen
	if err := d.put(tx); err != nil {
		return nil, err
	}
	p, strange, err := h.aboutImport(tx, d, plan)
	if err != nil {
		return nil, err
	}
	publish := d.button("button-publish", "publish")
	if len(strange) > 0 {
		publish = d.button("button-ask-second", "publish")
	}
	post := chat.Post{Phrase: p, Lang: d.Reader, Private: true, Buttons: [][]chat.Button{{publish, d.button("button-cancel", "cancel")}}}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: d.Room, Post: post}}}, nil
}

// aboutImport tells what an import would change, and what in it is not official.
func (h *Hub) aboutImport(tx store.Tx, d draft, plan *faq.Prepared) (*chat.Phrase, []string, error) {
	p := chat.Say("import-would", "file", d.File)
	if len(plan.Added) > 0 {
		p.Lines(chat.Say("import-added", "count", strconv.Itoa(len(plan.Added)), "entries", fewOf(plan.Added)))
	}
	if len(plan.Changed) > 0 {
		p.Lines(chat.Say("import-changed", "count", strconv.Itoa(len(plan.Changed)), "entries", fewOf(plan.Changed)))
	}
	var lines []string
	for _, e := range plan.Changes() {
		before, err := h.inForce(tx, e.ID)
		if err != nil {
			return nil, nil, err
		}
		if before.Rev != 0 && len(lines) < importNamed {
			lines = append(lines, e.ID+": "+changedFields(before.Entry, e))
		}
	}
	if len(lines) > 0 {
		p.And(chat.Say("draft-changes", "lines", strings.Join(lines, "\n")))
	}
	if len(plan.Changes()) <= importTried {
		differ, err := h.differences(tx, plan.Changes())
		if err != nil {
			return nil, nil, err
		}
		p.And(differ)
	} else {
		p.And(chat.Say("import-untried"))
	}
	strange, err := h.unofficialIn(tx, d)
	if err != nil {
		return nil, nil, err
	}
	if len(strange) > 0 {
		p.And(chat.Say("draft-unofficial", "list", "· "+strings.Join(strange[:min(len(strange), importNamed)], "\n· ")))
	}
	return p, strange, nil
}

// publishImport puts an import into force, all of it at once. What somebody edited since it was shown is shown again first.
func (h *Hub) publishImport(tx store.Tx, c *call, d draft, plan *faq.Prepared) ([]chat.Action, error) {
	look, err := h.book.PrepareIn(tx, d.Layer)
	if err != nil {
		return nil, err
	}
	var moved []string
	for _, e := range look.Changes() {
		now, err := h.inForce(tx, e.ID)
		if err != nil {
			return nil, err
		}
		if now.Rev > d.Seen {
			moved = append(moved, e.ID)
		}
	}
	if len(moved) > 0 || look.Same {
		said := chat.Say("import-moved", "entries", fewOf(moved))
		if look.Same {
			said = chat.Say("import-same", "file", d.File)
		}
		as, err := h.dryRun(tx, d)
		return append([]chat.Action{c.say(said)}, as...), err
	}
	if plan == nil {
		plan = look
	}
	done, err := h.book.Carry(tx, plan, d.signed(c))
	if err != nil {
		return nil, h.faqRefusal(err)
	}
	d.State, d.Judge, d.Layer = draftPublished, c.by.Name, nil
	if err := d.put(tx); err != nil {
		return nil, err
	}
	c.update = true
	return []chat.Action{c.say(chat.Say("import-done", "file", d.File, "added", strconv.Itoa(len(done.Added)), "changed", strconv.Itoa(len(done.Changed))))}, nil
}

// planImport prepares the publishing of an import before the transaction of the press that asks for it. It proves nothing: the
// transaction decides.
func (h *Hub) planImport(data string) *faq.Prepared {
	rest, ok := strings.CutPrefix(data, "d:")
	number, do, _ := strings.Cut(rest, ":")
	no, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil || do != "publish" && do != "approve" {
		return nil
	}
	var d draft
	if err := h.store.View(h.life, func(tx store.Tx) (err error) {
		d, _, err = drafts.Get(tx, store.Key(no))
		return err
	}); err != nil || len(d.Layer) == 0 {
		return nil
	}
	plan, err := h.book.Prepare(h.life, d.Layer)
	if err != nil {
		return nil
	}
	return plan
}

// fewOf lists a few of many.
func fewOf(ids []string) string {
	if more := len(ids) - importNamed; more > 0 {
		return strings.Join(ids[:importNamed], ", ") + " … +" + strconv.Itoa(more)
	}
	return strings.Join(ids, ", ")
}
