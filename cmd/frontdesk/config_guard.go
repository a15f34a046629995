package main

import "frontdesk/bots"

// guardSettings are about the guard.
type guardSettings struct {
	policySettings `yaml:",inline"`

	Roster rosterSettings `yaml:"roster"`
	Notice noticeSettings `yaml:"notice"`
}

func (s *guardSettings) apply(doc *document, c *bots.Config) {
	s.policySettings.apply(doc, c)
	s.Roster.apply(doc, c)
	c.Notices = s.Notice.Rooms
}
