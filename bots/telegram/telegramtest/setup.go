package telegramtest

import (
	"net/http"
	"time"
)

// setup is what an owner may have got wrong.
type setup struct {
	hook  string        // address of the webhook
	ahead time.Duration // of this server's clock
}

// Hook sends the bot's updates to a webhook, until the bot deletes it; empty: to who polls.
func (s *Server) Hook(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setup.hook = address
}

// Skew puts the server's clock ahead, or behind.
func (s *Server) Skew(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setup.ahead = by
}

// Subscribe is as if another program had asked for these kinds of updates.
func (s *Server) Subscribe(kinds ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feed.allowed = kinds
}

// Flat switches a forum's topics off.
func (s *Server) Flat(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(room)
	s.world.chats[p.chat].forum = false
}

// Demote leaves the bot in a group as an ordinary member; gone takes it out.
func (s *Server) Demote(room string, gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(room)
	status := "member"
	if gone {
		status = "left"
	}
	s.world.chats[p.chat].members[s.world.bot.id] = status
}

// Topics are the names of the bot's topics in a group that are not deleted.
func (s *Server) Topics(room string) (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(room)
	for _, t := range s.world.chats[p.chat].topics {
		if t.ours && !t.deleted {
			names = append(names, t.name)
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

func (s *Server) getWebhookInfo(*request) (any, *refusal) {
	d := dict{"url": s.setup.hook, "has_custom_certificate": false, "pending_update_count": len(s.feed.pending)}
	if s.feed.allowed != nil {
		d["allowed_updates"] = s.feed.allowed
	}
	return d, nil
}

func (s *Server) deleteWebhook(*request) (any, *refusal) {
	s.setup.hook = ""
	return true, nil
}

func (s *Server) deleteForumTopic(r *request) (any, *refusal) {
	t, no := s.topic(r)
	if no != nil {
		return nil, no
	}
	c, _ := s.chat(r)
	if no := c.right("can_delete_messages"); no != nil {
		return nil, no
	}
	t.deleted = true
	return true, nil
}
