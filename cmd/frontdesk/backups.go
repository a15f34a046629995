package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"frontdesk/internal/backup"
)

// schedule makes backups while the program serves. The newest file tells when the next one is due, so a restart neither skips
// one nor makes one too many.
type schedule struct {
	backupSettings
	d          *desk
	passphrase string
	made, bad  prometheus.Counter
	newest     prometheus.Gauge
}

// backUpAgain is how long after a failure it is tried again, at most.
const backUpAgain = 10 * time.Minute

func newSchedule(d *desk, s backupSettings, env environment) (*schedule, error) {
	if s.Directory == "" {
		return nil, nil //nolint:nilnil // none is wished for
	}
	passphrase, err := env.secret("BACKUP_PASSPHRASE")
	if err != nil {
		return nil, err
	}
	b := &schedule{backupSettings: s, d: d, passphrase: passphrase}
	if err := b.key().Check(); err != nil {
		return nil, err
	}
	m := promauto.With(d.metrics)
	b.made = m.NewCounter(prometheus.CounterOpts{Name: "frontdesk_backups_total", Help: "Backups made by schedule that were proved to open."})
	b.bad = m.NewCounter(prometheus.CounterOpts{Name: "frontdesk_backup_failures_total", Help: "Scheduled backups that failed."})
	b.newest = m.NewGauge(prometheus.GaugeOpts{Name: "frontdesk_backup_newest_timestamp_seconds", Help: "When the newest backup was made; 0: never."})
	return b, nil
}

func (b *schedule) key() backup.Key {
	return backup.Key{Passphrase: b.passphrase, Recipients: b.Recipients}
}

// run makes backups until ctx ends.
func (b *schedule) run(ctx context.Context) {
	for {
		wait := b.due(time.Now())
		if wait <= 0 {
			if err := b.make(ctx, time.Now()); err != nil && ctx.Err() == nil {
				b.bad.Inc()
				b.d.log.Error().Err(err).Str("directory", b.Directory).Msg("the scheduled backup failed; it is tried again")
				wait = min(b.Every, backUpAgain)
			} else {
				wait = b.due(time.Now())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// due is how long it is until the next backup.
func (b *schedule) due(now time.Time) time.Duration {
	all, err := backup.List(b.Directory)
	if err != nil || len(all) == 0 {
		return 0
	}
	newest := all[len(all)-1].Made
	b.newest.Set(float64(newest.Unix()))
	if newest.After(now) { // the clock was put back
		return b.Every
	}
	return newest.Add(b.Every).Sub(now)
}

// make writes a backup, proves that it opens where this process can open it, and takes the oldest away.
func (b *schedule) make(ctx context.Context, at time.Time) error {
	key := b.key()
	path := filepath.Join(b.Directory, backup.Name(at, !key.Zero()))
	err := backup.Create(path, func(w io.Writer) error {
		sealed, err := key.Seal(w)
		if err != nil {
			return err
		}
		if err := b.d.backUp(ctx, sealed, io.Discard); err != nil {
			return err
		}
		return sealed.Close()
	})
	if err != nil {
		return err
	}
	proved := len(b.Recipients) == 0 // else only the holder of an identity can
	if proved {
		if err := b.drill(ctx, path); err != nil {
			_ = os.Rename(path, path+".bad") // so that it is none of those that are kept
			return err
		}
	}
	b.made.Inc()
	b.d.log.Info().Str("file", path).Bool("proved", proved).Msg("backed up")
	return backup.Rotate(b.Directory, b.Keep)
}

// drill proves that a backup opens and holds what it says.
func (b *schedule) drill(ctx context.Context, path string) error {
	dir, err := os.MkdirTemp(b.Directory, ".drill-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the next one has another name
	if _, err := unpack(ctx, path, backup.Opener{Passphrase: b.passphrase}, dir); err != nil {
		return fmt.Errorf("the backup was written but does not open: %w", err)
	}
	return nil
}
