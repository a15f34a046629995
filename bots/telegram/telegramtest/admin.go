package telegramtest

import (
	"net/http"
	"slices"
)

// right refuses a call for want of one of the bot's rights.
func (c *room) right(name string) *refusal {
	if c.rights[name] {
		return nil
	}
	return refuse(400, "Bad Request: not enough rights to do that")
}

func inside(status string) bool {
	return slices.Contains([]string{"creator", "administrator", "member", "restricted"}, status)
}

func (s *Server) createForumTopic(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	if !c.forum {
		return nil, refuse(400, "Bad Request: the chat is not a forum")
	}
	if no := c.right("can_manage_topics"); no != nil {
		return nil, no
	}
	name := r.params["name"]
	if n := units(name); n < 1 || n > 128 {
		s.complain("createForumTopic: a name of %d units", n)
		return nil, refuse(400, "Bad Request: TOPIC_TITLE_EMPTY")
	}
	t := s.world.topic(c, name)
	t.ours = true
	return dict{"message_thread_id": t.id, "name": name, "icon_color": 7322096}, nil
}

func (s *Server) editForumTopic(r *request) (any, *refusal) {
	t, no := s.topic(r)
	if no != nil {
		return nil, no
	}
	name := r.params["name"]
	if n := units(name); n > 128 {
		s.complain("editForumTopic: a name of %d units", n)
	}
	if name == t.name {
		return nil, refuse(400, "Bad Request: TOPIC_NOT_MODIFIED")
	}
	if name != "" {
		t.name = name
	}
	return true, nil
}

func (s *Server) closeForumTopic(r *request) (any, *refusal) {
	t, no := s.topic(r)
	if no != nil {
		return nil, no
	}
	closed := r.method == "closeForumTopic"
	if t.closed == closed {
		return nil, refuse(400, "Bad Request: TOPIC_NOT_MODIFIED")
	}
	t.closed = closed
	return true, nil
}

func (s *Server) topic(r *request) (*topic, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	if no := c.right("can_manage_topics"); no != nil {
		return nil, no
	}
	t := c.topic(r.int("message_thread_id"))
	if t == nil || t.deleted {
		return nil, refuse(400, "Bad Request: message thread not found")
	}
	return t, nil
}

