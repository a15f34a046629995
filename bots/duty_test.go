package bots_test

import (
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/escalation"
)

// TestAnAlarmIsRaisedOnceHoweverTheClockJumps puts the machine's clock forward while the hub sleeps until an alarm, as when the
// machine itself slept, and back over a restart.
func TestAnAlarmIsRaisedOnceHoweverTheClockJumps(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		var ahead atomic.Int64
		h.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		h.cfg.Desk.Levels = []escalation.Level{{First: 5 * time.Hour}}
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support my swap failed"))
		alarms := func() int {
			h.settle()
			return len(p.sends("has waited"))
		}
		if n := alarms(); n != 0 {
			t.Errorf("%d alarms at once", n)
		}
		ahead.Store(int64(5 * time.Hour))
		<-time.After(61 * time.Second)
		if n := alarms(); n != 1 {
			t.Errorf("%d alarms a minute after the clock was put forward", n)
		}
		ahead.Store(0)
		h.stop()
		h.start()
		<-time.After(6 * time.Hour)
		if n := alarms(); n != 1 {
			t.Errorf("%d alarms after the clock was set back", n)
		}
		<-time.After(5 * time.Hour)
		if n := alarms(); n != 2 {
			t.Errorf("%d alarms after twice the time", n)
		}
	})
}
