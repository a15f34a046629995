package telegramtest

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// feed is the queue of updates. Confirmed ones are gone.
type feed struct {
	next    int // number of the next update
	pending []update
	last    dict // body of the newest
	polls   int  // getUpdates calls so far: a newer one ends an older one
	cuts    int  // how often connections were dropped
	allowed []string
}

type update struct {
	id   int
	kind string
	body dict
}

// push queues an update unless the bot has not asked for its kind; s.mu is held.
func (s *Server) push(kind string, v any) {
	body := dict{kind: v}
	b, err := json.Marshal(body) // a copy as of now: messages change
	if err != nil {
		panic(err)
	}
	body = nil
	if err := json.Unmarshal(b, &body); err != nil {
		panic(err)
	}
	s.enqueue(kind, body)
}

func (s *Server) enqueue(kind string, body dict) {
	f := &s.feed
	needsAsking := kind == "chat_member" || kind == "message_reaction"
	if f.allowed != nil && !slices.Contains(f.allowed, kind) || f.allowed == nil && needsAsking {
		return
	}
	if f.next == 0 {
		f.next = 500001
	}
	f.pending = append(f.pending, update{f.next, kind, body})
	f.last = body
	f.next++
}

// getUpdates holds the call until there is an update, its time is over, the connection is dropped or another poll
// takes over.
func (s *Server) getUpdates(r *request) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &s.feed
	f.polls++
	poll, cuts := f.polls, f.cuts
	s.tell() // an older poll looks and ends
	var allowed []string
	if no := r.json("allowed_updates", &allowed); no != nil {
		return nil, no
	}
	if allowed != nil {
		f.allowed = allowed
	}
	offset, limit, timeout := r.int("offset"), r.int("limit"), r.int("timeout")
	if offset < 0 || limit < 0 || limit > 100 || timeout < 1 || timeout > 50 {
		s.complain("getUpdates: offset %d, limit %d, timeout %d", offset, limit, timeout)
	}
	if limit == 0 {
		limit = 100
	}
	f.pending = slices.DeleteFunc(f.pending, func(u update) bool { return u.id < offset })
	ctx, cancel := context.WithTimeout(r.ctx, time.Duration(timeout)*time.Second)
	defer cancel()
	for {
		switch {
		case s.setup.hook != "":
			return nil, refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		case f.polls != poll:
			return nil, refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		case f.cuts != cuts || s.down:
			return nil, &refusal{} // no answer: the connection is cut
		case len(f.pending) > 0:
			rows := []dict{}
			for _, u := range f.pending[:min(limit, len(f.pending))] {
				row := dict{"update_id": u.id}
				for k, v := range u.body {
					row[k] = v
				}
				rows = append(rows, row)
			}
			return rows, nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		s.mu.Lock()
		if ctx.Err() != nil {
			return []dict{}, nil
		}
	}
}
