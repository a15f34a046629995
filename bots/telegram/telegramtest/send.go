package telegramtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// target finds the chat and topic of a call and whether the bot may write there.
func (s *Server) target(r *request) (*room, int, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, 0, no
	}
	if c.kind == "private" {
		switch {
		case c.blocked:
			return nil, 0, refuse(403, "Forbidden: bot was blocked by the user")
		case !c.opened:
			return nil, 0, refuse(403, "Forbidden: bot can't initiate conversation with a user")
		}
	}
	if !inside(c.members[s.world.bot.id]) && c.kind != "private" {
		return nil, 0, refuse(403, "Forbidden: bot was kicked from the %s chat", c.kind)
	}
	thread := r.int("message_thread_id")
	if thread == 0 {
		return c, 0, nil
	}
	t := c.topic(thread)
	switch {
	case t == nil || t.deleted:
		return nil, 0, refuse(400, "Bad Request: message thread not found")
	case t.closed:
		return nil, 0, refuse(400, "Bad Request: TOPIC_CLOSED")
	}
	return c, thread, nil
}

// chat finds the chat of a call.
func (s *Server) chat(r *request) (*room, *refusal) {
	id := r.int64("chat_id")
	if to, ok := s.world.moved[id]; ok {
		no := refuse(400, "Bad Request: group chat was upgraded to a supergroup chat")
		no.parameters = map[string]any{"migrate_to_chat_id": to}
		return nil, no
	}
	c, ok := s.world.chats[id]
	if !ok {
		if u := s.world.users[id]; u != nil {
			return s.world.direct(u), nil
		}
		return nil, refuse(400, "Bad Request: chat not found")
	}
	return c, nil
}

