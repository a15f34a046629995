package telegramtest

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// dict is a JSON object on its way out.
type dict = map[string]any

// world is what the platform knows: accounts, chats, files.
type world struct {
	bot     *user
	users   map[int64]*user
	names   map[string]*user // the stage's names
	chats   map[int64]*room
	rooms   map[string]place // the stage's names
	moved   map[int64]int64  // groups that were upgraded
	files   map[string]*file
	queries map[string]*query
	toasts  []toast
	scopes  map[string]int // commands registered, by scope and language

	last    int // last private message number
	serial  int // of everything else that needs one
	seq     int // order of everything shown
	reacted map[[2]int64]string
}

type user struct {
	id            int64
	name          string // on the stage
	first, handle string
	lang          string
	bot           bool
}

type place struct {
	chat   int64
	thread int
}

// room is a chat.
type room struct {
	id       int64
	kind     string // private, group, supergroup
	title    string
	forum    bool
	opened   bool // private: the member has started the bot
	blocked  bool
	members  map[int64]string // status
	rights   map[string]bool  // the bot's
	messages []*message
	topics   []*topic
	last     int
}

type topic struct {
	id                    int
	name                  string
	closed, deleted, ours bool
}

type message struct {
	id, thread int
	chat       *room
	from       *user
	as         dict // sender_chat
	date       int64
	seq        int

	text     string
	entities []entity
	media    string // JSON field of the file
	files    []*file
	album    string
	buttons  [][]button
	replyTo  int
	extra    dict // further fields as they go over the wire
	pinged   []string
	service  bool
	edited   bool
	pinned   bool
	deleted  bool
}

