package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

// Keys of events come from their content, never from update_id: that one starts anew at random after a quiet week, and
// one joining is told twice, as a service message and as a change of status. A message's number is never used again in
// its chat.

// decoded is what one row of the feed says.
type decoded struct {
	id     int // update_id; 0: the row has none
	events []chat.Event
	press  *press // to be answered in time
}

// decode reads one row. It has no effect but on what is remembered of administrators.
func (a *Adapter) decode(row json.RawMessage, now time.Time) (d decoded, err error) {
	var number struct {
		ID int `json:"update_id"`
	}
	if err := json.Unmarshal(row, &number); err != nil {
		return d, errors.New("a row without an update_id")
	}
	d.id = number.ID
	var u update
	if err := json.Unmarshal(row, &u); err != nil {
		return d, fmt.Errorf("update %d: %w", d.id, shape(err))
	}
	switch {
	case u.Message != nil:
		d.events, err = a.message(u.Message, row, now)
	case u.Edited != nil:
		d.events, err = a.edited(u.Edited, now)
	case u.Callback != nil:
		d.press, d.events = a.pressed(u.Callback, now)
	case u.Self != nil:
		d.events = a.standingChanged(u.Self, now)
	case u.Member != nil:
		d.events = a.memberChanged(u.Member, now)
	}
	if err != nil {
		err = fmt.Errorf("update %d: %w", d.id, err)
	}
	return d, err
}

// shape tells what a decoding error is about without the text that caused it.
func shape(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return fmt.Errorf("field %s is a %s", t.Field, t.Value)
	}
	return errors.New("broken JSON")
}

// meta is where and when.
func meta(at place, now time.Time, key ...any) chat.Meta {
	m := chat.Meta{Key: "tg", Room: at.room(), At: now}
	for _, k := range key {
		m.Key += ":" + fmt.Sprint(k)
	}
	if at.thread != 0 {
		m.Within = []chat.RoomID{Room(at.chat, 0)}
	}
	return m
}

// place is the chat and topic of a message. The General topic and threads of replies are the group itself.
func (m *message) place() place {
	p := place{chat: m.Chat.ID}
	if m.InTopic && p.chat < 0 {
		p.thread = m.Thread
	}
	return p
}

var errNoChat = errors.New("a message without chat or number")

// message reports what was written, and what service messages tell.
func (a *Adapter) message(m *message, row json.RawMessage, now time.Time) ([]chat.Event, error) {
	if m.Chat.ID == 0 || m.MessageID == 0 {
		return nil, errNoChat
	}
	if m.Chat.Type == "channel" {
		return nil, nil
	}
	if events, service := a.service(m, now); service {
		return events, nil
	}
	msg := a.messageFrom(m)
	if msg.Text == "" && len(msg.Files) == 0 && msg.Odd == "" {
		var raw struct {
			Message json.RawMessage `json:"message"`
		}
		_ = json.Unmarshal(row, &raw) // the row has been decoded before
		name, service := content(raw.Message)
		if service {
			return nil, nil
		}
		msg.Odd = name
	}
	where := meta(m.place(), now, "m", m.Chat.ID, m.MessageID)
	if r := m.ReplyTo; m.InTopic && r != nil && r.TopicMade != nil && r.From != nil && r.From.ID == a.self().ID {
		where.Title = strings.ToValidUTF8(r.TopicMade.Name, "\uFFFD") // what answers nothing answers the message that began its topic
	}
	return []chat.Event{&chat.Posted{Meta: where, Message: msg}}, nil
}

// service reports comings, goings and moves that a service message tells.
func (a *Adapter) service(m *message, now time.Time) ([]chat.Event, bool) {
	at := place{chat: m.Chat.ID}
	var events []chat.Event
	for i := range m.NewChatMembers {
		if who := &m.NewChatMembers[i]; who.ID != a.self().ID {
			events = append(events, &chat.Joined{Meta: meta(at, now, "join", at.chat, who.ID, m.Date), Member: memberFrom(who, a.self().ID)})
		}
	}
	if who := m.LeftChatMember; who != nil && who.ID != a.self().ID {
		events = append(events, &chat.Left{Meta: meta(at, now, "left", at.chat, who.ID, m.Date), Member: memberFrom(who, a.self().ID)})
	}
	if m.MigrateToChatID != 0 {
		events = append(events, moved(m.Chat.ID, m.MigrateToChatID, now))
	}
	if m.MigrateFromChatID != 0 {
		events = append(events, moved(m.MigrateFromChatID, m.Chat.ID, now))
	}
	return events, events != nil || m.NewChatMembers != nil || m.LeftChatMember != nil
}

func moved(from, to int64, now time.Time) chat.Event {
	return &chat.Moved{Meta: meta(place{chat: from}, now, "moved", from, to), From: Room(from, 0), To: Room(to, 0)}
}