func (s *Server) answerCallbackQuery(r *request) (any, *refusal) {
	q, ok := s.world.queries[r.params["callback_query_id"]]
	text := r.params["text"]
	if n := units(text); n > 200 {
		s.complain("answerCallbackQuery: %d units", n)
		return nil, refuse(400, "Bad Request: MESSAGE_TOO_LONG")
	}
	if !ok {
		return nil, refuse(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
	}
	if q.answered {
		s.complain("answerCallbackQuery: answered twice")
	}
	q.answered = true
	if text != "" {
		s.world.seq++
		s.world.toasts = append(s.world.toasts, toast{q.from, place{q.on.chat.id, q.on.thread}, text, s.world.seq})
	}
	return true, nil
}

func (s *Server) setMessageReaction(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	id := r.int("message_id")
	if m := c.find(id); m == nil || m.deleted {
		return nil, refuse(400, "Bad Request: message to react not found")
	}
	var rs []struct {
		Emoji string `json:"emoji"`
	}
	if no := r.json("reaction", &rs); no != nil {
		return nil, no
	}
	if len(rs) > 1 {
		return nil, refuse(400, "Bad Request: too many reactions")
	}
	delete(s.world.reacted, [2]int64{c.id, int64(id)})
	for _, one := range rs {
		if !slices.Contains(reactions, one.Emoji) {
			s.complain("setMessageReaction: %q is none of the permitted", one.Emoji)
			return nil, refuse(400, "Bad Request: REACTION_INVALID")
		}
		s.world.reacted[[2]int64{c.id, int64(id)}] = one.Emoji
	}
	return true, nil
}

func (s *Server) pinChatMessage(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	if c.kind != "private" {
		if no := c.right("can_pin_messages"); no != nil {
			return nil, no
		}
	}
	m := c.find(r.int("message_id"))
	if m == nil || m.deleted {
		return nil, refuse(400, "Bad Request: message to pin not found")
	}
	if !r.bool("disable_notification") {
		s.complain("pinChatMessage: everybody is notified")
	}
	m.pinned = true
	return true, nil
}

// reactions are some of those the platform permits.
var reactions = []string{"👍", "👎", "❤", "🔥", "👏", "😁", "🤔", "😱", "😢", "🎉", "🙏", "👌", "🕊", "👀", "✍", "🤝", "🫡", "💔", "🙈", "💯", "⚡"}

func (s *Server) sanction(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	if no := c.right("can_restrict_members"); no != nil {
		return nil, no
	}
	id := r.int64("user_id")
	if s.world.users[id] == nil {
		return nil, refuse(400, "Bad Request: PARTICIPANT_ID_INVALID")
	}
	now := c.members[id]
	if now == "administrator" || now == "creator" {
		return nil, refuse(400, "Bad Request: user is an administrator of the chat")
	}
	switch r.method {
	case "banChatMember":
		c.members[id] = "kicked"
	case "unbanChatMember":
		if now == "kicked" || !r.bool("only_if_banned") {
			c.members[id] = "left"
		}
	case "restrictChatMember":
		var p map[string]bool
		if no := r.json("permissions", &p); no != nil {
			return nil, no
		}
		if inside(now) {
			c.members[id] = "restricted"
			if p["can_send_messages"] {
				c.members[id] = "member"
			}
		}
	}
	return true, nil
}

func (s *Server) getChat(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	d := c.wire(s.world)
	if c.kind == "private" {
		if !c.opened {
			return nil, refuse(400, "Bad Request: chat not found")
		}
		for k, v := range s.world.users[c.id].wire() {
			if k != "is_bot" {
				d[k] = v
			}
		}
	}
	d["accent_color_id"], d["max_reaction_count"], d["accepted_gift_types"] = 1, 11, dict{}
	return d, nil
}

func (s *Server) getChatMember(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	u, ok := s.world.users[r.int64("user_id")]
	if !ok {
		return nil, refuse(400, "Bad Request: user not found")
	}
	return c.member(u, s.world.bot), nil
}

func (s *Server) getChatAdministrators(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	if c.kind == "private" {
		return nil, refuse(400, "Bad Request: there are no administrators in the private chat")
	}
	list := []dict{}
	for id, status := range c.members {
		if (status == "administrator" || status == "creator") && id != s.world.bot.id {
			list = append(list, c.member(s.world.users[id], s.world.bot))
		}
	}
	return list, nil
}

func (s *Server) getChatMemberCount(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	return len(c.members), nil
}

func (s *Server) getUserProfilePhotos(r *request) (any, *refusal) {
	u, ok := s.world.users[r.int64("user_id")]
	if !ok {
		return nil, refuse(400, "Bad Request: user not found")
	}
	for _, f := range s.world.files {
		if f.kind == "photo" && f.name == "avatar of "+u.name {
			return dict{"total_count": 1, "photos": []any{f.wire()}}, nil
		}
	}
	return dict{"total_count": 0, "photos": []any{}}, nil
}

func (s *Server) getFile(r *request) (any, *refusal) {
	f, ok := s.world.files[r.params["file_id"]]
	if !ok {
		return nil, refuse(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
	}
	if f.weight > 20<<20 {
		return nil, refuse(400, "Bad Request: file is too big")
	}
	return dict{"file_id": f.id, "file_unique_id": "u" + f.id, "file_size": f.weight, "file_path": f.kind + "/" + f.id}, nil
}

// download serves what getFile named.
func (s *Server) download(w http.ResponseWriter, path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.world.files {
		if f.kind+"/"+f.id == path {
			w.Write(f.data)
			return
		}
	}
	http.Error(w, `{"ok":false,"error_code":404,"description":"Not Found"}`, http.StatusNotFound)
}

func (s *Server) setMyCommands(r *request) (any, *refusal) {
	var commands []struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	if no := r.json("commands", &commands); no != nil {
		return nil, no
	}
	if len(commands) > 100 {
		return nil, refuse(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range commands {
		if n := units(c.Description); c.Command == "" || len(c.Command) > 32 || n < 1 || n > 256 {
			s.complain("setMyCommands: %+v", c)
			return nil, refuse(400, "Bad Request: BOT_COMMAND_INVALID")
		}
	}
	s.world.scopes[r.params["scope"]+" "+r.params["language_code"]] = len(commands)
	return true, nil
}
