package main

import "frontdesk/bots"

// guardSettings are about the guard.
type guardSettings struct {
	policySettings `yaml:",inline"`

	Roster rosterSettings `yaml:"roster"`
	Notice noticeSettings `yaml:"notice"`

	Secrets  secretSettings  `yaml:"secrets"`
	Reports  reportSettings  `yaml:"reports"`
	Pictures pictureSettings `yaml:"pictures"`
}

// secretSettings are about what may be a secret.
type secretSettings struct {
	Hold string `yaml:"hold"` // ask (default), or delete: in groups it is taken away before its author is asked
}

func (s *guardSettings) apply(doc *document, c *bots.Config) {
	s.policySettings.apply(doc, c)
	s.Roster.apply(doc, c)
	s.Reports.apply(doc, c)
	s.Pictures.apply(doc, c)
	c.Notices = s.Notice.Rooms
	switch s.Secrets.Hold {
	case "", "ask":
	case "delete":
		c.HoldDeletes = true
	default:
		doc.report("guard.secrets.hold", "%q; expected ask or delete", s.Secrets.Hold)
	}
}