// draft makes the message of a send with what all sends share.
func (s *Server) draft(r *request, text, entities string, limit int) (*message, *refusal) {
	c, thread, no := s.target(r)
	if no != nil {
		return nil, no
	}
	m := &message{chat: c, thread: thread, from: s.world.bot}
	if no := s.words(r, m, text, entities, limit); no != nil {
		return nil, no
	}
	var reply struct {
		ID      int  `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}
	if no := r.json("reply_parameters", &reply); no != nil {
		return nil, no
	}
	if reply.ID != 0 {
		q := c.find(reply.ID)
		if (q == nil || q.deleted) && !reply.Without {
			return nil, refuse(400, "Bad Request: message to be replied not found")
		}
		if q != nil && !q.deleted {
			m.replyTo = reply.ID
		}
	}
	return m, nil
}

// words reads text, entities and buttons into a message and checks them.
func (s *Server) words(r *request, m *message, text, entities string, limit int) *refusal {
	if r.params["parse_mode"] != "" {
		s.complain("%s: parse_mode is set: text is to be plain", r.method)
	}
	m.text, m.entities, m.buttons = r.params[text], nil, nil
	if !utf8.ValidString(m.text) {
		s.complain("%s: invalid UTF-8", r.method)
		return refuse(400, "Bad Request: strings must be encoded in UTF-8")
	}
	if no := r.json(entities, &m.entities); no != nil {
		return no
	}
	n := units(m.text)
	if n > limit {
		s.complain("%s: %s has %d units, %d are allowed", r.method, text, n, limit)
		return refuse(400, "Bad Request: message is too long")
	}
	for _, e := range m.entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > n {
			s.complain("%s: entity %+v is out of range of %d units", r.method, e, n)
		}
		if e.Type == "text_link" && e.URL == "" || e.Type == "text_mention" && e.User == nil {
			s.complain("%s: entity %+v lacks its target", r.method, e)
		}
	}
	m.pinged = s.pings(m)
	return s.keyboard(r, m)
}

func (s *Server) keyboard(r *request, m *message) *refusal {
	var k struct {
		Rows [][]button `json:"inline_keyboard"`
	}
	if no := r.json("reply_markup", &k); no != nil {
		return no
	}
	n := 0
	for _, row := range k.Rows {
		if len(row) > 8 {
			s.complain("%s: %d buttons in a row", r.method, len(row))
		}
		for _, b := range row {
			n++
			switch {
			case b.Text == "":
				return refuse(400, "Bad Request: text buttons are unallowed in the inline keyboard")
			case (b.Data == "") == (b.URL == ""):
				s.complain("%s: button %q wants either data or an address", r.method, b.Text)
			case len(b.Data) > 64:
				s.complain("%s: button %q carries %d bytes", r.method, b.Text, len(b.Data))
				return refuse(400, "Bad Request: BUTTON_DATA_INVALID")
			case b.URL != "" && !strings.HasPrefix(b.URL, "https://") && !strings.HasPrefix(b.URL, "http://"):
				return refuse(400, "Bad Request: BUTTON_URL_INVALID")
			}
		}
	}
	if n > 100 {
		s.complain("%s: %d buttons", r.method, n)
	}
	m.buttons = k.Rows
	return nil
}

// place puts a drafted message into its chat.
func (s *Server) place(m *message) *message {
	p := s.world.message(m.chat, m.from)
	m.id, m.date, m.seq = p.id, p.date, p.seq
	*p = *m
	return p
}

func (s *Server) sendMessage(r *request) (any, *refusal) {
	m, no := s.draft(r, "text", "entities", 4096)
	if no != nil {
		return nil, no
	}
	if strings.TrimSpace(m.text) == "" {
		s.complain("sendMessage: no text")
		return nil, refuse(400, "Bad Request: message text is empty")
	}
	return s.place(m).wire(s.world), nil
}

// fields of the methods that send one file; the method's name ends with it.
var fileFields = map[string]string{"sendPhoto": "photo", "sendDocument": "document", "sendVideo": "video", "sendAudio": "audio",
	"sendVoice": "voice", "sendAnimation": "animation", "sendSticker": "sticker", "sendVideoNote": "video_note"}

func (s *Server) sendFile(r *request) (any, *refusal) {
	field := fileFields[r.method]
	m, no := s.draft(r, "caption", "caption_entities", 1024)
	if no != nil {
		return nil, no
	}
	f, no := s.attached(r, field, field, r.params[field])
	if no != nil {
		return nil, no
	}
	m.media, m.files = field, []*file{f}
	return s.place(m).wire(s.world), nil
}

// attached finds a file that was uploaded under name or that a file_id means; its kind must fit.
func (s *Server) attached(r *request, kind, name, id string) (*file, *refusal) {
	if up, ok := r.files[name]; ok {
		limit := 50 << 20
		if kind == "photo" {
			limit = 10 << 20
		}
		if len(up.data) > limit {
			s.complain("%s: %d bytes", r.method, len(up.data))
			return nil, refuse(413, "Request Entity Too Large")
		}
		return s.world.keep(kind, up.name, "application/octet-stream", up.data), nil
	}
	f, ok := s.world.files[id]
	if !ok {
		return nil, refuse(400, "Bad Request: wrong file identifier/HTTP URL specified")
	}
	if f.kind != kind && (kind != "document" || f.kind != "animation") {
		return nil, refuse(400, "Bad Request: can't use file of type %s as %s", f.kind, kind)
	}
	return f, nil
}

func (s *Server) sendMediaGroup(r *request) (any, *refusal) {
	var media []struct {
		Type     string   `json:"type"`
		Media    string   `json:"media"`
		Caption  string   `json:"caption"`
		Entities []entity `json:"caption_entities"`
	}
	if no := r.json("media", &media); no != nil {
		return nil, no
	}
	if len(media) < 2 || len(media) > 10 {
		s.complain("sendMediaGroup: %d files", len(media))
		return nil, refuse(400, "Bad Request: wrong number of media")
	}
	s.world.serial++
	album := fmt.Sprint("album-", s.world.serial)
	var drafts []*message
	for _, one := range media {
		if (one.Type == "document" || one.Type == "audio") && one.Type != media[0].Type {
			return nil, refuse(400, "Bad Request: %s can't be mixed with other media types", one.Type)
		}
		m, no := s.draft(r, "caption", "caption_entities", 1024)
		if no != nil {
			return nil, no
		}
		m.text, m.entities = one.Caption, one.Entities
		if units(m.text) > 1024 {
			s.complain("sendMediaGroup: caption of %d units", units(m.text))
		}
		m.pinged = s.pings(m)
		f, no := s.attached(r, one.Type, strings.TrimPrefix(one.Media, "attach://"), one.Media)
		if no != nil {
			return nil, no
		}
		m.media, m.files, m.album = one.Type, []*file{f}, album
		drafts = append(drafts, m)
	}
	out := []dict{}
	for _, m := range drafts {
		out = append(out, s.place(m).wire(s.world))
	}
	return out, nil
}

func (s *Server) copyMessage(r *request) (any, *refusal) {
	m, no := s.draft(r, "caption", "caption_entities", 1024)
	if no != nil {
		return nil, no
	}
	from, ok := s.world.chats[r.int64("from_chat_id")]
	if !ok {
		return nil, refuse(400, "Bad Request: chat not found")
	}
	q := from.find(r.int("message_id"))
	if q == nil || q.deleted {
		return nil, refuse(400, "Bad Request: message to copy not found")
	}
	if q.service {
		return nil, refuse(400, "Bad Request: message can't be copied")
	}
	if r.params["caption"] == "" || q.media == "" {
		m.text, m.entities = q.text, q.entities
	}
	m.media, m.files, m.extra = q.media, q.files, q.extra
	m.pinged = s.pings(m)
	return dict{"message_id": s.place(m).id}, nil
}

func (s *Server) editMessage(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	m := c.find(r.int("message_id"))
	switch {
	case m == nil || m.deleted:
		return nil, refuse(400, "Bad Request: message to edit not found")
	case m.from != s.world.bot:
		return nil, refuse(400, "Bad Request: message can't be edited")
	case r.method == "editMessageText" && m.media != "":
		return nil, refuse(400, "Bad Request: there is no text in the message to edit")
	case r.method == "editMessageCaption" && m.media == "":
		return nil, refuse(400, "Bad Request: there is no caption in the message to edit")
	}
	next := *m
	if r.method == "editMessageText" {
		no = s.words(r, &next, "text", "entities", 4096)
	} else {
		no = s.words(r, &next, "caption", "caption_entities", 1024)
	}
	if no != nil {
		return nil, no
	}
	if r.method == "editMessageText" && strings.TrimSpace(next.text) == "" {
		s.complain("editMessageText: no text")
		return nil, refuse(400, "Bad Request: message text is empty")
	}
	if next.text == m.text && fmt.Sprint(next.buttons) == fmt.Sprint(m.buttons) && fmt.Sprint(next.entities) == fmt.Sprint(m.entities) {
		return nil, refuse(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
	}
	next.edited, next.pinged = true, m.pinged // an edit notifies nobody
	*m = next
	return m.wire(s.world), nil
}

func (s *Server) deleteMessages(r *request) (any, *refusal) {
	c, no := s.chat(r)
	if no != nil {
		return nil, no
	}
	var ids []int
	if no := r.json("message_ids", &ids); no != nil {
		return nil, no
	}
	if len(ids) < 1 || len(ids) > 100 {
		s.complain("deleteMessages: %d messages", len(ids))
	}
	for _, id := range ids { // all or none
		m := c.find(id)
		if m == nil {
			continue
		}
		if m.from != s.world.bot && c.kind != "private" && !c.rights["can_delete_messages"] {
			return nil, refuse(400, "Bad Request: message can't be deleted")
		}
	}
	for _, id := range ids {
		if m := c.find(id); m != nil {
			m.deleted = true
		}
	}
	return true, nil
}