type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
	User   *struct {
		ID int64 `json:"id"`
	} `json:"user,omitempty"`
	Language string `json:"language,omitempty"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type file struct {
	id, kind, name, mime, emoji string
	data                        []byte
	weight                      int64 // what is told of its size
}

// query is a press on a button.
type query struct {
	from     *user
	on       *message
	answered bool
}

// toast is what a callback's answer shows to the one who pressed.
type toast struct {
	to   *user
	in   place
	text string
	seq  int
}

// newWorld builds the standing rooms: a community forum with a topic, a staff forum, a moderators' group.
func newWorld() *world {
	w := &world{
		bot:   &user{id: 7000000001, name: "bot", first: "Front Desk", handle: "frontdesk_bot", bot: true},
		users: make(map[int64]*user), names: make(map[string]*user), chats: make(map[int64]*room), rooms: make(map[string]place),
		moved: make(map[int64]int64), files: make(map[string]*file), queries: make(map[string]*query), scopes: make(map[string]int),
		reacted: make(map[[2]int64]string), last: 100,
	}
	w.users[w.bot.id] = w.bot
	lobby := w.group("lobby", -1001000000001, "supergroup", true)
	w.group("staff", -1001000000002, "supergroup", true)
	w.group("mods", -1001000000003, "supergroup", false)
	w.rooms["topic"] = place{lobby.id, w.topic(lobby, "Wallet questions").id}
	return w
}

func (w *world) group(name string, id int64, kind string, forum bool) *room {
	r := &room{id: id, kind: kind, title: strings.ToUpper(name[:1]) + name[1:], forum: forum, last: 10,
		members: map[int64]string{w.bot.id: "administrator"}, rights: make(map[string]bool)}
	for _, right := range adminRights {
		r.rights[right] = true
	}
	w.chats[id] = r
	w.rooms[name] = place{chat: id}
	return r
}

// adminRights are those an administrator of a supergroup may have.
var adminRights = []string{"can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
	"can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics"}

// topic makes a topic with its service message, whose number is the topic's.
func (w *world) topic(r *room, name string) *topic {
	m := w.message(r, w.bot)
	m.service, m.thread = true, m.id
	m.extra = dict{"forum_topic_created": dict{"name": name, "icon_color": 7322096}}
	t := &topic{id: m.id, name: name}
	r.topics = append(r.topics, t)
	return t
}

// message appends an empty message of the chat.
func (w *world) message(r *room, from *user) *message {
	w.seq++
	id := &r.last
	if r.kind != "supergroup" {
		id = &w.last // private chats and small groups share one count
	}
	*id++
	m := &message{id: *id, chat: r, from: from, date: clock(), seq: w.seq}
	r.messages = append(r.messages, m)
	return m
}

// who finds or makes a member by the stage's name.
func (w *world) who(name string) *user {
	if u, ok := w.names[name]; ok {
		return u
	}
	u := &user{id: 1001 + int64(len(w.names)), name: name, first: strings.ToUpper(name[:1]) + name[1:], lang: "en"}
	w.names[name], w.users[u.id] = u, u
	return u
}

// direct finds or makes the private chat with a member.
func (w *world) direct(u *user) *room {
	r, ok := w.chats[u.id]
	if !ok {
		r = &room{id: u.id, kind: "private", members: map[int64]string{u.id: "member"}}
		w.chats[u.id] = r
	}
	return r
}

// at finds a room by the stage's name.
func (w *world) at(name string) (place, bool) {
	if member, ok := strings.CutPrefix(name, "@"); ok {
		return place{chat: w.direct(w.who(member)).id}, true
	}
	if p, ok := w.rooms[name]; ok {
		return p, true
	}
	var found place
	newest := 0
	for _, r := range w.chats {
		for _, t := range r.topics {
			if m := r.find(t.id); strings.Contains(t.name, name) && m.seq > newest && t.ours {
				found, newest = place{r.id, t.id}, m.seq
			}
		}
	}
	return found, newest > 0
}

func (w *world) keep(kind, name, mime string, data []byte) *file {
	w.serial++
	f := &file{id: fmt.Sprintf("%s-file-%d", kind, w.serial), kind: kind, name: name, mime: mime, data: data, weight: int64(len(data))}
	w.files[f.id] = f
	return f
}

func (r *room) find(id int) *message {
	for _, m := range r.messages {
		if m.id == id {
			return m
		}
	}
	return nil
}

func (r *room) topic(id int) *topic {
	for _, t := range r.topics {
		if t.id == id {
			return t
		}
	}
	return nil
}

func (u *user) wire() dict {
	d := dict{"id": u.id, "is_bot": u.bot, "first_name": u.first}
	if u.handle != "" {
		d["username"] = u.handle
	}
	if u.lang != "" {
		d["language_code"] = u.lang
	}
	return d
}

func (u *user) full() dict {
	d := u.wire()
	d["can_join_groups"], d["can_read_all_group_messages"], d["supports_inline_queries"] = true, false, false
	return d
}

func (r *room) wire(w *world) dict {
	d := dict{"id": r.id, "type": r.kind}
	if r.kind == "private" {
		d["first_name"] = w.users[r.id].first
		return d
	}
	d["title"] = r.title
	if r.forum {
		d["is_forum"] = true
	}
	return d
}

// member is a ChatMember.
func (r *room) member(u *user, bot *user) dict {
	status := r.members[u.id]
	if status == "" {
		status = "left"
	}
	d := dict{"user": u.wire(), "status": status}
	switch status {
	case "administrator":
		d["can_be_edited"], d["is_anonymous"] = false, false
		for _, right := range adminRights {
			d[right] = u != bot || r.rights[right]
		}
	case "restricted":
		d["is_member"], d["until_date"], d["can_send_messages"] = true, 0, false
	case "kicked":
		d["until_date"] = 0
	case "creator":
		d["is_anonymous"] = false
	}
	return d
}

// wire is the message as an update or a result carries it.
func (m *message) wire(w *world) dict {
	d := dict{"message_id": m.id, "date": m.date, "chat": m.chat.wire(w), "from": m.from.wire()}
	if m.as != nil {
		d["sender_chat"] = m.as
	}
	if m.thread != 0 {
		d["message_thread_id"], d["is_topic_message"] = m.thread, true
	}
	if m.edited {
		d["edit_date"] = m.date + 1
	}
	reply := m.replyTo
	if reply == 0 && m.thread != 0 && m.id != m.thread {
		reply = m.thread // as the real server does: the topic's first message
	}
	if q := m.chat.find(reply); q != nil && !q.deleted {
		inner := *q
		inner.replyTo, inner.thread = 0, 0
		d["reply_to_message"] = inner.wire(w)
		if q.thread != 0 {
			d["reply_to_message"].(dict)["message_thread_id"], d["reply_to_message"].(dict)["is_topic_message"] = q.thread, true
		}
	}
	text, entities := "text", "entities"
	if m.media != "" {
		text, entities = "caption", "caption_entities"
		d[m.media] = m.files[0].wire()
	}
	if m.text != "" {
		d[text] = m.text
	}
	if len(m.entities) > 0 {
		d[entities] = m.entities
	}
	if m.album != "" {
		d["media_group_id"] = m.album
	}
	if len(m.buttons) > 0 {
		d["reply_markup"] = dict{"inline_keyboard": m.buttons}
	}
	for k, v := range m.extra {
		d[k] = v
	}
	return d
}

// wire is the file as its message carries it.
func (f *file) wire() any {
	d := dict{"file_id": f.id, "file_unique_id": "u" + f.id, "file_size": f.weight}
	switch f.kind {
	case "photo":
		small := dict{"file_id": f.id, "file_unique_id": "s" + f.id, "width": 90, "height": 90, "file_size": len(f.data)}
		d["width"], d["height"] = 800, 800
		return []any{small, d}
	case "sticker":
		d["emoji"], d["width"], d["height"], d["type"], d["is_animated"], d["is_video"] = f.emoji, 512, 512, "regular", false, false
	case "voice", "audio":
		d["duration"], d["mime_type"] = 3, f.mime
	case "video", "animation":
		d["duration"], d["width"], d["height"], d["mime_type"], d["file_name"] = 3, 640, 480, f.mime, f.name
	case "video_note":
		d["duration"], d["length"] = 3, 240
	default:
		d["file_name"], d["mime_type"] = f.name, f.mime
	}
	return d
}

// units counts as Telegram does: in UTF-16.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// clock is the platform's time in its unit.
func clock() int64 { return time.Now().Unix() }
