package discordtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
)

type user struct {
	id, name        string // name: what tests call it
	display, handle string
	avatar          string
	bot             bool
	roles           []string
	member          bool // of the server
	closed          bool // takes no private messages
	muted           string
	joined          time.Time
}

type role struct {
	id, name    string
	permissions int64
	position    int
}

type channel struct {
	id, name, parent string
	kind             discordgo.ChannelType
	deny             int64 // what the bot lacks here
	recipient        *user
	messages         []*message

	owner            string
	members          map[string]bool
	archived, locked bool
	invitable        bool
	gone             bool
}

func (c *channel) thread() bool { return c.kind >= 10 && c.kind <= 12 }

type message struct {
	id, channel string
	author      *user
	kind        int
	content     string
	created     time.Time
	edited      time.Time
	components  []any
	files       []*file
	stickers    []obj
	ref         string // message answered
	forward     *message
	webhook     bool
	flags       int
	nonce       any
	pinged      []string
	marks       map[string]bool
	pinned      bool
	gone        bool

	interaction *interaction // it answers
	only        *user        // ephemeral
	thinking    bool
}

type file struct {
	id, name, mime string
	bytes          []byte
	weight         int64 // what is told of its size
	voice          bool
}

// rights the bot starts with: what the README asks for, never Administrator.
const rights int64 = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionReadMessageHistory |
	discordgo.PermissionEmbedLinks | discordgo.PermissionAttachFiles | discordgo.PermissionAddReactions | discordgo.PermissionManageMessages |
	discordgo.PermissionCreatePublicThreads | discordgo.PermissionCreatePrivateThreads | discordgo.PermissionSendMessagesInThreads |
	discordgo.PermissionManageThreads | discordgo.PermissionKickMembers | discordgo.PermissionBanMembers | discordgo.PermissionModerateMembers | pinMessages

// pinMessages is PIN_MESSAGES, which the library does not know yet.
const pinMessages int64 = 1 << 51

// found makes the server, its rooms and the bot.
func (s *Server) found() {
	s.guild = s.snowflake()
	s.bot = &user{id: s.snowflake(), name: "bot", display: "Frontdesk", handle: "frontdesk", bot: true, member: true, joined: time.Now(), roles: []string{"frontdesk"}}
	s.users[s.bot.id], s.byName["bot"] = s.bot, s.bot
	s.roles = []role{
		{id: s.guild, name: "@everyone", permissions: discordgo.PermissionViewChannel | discordgo.PermissionSendMessages},
		{id: "frontdesk", name: "frontdesk", permissions: rights, position: 100},
	}
	category := s.add("community", discordgo.ChannelTypeGuildCategory, "")
	for _, name := range []string{"lobby", "support", "staff", "mods"} {
		s.add(name, discordgo.ChannelTypeGuildText, category.id)
	}
	s.add("forum", discordgo.ChannelTypeGuildForum, category.id)
	s.add("topic", discordgo.ChannelTypeGuildPublicThread, s.rooms["lobby"])
}

func (s *Server) add(name string, kind discordgo.ChannelType, parent string) *channel {
	c := &channel{id: s.snowflake(), name: name, kind: kind, parent: parent, members: map[string]bool{}}
	s.channels[c.id], s.rooms[name] = c, c.id
	return c
}

// person finds a member by name, who comes into being when named; s.mu is held.
func (s *Server) person(name string) *user {
	if u := s.byName[name]; u != nil {
		return u
	}
	u := &user{id: s.snowflake(), name: name, display: name, handle: strings.ToLower(name), member: true, joined: time.Now()}
	s.users[u.id], s.byName[name] = u, u
	return u
}

// private is the private chat of the bot with u, made at need.
func (s *Server) private(u *user) *channel {
	for _, c := range s.channels {
		if c.recipient == u {
			return c
		}
	}
	c := &channel{id: s.snowflake(), kind: discordgo.ChannelTypeDM, recipient: u}
	s.channels[c.id] = c
	return c
}

// room finds a channel by its name on the stage; nil if there is none.
func (s *Server) room(name string) *channel {
	if who, ok := strings.CutPrefix(name, "@"); ok {
		return s.private(s.person(who))
	}
	if c := s.channels[s.rooms[name]]; c != nil {
		return c
	}
	var newest *channel
	for _, c := range s.channels {
		if c.thread() && !c.gone && strings.Contains(c.name, name) && (newest == nil || len(c.id) >= len(newest.id) && c.id > newest.id) {
			newest = c
		}
	}
	return newest
}

// sees tells whether a member can read the channel.
func (s *Server) sees(u *user, c *channel) bool {
	switch {
	case c.gone:
		return false
	case c.recipient != nil:
		return u == c.recipient || u == s.bot
	case !u.member:
		return false
	case c.kind == discordgo.ChannelTypeGuildPrivateThread:
		return c.members[u.id] || c.owner == u.id
	}
	return true
}

// can is the bot's permissions in a channel.
func (s *Server) can(c *channel) int64 {
	if c.recipient != nil {
		return rights
	}
	p := int64(0)
	for _, r := range s.roles {
		if r.id == s.guild || slices.Contains(s.bot.roles, r.id) {
			p |= r.permissions
		}
	}
	if parent := s.channels[c.parent]; parent != nil && c.thread() {
		p &^= parent.deny
	}
	return p &^ c.deny
}

