package main

import (
	"strings"
	"testing"
	"time"

	"frontdesk/bots"
)

func TestTheDayAndHourOfTheWeeklyListAreRead(t *testing.T) {
	for s, want := range map[string]bots.Weekly{
		"Mon 09:00": {Day: time.Monday, Hour: 9}, "saturday 23:00": {Day: time.Saturday, Hour: 23}, "sun  00:00": {Day: time.Sunday}, "OFF": {Off: true},
	} {
		if got, ok := readWeekly(s); !ok || got != want {
			t.Errorf("%q: %+v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"Mo 09:00", "Mon", "Mon 9", "Mon 09:30", "Mon 24:00", "Someday 09:00", "Mondayish 09:00", "09:00", " "} {
		if got, ok := readWeekly(s); ok {
			t.Errorf("%q is taken for %+v", s, got)
		}
	}
}

func TestLearningIsConfigured(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+"learning: {keep: 0s, weekly: off}\n"))
	if err != nil || c.hub.KeepGaps != 0 || !c.hub.Weekly.Off {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = readConfiguration(file(t, "frontdesk.yaml", roster+"learning: {keep: -1h, weekly: sometimes}\n"))
	if err == nil || !strings.Contains(err.Error(), "learning.keep") || !strings.Contains(err.Error(), "learning.weekly") {
		t.Errorf("%v", err)
	}
}

func TestStatsArePrintedByTheServingProcess(t *testing.T) {
	data := t.TempDir()
	if got := cli(t, "", "faq", "stats", "--data", data); got.status != 0 || got.out != "no answer was given yet\n" {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	s := chatOn(t, data)
	s.says("why are the network fees so high", "Fees go to the network")
	got := cli(t, "", "faq", "stats", "--json", "--data", data)
	const want = `{"entry":"gas","lang":"en","shown":1,"helped":0,"not_helped":0,"escalated":0,"suppressed":0,"last_7_days":{"shown":1,"helped":0,` +
		`"not_helped":0,"escalated":0,"suppressed":0},"last_30_days":{"shown":1,"helped":0,"not_helped":0,"escalated":0,"suppressed":0},"muted":false}` + "\n"
	if got.status != 0 || got.out != want {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "faq", "stats", "gas", "--data", data); !strings.Contains(got.out, "gas    en    1") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
}
