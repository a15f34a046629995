package bots

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// Keeper keeps the attachments of tickets: a platform that nobody talks on.
type Keeper interface {
	chat.Adapter

	// Sweep takes away the files that came before a time, and those that gone names.
	Sweep(before time.Time, gone func(name string) bool) error
}

// transcriptCommand gives out what was said in a ticket: a member's own to the member, any to the staff.
func (d declarer) transcriptCommand() command {
	c := d.define("transcript", 0, (*Hub).cmdTranscript, d.opt("ticket"), d.opt("as", only(append(slices.Clone(escalation.Formats), asFiles)...)))
	return c
}

// asFiles asks for the attachments in place of a transcript.
const asFiles = "files"

// cmdTranscript sends a transcript to who asked for it, and to nobody else: where others read too, in private.
func (h *Hub) cmdTranscript(tx store.Tx, c *call) ([]chat.Action, error) {
	number, format := strings.TrimSpace(c.args["ticket"]), strings.ToLower(strings.TrimSpace(c.args["as"]))
	if format == "" && isFormat(strings.ToLower(number)) {
		number, format = "", strings.ToLower(number)
	}
	if format == "" {
		format = string(escalation.HTML)
	}
	if !isFormat(format) {
		return nil, chat.Refuse("transcript-format", "format", cutRunes(format, 20))
	}
	t, staff, err := h.toldTo(tx, c, number)
	if err != nil {
		return nil, err
	}
	tr, err := h.desk.Transcript(tx, t, staff)
	if err != nil {
		return nil, err
	}
	if h.caps(c.place()).Upload == 0 {
		return h.inWords(c, tr, format, staff)
	}
	posts, err := h.transcriptPosts(tr, format, c.lang)
	if err != nil {
		return nil, err
	}
	return h.inPrivate(c, staff, posts), nil
}

func isFormat(s string) bool { return s == asFiles || slices.Contains(escalation.Formats, s) }

// toldTo finds the ticket that a transcript is asked of, and whether it is told as to the staff. What is not there and what is
// somebody else's are refused alike.
func (h *Hub) toldTo(tx store.Tx, c *call, number string) (t escalation.Ticket, staff bool, err error) {
	rep := c.by.Role.Has(chat.Representative)
	accounts, err := escalation.AccountsOf(tx, c.by.ID)
	if err != nil {
		return t, false, err
	}
	if number == "" {
		here, ok, err := escalation.In(tx, c.meta.Room)
		switch {
		case err != nil:
			return t, false, err
		case ok && (rep || slices.Contains(accounts, here.Member)):
			return here, !slices.Contains(accounts, here.Member), nil
		}
		t, ok, err = escalation.LatestTold(tx, accounts)
		if err == nil && !ok {
			err = chat.Refuse("transcript-nothing")
		}
		return t, false, err
	}
	t, err = h.ticket(tx, c, number)
	own := err == nil && slices.Contains(accounts, t.Member)
	if !own && !rep && notRefusal(err) == nil {
		return escalation.Ticket{}, false, chat.Refuse("transcript-foreign", "number", cutRunes(strings.TrimPrefix(number, "#"), 20))
	}
	return t, !own, err
}

// inWords writes a transcript into the chat where no files can be sent.
func (h *Hub) inWords(c *call, tr escalation.Transcript, format string, staff bool) ([]chat.Action, error) {
	if format == asFiles {
		return nil, chat.Refuse("transcript-here")
	}
	var b strings.Builder
	if err := h.unleaked(tr).Write(&b, escalation.Text, h.style(c.lang)); err != nil {
		return nil, err
	}
	return h.inPrivate(c, staff, []chat.Post{{Text: b.String()}}), nil
}

// unleaked is a transcript without secrets. Should one ever have come so far, it goes no further.
func (h *Hub) unleaked(tr escalation.Transcript) escalation.Transcript {
	tr.Said = slices.Clone(tr.Said)
	for i, s := range tr.Said {
		if h.secrets.Check(s.Text).Verdict == secret.Leak {
			tr.Said[i].Text = h.secrets.Redact(s.Text)
		}
	}
	return tr
}

// filesInAPost is how many attachments one post carries, where a room's album takes no fewer.
const filesInAPost = 10

// transcriptPosts are what answers the command: one file, or the attachments.
func (h *Hub) transcriptPosts(tr escalation.Transcript, format, lang string) ([]chat.Post, error) {
	number := ticketNumber(tr.Ticket)
	if format != asFiles {
		say := chat.Say("transcript-file-member", "number", number)
		if tr.Staff {
			say = chat.Say("transcript-file-staff", "number", number)
		}
		return []chat.Post{{Phrase: say, Files: []chat.File{escalation.TranscriptFile(tr.Ticket, escalation.Format(format), tr.Staff, lang)}}}, nil
	}
	files := tr.Attachments()
	if len(files) == 0 {
		return nil, chat.Refuse("transcript-no-files", "number", number)
	}
	var posts []chat.Post
	say := chat.Say("transcript-files", "number", number, "count", strconv.Itoa(len(files)))
	for some := range slices.Chunk(files, filesInAPost) {
		posts = append(posts, chat.Post{Phrase: say, Files: some})
		say = nil
	}
	return posts, nil
}

