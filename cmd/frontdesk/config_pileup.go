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
	if p.Within == 0 && doc.lines["desk.pile_up.within"] > 0 {
		doc.report("desk.pile_up.within", "0s leaves no time in which tickets could be alike; expected a time such as 30m, or tickets: 0 for never")
	}
	limit(doc, "desk.pile_up.within", p.Within, &c.Desk.PileUp.Within)
}
