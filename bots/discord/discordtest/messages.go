package discordtest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
)

// compose checks what a bot wants to say as strictly as Discord does, and complains about what no bot should try.
func (s *Server) compose(c *call, m *message, edit bool) (int, any) {
	f := c.fields()
	if v, ok := f["content"].(string); ok {
		m.content = v
	}
	if v, ok := f["components"].([]any); ok {
		m.components = v
	}
	m.flags = m.flags&^4 | number(f, "flags")&(4|64|4096)
	m.nonce = f["nonce"]
	switch {
	case utf8.RuneCountInString(m.content) > 2000:
		s.complain("%s: content of %d characters", c.name, utf8.RuneCountInString(m.content))
		return no(400, 50035, "Invalid Form Body: content must be 2000 or fewer in length.")
	case strings.TrimSpace(m.content) == "" && len(c.files) == 0 && len(m.files) == 0 && len(m.components) == 0:
		s.complain("%s: an empty message", c.name)
		return no(400, 50006, "Cannot send an empty message")
	case len(fmt.Sprint(m.nonce)) > 25:
		s.complain("%s: nonce %v is too long", c.name, m.nonce)
		return no(400, 50035, "Invalid Form Body: nonce")
	case len(c.files) > 10:
		s.complain("%s: %d files", c.name, len(c.files))
		return no(400, 30015, "Maximum number of attachments in a message reached")
	}
	for _, u := range c.files {
		if len(u.bytes) > 10<<20 {
			return no(413, 40005, "Request entity too large")
		}
		u.id = s.snowflake()
	}
	if len(c.files) > 0 {
		m.files = c.files
	}
	if allowed, ok := f["allowed_mentions"].(obj); !ok {
		s.complain("%s: allowed_mentions is missing", c.name)
	} else if !edit {
		m.pinged = s.pinged(c, m, allowed)
	}
	return s.components(c, m.components)
}

// pinged are the names of those whom a message notifies.
func (s *Server) pinged(c *call, m *message, allowed obj) []string {
	if parse, ok := allowed["parse"].([]any); !ok || len(parse) > 0 {
		s.complain("%s: allowed_mentions parses %v", c.name, allowed["parse"])
	}
	users, _ := allowed["users"].([]any)
	var out []string
	_, spans := markdown.Parse(m.content, markdown.Names{})
	for _, sp := range spans {
		if u := s.users[sp.Member.Key]; u != nil && slices.Contains(users, any(u.id)) && !slices.Contains(out, u.name) {
			out = append(out, u.name)
		}
	}
	if replied, _ := allowed["replied_user"].(bool); replied {
		if r := s.message(m.channel, m.ref); r != nil {
			out = append(out, r.author.name)
		}
	}
	return out
}

// components checks rows of buttons.
func (s *Server) components(c *call, rows []any) (int, any) {
	if len(rows) > 5 {
		s.complain("%s: %d rows of components", c.name, len(rows))
		return no(400, 50035, "Invalid Form Body: components")
	}
	ids := map[string]bool{}
	for _, row := range rows {
		buttons, _ := dig(row, "components").([]any)
		if len(buttons) == 0 || len(buttons) > 5 {
			s.complain("%s: a row of %d buttons", c.name, len(buttons))
			return no(400, 50035, "Invalid Form Body: components")
		}
		for _, b := range buttons {
			o, _ := b.(obj)
			id := text(o, "custom_id")
			switch {
			case text(o, "label") == "" || utf8.RuneCountInString(text(o, "label")) > 80:
				s.complain("%s: a button labelled %q", c.name, text(o, "label"))
			case number(o, "style") == 5 && (text(o, "url") == "" || id != ""), number(o, "style") != 5 && (id == "" || len(id) > 100 || text(o, "url") != ""):
				s.complain("%s: button %v", c.name, o)
			case id != "" && ids[id]:
				s.complain("%s: custom_id %q twice", c.name, id)
			default:
				ids[id] = true
				continue
			}
			return no(400, 50035, "Invalid Form Body: components")
		}
	}
	return 0, nil
}

