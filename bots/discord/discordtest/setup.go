package discordtest

import (
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// setup is what an owner may have got wrong.
type setup struct {
	endpoint string        // where interactions are sent instead of to the gateway
	ahead    time.Duration // of this server's clock
	absent   bool          // the bot has not been invited
}

// Endpoint sends interactions to an address, as the developer portal can; empty: to the gateway.
func (s *Server) Endpoint(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setup.endpoint = address
}

// Skew puts the server's clock ahead, or behind.
func (s *Server) Skew(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setup.ahead = by
}

// Uninvite is as if the bot had never been invited; only what REST tells changes.
func (s *Server) Uninvite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setup.absent = true
}

// Sink puts the bot's role below all others.
func (s *Server) Sink() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.roles {
		if s.roles[i].id == s.bot.roles[0] {
			s.roles[i].position = 1
		}
	}
}

// Grant changes what the bot's role permits on the whole server.
func (s *Server) Grant(permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.roles {
		if s.roles[i].id == s.bot.roles[0] {
			s.roles[i].permissions = permissions
		}
	}
}

// Rights is what the bot's role permits at first.
func (s *Server) Rights() int64 { return rights }

// OwnThreads are the names of the bot's threads that are not deleted.
func (s *Server) OwnThreads() (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.channels {
		if c.thread() && !c.gone && c.owner == s.bot.id {
			names = append(names, c.name)
		}
	}
	return names
}

// date puts the server's own time into an answer.
func (s *Server) date(h http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.Set("Date", time.Now().Add(s.setup.ahead).UTC().Format(http.TimeFormat))
}

func (s *Server) getSelf(*call) (int, any) { return 200, s.userJSON(s.bot) }

// getApplication tells the intents by the flags of a bot that is in few servers. Source: «Application Flags».
func (s *Server) getApplication(*call) (int, any) {
	flags := 0
	if s.portal&(1<<1) != 0 {
		flags |= 1 << 15
	}
	if s.portal&(1<<15) != 0 {
		flags |= 1 << 19
	}
	o := obj{"id": s.bot.id, "name": "Frontdesk", "flags": flags, "bot_public": false, "interactions_endpoint_url": nil}
	if s.setup.endpoint != "" {
		o["interactions_endpoint_url"] = s.setup.endpoint
	}
	return 200, o
}

func (s *Server) getGuild(c *call) (int, any) {
	if s.setup.absent || c.path("guild_id") != s.guild {
		return no(404, 10004, "Unknown Guild")
	}
	o := s.guildJSON()
	for _, gateway := range []string{"channels", "threads", "members", "member_count", "unavailable"} {
		delete(o, gateway)
	}
	return 200, o
}

func (s *Server) listChannels(c *call) (int, any) {
	if s.setup.absent || c.path("guild_id") != s.guild {
		return no(404, 10004, "Unknown Guild")
	}
	return 200, s.guildJSON()["channels"]
}

func (s *Server) deleteChannel(c *call) (int, any) {
	ch, status, answer := s.target(c, discordgo.PermissionManageThreads)
	if ch == nil {
		return status, answer
	}
	if !ch.thread() || ch.owner != s.bot.id {
		s.complain("%s: the bot deletes what is no thread of its own", c.name)
		return no(403, 50013, "Missing Permissions")
	}
	ch.gone = true
	s.dispatch("THREAD_DELETE", s.channelJSON(ch))
	return 200, s.channelJSON(ch)
}

func (s *Server) listCommands(*call) (int, any) {
	list := []any{}
	for _, c := range s.commands {
		list = append(list, c)
	}
	return 200, list
}
