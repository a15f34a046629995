package discordtest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// routes are what the bot may call, by the contract's own paths.
func (s *Server) routes() map[string]handlerFunc {
	return map[string]handlerFunc{
		"GET /gateway/bot":                                                               s.gatewayBot,
		"POST /users/@me/channels":                                                       s.openPrivate,
		"GET /users/{user_id}":                                                           s.getUser,
		"GET /channels/{channel_id}":                                                     s.getChannel,
		"PATCH /channels/{channel_id}":                                                   s.editChannel,
		"GET /channels/{channel_id}/messages":                                            s.listMessages,
		"POST /channels/{channel_id}/messages":                                           s.createMessage,
		"POST /channels/{channel_id}/messages/bulk-delete":                               s.bulkDelete,
		"GET /channels/{channel_id}/messages/{message_id}":                               s.getMessage,
		"PATCH /channels/{channel_id}/messages/{message_id}":                             s.editMessage,
		"DELETE /channels/{channel_id}/messages/{message_id}":                            s.deleteMessage,
		"PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me":    s.react,
		"DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": s.react,
		"PUT /channels/{channel_id}/messages/pins/{message_id}":                          s.pin,
		"POST /channels/{channel_id}/threads":                                            s.openThread,
		"PUT /channels/{channel_id}/thread-members/{user_id}":                            s.addToThread,
		"DELETE /channels/{channel_id}/thread-members/{user_id}":                         s.takeFromThread,
		"GET /guilds/{guild_id}/threads/active":                                          s.activeThreads,
		"GET /guilds/{guild_id}/members":                                                 s.listMembers,
		"GET /guilds/{guild_id}/members/{user_id}":                                       s.getMember,
		"PATCH /guilds/{guild_id}/members/{user_id}":                                     s.editMember,
		"DELETE /guilds/{guild_id}/members/{user_id}":                                    s.kick,
		"PUT /guilds/{guild_id}/bans/{user_id}":                                          s.ban,
		"DELETE /guilds/{guild_id}/bans/{user_id}":                                       s.unban,
		"GET /users/@me":                                                      s.getSelf,
		"GET /applications/@me":                                               s.getApplication,
		"GET /guilds/{guild_id}":                                              s.getGuild,
		"GET /guilds/{guild_id}/channels":                                     s.listChannels,
		"DELETE /channels/{channel_id}":                                       s.deleteChannel,
		"GET /applications/{application_id}/commands":                         s.listCommands,
		"PUT /applications/{application_id}/commands":                         s.putCommands,
		"POST /interactions/{interaction_id}/{interaction_token}/callback":    s.callback,
		"POST /webhooks/{webhook_id}/{webhook_token}":                         s.followUp,
		"GET /webhooks/{webhook_id}/{webhook_token}/messages/@original":       s.original,
		"PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original":     s.original,
		"DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original":    s.original,
		"PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}":  s.original,
		"DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": s.original,
	}
}

func (s *Server) gatewayBot(*call) (int, any) {
	return 200, obj{"url": strings.Replace(s.base, "http", "ws", 1) + "/gateway", "shards": 1,
		"session_start_limit": obj{"total": 1000, "remaining": s.starts, "reset_after": 3600_000, "max_concurrency": 1}}
}

func (s *Server) openPrivate(c *call) (int, any) {
	u := s.users[text(c.fields(), "recipient_id")]
	if u == nil {
		return no(400, 50033, "Invalid Recipient(s)")
	}
	return 200, s.channelJSON(s.private(u))
}

func (s *Server) getUser(c *call) (int, any) {
	if u := s.users[c.path("user_id")]; u != nil {
		return 200, s.userJSON(u)
	}
	return no(404, 10013, "Unknown User")
}

func (s *Server) getChannel(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	return 200, s.channelJSON(ch)
}

