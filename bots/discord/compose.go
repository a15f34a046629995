package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
)

// maxContent is how many characters Discord takes in one message, mark-up and escapes included.
const maxContent = 2000

// payload is a message as Discord takes it, new or edited.
type payload struct {
	Content      string                            `json:"content"`
	Components   []discordgo.MessageComponent      `json:"components"`
	Mentions     *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Reference    *discordgo.MessageReference       `json:"message_reference,omitempty"`
	Flags        int                               `json:"flags,omitempty"`
	Nonce        string                            `json:"nonce,omitempty"`
	EnforceNonce bool                              `json:"enforce_nonce,omitempty"`
	Attachments  []attachment                      `json:"attachments,omitempty"`

	files []upload
}

type attachment struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
}

func (m *payload) private(yes bool) {
	if yes {
		m.Flags |= flagEphemeral
	}
}

// compose writes a post in Discord's words, a new one or over an old one, whose files stay as they are. Text beyond the
// limit is refused; text that grows beyond Discord's limit only by its mark-up loses its spans, and if that is not
// enough the whole of it goes along as a file.
func (a *Adapter) compose(ctx context.Context, p chat.Outgoing, over bool) (*payload, error) {
	if n := chat.UTF16.Len(p.Text); n > maxText {
		return nil, invalidf("a text of %d characters: %d fit", n, maxText)
	}
	if strings.TrimSpace(p.Text) == "" && len(p.Files) == 0 {
		return nil, invalidf("an empty message")
	}
	if over {
		p.Files = nil
	}
	m := &payload{Components: rows(p.Buttons), Mentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}}
	for _, who := range p.Ping {
		if who.Platform == Platform && isID(who.Key) && len(m.Mentions.Users) < 100 {
			m.Mentions.Users = append(m.Mentions.Users, who.Key)
		}
	}
	switch {
	case p.Quiet && over:
		m.Flags = flagNoPreview
	case p.Quiet:
		m.Flags = flagNoPreview | flagSilent
	}
	emoji, err := m.attach(ctx, p)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(p.Text + emoji)
	if p.Text != "" && emoji == "" {
		text = p.Text
	}
	m.write(text, p.Spans, a.link)
	return m, nil
}

// write renders the text so that it fits.
func (m *payload) write(text string, spans []chat.Span, links markdown.Links) {
	m.Content = markdown.Render(text, spans, links)
	if utf8.RuneCountInString(m.Content) <= maxContent {
		return
	}
	m.Content = markdown.Render(text, nil, nil)
	for n := len(text); utf8.RuneCountInString(m.Content) > maxContent; {
		if n == len(text) && len(m.files) < 10 {
			whole := text
			m.add("message.txt", func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(whole)), nil })
		}
		n = n * 4 / 5
		m.Content = markdown.Render(strings.ToValidUTF8(text[:n], "")+"…", nil, nil)
	}
}

// link is the address of a message on the server, or in a private chat.
func (a *Adapter) link(id chat.MessageID) string {
	at, err := placeOf(id)
	if err != nil {
		return ""
	}
	server := a.cfg.Server
	if a.world.peer(at.channel) != "" {
		server = "@me"
	}
	return "https://discord.com/channels/" + server + "/" + at.channel + "/" + at.message
}

// rows writes buttons. Those that start a private chat have no counterpart: on Discord the bot can write first.
func rows(in [][]chat.Button) []discordgo.MessageComponent {
	out := []discordgo.MessageComponent{}
	used := map[string]int{}
	for _, row := range in {
		var r discordgo.ActionsRow
		for _, b := range row {
			label := clip(strings.TrimSpace(valid(b.Text)), 80)
			if label == "" {
				label = "…"
			}
			switch {
			case b.URL != "":
				r.Components = append(r.Components, discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: b.URL})
			case b.Data != "":
				id := valid(b.Data)
				if used[id]++; used[id] > 1 {
					id += fmt.Sprint(twin, used[id])
				}
				r.Components = append(r.Components, discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: id})
			}
		}
		if len(r.Components) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// modal writes a form.
func modal(f *chat.Form) map[string]any {
	title := clip(strings.TrimSpace(valid(f.Title)), 45)
	if title == "" {
		title = "…"
	}
	rows := []discordgo.MessageComponent{}
	for _, field := range f.Fields[:min(len(f.Fields), 5)] {
		label := clip(strings.TrimSpace(valid(field.Label)), 45)
		if label == "" {
			label = field.Name
		}
		in := discordgo.TextInput{CustomID: field.Name, Label: label, Style: discordgo.TextInputShort, Required: !field.Optional, MaxLength: 4000}
		if field.Long {
			in.Style = discordgo.TextInputParagraph
		}
		if field.Max > 0 {
			in.MaxLength = min(field.Max, 4000)
		}
		if v := valid(field.Value); chat.UTF16.Len(v) <= in.MaxLength { // one that was cut would be sent back cut
			in.Value = v
		}
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{in}})
	}
	return map[string]any{"custom_id": f.Data, "title": title, "components": rows}
}

// nonceOf is 24 characters that stand for an action: Discord takes 25.
func nonceOf(action string) string {
	sum := sha256.Sum256([]byte(action))
	return base32.StdEncoding.EncodeToString(sum[:15])
}
