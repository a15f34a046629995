package main

import (
	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/escalation"
)

// deliverySettings are which states of relayed messages are shown.
type deliverySettings struct {
	Marks string `yaml:"delivery_marks"` // problems (default): what waits or failed, and then arrived; all: every delivered message of the staff
}

func (s deliverySettings) apply(doc *document, c *bots.Config) {
	switch s.Marks {
	case "", "problems":
	case "all":
		c.Desk.MarkAll = true
	default:
		doc.report("desk.delivery_marks", "%q; expected problems or all", s.Marks)
	}
}

// readRoute reads desk.route: on which platform the staff's rooms of tickets open. The platforms must be known by now.
func readRoute(doc *document, route string, c *bots.Config) {
	switch to := chat.Platform(route); {
	case route == "" || route == "own":
		c.Desk.Route = escalation.OwnRoute
		return
	case route == string(escalation.OtherRoute):
		for _, p := range c.Platforms {
			if !p.Place.Staff.IsZero() {
				c.Desk.Route = escalation.OtherRoute
				return
			}
		}
		doc.report("desk.route", "no platform has a room for the staff; name one under telegram.staff or discord.staff")
	case c.Platforms[to].Place.Staff.IsZero():
		doc.report("desk.route", "%q; expected own, other, or a platform whose staff room is named, telegram or discord", route)
	default:
		c.Desk.Route = escalation.Route(to)
	}
}
