package discord

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// decode reads one event of the gateway and keeps the world current. What cannot be read, concerns another server or
// means nothing to the hub yields nothing. It never panics, whatever the bytes are.
func (a *Adapter) decode(p packet) []item {
	var items []item
	var err error
	switch p.kind {
	case "MESSAGE_CREATE":
		err = read(p, func(m *messageData) {
			if it, ok := a.posted(m); ok {
				items = append(items, it)
			}
		})
	case "MESSAGE_UPDATE":
		err = read(p, func(m *messageData) { items = a.edited(m) })
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		err = read(p, func(d *deletionData) { items = a.deleted(p, d) })
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE":
		err = read(p, func(m *memberData) { items = a.member(p, m) })
	case "INTERACTION_CREATE":
		err = read(p, func(i *interactionData) { items = a.pressed(i) })
	case "GUILD_CREATE":
		err = read(p, func(g *guildData) {
			if g.ID == a.cfg.Server && !g.Unavailable {
				a.world.found(*g)
			}
		})
	case "GUILD_DELETE":
		err = read(p, func(g *guildData) {
			if g.ID == a.cfg.Server && !g.Unavailable {
				items = a.goneFrom(p, a.cfg.Server, nil)
			}
		})
	case "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE":
		err = read(p, func(c *channelData) { a.place(c) })
	case "THREAD_LIST_SYNC":
		err = read(p, func(g *guildData) { a.world.put(g.Threads...) })
	case "CHANNEL_DELETE", "THREAD_DELETE":
		err = read(p, func(c *channelData) {
			if c.GuildID == a.cfg.Server && isID(c.ID) {
				items = a.goneFrom(p, c.ID, a.world.within(c.ID))
				a.world.drop(c.ID)
			}
		})
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE":
		err = read(p, func(r *struct {
			GuildID string   `json:"guild_id"`
			Role    roleData `json:"role"`
			RoleID  string   `json:"role_id"`
		}) {
			if r.GuildID == a.cfg.Server && r.RoleID != "" {
				a.world.role(roleData{ID: r.RoleID}, true)
			} else if r.GuildID == a.cfg.Server {
				a.world.role(r.Role, false)
			}
		})
	}
	if err != nil {
		a.metrics.undecodable.Inc()
		a.log.Error().Err(err).Str("type", p.kind).Int("bytes", len(p.data)).Msg("an event cannot be read and is left out")
	}
	return items
}

// read decodes an event's data for do.
func read[T any](p packet, do func(*T)) error {
	v := new(T)
	if err := unmarshal(p.data, v); err != nil {
		return err
	}
	do(v)
	return nil
}

// place notes a channel or a private chat.
func (a *Adapter) place(c *channelData) {
	if c.Type == discordgo.ChannelTypeDM {
		if len(c.Recipients) == 1 && isID(c.ID) {
			a.world.meet(c.Recipients[0].ID, c.ID)
		}
		return
	}
	a.world.put(*c)
}

// meta is what every event carries; ok is false for other servers and private chats of unknown peers.
func (a *Adapter) meta(key, server, channel string) (chat.Meta, bool) {
	m := chat.Meta{Key: key, At: time.Now()}
	if !isID(channel) {
		return m, false
	}
	if server == "" {
		peer := a.world.peer(channel)
		if peer == "" {
			return m, false
		}
		m.Room = chat.Direct(Member(peer))
		return m, true
	}
	if server != a.cfg.Server {
		return m, false
	}
	m.Room, m.Within = Room(channel), a.world.within(channel)
	if c, _ := a.world.channel(channel); c.thread() && c.OwnerID == a.world.me() {
		m.Title = valid(c.Name)
	}
	return m, true
}

// posted is a new message as an event. Our own are left out, but for those in private chats: they carry the cursor that
// keeps the chat known.
func (a *Adapter) posted(m *messageData) (item, bool) {
	if !isID(m.ID) {
		return item{}, false
	}
	a.learn(m)
	own := m.Author != nil && m.Author.ID == a.world.me()
	if own {
		a.echo(m)
	}
	if own && m.GuildID != "" {
		return item{}, false
	}
	meta, ok := a.meta("dc:m"+m.ID, m.GuildID, m.ChannelID)
	if !ok {
		return item{}, false
	}
	it := item{event: &chat.Posted{Meta: meta, Message: a.message(m)}, channel: m.ChannelID, message: m.ID}
	if m.GuildID == "" {
		it.direct = a.world.peer(m.ChannelID)
	}
	return it, true
}

// learn notes what a message tells besides: a private chat, its author's roles.
func (a *Adapter) learn(m *messageData) {
	if m.Author == nil || !isID(m.Author.ID) || !isID(m.ChannelID) {
		return
	}
	if m.GuildID == "" && m.Author.ID != a.world.me() {
		a.world.meet(m.Author.ID, m.ChannelID)
	}
	if m.GuildID == a.cfg.Server && m.Member != nil && m.WebhookID == "" {
		a.world.grouped(m.Author.ID, m.Member.Roles)
	}
}

