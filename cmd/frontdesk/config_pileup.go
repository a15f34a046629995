package main

import (
	"time"

	"frontdesk/bots"
)

// pileUpSettings are when similar tickets are proposed as one incident.
type pileUpSettings struct {
	Tickets *int          `yaml:"tickets"` // of so many different members, 2 or more; 0: never
	Within  time.Duration `yaml:"within"`
}

func (p *pileUpSettings) apply(doc *document, c *bots.Config) {
	if n := p.Tickets; n != nil {
		if *n < 0 || *n == 1 {
			doc.report("desk.pile_up.tickets", "%d; expected 2 or more, or 0 for never", *n)
		}
		c.Desk.PileUp.Count = *n
	}
	limit(doc, "desk.pile_up.within", p.Within, &c.Desk.PileUp.Within)
}
