package main

import "frontdesk/bots"

// guardSettings are about the guard.
type guardSettings struct {
	policySettings `yaml:",inline"`
}

func (s *guardSettings) apply(doc *document, c *bots.Config) {
	s.policySettings.apply(doc, c)
}