func (s *Server) editChannel(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	if !ch.thread() {
		s.complain("%s: the bot changes a channel that is no thread", c.name)
		return no(403, 50013, "Missing Permissions")
	}
	f := c.fields()
	archived, moves := f["archived"].(bool)
	locked, locks := f["locked"].(bool)
	_, other := f["name"]
	manages := s.can(ch)&discordgo.PermissionManageThreads != 0
	switch {
	case ch.archived && (!moves || archived) && other: // an archived thread takes nothing but its state
		return no(400, 50083, "Thread is archived")
	case !manages && (locks && locked != ch.locked || ch.owner != s.bot.id || ch.locked):
		return no(403, 50013, "Missing Permissions")
	}
	if name, ok := f["name"].(string); ok {
		if n := utf8.RuneCountInString(name); n < 1 || n > 100 {
			return no(400, 50035, "Invalid Form Body: name")
		}
		ch.name = name
	}
	if moves {
		ch.archived = archived
	}
	if locks {
		ch.locked = locked
	}
	s.dispatch("THREAD_UPDATE", s.channelJSON(ch))
	return 200, s.channelJSON(ch)
}

func (s *Server) openThread(c *call) (int, any) {
	parent, status, answer := s.target(c, 0)
	if parent == nil {
		return status, answer
	}
	f := c.fields()
	kind := discordgo.ChannelType(number(f, "type"))
	need := int64(discordgo.PermissionCreatePublicThreads)
	if kind == discordgo.ChannelTypeGuildPrivateThread {
		need = discordgo.PermissionCreatePrivateThreads
	}
	active := 0
	for _, ch := range s.channels {
		if ch.thread() && !ch.archived && !ch.gone && ch.name != "topic" {
			active++
		}
	}
	switch {
	case parent.kind != discordgo.ChannelTypeGuildText || kind != discordgo.ChannelTypeGuildPrivateThread && kind != discordgo.ChannelTypeGuildPublicThread:
		return no(400, 50024, "Cannot execute action on this channel type")
	case need&^s.can(parent) != 0:
		return no(403, 50013, "Missing Permissions")
	case active >= s.threadsMax:
		return no(400, 160006, "Maximum number of active threads reached")
	case text(f, "name") == "" || utf8.RuneCountInString(text(f, "name")) > 100:
		s.complain("%s: thread name %q", c.name, text(f, "name"))
		return no(400, 50035, "Invalid Form Body: name")
	}
	invitable, set := f["invitable"].(bool)
	if kind == discordgo.ChannelTypeGuildPrivateThread && (!set || invitable) {
		s.complain("%s: members could add others to a private thread", c.name)
	}
	ch := &channel{id: s.snowflake(), name: text(f, "name"), kind: kind, parent: parent.id, owner: s.bot.id, members: map[string]bool{s.bot.id: true}, invitable: invitable}
	s.channels[ch.id] = ch
	s.dispatch("THREAD_CREATE", s.channelJSON(ch))
	return 201, s.channelJSON(ch)
}

func (s *Server) addToThread(c *call) (int, any) {
	return s.changeThread(c, discordgo.PermissionSendMessagesInThreads, func(ch *channel, u *user) (int, any) {
		if !u.member {
			return no(403, 50001, "Missing Access")
		}
		ch.members[u.id] = true
		return 204, nil
	})
}

func (s *Server) takeFromThread(c *call) (int, any) {
	return s.changeThread(c, discordgo.PermissionManageThreads, func(ch *channel, u *user) (int, any) {
		if !ch.members[u.id] {
			return no(404, 10007, "Unknown Member")
		}
		delete(ch.members, u.id)
		return 204, nil
	})
}

// changeThread finds the open thread and the user that a call is about.
func (s *Server) changeThread(c *call, right int64, change func(*channel, *user) (int, any)) (int, any) {
	ch, status, answer := s.target(c, right)
	if ch == nil {
		return status, answer
	}
	if ch.archived {
		return no(400, 50083, "Thread is archived")
	}
	u := s.users[c.path("user_id")]
	if u == nil {
		return no(404, 10013, "Unknown User")
	}
	return change(ch, u)
}

func (s *Server) activeThreads(c *call) (int, any) {
	if c.path("guild_id") != s.guild {
		return no(404, 10004, "Unknown Guild")
	}
	threads := []any{}
	for _, ch := range s.channels {
		if ch.thread() && !ch.archived && !ch.gone {
			threads = append(threads, s.channelJSON(ch))
		}
	}
	return 200, obj{"threads": threads, "members": []any{}}
}

