package telegram

import (
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

// messageFrom turns a message into ours: its text wherever it stands, its files, whom it answers, who speaks.
func (a *Adapter) messageFrom(m *message) chat.Message {
	me := a.self()
	msg := chat.Message{
		ID: Message(m.Chat.ID, m.MessageID), From: a.speaker(m), Text: m.Text, Album: m.MediaGroupID,
		Sent: time.Unix(int64(m.Date), 0), ViaBot: m.ViaBot != nil,
	}
	entities := m.Entities
	if msg.Text == "" {
		msg.Text, entities = m.Caption, m.CaptionSpans
	}
	msg.Spans = spansOf(msg.Text, entities, &me.User)
	for _, s := range msg.Spans {
		msg.Addressed = msg.Addressed || s.Kind == chat.Mention && s.Member == Member(me.ID)
	}
	msg.Files = filesOf(m)
	msg.Forward = forwardOf(m.Origin)
	if r := m.replied(); r != nil {
		msg.ReplyTo = a.replyTo(r, Member(me.ID))
		msg.Addressed = msg.Addressed || msg.ReplyTo.From.Kind == chat.Self
	}
	unaddress(&msg, Member(me.ID))
	command(&msg, me.UserName)
	msg.Odd = oddOf(m)
	msg.Hidden = hiddenIn(m)
	msg.Targets = buttonsOf(m)
	for i := range msg.Files {
		msg.Files[i].Message = msg.ID
	}
	return msg
}

// replyTo is the message answered, as far as it comes along.
func (a *Adapter) replyTo(r *message, me chat.MemberID) *chat.Reply {
	text, entities := r.Text, r.Entities
	if text == "" {
		text, entities = r.Caption, r.CaptionSpans
	}
	bare := chat.Message{Text: text, Spans: spansOf(text, entities, &a.self().User)}
	unaddress(&bare, me)
	return &chat.Reply{ID: Message(r.Chat.ID, r.MessageID), From: a.speaker(r), Text: bare.Text, Forward: forwardOf(r.Origin), Files: filesOf(r)}
}

// unaddress takes a mention of the bot away from the beginning and the end of a text: there it only says whom the rest is for.
func unaddress(msg *chat.Message, me chat.MemberID) {
	for _, s := range msg.Spans {
		if s.Kind != chat.Mention || s.Member != me {
			continue
		}
		before, after := msg.Text[:s.Start], msg.Text[s.End:]
		switch {
		case strings.TrimSpace(before) == "" && strings.TrimSpace(after) != "":
			rest := strings.TrimLeft(after, " ,:，：\n\t")
			cutOut(msg, 0, len(msg.Text)-len(rest))
			unaddress(msg, me) // once more at the end
			return
		case strings.TrimSpace(after) == "" && strings.TrimSpace(before) != "":
			cutOut(msg, len(strings.TrimRight(before, " ,，\n\t")), len(msg.Text))
			return
		}
	}
}

// cutOut takes a piece out of a text; what marked it goes with it.
func cutOut(msg *chat.Message, from, to int) {
	msg.Text = msg.Text[:from] + msg.Text[to:]
	var spans []chat.Span
	for _, s := range msg.Spans {
		s.Start, s.End = shift(s.Start, from, to-from), shift(s.End, from, to-from)
		if s.Start < s.End {
			spans = append(spans, s)
		}
	}
	msg.Spans = spans
}

// replied is the message this one answers. The first message of a topic is the platform's stand-in for none.
func (m *message) replied() *message {
	r := m.ReplyTo
	if r == nil || r.MessageID == 0 || r.TopicMade != nil || m.InTopic && r.MessageID == m.Thread {
		return nil
	}
	if r.Chat.ID == 0 {
		r.Chat = m.Chat
	}
	return r
}

// speaker is who speaks: an account, a channel or group in its own name, or an administrator behind the group's.
func (a *Adapter) speaker(m *message) chat.Member {
	if c := m.SenderChat; c != nil {
		who := chat.Member{ID: Member(c.ID), Name: fullName(c.Title, ""), Handle: c.UserName, Kind: chat.Channel}
		if c.ID == m.Chat.ID && !m.IsAutomaticForward {
			who.Kind = chat.Anonymous
		}
		return who
	}
	if m.From == nil {
		return chat.Member{ID: Member(m.Chat.ID), Name: fullName(m.Chat.Title, ""), Kind: chat.Channel}
	}
	who := a.author(m.Chat.ID, m.From)
	if m.IsAutomaticForward {
		who.Kind = chat.Channel
	}
	return who
}

// command takes this bot's name out of "/ask@thisbot words". A command to another bot is not for us, and its text stays.
func command(msg *chat.Message, me string) {
	if !strings.HasPrefix(msg.Text, "/") {
		return
	}
	end := strings.IndexAny(msg.Text, " \n\t")
	if end < 0 {
		end = len(msg.Text)
	}
	name, to, ok := strings.Cut(msg.Text[:end], "@")
	switch {
	case !ok || to == "":
		return
	case !strings.EqualFold(to, me):
		msg.Addressed = false
		return
	}
	msg.Addressed = true
	gone := end - len(name)
	cutOut(msg, len(name), len(name)+gone)
}

// shift moves an offset back by what was cut out at a place.
func shift(at, from, gone int) int {
	if at <= from {
		return at
	}
	return max(from, at-gone)
}

func forwardOf(o *origin) *chat.Forward {
	if o == nil {
		return nil
	}
	group := o.Group
	if group == nil {
		group = o.Channel
	}
	switch {
	case o.User != nil:
		who := memberFrom(o.User, 0)
		return &chat.Forward{From: &who, Name: who.Name}
	case group != nil:
		who := chat.Member{ID: Member(group.ID), Name: group.Title, Handle: group.Username, Kind: chat.Channel}
		return &chat.Forward{From: &who, Name: who.Name}
	}
	return &chat.Forward{Name: o.Hidden}
}

// filesOf lists a message's files. An animation comes as a document too, for older clients.
func filesOf(m *message) []chat.File {
	file := func(kind string, k chat.FileKind, id, name, mime string, size int) []chat.File {
		return []chat.File{{Platform: Platform, Key: kind + ":" + id, Kind: k, Name: name, MIME: mime, Size: int64(max(size, 0))}}
	}
	switch {
	case len(m.Photo) > 0:
		return []chat.File{photoFile(m.Photo[len(m.Photo)-1])}
	case m.Animation != nil:
		return file("animation", chat.Animated, m.Animation.FileID, m.Animation.FileName, m.Animation.MimeType, m.Animation.FileSize)
	case m.Video != nil:
		return file("video", chat.Video, m.Video.FileID, m.Video.FileName, m.Video.MimeType, m.Video.FileSize)
	case m.VideoNote != nil:
		return file("video_note", chat.Video, m.VideoNote.FileID, "", "video/mp4", m.VideoNote.FileSize)
	case m.Voice != nil:
		return file("voice", chat.Voice, m.Voice.FileID, "", m.Voice.MimeType, m.Voice.FileSize)
	case m.Audio != nil:
		return file("audio", chat.Audio, m.Audio.FileID, m.Audio.FileName, m.Audio.MimeType, m.Audio.FileSize)
	case m.Document != nil:
		return file("document", chat.Document, m.Document.FileID, m.Document.FileName, m.Document.MimeType, m.Document.FileSize)
	case m.Sticker != nil:
		mime := "image/webp"
		switch {
		case m.Sticker.IsAnimated:
			mime = "application/x-tgsticker"
		case m.Sticker.Video:
			mime = "video/webm"
		}
		fs := file("sticker", chat.Sticker, m.Sticker.FileID, "", mime, m.Sticker.FileSize)
		fs[0].Emoji = m.Sticker.Emoji
		return fs
	}
	return nil
}

func photoFile(p tg.PhotoSize) chat.File {
	return chat.File{Platform: Platform, Key: "photo:" + p.FileID, Kind: chat.Photo, MIME: "image/jpeg", Size: int64(max(p.FileSize, 0))}
}

// oddOf names contents that have no word in this program.
func oddOf(m *message) string {
	switch {
	case m.Poll != nil:
		return "poll"
	case m.Venue != nil:
		return "venue"
	case m.Location != nil:
		return "location"
	case m.Contact != nil:
		return "contact"
	case m.Dice != nil:
		return "dice"
	case m.Game != nil:
		return "game"
	case m.Invoice != nil:
		return "invoice"
	}
	return ""
}

// buttonsOf lists where the buttons under a message lead.
func buttonsOf(m *message) (out []chat.Target) {
	if m.Keyboard == nil {
		return nil
	}
	for _, row := range m.Keyboard.Rows {
		for _, k := range row {
			if k.URL != "" {
				out = append(out, chat.Target{Shown: k.Text, URL: k.URL})
			}
		}
	}
	return out
}

// hiddenIn gathers the text that stands elsewhere than in the text: where a guard would not look and a reader would.
func hiddenIn(m *message) []string {
	var out []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				out = append(out, t)
			}
		}
	}
	if m.Quote != nil {
		add(m.Quote.Text)
	}
	if m.Preview != nil {
		add(m.Preview.URL)
	}
	if m.Origin != nil {
		add(m.Origin.Signature)
	}
	if m.External != nil {
		if f := forwardOf(m.External.Origin); f != nil {
			add(f.Name)
		}
	}
	if m.Keyboard != nil {
		for _, row := range m.Keyboard.Rows {
			for _, k := range row {
				add(k.Text, k.URL)
			}
		}
	}
	if p := m.Poll; p != nil {
		add(p.Question, p.Explanation)
		for _, o := range p.Options {
			add(o.Text)
		}
	}
	if v := m.Venue; v != nil {
		add(v.Title, v.Address)
	}
	if c := m.Contact; c != nil {
		add(c.FirstName, c.LastName, c.PhoneNumber)
	}
	if g := m.Game; g != nil {
		add(g.Title, g.Description)
	}
	if i := m.Invoice; i != nil {
		add(i.Title, i.Description)
	}
	return out
}