// inPrivate answers a command where nobody else reads along: here, if that is so, else in the private chat.
func (h *Hub) inPrivate(c *call, staff bool, posts []chat.Post) (as []chat.Action) {
	here := !c.meta.Answer.IsZero() && h.caps(c.meta.Answer).Ephemeral || isDirect(c.meta) || staff && h.cfg.staffRoom(c.meta)
	c.aside = !here
	for i, p := range posts {
		a := c.post(p)
		if send, ok := a.Effect.(chat.Send); ok && i > 0 && !c.meta.Answer.IsZero() {
			send.Room = c.meta.Answer
			a.Effect = send
		}
		as = append(as, a)
	}
	return as
}

// records is the origin of the desk's own files: transcripts and charts are written when they are sent, attachments lie in the
// archive, or else where they came from.
type records struct {
	h       *Hub
	archive chat.Origin // nil: there is none
}

// Fetch opens a transcript, a chart or an attachment.
func (o records) Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	var b bytes.Buffer
	switch kind, _, _ := strings.Cut(f.Key, ":"); kind {
	case "transcript":
		if err := o.transcript(ctx, f.Key, &b); err != nil {
			return nil, err
		}
	case "dryrun":
		if err := o.h.store.View(ctx, func(tx store.Tx) error { b.Reset(); return moderation.WriteHits(tx, f.Key, &b) }); err != nil {
			return nil, &chat.Fault{Class: chat.Invalid, Err: err}
		}
	case "chart":
		if err := o.h.writeChart(ctx, f.Key, &b); err != nil {
			return nil, err
		}
	default:
		return o.attachment(ctx, f)
	}
	return io.NopCloser(&b), nil
}

// transcript writes the transcript that a key names.
func (o records) transcript(ctx context.Context, key string, w io.Writer) error {
	id, format, staff, lang, ok := escalation.ReadTranscriptKey(key)
	if !ok {
		return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("%.64q names no transcript", key)}
	}
	var tr escalation.Transcript
	err := o.h.store.View(ctx, func(tx store.Tx) error {
		t, err := escalation.Find(tx, id)
		if err == nil {
			tr, err = o.h.desk.Transcript(tx, t, staff)
		}
		return err
	})
	if err == nil {
		if lang == "" {
			lang = o.h.cfg.Langs.Order[0]
		}
		err = o.h.unleaked(tr).Write(w, format, o.h.style(lang))
	}
	if err != nil {
		return storeFault(err)
	}
	return nil
}

func (h *Hub) style(lang string) escalation.Style {
	lang = h.speaks(lang)
	return escalation.Style{Lang: lang, Zone: h.calendar(), Words: func(p *chat.Phrase) string { return h.words.Text(p, lang) }}
}

// storeFault is what an error of writing a file means: a refusal, that what is asked for is not there any more.
func storeFault(err error) error {
	var r *chat.Refusal
	if errors.As(err, &r) {
		return &chat.Fault{Class: chat.Invalid, Err: err}
	}
	return &chat.Fault{Class: chat.Transient, Err: err}
}

// attachment opens what was kept of a file, or else fetches it from where it came from.
func (o records) attachment(ctx context.Context, f chat.File) (io.ReadCloser, error) {
	var a escalation.Attachment
	var ok bool
	if err := o.h.store.View(ctx, func(tx store.Tx) (err error) { a, ok, err = escalation.FindAttachment(tx, f.Key); return err }); err != nil || !ok {
		return nil, &chat.Fault{Class: chat.Invalid, Err: errors.Join(err, fmt.Errorf("the archive has no %.64q", f.Key))}
	}
	if o.archive != nil {
		if r, err := o.archive.Fetch(ctx, chat.File{Platform: escalation.Archive, Key: a.Name}); err == nil {
			return r, nil
		}
	}
	from, ok := o.h.origins[a.Origin.Platform]
	if !ok || a.Origin.Platform == escalation.Archive {
		return nil, &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("attachment %s is not kept any more", a.Name)}
	}
	return from.Fetch(ctx, a.Origin)
}

// sweep takes away the attachments that have had their time, those of tickets that are forgotten, and what its author took back.
func (h *Hub) sweep(ctx context.Context) error {
	if h.archive == nil {
		return nil
	}
	return h.store.View(ctx, func(tx store.Tx) error {
		return h.archive.Sweep(h.now().Add(-h.cfg.Desk.Keep.Attachments), func(name string) bool {
			id, seq, i, ok := escalation.ReadAttachment(name)
			if !ok {
				return false
			}
			attached, err := escalation.Attached(tx, id, seq, i)
			return err == nil && !attached
		})
	})
}
