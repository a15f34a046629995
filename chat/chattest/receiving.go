package chattest

import (
	"io"
	"strings"

	"frontdesk/chat"
)

// receiving is what an adapter promises about what it reports.
func receiving() []scene {
	return []scene{
		{"a message is reported with its room, author, text and time", func(x *trial) {
			x.Name("ann", "Ann Lee", "annlee")
			id := x.Say("lobby", "ann", Said{Text: "How do I reset my password?"})
			e := expect(x, "the message", func(e *chat.Posted) bool { return e.Message.ID == id })
			m := e.Message
			if e.Room != x.Room("lobby") || m.Text != "How do I reset my password?" || m.Addressed {
				x.Errorf("got %+v", e)
			}
			if m.From.ID != x.Member("ann") || m.From.Name != "Ann Lee" || m.From.Handle != "annlee" || m.From.Kind != chat.Person {
				x.Errorf("author is %+v", m.From)
			}
		}},
		{"a message in a topic or thread names both, the nearest first", func(x *trial) {
			id := x.Say("topic", "ann", Said{Text: "hello"})
			e := expect(x, "the message", func(e *chat.Posted) bool { return e.Message.ID == id })
			if e.Room != x.Room("topic") || !e.In(x.Room("lobby")) || e.In(x.Room("staff")) {
				x.Errorf("room %s within %v", e.Room, e.Within)
			}
			if e.Message.ReplyTo != nil {
				x.Errorf("a plain message in a topic is no reply: %+v", e.Message.ReplyTo)
			}
		}},
		{"a private message arrives in the private chat's room", func(x *trial) {
			x.Open("ann", "")
			id := x.Say("@ann", "ann", Said{Text: "hello"})
			e := expect(x, "the message", func(e *chat.Posted) bool { return e.Message.ID == id })
			if e.Room != chat.Direct(x.Member("ann")) {
				x.Errorf("room is %s", e.Room)
			}
		}},
		{"any text arrives as it was written", func(x *trial) {
			for _, text := range hostile() {
				id := x.Say("lobby", "ann", Said{Text: text})
				if got := x.posted(id).Text; got != strings.ToValidUTF8(text, "\uFFFD") {
					x.Errorf("wrote %q, reported %q", clip(text), clip(got))
				}
			}
		}},
		{"an empty or very long or broken message does not stop the intake", func(x *trial) {
			for _, text := range []string{"", strings.Repeat("long 😀 ", 1<<17), "\xff\xfe broken \x80"} {
				x.Say("lobby", "ann", Said{Text: text})
			}
			x.posted(x.Say("lobby", "ann", Said{Text: "still there?"}))
		}},
		{"a reply names what it answers", func(x *trial) {
			first := x.Say("lobby", "ann", Said{Text: "first"})
			m := x.posted(x.Say("lobby", "ben", Said{Text: "second", ReplyTo: first}))
			if m.ReplyTo == nil || m.ReplyTo.ID != first || m.Addressed {
				x.Errorf("reply is %+v", m)
			}
		}},
		{"a mention of the bot or a reply to it addresses it", func(x *trial) {
			if m := x.posted(x.Say("lobby", "ann", Said{Text: "are you there?", Mention: true})); !m.Addressed {
				x.Errorf("mentioned, not addressed: %+v", m)
			}
			ours := x.post(x.Room("lobby"), chat.Post{Text: "I am here."})
			m := x.posted(x.Say("lobby", "ann", Said{Text: "thanks", ReplyTo: ours}))
			if !m.Addressed || m.ReplyTo == nil || m.ReplyTo.ID != ours || m.ReplyTo.From.Kind != chat.Self {
				x.Errorf("replied to, not addressed: %+v", m)
			}
		}},
		{"files are reported and can be fetched", func(x *trial) {
			for _, c := range []struct {
				say  Said
				kind chat.FileKind
			}{
				{Said{Photo: true, Text: "see"}, chat.Photo}, {Said{Voice: true}, chat.Voice}, {Said{Doc: "log.txt"}, chat.Document},
			} {
				m := x.posted(x.Say("lobby", "ann", c.say))
				if len(m.Files) != 1 || m.Files[0].Kind != c.kind || m.Files[0].Platform != x.Platform() || m.Text != c.say.Text {
					x.Errorf("%+v is reported as %+v", c.say, m)
					continue
				}
				if c.say.Doc != "" && m.Files[0].Name != c.say.Doc {
					x.Errorf("name is %q", m.Files[0].Name)
				}
				x.fetches(m.Files[0])
			}
		}},
		{"a sticker is reported with its emoji or name", func(x *trial) {
			m := x.posted(x.Say("lobby", "ann", Said{Sticker: "👋"}))
			if len(m.Files) != 1 || m.Files[0].Kind != chat.Sticker {
				x.Errorf("got %+v", m)
			}
		}},
		{"the parts of an album belong together", func(x *trial) {
			m := x.posted(x.Say("lobby", "ann", Said{Text: "three", Album: 3}))
			x.until("all three pictures are reported", func() bool {
				n := 0
				for _, e := range x.in.events {
					if e, ok := e.(*chat.Posted); ok && e.Message.From.ID == m.From.ID && (len(e.Message.Files) == 3 || e.Message.Album == m.Album && m.Album != "") {
						n += len(e.Message.Files)
					}
				}
				return n == 3
			})
		}},
		{"a forward tells its origin as far as it is shown", func(x *trial) {
			x.Name("ben", "Ben", "ben")
			m := x.posted(x.Say("lobby", "ann", Said{Text: "look", Forward: "ben"}))
			if m.Forward == nil || m.From.ID != x.Member("ann") {
				x.Errorf("got %+v", m)
			}
			m = x.posted(x.Say("lobby", "ann", Said{Text: "look again", Forward: "hidden:Support Team"}))
			if m.Forward == nil || m.Forward.From != nil {
				x.Errorf("hidden origin: got %+v", m.Forward)
			}
		}},
		{"bots are told apart from people", func(x *trial) {
			if m := x.posted(x.Say("lobby", "robo", Said{Text: "beep", As: chat.Bot})); m.From.Kind != chat.Bot {
				x.Errorf("kind is %q", m.From.Kind)
			}
		}},
		{"an edit is reported with the new text", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "how do I rest it"})
			x.posted(id)
			x.Edit(id, "how do I reset it")
			expect(x, "the edit", func(e *chat.Edited) bool {
				return e.Message.ID == id && e.Message.Text == "how do I reset it" && e.Message.From.ID == x.Member("ann")
			})
			x.Edit(id, "how do I reset that")
			expect(x, "the second edit", func(e *chat.Edited) bool { return e.Message.ID == id && e.Message.Text == "how do I reset that" })
		}},
		{"a deletion is reported where the platform shows it", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "oops"})
			x.posted(id)
			x.Delete(id)
			if x.bot.Caps(x.Room("lobby")).Deletions {
				expect(x, "the deletion", func(e *chat.Deleted) bool { return len(e.IDs) == 1 && e.IDs[0] == id })
			}
		}},
		{"somebody who joins is reported under the name they bear", func(x *trial) {
			x.Name("eve", "Official Support", "support")
			x.Join("lobby", "eve")
			e := expect(x, "the joining", func(e *chat.Joined) bool { return e.Member.ID == x.Member("eve") })
			if e.Member.Name != "Official Support" || e.Member.Handle != "support" || !e.In(x.Room("lobby")) && !contains(x.Room("lobby"), e.Room) {
				x.Errorf("got %+v", e)
			}
		}},
		{"a new name is known by the next message at the latest", func(x *trial) {
			x.Name("eve", "Eve", "eve")
			x.posted(x.Say("lobby", "eve", Said{Text: "hi"}))
			x.Name("eve", "Support", "eve")
			if m := x.posted(x.Say("lobby", "eve", Said{Text: "hi again"})); m.From.Name != "Support" {
				x.Errorf("name is %q", m.From.Name)
			}
		}},
		{"messages of a room are reported in their order", func(x *trial) {
			var ids []chat.MessageID
			for range 30 {
				ids = append(ids, x.Say("lobby", "ann", Said{Text: "one after the other"}))
			}
			x.posted(ids[len(ids)-1])
			next := 0
			for _, e := range x.in.Events() {
				if e, ok := e.(*chat.Posted); ok && next < len(ids) && e.Message.ID == ids[next] {
					next++
				}
			}
			if next != len(ids) {
				x.Errorf("message %d is missing or out of order", next)
			}
		}},
	}
}

// hostile are texts that a careless adapter would interpret, cut or choke on.
func hostile() []string {
	return []string{
		"**bold** _it_ `code` [x](https://example.org) <b>html</b> &amp; \\ | ~~no~~",
		"@everyone @here <@1> <@&2> <#3> @channel",
		"😀👩‍👩‍👧‍👦🇨🇳 emoji 𝒽𝓮𝓁𝓁𝓸",
		"مرحبا \u202eabc\u202c עברית",
		"我忘记了密码怎么办？",
		"a\u0000b\u0007c\u200bd\ufeffe",
		"line one\nline two\n\n\tindented",
	}
}

// contains reports whether a server's room stands for its lobby: joins happen to a server, not to a channel.
func contains(lobby, room chat.RoomID) bool { return room.Platform == lobby.Platform && room != lobby }

// fetches opens a file and reads it to its end.
func (x *trial) fetches(f chat.File) []byte {
	x.t.Helper()
	r, err := x.bot.Fetch(x.ctx, f)
	if err != nil {
		x.Errorf("Fetch %s: %v", f.Kind, err)
		return nil
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil || len(b) == 0 {
		x.Errorf("reading %s: %d bytes, %v", f.Kind, len(b), err)
	}
	return b
}
