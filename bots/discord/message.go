package discord

import (
	"path"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
)

// message reads a message from every place Discord can hide text in.
func (a *Adapter) message(m *messageData) chat.Message {
	msg := chat.Message{ID: messageID(m.ChannelID, m.ID), From: a.author(m), Sent: moment(m.ID)}
	msg.Text, msg.Spans = a.text(m)
	msg.Files = files(m.ChannelID, m.ID, m)
	a.reference(m, &msg)
	for i, e := range m.Embeds {
		if i < most && e != nil {
			msg.Hidden, msg.Targets = append(msg.Hidden, embedded(e)...), append(msg.Targets, leading(e)...)
		}
	}
	msg.Hidden, msg.Targets = append(msg.Hidden, labels(m.Components, 0)...), append(msg.Targets, buttons(m.Components, 0)...)
	if m.Poll != nil {
		msg.Odd = "poll"
		msg.Hidden = append(msg.Hidden, m.Poll.Question.Text)
	}
	msg.Hidden = slices.DeleteFunc(msg.Hidden, func(s string) bool { return s == "" })
	for i, s := range msg.Hidden {
		msg.Hidden[i] = valid(s)
	}
	msg.Addressed = slices.ContainsFunc(m.Mentions, func(u mentionData) bool { return u.ID == a.world.me() }) && a.world.me() != "" ||
		msg.ReplyTo != nil && msg.ReplyTo.From.Kind == chat.Self
	return msg
}

// author is who wrote: webhooks and the server's own announcements count as bots.
func (a *Adapter) author(m *messageData) chat.Member {
	if m.Author == nil {
		return chat.Member{ID: Member("0"), Kind: chat.Bot}
	}
	from := a.who(m.Author, m.Member)
	if from.Kind == "" && (m.WebhookID != "" || !spoken(m.Type)) {
		from.Kind = chat.Bot
	}
	return from
}

// spoken reports whether a message of the type was written by its author.
func spoken(kind int) bool {
	switch discordgo.MessageType(kind) {
	case discordgo.MessageTypeDefault, discordgo.MessageTypeReply, discordgo.MessageTypeChatInputCommand, discordgo.MessageTypeContextMenuCommand:
		return true
	}
	return false
}

// text reads the content's mark-up. A mention of the bot at the very beginning or end only addresses it and says nothing.
func (a *Adapter) text(m *messageData) (string, []chat.Span) {
	if m.Content == nil {
		return "", nil
	}
	content := *m.Content
	if me := a.world.me(); me != "" {
		for _, mention := range []string{"<@" + me + ">", "<@!" + me + ">"} {
			if rest, ok := strings.CutPrefix(content, mention); ok && strings.TrimSpace(rest) != "" {
				content = strings.TrimLeft(rest, " ,:，：\n")
			}
			if rest, ok := strings.CutSuffix(strings.TrimSpace(content), mention); ok && strings.TrimSpace(rest) != "" {
				content = strings.TrimRight(rest, " ,，\n")
			}
		}
	}
	return markdown.Parse(content, markdown.Names{Role: a.world.roleName, Room: a.world.roomName, Member: func(id string) string {
		for _, u := range m.Mentions {
			if u.ID == id {
				return a.who(&u.User, u.Member).Name
			}
		}
		return ""
	}})
}

// reference reads what a message answers or forwards. A forward has no text of its own and does not tell its author.
func (a *Adapter) reference(m *messageData, msg *chat.Message) {
	ref := m.Reference
	if ref == nil {
		return
	}
	if ref.Type == discordgo.MessageReferenceTypeForward {
		msg.Forward = &chat.Forward{}
		for i, s := range m.Snapshots {
			if s.Message == nil || i >= most {
				continue
			}
			text, spans := a.text(s.Message)
			if msg.Text == "" {
				msg.Text, msg.Spans = text, spans
			} else {
				msg.Hidden = append(msg.Hidden, text)
			}
			msg.Files = append(msg.Files, files(m.ChannelID, m.ID, s.Message)...)
			for _, e := range s.Message.Embeds[:min(len(s.Message.Embeds), most)] {
				if e != nil {
					msg.Hidden, msg.Targets = append(msg.Hidden, embedded(e)...), append(msg.Targets, leading(e)...)
				}
			}
			msg.Hidden, msg.Targets = append(msg.Hidden, labels(s.Message.Components, 0)...), append(msg.Targets, buttons(s.Message.Components, 0)...)
		}
		return
	}
	if discordgo.MessageType(m.Type) != discordgo.MessageTypeReply || !isID(ref.MessageID) {
		return
	}
	msg.ReplyTo = &chat.Reply{ID: messageID(m.ChannelID, ref.MessageID)}
	if r := m.Answered; r != nil && r.Author != nil {
		msg.ReplyTo.From = a.author(r)
		msg.ReplyTo.Text, _ = a.text(r)
		msg.ReplyTo.Files = files(m.ChannelID, ref.MessageID, r)
	}
}

