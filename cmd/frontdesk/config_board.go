package main

import (
	"time"

	"frontdesk/bots"
)

// boardSettings are about the pinned message in the queue's room that tells how the desk stands.
type boardSettings struct {
	Show  *bool         `yaml:"show"`  // default: it is shown
	Every time.Duration `yaml:"every"` // it is edited at most once in this time
}

func (s *boardSettings) apply(doc *document, c *bots.Config) {
	limit(doc, "board.every", s.Every, &c.Desk.Board)
	if s.Show != nil && !*s.Show {
		c.Desk.Board = 0
	}
}
