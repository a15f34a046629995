package main

import (
	"strconv"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/chat"
	"frontdesk/internal/chatlog"
)

// past turns what was written into what a platform would report. Its clock never goes back.
type past struct {
	room  chat.RoomID // of what tells no platform
	clock time.Time
}

// apart is how far messages without a time lie apart: so far that none is in another's way.
const apart = time.Hour

// longAgo is when the first message without a time was written.
var longAgo = time.Unix(0, 0).UTC()

// at is when something happened, or a while after what came before it.
func (p *past) at(told time.Time) time.Time {
	switch {
	case told.IsZero():
		p.clock = p.clock.Add(apart)
		if p.clock.Before(longAgo) {
			p.clock = longAgo
		}
	case told.After(p.clock):
		p.clock = told
	}
	return p.clock
}

// event is the message of a number as a platform would report it.
func (p *past) event(number int, m chatlog.Message) *chat.Posted {
	n := strconv.Itoa(number)
	who := p.author(m)
	if who.ID.Key == "" {
		who.ID.Key = "?" + n // each by somebody else, so that nobody is limited
	}
	platform := p.room.Platform
	room := p.room
	if m.Room > 1 {
		room.Key += "/" + strconv.Itoa(m.Room)
	}
	e := &chat.Posted{
		Meta: chat.Meta{Key: "replay/" + n, Room: room, Within: []chat.RoomID{p.room}, At: p.at(m.At)},
		Message: chat.Message{
			ID: chat.MessageID{Platform: platform, Key: n}, Text: m.Text, Sent: m.At,
			From: who,
		},
	}
	for _, l := range m.Links {
		e.Message.Targets = append(e.Message.Targets, chat.Target(l))
		e.Message.Hidden = append(e.Message.Hidden, l.URL)
	}
	if m.ReplyTo != "" {
		e.Message.ReplyTo = &chat.Reply{ID: chat.MessageID{Platform: platform, Key: "?" + m.ReplyTo}}
	}
	if m.Forward != "" {
		e.Message.Forward = &chat.Forward{Name: m.Forward}
	}
	return e
}

// author is who wrote a message, as a platform would tell.
func (p *past) author(m chatlog.Message) chat.Member {
	who := chat.Member{ID: chat.MemberID{Platform: p.room.Platform, Key: m.Author}, Name: m.Name, Handle: m.Handle, Groups: m.Groups}
	switch {
	case m.Chat:
		who.Kind, who.ID.Key = chat.Anonymous, channels+m.Author
	case m.Channel:
		who.Kind, who.ID.Key = chat.Channel, channels+m.Author
	case m.Bot:
		who.Kind = chat.Bot
	}
	who.Since = discord.Made(who.ID)
	return who
}

// channels begins the IDs by which Telegram's bots know channels and groups; exports leave it out.
const channels = "-100"

// joined is an account that came in, or that a list tells of, as a platform would report it.
func (p *past) joined(number int, m chatlog.Member) *chat.Joined {
	who := chat.Member{ID: chat.MemberID{Platform: p.room.Platform, Key: m.ID}, Name: m.Name, Handle: m.Handle, Groups: m.Groups}
	if m.Bot {
		who.Kind = chat.Bot
	}
	who.Since = discord.Made(who.ID)
	key := "replay/member/" + strconv.Itoa(number)
	return &chat.Joined{Meta: chat.Meta{Key: key, Room: p.room, Within: []chat.RoomID{p.room}, At: p.at(m.At)}, Member: who}
}