// most bounds lists inside a message that Discord bounds lower.
const most = 40

// embedded is the text of an embed, addresses included.
func embedded(e *discordgo.MessageEmbed) []string {
	out := []string{e.URL, e.Title, e.Description}
	if e.Author != nil {
		out = append(out, e.Author.Name, e.Author.URL)
	}
	if e.Footer != nil {
		out = append(out, e.Footer.Text)
	}
	for i, f := range e.Fields {
		if f != nil && i < most {
			out = append(out, f.Name, f.Value)
		}
	}
	return out
}

// leading lists where the words of an embed lead.
func leading(e *discordgo.MessageEmbed) (out []chat.Target) {
	if e.URL != "" {
		out = append(out, chat.Target{Shown: valid(e.Title), URL: valid(e.URL)})
	}
	if e.Author != nil && e.Author.URL != "" {
		out = append(out, chat.Target{Shown: valid(e.Author.Name), URL: valid(e.Author.URL)})
	}
	return out
}

// buttons lists where components lead.
func buttons(cs []componentData, depth int) (out []chat.Target) {
	for i := range cs {
		if depth > 5 || i > most {
			break
		}
		c := &cs[i]
		if c.URL != "" {
			out = append(out, chat.Target{Shown: valid(c.Label), URL: valid(c.URL)})
		}
		out = append(out, buttons(c.Components, depth+1)...)
		for _, inner := range []*componentData{c.Component, c.Accessory} {
			if inner != nil {
				out = append(out, buttons([]componentData{*inner}, depth+1)...)
			}
		}
	}
	return out
}

// labels are the texts and addresses of components, whatever their kind.
func labels(cs []componentData, depth int) []string {
	var out []string
	for i := range cs {
		if depth > 5 || i > most {
			break
		}
		c := &cs[i]
		out = append(out, c.Label, c.URL, c.Content)
		out = append(out, labels(c.Components, depth+1)...)
		for _, inner := range []*componentData{c.Component, c.Accessory} {
			if inner != nil {
				out = append(out, labels([]componentData{*inner}, depth+1)...)
			}
		}
	}
	return out
}

// files are a message's attachments and stickers.
func files(channel, id string, m *messageData) []chat.File {
	var out []chat.File
	for i, f := range m.Attachments {
		if f == nil || !isID(f.ID) || i >= most {
			continue
		}
		file := attached(f, "file/"+channel+"/"+id+"/"+f.ID, m.Flags)
		file.Message = messageID(channel, id)
		out = append(out, file)
	}
	for i, s := range m.Stickers {
		if s == nil || !isID(s.ID) || i >= most {
			continue
		}
		ext, mime := "png", "image/png"
		switch s.FormatType {
		case discordgo.StickerFormatTypeLottie:
			ext, mime = "json", "application/json"
		case discordgo.StickerFormatTypeGIF:
			ext, mime = "gif", "image/gif"
		}
		out = append(out, chat.File{Platform: Platform, Key: "sticker/" + s.ID + "." + ext, Message: messageID(channel, id), Kind: chat.Sticker,
			Name: valid(s.Name), MIME: mime, Emoji: valid(s.Name)})
	}
	return out
}

// attached is a file somebody sent.
func attached(f *discordgo.MessageAttachment, key string, flags int) chat.File {
	mime, _, _ := strings.Cut(f.ContentType, ";")
	return chat.File{Platform: Platform, Key: key, Kind: kindOf(mime, flags), Name: valid(path.Base("/" + f.Filename)), MIME: mime, Size: int64(max(f.Size, 0))}
}

func kindOf(mime string, flags int) chat.FileKind {
	kind, sub, _ := strings.Cut(mime, "/")
	switch {
	case flags&flagVoice != 0 && kind == "audio":
		return chat.Voice
	case mime == "image/gif":
		return chat.Animated
	case kind == "image" && sub != "svg+xml":
		return chat.Photo
	case kind == "video":
		return chat.Video
	case kind == "audio":
		return chat.Audio
	}
	return chat.Document
}
