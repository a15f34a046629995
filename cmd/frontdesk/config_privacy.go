package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/chat"
)

// privacySettings are how long what is known of members is kept, by class of data. What is left out has its default.
type privacySettings struct {
	Tickets     *keepTime `yaml:"tickets"`      // the rows of closed tickets, with names; at least as long as they can be reopened
	Transcripts *keepTime `yaml:"transcripts"`  // what was said in closed tickets; 0: not at all
	Attachments *keepTime `yaml:"attachments"`  // … and the files; 0: not at all
	Questions   *keepTime `yaml:"questions"`    // the words of a question that was answered
	Flags       *keepTime `yaml:"flags"`        // what was written in messages that were flagged; the flags stay
	AuditBodies *keepTime `yaml:"audit_bodies"` // who did what and why; the audit's chain stays
}

// keepTime is how long something is kept: 90d, 36h, or 0.
type keepTime time.Duration

// UnmarshalYAML reads a number of days, or a duration.
func (k *keepTime) UnmarshalYAML(unmarshal func(any) error) error {
	var v any
	if err := unmarshal(&v); err != nil {
		return err
	}
	s := strings.TrimSpace(fmt.Sprint(v))
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && n >= 0 && n <= 100*366 {
			*k = keepTime(time.Duration(n) * 24 * time.Hour)
			return nil
		}
		return fmt.Errorf("%q is no number of days; expected 90d", s)
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return errors.New("expected a time to keep something, as 90d, 36h or 0")
	}
	*k = keepTime(d)
	return nil
}

// apply takes over what is set. A log room without transcripts would stay empty, which is told.
func (s privacySettings) apply(doc *document, c *bots.Config) {
	for _, k := range []struct {
		set *keepTime
		to  *time.Duration
	}{
		{s.Tickets, &c.Desk.Keep.Tickets}, {s.Transcripts, &c.Desk.Keep.Transcripts}, {s.Attachments, &c.Desk.Keep.Attachments},
		{s.Questions, &c.Questions}, {s.Flags, &c.Guard.Excerpts}, {s.AuditBodies, &c.Desk.Keep.Bodies},
	} {
		if k.set != nil {
			*k.to = time.Duration(*k.set)
		}
	}
	if c.Desk.Keep.Transcripts > 0 {
		return
	}
	for _, p := range sorted(c.Platforms) {
		if !c.Platforms[p].Place.Log.IsZero() {
			doc.report(string(p)+".log", "nothing would be sent there: privacy.transcripts is 0, so that none are kept")
		}
	}
}

// digestSettings are when the staff is told the figures.
type digestSettings struct {
	Daily  string `yaml:"daily"`  // 09:00, or off
	Weekly string `yaml:"weekly"` // monday, or off; at the same time of the day
	Zone   string `yaml:"zone"`   // Asia/Shanghai; default: that of the working hours
}

// apply takes over what is set. The weekly digest and the list of what the FAQ lacks are one message, so only one of
// digest.weekly and learning.weekly can say when.
func (s digestSettings) apply(doc *document, learning learningSettings, c *bots.Config) {
	if s.Zone != "" {
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			doc.report("digest.zone", "%q is no time zone; expected a name as Asia/Shanghai", s.Zone)
			zone = nil
		}
		c.Zone = zone
	}
	switch at, err := time.Parse("15:04", s.Daily); {
	case s.Daily == "":
	case strings.EqualFold(s.Daily, "off"):
		c.Daily.Off = true
	case err != nil:
		doc.report("digest.daily", "%q; expected a time of the day as 09:00, or off", s.Daily)
	default:
		c.Daily = bots.Daily{Hour: at.Hour(), Minute: at.Minute()}
	}
	if learning.Weekly != "" {
		if s.Weekly != "" {
			doc.report("digest.weekly", "learning.weekly says when too, and it is one message; take one of them out")
		}
		return
	}
	c.Weekly.Hour, c.Weekly.Minute, c.Weekly.Zone = c.Daily.Hour, c.Daily.Minute, c.Calendar()
	if s.Weekly == "" {
		return
	}
	w, ok := readWeekly(s.Weekly + " 09:00")
	if strings.EqualFold(s.Weekly, "off") {
		w, ok = bots.Weekly{Off: true}, true
	}
	if !ok {
		doc.report("digest.weekly", "%q; expected a day as monday, or off", s.Weekly)
	}
	c.Weekly.Day, c.Weekly.Off = w.Day, w.Off
}

// readAccount reads an account as platform and number: telegram:123456789.
func readAccount(s string) (m chat.MemberID, err error) {
	if err := m.UnmarshalText([]byte(s)); err != nil || m.Key == "" {
		return m, fmt.Errorf("%q is no account; expected platform and number, as telegram:123456789 or discord:123456789012345678", s)
	}
	return m, nil
}
