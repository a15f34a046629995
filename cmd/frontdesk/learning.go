package main

import (
	"strings"
	"time"

	"frontdesk/bots"
)

// learningSettings are what the FAQ may learn from.
type learningSettings struct {
	Keep   *time.Duration `yaml:"keep"`   // how long questions that no entry answered are kept; 0s: they are not
	Weekly string         `yaml:"weekly"` // when the moderators are told, in UTC: «Mon 09:00»; «off»
}

func (s learningSettings) apply(doc *document, c *bots.Config) {
	if s.Keep != nil {
		c.KeepGaps = 0
		limit(doc, "learning.keep", *s.Keep, &c.KeepGaps)
	}
	if s.Weekly == "" {
		return
	}
	w, ok := readWeekly(s.Weekly)
	if !ok {
		doc.report("learning.weekly", "%q; expected a day and a full hour in UTC, as in Mon 09:00, or off", s.Weekly)
		return
	}
	c.Weekly = w
}

// readWeekly reads «Mon 09:00», a day in English of at least three letters and a full hour, or «off».
func readWeekly(s string) (w bots.Weekly, ok bool) {
	if strings.EqualFold(s, "off") {
		return bots.Weekly{Off: true}, true
	}
	day, hour, _ := strings.Cut(strings.TrimSpace(s), " ")
	t, err := time.Parse("15:04", strings.TrimSpace(hour))
	if err != nil || t.Minute() != 0 || len(day) < 3 {
		return w, false
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); len(day) <= len(name) && strings.EqualFold(day, name[:len(day)]) {
			return bots.Weekly{Day: d, Hour: t.Hour()}, true
		}
	}
	return w, false
}