func (s *Server) userJSON(u *user) obj {
	o := obj{"id": u.id, "username": u.handle, "global_name": u.display, "discriminator": "0", "avatar": nil}
	if u.avatar != "" {
		o["avatar"] = u.avatar
	}
	if u.bot {
		o["bot"] = true
	}
	return o
}

func (s *Server) memberJSON(u *user, whole bool) obj {
	o := obj{"roles": append([]string{}, u.roles...), "joined_at": u.joined.UTC().Format(time.RFC3339Nano), "nick": nil, "avatar": nil,
		"deaf": false, "mute": false, "flags": 0, "pending": false}
	if whole {
		o["user"] = s.userJSON(u)
	}
	return o
}

func (s *Server) channelJSON(c *channel) obj {
	o := obj{"id": c.id, "type": c.kind}
	if c.recipient != nil {
		o["recipients"] = []any{s.userJSON(c.recipient)}
		return o
	}
	o["guild_id"], o["name"], o["parent_id"] = s.guild, c.name, nil
	if c.parent != "" {
		o["parent_id"] = c.parent
	}
	if n := len(c.messages); n > 0 {
		o["last_message_id"] = c.messages[n-1].id
	}
	if c.thread() {
		o["owner_id"] = c.owner
		o["thread_metadata"] = obj{"archived": c.archived, "locked": c.locked, "invitable": c.invitable, "auto_archive_duration": 10080,
			"archive_timestamp": time.Now().UTC().Format(time.RFC3339Nano)}
		return o
	}
	o["permission_overwrites"] = []any{obj{"id": s.bot.id, "type": 1, "allow": "0", "deny": fmt.Sprint(c.deny)}}
	return o
}

// messageJSON is a message as the bot reads it: over the gateway with guild and member.
func (s *Server) messageJSON(m *message, gateway bool) obj {
	c := s.channels[m.channel]
	o := obj{"id": m.id, "channel_id": m.channel, "type": m.kind, "content": m.content, "author": s.userJSON(m.author), "flags": m.flags,
		"timestamp": m.created.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "tts": false, "pinned": false, "mention_everyone": false,
		"mention_roles": []any{}, "embeds": []any{}, "components": append([]any{}, m.components...), "attachments": s.filesJSON(m), "mentions": s.mentionsJSON(m)}
	if !m.edited.IsZero() {
		o["edited_timestamp"] = m.edited.UTC().Format(time.RFC3339Nano)
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if m.webhook {
		o["webhook_id"] = m.author.id
	}
	if len(m.stickers) > 0 {
		o["sticker_items"] = m.stickers
	}
	if m.ref != "" {
		o["message_reference"] = obj{"type": 0, "channel_id": m.channel, "message_id": m.ref, "guild_id": s.guild}
		o["referenced_message"] = nil
		if r := s.message(m.channel, m.ref); r != nil {
			o["referenced_message"] = s.messageJSON(r, false)
		}
	}
	if f := m.forward; f != nil {
		o["message_reference"] = obj{"type": 1, "channel_id": f.channel, "message_id": f.id, "guild_id": s.guild}
		o["message_snapshots"] = []any{obj{"message": obj{"type": 0, "content": f.content, "attachments": s.filesJSON(f), "embeds": []any{},
			"timestamp": f.created.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "flags": 0, "mentions": []any{}, "mention_roles": []any{}}}}
	}
	if gateway && c.recipient == nil {
		o["guild_id"] = s.guild
		if !m.webhook {
			o["member"] = s.memberJSON(m.author, false)
		}
	}
	return o
}

func (s *Server) filesJSON(m *message) []any {
	out := []any{}
	for _, f := range m.files {
		a := obj{"id": f.id, "filename": f.name, "size": cmp.Or(f.weight, int64(len(f.bytes))), "content_type": f.mime, "proxy_url": "https://media.discordapp.net/attachments/expired",
			"url": fmt.Sprintf("https://cdn.discordapp.com/attachments/%s/%s/%s?ex=%d", m.channel, f.id, f.name, s.epoch)}
		if f.voice {
			a["duration_secs"], a["waveform"] = 1.5, "AAAA"
		}
		out = append(out, a)
	}
	return out
}

func (s *Server) mentionsJSON(m *message) []any {
	out := []any{}
	_, spans := markdown.Parse(m.content, markdown.Names{})
	for _, sp := range spans {
		if u := s.users[sp.Member.Key]; u != nil {
			out = append(out, s.userJSON(u))
		}
	}
	if r := s.message(m.channel, m.ref); r != nil && m.author != s.bot {
		out = append(out, s.userJSON(r.author)) // a reply pings whom it answers
	}
	return out
}

// message finds a message that still exists.
func (s *Server) message(channel, id string) *message {
	c := s.channels[channel]
	if c == nil || id == "" {
		return nil
	}
	for i := len(c.messages) - 1; i >= 0; i-- {
		if m := c.messages[i]; m.id == id && !m.gone {
			return m
		}
	}
	return nil
}

// post puts a message into its channel and reports it.
func (s *Server) post(m *message) {
	c := s.channels[m.channel]
	m.id, m.created = s.snowflake(), time.Now()
	c.messages = append(c.messages, m)
	if c.archived && !c.locked {
		c.archived = false
		s.dispatch("THREAD_UPDATE", s.channelJSON(c))
	}
	if m.only == nil {
		s.dispatch("MESSAGE_CREATE", s.messageJSON(m, true))
	}
	s.tell()
}
