package escalation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// Archive is the platform of the desk's own files: attachments are sent to its only room to be kept, and transcripts and
// attachments are fetched from it.
const Archive chat.Platform = "archive"

// archived asks for the files of something that was said, from the n-th on, to be kept, if they are wanted. No byte of them comes
// near the store: they are streamed from where they lie into the archive when the outbox comes to it, and nobody waits for that.
func (d *Desk) archived(t *Ticket, seq uint64, files []chat.File, n int, wanted func(chat.File) bool) (as []chat.Action) {
	if d.Policy.Keep.Attachments <= 0 {
		return nil
	}
	room := chat.RoomID{Platform: Archive, Key: "files"}
	most := d.Caps(room).Upload
	for i, f := range files {
		if i < n || f.Platform == Archive || f.Size > most || !wanted(f) {
			continue
		}
		name := attachmentName(t.ID, seq, i)
		as = append(as, chat.Action{
			Lane: string(Archive) + ":" + name, Priority: chat.Cosmetic,
			Effect: chat.Send{Room: room, Post: chat.Post{Text: name, Files: []chat.File{f}}},
		})
	}
	return as
}

// secured asks for the files of a line, from the n-th on, to be kept at once where they would be lost with their room: a room that
// is built anew is told them.
func (d *Desk) secured(t *Ticket, l Line, n int) []chat.Action {
	return d.archived(t, l.Seq, l.Files, n, d.perishable)
}

// perishable reports whether a file is gone with the message that it came by.
func (d *Desk) perishable(f chat.File) bool {
	return f.Platform != Archive && !d.Caps(chat.RoomID{Platform: f.Platform}).Resends
}

// lasting are the files of a line as they can be had when the room it was said in is gone: from the archive, which asks for what it
// has not kept where it lay.
func (d *Desk) lasting(t *Ticket, l Line) []chat.File {
	out := slices.Clone(l.Files)
	for i, f := range out {
		if d.perishable(f) {
			out[i] = inArchive(f, attachmentName(t.ID, l.Seq, i))
		}
	}
	return out
}

// inArchive is a file as it is fetched from the archive.
func inArchive(f chat.File, name string) chat.File {
	f.Key, f.Platform, f.Message = attachmentKey+name, Archive, chat.MessageID{}
	return f
}

// Attachments are the files of a transcript, to be fetched from the archive.
func (t Transcript) Attachments() (out []chat.File) {
	for _, s := range t.Said {
		for i, f := range s.Files {
			f = inArchive(f, attachmentName(t.Ticket.ID, s.Seq, i))
			f.Kind, f.Name = chat.Document, fileName(f)
			out = append(out, f)
		}
	}
	return out
}

// The keys of files that are fetched from the archive.
const (
	attachmentKey = "file:"
	transcriptKey = "transcript:"
)

// Attachment is where an attachment of a ticket lay when it was sent.
type Attachment struct {
	Name   string // in the archive
	Origin chat.File
}

// FindAttachment finds the attachment that a key of the archive names; ok is false if the key is of another kind.
func FindAttachment(tx store.Tx, key string) (a Attachment, ok bool, err error) {
	name, ok := strings.CutPrefix(key, attachmentKey)
	if !ok {
		return a, false, nil
	}
	id, seq, i, valid := ReadAttachment(name)
	if !valid {
		return a, true, fmt.Errorf("%q names no attachment", name)
	}
	words, err := Words(tx, id)
	if err != nil {
		return a, true, err
	}
	for _, s := range words {
		if s.Seq == seq && i < len(s.Files) {
			return Attachment{name, s.Files[i]}, true, nil
		}
	}
	return a, true, fmt.Errorf("attachment %s is not kept any more", name)
}

// Attached reports whether anything that is kept of what was said in a ticket speaks of a file in the archive still: what its author
// took back does not.
func Attached(tx store.Tx, id, seq uint64, i int) (bool, error) {
	key := store.Key(id, seq)
	l, ok, err := lines.Get(tx, key)
	if err != nil || ok {
		return ok && !l.Removed && i < len(l.Files), err
	}
	s, ok, err := spoken.Get(tx, key)
	return ok && i < len(s.Files), err
}

// ReadAttachment takes the name of a file in the archive apart: ticket, line and place in it.
func ReadAttachment(name string) (id, seq uint64, i int, ok bool) {
	first, rest, _ := strings.Cut(name, "-")
	second, third, _ := strings.Cut(rest, "-")
	id, err := strconv.ParseUint(first, 10, 64)
	if err == nil {
		seq, err = strconv.ParseUint(second, 10, 64)
	}
	if err == nil {
		i, err = strconv.Atoi(third)
	}
	return id, seq, i, err == nil && i >= 0
}

// Format is a way to write a transcript down.
type Format string

const (
	Text Format = "text"
	HTML Format = "html"
	JSON Format = "json"
)

// Formats are all of them.
var Formats = []string{string(Text), string(HTML), string(JSON)}

// TranscriptFile is the transcript of a ticket as a file, which is written when it is fetched: for the staff or for the member,
// in a language; an empty one is the community's.
func TranscriptFile(t Ticket, f Format, staff bool, lang string) chat.File {
	reader := "member"
	if staff {
		reader = "staff"
	}
	name := map[Format]string{Text: "txt", HTML: "html", JSON: "json"}[f]
	mime := map[Format]string{Text: "text/plain", HTML: "text/html", JSON: "application/json"}[f]
	return chat.File{
		Platform: Archive, Key: strings.Join([]string{transcriptKey + t.number(), string(f), reader, lang}, ":"),
		Kind: chat.Document, Name: "ticket-" + t.number() + "." + name, MIME: mime,
	}
}

// ReadTranscriptKey takes apart what TranscriptFile made; ok is false for a key of another kind.
func ReadTranscriptKey(key string) (id uint64, f Format, staff bool, lang string, ok bool) {
	rest, ok := strings.CutPrefix(key, transcriptKey)
	parts := strings.Split(rest, ":")
	if !ok || len(parts) != 4 {
		return 0, "", false, "", false
	}
	id, err := strconv.ParseUint(parts[0], 10, 64)
	return id, Format(parts[1]), parts[2] == "staff", parts[3], err == nil
}

// fileName is what to call a file that may have no name.
func fileName(f chat.File) string {
	if f.Name != "" {
		return f.Name
	}
	ending := map[chat.FileKind]string{chat.Photo: ".jpg", chat.Video: ".mp4", chat.Voice: ".ogg", chat.Audio: ".mp3", chat.Animated: ".mp4", chat.Sticker: ".webp"}
	return string(f.Kind) + ending[f.Kind]
}