// target finds the channel a call is about, if the bot may do what it wants there.
func (s *Server) target(c *call, need int64) (*channel, int, any) {
	ch := s.channels[c.path("channel_id")]
	if ch == nil || ch.gone {
		status, answer := no(404, 10003, "Unknown Channel")
		return nil, status, answer
	}
	if s.can(ch)&discordgo.PermissionViewChannel == 0 {
		status, answer := no(403, 50001, "Missing Access")
		return nil, status, answer
	}
	if need&^s.can(ch) != 0 {
		status, answer := no(403, 50013, "Missing Permissions")
		return nil, status, answer
	}
	return ch, 0, nil
}

func (s *Server) createMessage(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	need := int64(discordgo.PermissionSendMessages)
	if ch.thread() {
		need = discordgo.PermissionSendMessagesInThreads
	}
	if len(c.files) > 0 {
		need |= discordgo.PermissionAttachFiles
	}
	switch {
	case ch.recipient != nil && ch.recipient.closed:
		return no(403, 50007, "Cannot send messages to this user")
	case need&^s.can(ch) != 0:
		return no(403, 50013, "Missing Permissions")
	case ch.locked:
		return no(400, 160005, "Thread is locked")
	case ch.kind == discordgo.ChannelTypeGuildForum || ch.kind == discordgo.ChannelTypeGuildCategory:
		return no(400, 50024, "Cannot execute action on this channel type")
	}
	f := c.fields()
	m := &message{channel: ch.id, author: s.bot}
	if ref, ok := f["message_reference"].(obj); ok {
		m.ref = text(ref, "message_id")
		if s.message(ch.id, m.ref) == nil {
			if must, set := ref["fail_if_not_exists"].(bool); !set || must {
				return no(400, 50035, "Unknown message")
			}
			m.ref = ""
		}
	}
	if status, answer := s.compose(c, m, false); status != 0 {
		return status, answer
	}
	if m.ref != "" {
		m.kind = 19
	}
	if enforce, _ := f["enforce_nonce"].(bool); enforce && m.nonce != nil {
		key := ch.id + fmt.Sprint(m.nonce)
		if first := s.nonces[key]; first != nil {
			return 200, s.messageJSON(first, false)
		}
		s.nonces[key] = m
	}
	s.post(m)
	return 200, s.messageJSON(m, false)
}

func (s *Server) editMessage(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	m := s.message(ch.id, c.path("message_id"))
	switch {
	case m == nil || m.only != nil:
		return no(404, 10008, "Unknown Message")
	case m.author != s.bot:
		return no(403, 50005, "Cannot edit a message authored by another user")
	case ch.archived:
		return no(400, 50083, "Thread is archived")
	}
	if status, answer := s.compose(c, m, true); status != 0 {
		return status, answer
	}
	s.edited(m)
	return 200, s.messageJSON(m, false)
}

// edited reports a message after a change.
func (s *Server) edited(m *message) {
	m.edited = time.Now()
	if m.only == nil {
		s.dispatch("MESSAGE_UPDATE", s.messageJSON(m, true))
	}
}

func (s *Server) getMessage(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	if m := s.message(ch.id, c.path("message_id")); m != nil && m.only == nil {
		return 200, s.messageJSON(m, false)
	}
	return no(404, 10008, "Unknown Message")
}

func (s *Server) listMessages(c *call) (int, any) {
	ch, status, answer := s.target(c, discordgo.PermissionReadMessageHistory)
	if ch == nil {
		return status, answer
	}
	q := c.URL.Query()
	limit := 50
	if q.Has("limit") {
		limit, _ = strconv.Atoi(q.Get("limit"))
	}
	after, err := strconv.ParseInt(q.Get("after"), 10, 64)
	if limit < 1 || limit > 100 || err != nil || len(q) > 2 {
		s.complain("%s: query %q", c.name, c.URL.RawQuery)
		return no(400, 50035, "Invalid Form Body")
	}
	page := []any{}
	for _, m := range ch.messages { // the oldest after the mark, answered newest first
		if id, _ := strconv.ParseInt(m.id, 10, 64); id > after && !m.gone && m.only == nil && len(page) < limit {
			page = append(page, s.messageJSON(m, false))
		}
	}
	slices.Reverse(page)
	return 200, page
}