func (s *Server) listMembers(c *call) (int, any) {
	limit, _ := strconv.Atoi(c.URL.Query().Get("limit"))
	if limit < 1 || limit > 1000 {
		s.complain("%s: query %q", c.name, c.URL.RawQuery)
		return no(400, 50035, "Invalid Form Body: limit")
	}
	if s.portal&(1<<1) == 0 {
		return no(403, 50001, "Missing Access")
	}
	after, _ := strconv.ParseInt(c.URL.Query().Get("after"), 10, 64)
	var ids []int64
	for id, u := range s.users {
		if n, _ := strconv.ParseInt(id, 10, 64); u.member && n > after {
			ids = append(ids, n)
		}
	}
	slices.Sort(ids)
	page := []any{}
	for _, id := range ids[:min(len(ids), limit)] {
		page = append(page, s.memberJSON(s.users[strconv.FormatInt(id, 10)], true))
	}
	return 200, page
}

// subject is the member a call is about; nil when there is none.
func (s *Server) subject(c *call) *user {
	if u := s.users[c.path("user_id")]; u != nil && u.member && c.path("guild_id") == s.guild {
		return u
	}
	return nil
}

func (s *Server) getMember(c *call) (int, any) {
	if u := s.subject(c); u != nil {
		return 200, s.memberJSON(u, true)
	}
	return no(404, 10007, "Unknown Member")
}

// reason notes the audit log's line.
func (s *Server) reason(c *call) {
	raw := c.Request.Header.Get("X-Audit-Log-Reason")
	why, err := url.PathUnescape(raw)
	if err != nil || strings.ContainsFunc(raw, func(r rune) bool { return r > 0x7e || r < 0x20 }) || utf8.RuneCountInString(why) > 512 {
		s.complain("%s: X-Audit-Log-Reason %q", c.name, raw)
	}
	s.audit = append(s.audit, fmt.Sprintf("%s %s: %s", c.Method, s.users[c.path("user_id")].name, why))
}

// may tells whether the bot holds a right on the whole server.
func (s *Server) may(right int64) bool {
	for _, r := range s.roles {
		if slices.Contains(s.bot.roles, r.id) && r.permissions&right != 0 {
			return true
		}
	}
	return false
}

func (s *Server) editMember(c *call) (int, any) {
	u := s.subject(c)
	switch {
	case u == nil:
		return no(404, 10007, "Unknown Member")
	case !s.may(discordgo.PermissionModerateMembers):
		return no(403, 50013, "Missing Permissions")
	}
	u.muted = text(c.fields(), "communication_disabled_until")
	if u.muted != "" {
		until, err := time.Parse(time.RFC3339, u.muted)
		if err != nil || time.Until(until) > 28*24*time.Hour {
			s.complain("%s: timeout until %q", c.name, u.muted)
			return no(400, 50035, "Invalid Form Body")
		}
	}
	s.reason(c)
	s.dispatchMember("GUILD_MEMBER_UPDATE", u)
	return 200, s.memberJSON(u, true)
}

func (s *Server) dispatchMember(kind string, u *user) {
	o := s.memberJSON(u, true)
	o["guild_id"] = s.guild
	s.dispatch(kind, o)
}

func (s *Server) leave(u *user) {
	u.member, u.roles = false, nil
	s.dispatch("GUILD_MEMBER_REMOVE", obj{"guild_id": s.guild, "user": s.userJSON(u)})
}

func (s *Server) kick(c *call) (int, any) {
	u := s.subject(c)
	switch {
	case u == nil:
		return no(404, 10007, "Unknown Member")
	case !s.may(discordgo.PermissionKickMembers):
		return no(403, 50013, "Missing Permissions")
	}
	s.reason(c)
	s.leave(u)
	return 204, nil
}

func (s *Server) ban(c *call) (int, any) {
	u := s.users[c.path("user_id")]
	switch {
	case u == nil:
		return no(404, 10013, "Unknown User")
	case !s.may(discordgo.PermissionBanMembers):
		return no(403, 50013, "Missing Permissions")
	}
	s.reason(c)
	s.bans[u.id] = true
	if u.member {
		s.leave(u)
	}
	return 204, nil
}

func (s *Server) unban(c *call) (int, any) {
	if !s.bans[c.path("user_id")] {
		return no(404, 10026, "Unknown Ban")
	}
	s.reason(c)
	delete(s.bans, c.path("user_id"))
	return 204, nil
}

func (s *Server) putCommands(c *call) (int, any) {
	list, _ := c.body.([]any)
	s.commands = nil
	for _, cmd := range list {
		if o, ok := cmd.(obj); ok {
			s.commands = append(s.commands, o)
		}
	}
	return 200, list
}
