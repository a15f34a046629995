package chattest

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"frontdesk/chat"
)

// sending is what an adapter promises about posts, edits and deletions.
func sending() []scene {
	return []scene{
		{"a post is read as it was written and pings nobody", func(x *trial) {
			x.Name("ann", "Ann", "annlee")
			x.posted(x.Say("lobby", "ann", Said{Text: "hi"}))
			for _, text := range append(hostile()[:5:5], "ask @annlee or <@"+x.Member("ann").Key+">, @everyone") {
				id := x.post(x.Room("lobby"), chat.Post{Text: text})
				s := x.reads("lobby", "ann", text)
				if s.ID != id || len(s.Pinged) != 0 || len(s.Buttons) != 0 {
					x.Errorf("got %+v", s)
				}
			}
		}},
		{"spans mean what they say and pings reach only who is named", func(x *trial) {
			x.posted(x.Say("lobby", "ann", Said{Text: "hi"}))
			x.posted(x.Say("lobby", "ben", Said{Text: "hi"}))
			text := "😀 Ann and Ben: read the guide"
			at := func(s string) (int, int) { i := strings.Index(text, s); return i, i + len(s) }
			span := func(k chat.SpanKind, s string) chat.Span {
				from, to := at(s)
				return chat.Span{Kind: k, Start: from, End: to}
			}
			ann, ben, link := span(chat.Mention, "Ann"), span(chat.Mention, "Ben"), span(chat.Link, "guide")
			ann.Member, ben.Member, link.URL = x.Member("ann"), x.Member("ben"), "https://example.org/guide"
			id := x.post(x.Room("lobby"), chat.Post{Text: text, Spans: []chat.Span{ann, ben, span(chat.Bold, "read the"), link}, Ping: []chat.MemberID{x.Member("ann")}})
			s := x.shows("lobby", "ann", "the post", func(s Shown) bool { return s.ID == id })
			if !strings.Contains(s.Text, "https://example.org/guide") {
				x.Errorf("the link is lost: %q", s.Text)
			}
			if len(s.Pinged) != 1 || s.Pinged[0] != "ann" {
				x.Errorf("pinged %v", s.Pinged)
			}
		}},
		{"a reply names its message and goes without it when that is gone", func(x *trial) {
			q := x.Say("lobby", "ann", Said{Text: "why?"})
			x.post(x.Room("lobby"), chat.Post{Text: "because", ReplyTo: q})
			if s := x.reads("lobby", "ann", "because"); s.ReplyTo != q {
				x.Errorf("reply to %s", s.ReplyTo)
			}
			x.Delete(q)
			x.post(x.Room("lobby"), chat.Post{Text: "anyway", ReplyTo: q})
			x.reads("lobby", "ann", "anyway")
		}},
		{"posts reach topics, private chats and rooms of staff", func(x *trial) {
			x.Open("ann", "")
			for _, at := range [][2]string{{"topic", "ann"}, {"@ann", "ann"}, {"staff", "rep"}, {"mods", "mia"}} {
				x.post(x.Room(at[0]), chat.Post{Text: "to " + at[0], Quiet: true})
				x.reads(at[0], at[1], "to "+at[0])
			}
		}},
		{"the longest text fits, counted in the platform's unit", func(x *trial) {
			caps := x.bot.Caps(x.Room("lobby"))
			unit := caps.Unit.Len("😀")
			text := strings.Repeat("😀", caps.Text/unit) + strings.Repeat("x", caps.Text%unit)
			x.post(x.Room("lobby"), chat.Post{Text: text})
			x.reads("lobby", "ann", text)
			_, err := x.try(x.Room("lobby"), chat.Post{Text: text + "x"})
			x.fault(err, chat.Invalid)
		}},
		{"an empty post is refused", func(x *trial) {
			for _, text := range []string{"", "  \n "} {
				_, err := x.try(x.Room("lobby"), chat.Post{Text: text})
				x.fault(err, chat.Invalid)
			}
		}},
		{"buttons of every kind are shown", func(x *trial) {
			caps := x.bot.Caps(x.Room("lobby"))
			if caps.Buttons == 0 {
				return
			}
			row := []chat.Button{{Text: "Pick", Data: strings.Repeat("d", 64)}, {Text: "Read", URL: "https://example.org"}}
			if caps.DeepLinks {
				row = append(row, chat.Button{Text: "Write", Start: strings.Repeat("s", 64)})
			}
			x.post(x.Room("lobby"), chat.Post{Text: "choose", Buttons: [][]chat.Button{row}})
			if s := x.reads("lobby", "ann", "choose"); len(s.Buttons) != len(row) {
				x.Errorf("buttons %v", s.Buttons)
			}
		}},
		{"the most buttons of a room fit", func(x *trial) {
			caps := x.bot.Caps(x.Room("lobby"))
			var rows [][]chat.Button
			for range caps.Rows {
				var row []chat.Button
				for range caps.Buttons {
					row = append(row, chat.Button{Text: "b", Data: "row:" + strings.Repeat("x", len(rows)) + ":" + strings.Repeat("y", len(row))})
				}
				rows = append(rows, row)
			}
			x.post(x.Room("lobby"), chat.Post{Text: "many", Buttons: rows})
			x.reads("lobby", "ann", "many")
		}},
		{"an edit replaces text and buttons, and says so when the message is gone", func(x *trial) {
			id := x.post(x.Room("lobby"), chat.Post{Text: "old", Buttons: [][]chat.Button{{{Text: "Press", Data: "p"}}}})
			for range 2 { // the second changes nothing and is no error
				if err := x.bot.Edit(x.ctx, id, chat.Outgoing{Post: chat.Post{Text: "new"}}); err != nil {
					x.Fatalf("Edit: %v", err)
				}
			}
			if s := x.reads("lobby", "ann", "new"); s.ID != id || len(s.Buttons) != 0 {
				x.Errorf("got %+v", s)
			}
			x.misses("lobby", "ann", "old")
			x.Delete(id)
			x.fault(x.bot.Edit(x.ctx, id, chat.Outgoing{Post: chat.Post{Text: "newer"}}), chat.Gone)
		}},
		{"an edit of a post with a file replaces its caption and keeps the file", func(x *trial) {
			files := []chat.File{foreign(chat.Photo, "a.png", "image/png")}
			id, err := x.bot.Send(x.ctx, "caption", x.Room("lobby"), chat.Outgoing{Post: chat.Post{Text: "old", Files: files}, Fetch: elsewhere})
			if err != nil {
				x.Fatalf("Send: %v", err)
			}
			for _, p := range []chat.Post{{Text: "new", Files: files}, {Text: "new", Files: files}, {Text: "newer"}} { // the last does not name the file
				if err := x.bot.Edit(x.ctx, id, chat.Outgoing{Post: p, Fetch: elsewhere}); err != nil {
					x.Fatalf("Edit: %v", err)
				}
				if s := x.reads("lobby", "ann", p.Text); s.ID != id || len(s.Files) != 1 {
					x.Errorf("got %+v", s)
				}
			}
			x.misses("lobby", "ann", "old")
		}},
		{"a deletion takes away ours and theirs, and what is gone is no error", func(x *trial) {
			room := x.Room("lobby")
			theirs := x.Say("lobby", "ann", Said{Text: "leaked"})
			ours := []chat.MessageID{x.post(room, chat.Post{Text: "one"}), x.post(room, chat.Post{Text: "two"})}
			for range 2 {
				if err := x.bot.Delete(x.ctx, room, append(ours, theirs)); err != nil {
					x.Fatalf("Delete: %v", err)
				}
			}
			for _, text := range []string{"leaked", "one", "two"} {
				x.misses("lobby", "ben", text)
			}
		}},
		{"a file is sent whatever platform it lies on", func(x *trial) {
			native := x.posted(x.Say("lobby", "ann", Said{Photo: true, Text: "see"}))
			x.post(x.Room("staff"), chat.Post{Text: "Ann: see", Files: native.Files})
			x.shows("staff", "rep", "the picture", func(s Shown) bool { return s.Text == "Ann: see" && len(s.Files) == 1 })

			for _, f := range []chat.File{foreign(chat.Photo, "a.png", "image/png"), foreign(chat.Document, "log.txt", "text/plain"),
				foreign(chat.Voice, "v.ogg", "audio/ogg"), foreign(chat.Sticker, "s.png", "image/png"), foreign(chat.Video, "v.mp4", "video/mp4")} {
				_, err := x.bot.Send(x.ctx, "file "+f.Name, x.Room("staff"), chat.Outgoing{Post: chat.Post{Text: f.Name, Files: []chat.File{f}}, Fetch: elsewhere})
				if err != nil {
					x.Errorf("%s: %v", f.Kind, err)
					continue
				}
				x.shows("staff", "rep", "the "+string(f.Kind), func(s Shown) bool { return strings.Contains(s.Text, f.Name) || len(s.Files) == 1 })
			}
		}},
		{"an album arrives with all its parts", func(x *trial) {
			files := []chat.File{foreign(chat.Photo, "a.png", "image/png"), foreign(chat.Photo, "b.png", "image/png"), foreign(chat.Photo, "c.png", "image/png")}
			id, err := x.bot.Send(x.ctx, "album", x.Room("staff"), chat.Outgoing{Post: chat.Post{Text: "three", Files: files}, Fetch: elsewhere})
			if err != nil {
				x.Fatalf("album: %v", err)
			}
			count := func() (n int) {
				for _, s := range x.Seen("staff", "rep") {
					n += len(s.Files)
				}
				return n
			}
			if n := count(); n != 3 {
				x.Errorf("%d files arrived", n)
			}
			if err := x.bot.Delete(x.ctx, x.Room("staff"), []chat.MessageID{id}); err != nil || count() != 0 {
				x.Errorf("deleting the album: %v, %d files left", err, count())
			}
		}},
		{"a file beyond the room's limit is refused without sending it", func(x *trial) {
			f := foreign(chat.Document, "huge.bin", "application/octet-stream")
			f.Size = x.bot.Caps(x.Room("staff")).Upload + 1
			_, err := x.bot.Send(x.ctx, "huge", x.Room("staff"), chat.Outgoing{Post: chat.Post{Text: "huge", Files: []chat.File{f}}, Fetch: elsewhere})
			x.fault(err, chat.Invalid)
			x.misses("staff", "rep", "huge")
		}},
		{"a file that cannot be fetched is no fault of the room", func(x *trial) {
			gone := func(context.Context, chat.File) (io.ReadCloser, error) { return nil, &chat.Fault{Class: chat.Gone} }
			_, err := x.bot.Send(x.ctx, "gone", x.Room("staff"), chat.Outgoing{Fetch: gone,
				Post: chat.Post{Text: "gone", Files: []chat.File{foreign(chat.Document, "gone.txt", "text/plain")}}})
			x.fault(err, chat.Invalid)
		}},
		{"a file that was taken away is invalid and makes no room seem gone", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "see", Photo: true})
			files := x.posted(id).Files
			x.Lose(id)
			body, err := x.bot.Fetch(x.ctx, files[0])
			x.fault(err, chat.Invalid)
			if body != nil {
				x.Errorf("a file is opened beside the fault")
			}
			if _, err := x.try(x.Room("staff"), chat.Post{Text: "Ann: see", Files: files}); err != nil { // a platform may keep it for itself
				x.fault(err, chat.Invalid)
			}
		}},
		{"an original that was taken away is invalid to copy", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "see"})
			x.posted(id)
			x.Lose(id)
			_, err := x.try(x.Room("staff"), chat.Post{Relay: id})
			x.fault(err, chat.Invalid)
		}},
		{"a message can be pinned where pins are", func(x *trial) {
			if !x.bot.Caps(x.Room("staff")).Pins {
				return
			}
			id, err := x.try(x.Room("staff"), chat.Post{Text: "the board"})
			for range 2 { // what is pinned already is no error
				if err == nil {
					err = x.bot.Pin(x.ctx, id)
				}
			}
			if err != nil {
				x.Fatalf("%v", err)
			}
			if seen := x.Seen("staff", "mei"); !slices.ContainsFunc(seen, func(s Shown) bool { return s.ID == id && s.Pinned }) {
				x.Errorf("not pinned: %v", seen)
			}
		}},
		{"a message that is gone cannot be pinned", func(x *trial) {
			if !x.bot.Caps(x.Room("staff")).Pins {
				return
			}
			id, err := x.try(x.Room("staff"), chat.Post{Text: "the board"})
			if err != nil {
				x.Fatalf("%v", err)
			}
			x.Lose(id)
			x.fault(x.bot.Pin(x.ctx, id), chat.Gone)
		}},
		{"a mark can be shown where marks are", func(x *trial) {
			if !x.bot.Caps(x.Room("lobby")).Marks {
				return
			}
			id := x.Say("lobby", "ann", Said{Text: "mark me"})
			for _, m := range []chat.Mark{chat.Waiting, chat.Delivered, chat.Undone, chat.Removed} {
				if err := x.bot.Mark(x.ctx, id, m); err != nil {
					x.Errorf("%s: %v", m, err)
				}
			}
		}},
	}
}

// foreign is a file of another platform, for elsewhere to open.
func foreign(k chat.FileKind, name, mime string) chat.File {
	return chat.File{Platform: "elsewhere", Key: name, Kind: k, Name: name, MIME: mime, Size: int64(len(bytesOf(name)))}
}

func elsewhere(_ context.Context, f chat.File) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(bytesOf(f.Key))), nil
}

func bytesOf(name string) []byte { return []byte("the bytes of " + name) }
