package discordtest

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

var _ chattest.Stage = (*Server)(nil)

// Room is the room of a name; besides a Stage's there are "forum" (its posts are threads) and "server".
func (s *Server) Room(name string) chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if who, ok := strings.CutPrefix(name, "@"); ok {
		return chat.Direct(chat.MemberID{Platform: platform, Key: s.person(who).id})
	}
	if name == "server" {
		return chat.RoomID{Platform: platform, Key: s.guild}
	}
	if c := s.room(name); c != nil {
		return chat.RoomID{Platform: platform, Key: c.id}
	}
	return chat.RoomID{}
}

// Member is the ID of a member.
func (s *Server) Member(name string) chat.MemberID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return chat.MemberID{Platform: platform, Key: s.person(name).id}
}

// Name gives a member another display name and handle.
func (s *Server) Name(member, display, handle string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.display, u.handle = display, handle
	s.changedMember(u)
}

// Picture gives a member a profile picture.
func (s *Server) Picture(member string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	sum := sha256.Sum256(data)
	u.avatar = hex.EncodeToString(sum[:16])
	if s.pictures == nil {
		s.pictures = map[string][]byte{}
	}
	s.pictures[u.avatar] = data
	s.changedMember(u)
}

// Role gives a member a role; its ID is the name.
func (s *Server) Role(member, group string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	if !slices.ContainsFunc(s.roles, func(r role) bool { return r.id == group }) {
		s.roles = append(s.roles, role{id: group, name: group, position: len(s.roles)})
	}
	if !slices.Contains(u.roles, group) {
		u.roles = append(u.roles, group)
		s.changedMember(u)
	}
}

// Unrole takes a role from a member.
func (s *Server) Unrole(member, group string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.roles = slices.DeleteFunc(u.roles, func(r string) bool { return r == group })
	s.changedMember(u)
}

func (s *Server) changedMember(u *user) {
	if u.member {
		s.dispatchMember("GUILD_MEMBER_UPDATE", u)
		s.tell()
	}
}

// Join lets a member come into the server.
func (s *Server) Join(_, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.member, u.joined = true, time.Now()
	s.dispatchMember("GUILD_MEMBER_ADD", u)
	s.tell()
}

// Leave lets a member leave the server.
func (s *Server) Leave(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave(s.person(member))
	s.tell()
}

// Open lets a member open the private chat: nothing the bot could see.
func (s *Server) Open(member, _ string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.private(s.person(member))
}

// Block lets a member take no private messages any more.
func (s *Server) Block(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(member).closed = true
}

// Deny takes rights from the bot in a room; 0 gives them back.
func (s *Server) Deny(room string, rights int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.deny = rights
	s.dispatch("CHANNEL_UPDATE", s.channelJSON(c))
	s.tell()
}

// Reads reports whether a member can read in a room by now.
func (s *Server) Reads(room, member string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	return c != nil && s.sees(s.person(member), c)
}

// Remove deletes a channel or thread.
func (s *Server) Remove(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.gone = true
	kind := "CHANNEL_DELETE"
	if c.thread() {
		kind = "THREAD_DELETE"
	}
	s.dispatch(kind, s.channelJSON(c))
	s.tell()
}

// Lock archives and locks a thread, as a moderator would.
func (s *Server) Lock(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.archived, c.locked = true, true
	s.dispatch("THREAD_UPDATE", s.channelJSON(c))
	s.tell()
}

// Start lets a member start a public thread or a forum post, which Say reaches under its name.
func (s *Server) Start(parent, name string) chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.add(name, discordgo.ChannelTypeGuildPublicThread, s.room(parent).id)
	s.dispatch("THREAD_CREATE", s.channelJSON(c))
	s.tell()
	return chat.RoomID{Platform: platform, Key: c.id}
}

// Crowd limits how many threads may be open at once.
func (s *Server) Crowd(limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threadsMax = limit
}

// Disturb breaks the gateway: "drop" cuts the connection, "forget" cuts it and lets no session be resumed, "duplicate"
// delivers the last event again, "op 7", "op 9" and "op 9 resumable" send those packets, "zombie" leaves heartbeats
// unanswered, "close N" closes with that code, "expire" lets addresses of attachments expire, "outage" refuses
// everything until "recover".
func (s *Server) Disturb(how string) {
	if n, is := strings.CutPrefix(how, "close "); is {
		s.closeWith(n)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch how {
	case "drop", "forget", "outage":
		s.out = s.out || how == "outage"
		for _, ss := range s.sessions {
			ss.dead = ss.dead || how != "drop"
			ss.cut()
		}
	case "recover":
		s.out, s.zombie, s.fails = false, false, nil
		close(s.release)
		s.release = make(chan struct{})
	case "duplicate":
		for _, ss := range s.sessions {
			for i := len(ss.log) - 1; i >= 0 && !ss.dead; i-- {
				if ss.kinds[i] != "READY" && ss.kinds[i] != "RESUMED" && ss.kinds[i] != "GUILD_CREATE" {
					ss.log, ss.kinds = append(ss.log, ss.log[i]), append(ss.kinds, ss.kinds[i])
					break
				}
			}
		}
	case "op 7", "op 9", "op 9 resumable":
		for _, ss := range s.sessions {
			if ss.conn == nil {
				continue
			}
			if how == "op 7" {
				ss.conn.write(obj{"op": 7, "d": nil})
				continue
			}
			ss.dead = ss.dead || how == "op 9"
			ss.conn.write(obj{"op": 9, "d": how == "op 9 resumable"})
		}
	case "zombie":
		s.zombie = true
	case "expire":
		s.epoch++
	default:
		s.complain("the test: no disturbance %q", how)
	}
	s.tell()
}

// Invite takes the bot into the server, or ends an outage of the server.
func (s *Server) Invite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch("GUILD_CREATE", s.guildJSON())
	s.tell()
}