// echo remembers that a message with our nonce exists.
func (a *Adapter) echo(m *messageData) {
	var nonce string
	if json.Unmarshal(m.Nonce, &nonce) == nil && nonce != "" {
		a.echoes.put(nonce, messageID(m.ChannelID, m.ID))
	}
}

// edited reports an edit by the author. Updates without an edit's time are Discord's own: a preview was added, a thread
// began. An update that tells less than author and text is not an edit either.
func (a *Adapter) edited(m *messageData) []item {
	if !isID(m.ID) || m.Edited == "" || m.Author == nil || m.Content == nil || m.Author.ID == a.world.me() {
		return nil
	}
	a.learn(m)
	meta, ok := a.meta("dc:e"+m.ID+":"+m.Edited, m.GuildID, m.ChannelID)
	if !ok {
		return nil
	}
	return []item{{event: &chat.Edited{Meta: meta, Message: a.message(m)}, channel: m.ChannelID}}
}

type deletionData struct {
	ID        string   `json:"id"`
	IDs       []string `json:"ids"`
	ChannelID string   `json:"channel_id"`
	GuildID   string   `json:"guild_id"`
}

func (a *Adapter) deleted(p packet, d *deletionData) []item {
	if d.ID != "" {
		d.IDs = append(d.IDs, d.ID)
	}
	meta, ok := a.meta(p.key(), d.GuildID, d.ChannelID)
	if !ok || len(d.IDs) == 0 {
		return nil
	}
	if d.ID != "" {
		meta.Key = "dc:d" + d.ID
	}
	e := &chat.Deleted{Meta: meta}
	for _, id := range d.IDs {
		if isID(id) {
			e.IDs = append(e.IDs, messageID(d.ChannelID, id))
		}
	}
	return []item{{event: e, channel: d.ChannelID}}
}

// member reports who comes, goes or changes. Of this bot: its roles, which rights hang on.
func (a *Adapter) member(p packet, m *memberData) []item {
	if m.GuildID != a.cfg.Server || m.User == nil || !isID(m.User.ID) {
		return nil
	}
	if m.User.ID == a.world.me() {
		if p.kind == "GUILD_MEMBER_UPDATE" {
			a.world.granted(m.Roles)
		}
		return nil
	}
	meta, _ := a.meta(p.key(), a.cfg.Server, a.cfg.Server)
	meta.Within = nil
	who := a.who(m.User, m)
	if p.kind == "GUILD_MEMBER_REMOVE" {
		m.Roles = nil
	}
	a.world.grouped(m.User.ID, m.Roles)
	switch p.kind {
	case "GUILD_MEMBER_ADD":
		if m.JoinedAt != "" {
			meta.Key = "dc:j" + m.User.ID + ":" + m.JoinedAt
		}
		return []item{{event: &chat.Joined{Meta: meta, Member: who}}}
	case "GUILD_MEMBER_REMOVE":
		return []item{{event: &chat.Left{Meta: meta, Member: who}}}
	}
	return []item{{event: &chat.Changed{Meta: meta, Member: who}}}
}

// goneFrom reports that a room is no more, or that the bot was put out of the server.
func (a *Adapter) goneFrom(p packet, id string, within []chat.RoomID) []item {
	me := chat.Member{ID: Member(a.world.me()), Kind: chat.Self}
	return []item{{event: &chat.Left{Meta: chat.Meta{Key: p.key(), Room: Room(id), Within: within, At: time.Now()}, Member: me}}}
}

// who is an account as it is shown now: the name on the server before the global one before the handle.
func (a *Adapter) who(u *discordgo.User, m *memberData) chat.Member {
	if u == nil {
		return chat.Member{}
	}
	w := chat.Member{ID: Member(u.ID), Name: valid(u.GlobalName), Handle: valid(u.Username), Avatar: u.Avatar, Lang: u.Locale, Since: moment(u.ID)}
	if w.Name == "" {
		w.Name = w.Handle
	}
	switch {
	case u.ID == a.world.me():
		w.Kind = chat.Self
	case u.Bot || u.System:
		w.Kind = chat.Bot
	}
	if m == nil {
		w.Groups, _ = a.world.groupsOf(u.ID)
		return w
	}
	if m.Nick != "" {
		w.Name = valid(m.Nick)
	}
	if m.Avatar != "" {
		w.Avatar = m.Avatar
	}
	w.Groups = m.Roles
	if a.world.admin(u.ID, m.Roles) {
		w.Groups = append(slices.Clone(m.Roles), chat.AdminGroup)
	}
	return w
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
