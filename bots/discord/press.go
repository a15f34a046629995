package discord

import (
	"bytes"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// pressed reads a press, a command or a submitted form. Its answer goes to a room of its own.
func (a *Adapter) pressed(i *interactionData) []item {
	meta, from, ok := a.invoked(i)
	if !ok || i.Type != usedCommand && i.Type != pressedButton && i.Type != sentForm {
		return nil
	}
	t := a.turn(i, meta.Room)
	meta.Key, meta.Answer = "dc:i"+i.ID, t.room()
	e := &chat.Pressed{Meta: meta, From: from}
	if i.Message != nil && isID(i.Message.ID) {
		e.On = messageID(i.ChannelID, i.Message.ID)
	}
	if i.Type == usedCommand {
		a.command(i, e)
		return []item{{event: e}}
	}
	e.Data = dataOf(i.Data.CustomID)
	if i.Type == sentForm {
		e.Values = map[string]string{}
		inputs(i.Data.Components, e.Values, 0)
	}
	return []item{{event: e}}
}

// invoked is who interacts, and where.
func (a *Adapter) invoked(i *interactionData) (chat.Meta, chat.Member, bool) {
	if !isID(i.ID) || !isID(i.ChannelID) {
		return chat.Meta{}, chat.Member{}, false
	}
	user := i.User
	if i.Member != nil && i.Member.User != nil {
		user = i.Member.User
	}
	if user == nil || !isID(user.ID) {
		return chat.Meta{}, chat.Member{}, false
	}
	if i.GuildID == "" {
		a.world.meet(user.ID, i.ChannelID)
	} else if i.Channel != nil && i.Channel.ID == i.ChannelID && i.GuildID == a.cfg.Server {
		if _, known := a.world.channel(i.ChannelID); !known {
			a.world.put(*i.Channel)
		}
	}
	meta, ok := a.meta("", i.GuildID, i.ChannelID)
	from := a.who(user, i.Member)
	from.Lang = i.Locale
	return meta, from, ok
}

// command reads the name with its subcommand, the options, and the message a menu command was used on.
func (a *Adapter) command(i *interactionData, e *chat.Pressed) {
	var options []optionData
	e.Command, options = named(i)
	e.Values = map[string]string{}
	for _, o := range options {
		e.Values[o.Name] = valid(scalar(o.Value))
		if f := i.Data.Resolved.Attachments[e.Values[o.Name]]; f != nil && o.Type == int(discordgo.ApplicationCommandOptionAttachment) && len(e.Files) < most {
			e.Files = append(e.Files, attached(f, fileAt+f.URL, 0))
			e.Values[o.Name] = e.Files[len(e.Files)-1].Name
		}
	}
	if m := i.Data.Resolved.Messages[i.Data.TargetID]; m != nil && isID(m.ID) {
		e.Command = a.inMenu(e.Command)
		m.ChannelID, m.GuildID = i.ChannelID, i.GuildID
		target := a.message(m)
		e.Target = &target
	}
}

// named is a command's full name ("faq add") and its options.
func named(i *interactionData) (string, []optionData) {
	name, options := i.Data.Name, i.Data.Options
	for depth := 0; depth < 2 && len(options) == 1 && (options[0].Type == 1 || options[0].Type == 2); depth++ {
		name += " " + options[0].Name
		options = options[0].Options
	}
	return name, options
}

// scalar is the value of an option as text, whatever its type.
func scalar(raw []byte) string {
	var s string
	if unmarshal(raw, &s) == nil && (s != "" || bytes.HasPrefix(raw, []byte(`"`))) {
		return s
	}
	return string(bytes.TrimSpace(raw))
}

// inputs gathers the fields of a form, in rows or under labels.
func inputs(cs []componentData, out map[string]string, depth int) {
	for i := range cs {
		if depth > 5 || len(out) > most {
			return
		}
		if c := &cs[i]; c.CustomID != "" && c.Type == 4 {
			out[c.CustomID] = valid(c.Value)
		}
		inputs(cs[i].Components, out, depth+1)
		if c := cs[i].Component; c != nil {
			inputs([]componentData{*c}, out, depth+1)
		}
	}
}

// Discord wants the IDs of a message's components to differ; buttons with the same data are told apart by a suffix.
const twin = "~~"

func dataOf(customID string) string {
	if at := strings.LastIndex(customID, twin); at >= 0 && at+len(twin) < len(customID) && strings.Trim(customID[at+len(twin):], "0123456789") == "" {
		return customID[:at]
	}
	return customID
}

// turn is one interaction as its room's key tells it. It holds no secret: the token is kept in memory only, so after a
// restart the answer goes to the room or the private chat.
type turn struct {
	id      string
	user    string
	where   chat.RoomID // where it happened
	channel string      // the same as Discord names it
	on      string      // the message that carries the button; "0": none
}

func (a *Adapter) turn(i *interactionData, where chat.RoomID) turn {
	t := turn{id: i.ID, where: where, channel: i.ChannelID, on: "0"}
	if i.User != nil {
		t.user = i.User.ID
	}
	if i.Member != nil && i.Member.User != nil {
		t.user = i.Member.User.ID
	}
	if i.Message != nil && isID(i.Message.ID) && i.Message.Flags&flagEphemeral == 0 {
		t.on = i.Message.ID
	}
	return t
}

func (t turn) room() chat.RoomID {
	return Room("!" + strings.Join([]string{t.id, t.user, t.where.Key, t.channel, t.on}, "/"))
}

func turnOf(room chat.RoomID) (turn, error) {
	p := strings.Split(strings.TrimPrefix(room.Key, "!"), "/")
	if len(p) != 5 || !isID(p[0]) || !isID(p[1]) || !isID(strings.TrimPrefix(p[2], "@")) || !isID(p[3]) || p[4] != "0" && !isID(p[4]) {
		return turn{}, invalidf("%q is no interaction", room)
	}
	return turn{id: p[0], user: p[1], where: Room(p[2]), channel: p[3], on: p[4]}, nil
}

// over reports whether the interaction's token has expired.
func (t turn) over(life time.Duration) bool { return time.Since(moment(t.id)) > life }
