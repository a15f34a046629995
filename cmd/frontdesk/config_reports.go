package main

import (
	"time"

	"frontdesk/bots"
)

// reportSettings are how members' reports count.
type reportSettings struct {
	Threshold *int      `yaml:"threshold"` // different members; then the policy of the rule «report» is carried out
	Within    *keepTime `yaml:"within"`    // 24h
	PerDay    *int      `yaml:"per_day"`   // reports of one member
}

func (s *reportSettings) apply(doc *document, c *bots.Config) {
	to := &c.Guard.Reports
	if s.Threshold != nil {
		if to.Threshold = *s.Threshold; to.Threshold < 1 || to.Threshold > 50 {
			doc.report("guard.reports.threshold", "%d; expected 1 to 50", to.Threshold)
		}
	}
	if s.PerDay != nil {
		if to.PerDay = *s.PerDay; to.PerDay < 0 {
			doc.report("guard.reports.per_day", "%d; expected 0 or more", to.PerDay)
		}
	}
	if s.Within != nil {
		if to.Within = time.Duration(*s.Within); to.Within < time.Minute {
			doc.report("guard.reports.within", "%v; expected one minute or more", to.Within)
		}
	}
}
