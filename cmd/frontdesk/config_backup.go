package main

import (
	"time"

	"frontdesk/internal/backup"
)

// backupSettings are about backups that are made while it serves.
type backupSettings struct {
	Directory  string        `yaml:"directory"`  // where they lie; none are made without
	Every      time.Duration `yaml:"every"`      // default: a day
	Keep       int           `yaml:"keep"`       // how many; default: 14
	Recipients []string      `yaml:"recipients"` // age public keys: who has an identity of one opens them
}

// apply fills in the defaults.
func (s *backupSettings) apply(doc *document) {
	if s.Directory == "" && (s.Every != 0 || s.Keep != 0 || len(s.Recipients) > 0) {
		doc.report("backup", "says how to make backups but not where: add directory: /var/backups/frontdesk")
	}
	every, keep := 24*time.Hour, 14
	limit(doc, "backup.every", s.Every, &every)
	limit(doc, "backup.keep", s.Keep, &keep)
	if every < time.Minute {
		doc.report("backup.every", "%v is too often; expected a minute or more", s.Every)
	}
	s.Every, s.Keep = every, keep
	if err := (backup.Key{Recipients: s.Recipients}).Check(); err != nil {
		doc.report("backup.recipients", "%v", err)
	}
}