func (s *Server) deleteMessage(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	m := s.message(ch.id, c.path("message_id"))
	switch {
	case m == nil || m.only != nil:
		return no(404, 10008, "Unknown Message")
	case m.author != s.bot && (ch.recipient != nil || s.can(ch)&discordgo.PermissionManageMessages == 0):
		return no(403, 50013, "Missing Permissions")
	}
	s.remove(m)
	return 204, nil
}

func (s *Server) remove(m *message) {
	m.gone = true
	if m.only == nil {
		o := obj{"id": m.id, "channel_id": m.channel}
		if s.channels[m.channel].recipient == nil {
			o["guild_id"] = s.guild
		}
		s.dispatch("MESSAGE_DELETE", o)
	}
}

func (s *Server) bulkDelete(c *call) (int, any) {
	ch, status, answer := s.target(c, discordgo.PermissionManageMessages)
	if ch == nil {
		return status, answer
	}
	ids, _ := c.fields()["messages"].([]any)
	if ch.recipient != nil {
		return no(400, 50003, "Cannot execute action on a DM channel")
	}
	if len(ids) < 2 || len(ids) > 100 {
		s.complain("%s: %d messages", c.name, len(ids))
		return no(400, 50016, "Provided too few or too many messages to delete")
	}
	gone := []any{}
	for _, id := range ids {
		if m := s.message(ch.id, fmt.Sprint(id)); m != nil {
			m.gone = true
			gone = append(gone, id)
		}
	}
	s.dispatch("MESSAGE_DELETE_BULK", obj{"ids": gone, "channel_id": ch.id, "guild_id": s.guild})
	return 204, nil
}

func (s *Server) react(c *call) (int, any) {
	ch, status, answer := s.target(c, 0)
	if ch == nil {
		return status, answer
	}
	m := s.message(ch.id, c.path("message_id"))
	emoji := c.path("emoji_name")
	switch {
	case m == nil:
		return no(404, 10008, "Unknown Message")
	case ch.archived:
		return no(400, 50083, "Thread is archived")
	case s.can(ch)&discordgo.PermissionAddReactions == 0:
		return no(403, 50013, "Missing Permissions")
	case emoji == "" || emoji[0] < 0x80:
		return no(400, 10014, "Unknown Emoji")
	}
	if m.marks == nil {
		m.marks = map[string]bool{}
	}
	if c.Method == http.MethodDelete {
		delete(m.marks, emoji)
	} else {
		m.marks[emoji] = true
	}
	return 204, nil
}

func (s *Server) pin(c *call) (int, any) {
	ch, status, answer := s.target(c, pinMessages)
	if ch == nil {
		return status, answer
	}
	m := s.message(ch.id, c.path("message_id"))
	switch {
	case m == nil:
		return no(404, 10008, "Unknown Message")
	case ch.archived:
		return no(400, 50083, "Thread is archived")
	}
	m.pinned = true
	return 204, nil
}

// serveAttachment is the CDN: addresses expire, and no token belongs here.
func (s *Server) serveAttachment(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "" {
		s.complain("the bot's token was sent to the CDN")
	}
	if s.out {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Query().Get("ex") != strconv.Itoa(s.epoch) {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	if r.PathValue("app") != "" {
		_, _ = w.Write(s.enclosed[r.PathValue("id")])
		return
	}
	for _, m := range s.channels[r.PathValue("channel")].messages {
		files := m.files
		if m.forward != nil {
			files = m.forward.files
		}
		for _, f := range files {
			if f.id == r.PathValue("id") && !m.gone {
				w.Header().Set("Content-Type", f.mime)
				_, _ = w.Write(f.bytes)
				return
			}
		}
	}
	http.NotFound(w, r)
}

func (s *Server) servePicture(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/png")
	s.mu.Lock()
	data := s.pictures[strings.TrimSuffix(r.PathValue("name"), ".png")]
	s.mu.Unlock()
	if data != nil {
		_, _ = w.Write(data)
		return
	}
	_, _ = io.WriteString(w, "\x89PNG\r\n\x1a\n"+r.URL.Path)
}