// edited reports a message after a change. Telegram also sends this when nothing visible changed.
func (a *Adapter) edited(m *message, now time.Time) ([]chat.Event, error) {
	if m.Chat.ID == 0 || m.MessageID == 0 {
		return nil, errNoChat
	}
	if m.Chat.Type == "channel" {
		return nil, nil
	}
	msg := a.messageFrom(m)
	sum := fnv.New64a()
	for _, s := range append(msg.Everything(), fmt.Sprint(msg.Spans), fmt.Sprint(msg.Files)) {
		sum.Write([]byte(s))
		sum.Write([]byte{0})
	}
	key := meta(m.place(), now, "e", m.Chat.ID, m.MessageID, m.EditDate, strconv.FormatUint(sum.Sum64(), 36))
	return []chat.Event{&chat.Edited{Meta: key, Message: msg}}, nil
}

// pressed reports a press on a button. Without a message (an inline one) there is no room: it is answered silently.
func (a *Adapter) pressed(c *callback, now time.Time) (*press, []chat.Event) {
	if c.ID == "" {
		return nil, nil
	}
	p := &press{id: c.ID, member: c.From.ID}
	if c.Message == nil || c.Message.Chat.ID == 0 || c.From.ID == 0 || strings.Contains(c.ID, "/") {
		return p, nil
	}
	p.at, p.message = c.Message.place(), c.Message.MessageID
	e := &chat.Pressed{Meta: meta(p.at, now, "c", c.ID), From: a.author(c.Message.Chat.ID, &c.From),
		On: Message(p.at.chat, p.message), Data: strings.ToValidUTF8(c.Data, "\uFFFD")}
	e.Answer = p.room()
	return p, []chat.Event{e}
}

// standingChanged reports the bot's own coming, going and rights; in a private chat, that a member blocked it or came
// back.
func (a *Adapter) standingChanged(u *memberUpdate, now time.Time) []chat.Event {
	at := place{chat: u.Chat.ID}
	if at.chat == 0 || u.Chat.Type == "channel" {
		return nil
	}
	me := chat.Member{ID: Member(a.self().ID), Name: fullName(a.self().FirstName, a.self().LastName), Handle: a.self().UserName, Kind: chat.Self, Groups: u.New.groups()}
	key := func(what string) chat.Meta {
		return meta(at, now, what, at.chat, "self", u.Date, u.Old.Status, u.New.Status)
	}
	if !u.New.admin() {
		a.admins.forget(at.chat)
	}
	was, is := u.Old.inside(), u.New.inside()
	if was && !is {
		return []chat.Event{&chat.Left{Meta: key("left"), Member: me}}
	}
	var events []chat.Event
	if is && !was {
		events = append(events, &chat.Joined{Meta: key("join"), Member: me})
	}
	if is && at.chat < 0 {
		missing := a.lacks(u.Chat, u.New)
		change := key("rights")
		change.Key += ":" + strings.Join(missing, ",")
		events = append(events, &chat.Changed{Meta: change, Member: me, Missing: missing})
	}
	return events
}

// memberChanged reports a member's coming, going and change of standing.
func (a *Adapter) memberChanged(u *memberUpdate, now time.Time) []chat.Event {
	at := place{chat: u.Chat.ID}
	if at.chat == 0 || u.Chat.Type == "channel" || u.New.User.ID == 0 || u.New.User.ID == a.self().ID {
		return nil
	}
	a.admins.change(at.chat, u.New)
	who := a.standing(u.New)
	switch was, is := u.Old.inside(), u.New.inside(); {
	case is && !was:
		return []chat.Event{&chat.Joined{Meta: meta(at, now, "join", at.chat, u.New.User.ID, u.Date), Member: who}}
	case was && !is:
		return []chat.Event{&chat.Left{Meta: meta(at, now, "left", at.chat, u.New.User.ID, u.Date), Member: who}}
	}
	return []chat.Event{&chat.Changed{Meta: meta(at, now, "change", at.chat, u.New.User.ID, u.Date, u.Old.Status, u.New.Status), Member: who}}
}

// memberFrom is an account as a message or update shows it.
func memberFrom(u *tg.User, self int64) chat.Member {
	m := chat.Member{ID: Member(u.ID), Name: fullName(u.FirstName, u.LastName), Handle: strings.ToValidUTF8(u.UserName, ""), Lang: u.LanguageCode}
	switch {
	case u.ID == self:
		m.Kind = chat.Self
	case u.IsBot:
		m.Kind = chat.Bot
	}
	return m
}

// author is a person with the standing that is known in the chat.
func (a *Adapter) author(room int64, u *tg.User) chat.Member {
	m := memberFrom(u, a.self().ID)
	m.Groups = a.admins.groups(room, u.ID)
	return m
}
