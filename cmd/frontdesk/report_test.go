package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/bots"
)

func TestFiguresAreReportedWhileTheDeskServesAndAfterwards(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains several indexes")
	}
	data := t.TempDir()
	s := chatOn(t, data)
	s.says("why are the network fees so high", "Fees go to the network")
	s.says("/support my swap failed twice", "Ticket 1 is open")
	text := cli(t, "", "report", "--data", data)
	if text.status != 0 || !strings.Contains(text.out, "Tickets opened                 1\n") || !strings.Contains(text.out, "in figures (UTC)") {
		t.Fatalf("status %d\n%s%s", text.status, text.out, text.err)
	}
	if zh := cli(t, "", "report", "--lang", "zh", "--data", data); !strings.Contains(zh.out, "新工单") {
		t.Errorf("in Chinese: %s%s", zh.out, zh.err)
	}
	s.leave()
	rows := strings.Split(strings.TrimSpace(cli(t, "", "report", "--week", "--csv", "--data", data).out), "\n")
	if len(rows) != 8 || !strings.HasPrefix(rows[0], "day,asked,answered") || strings.Contains(strings.Join(rows, ""), "swap") {
		t.Errorf("CSV: %q", rows)
	}
	var r struct {
		Sum struct{ Opened, Answered int }
	}
	got := cli(t, "", "report", "--json", "--days", "3", "--data", data)
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || r.Sum.Opened != 1 || r.Sum.Answered != 1 {
		t.Errorf("JSON: %+v, %v: %s%s", r, err, got.out, got.err)
	}
	chart := filepath.Join(t.TempDir(), "chart.png")
	if got := cli(t, "", "report", "--days", "14", "--png", chart, "--data", data); got.status != 0 {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	if b, err := os.ReadFile(chart); err != nil {
		t.Error(err)
	} else if _, err := png.Decode(bytes.NewReader(b)); err != nil {
		t.Error(err)
	}
	if got := cli(t, "", "report", "--days", "401", "--data", data); got.status == 0 || !strings.Contains(got.err, "expected 1 to 400") {
		t.Errorf("401 days: status %d, %s", got.status, got.err)
	}
}

func TestAMemberIsExportedAndForgottenWhileTheDeskServes(t *testing.T) {
	data := t.TempDir()
	s := chatOn(t, data)
	s.says("/support my swap failed twice", "Ticket 1 is open")
	var before struct {
		Desk struct {
			Tickets []struct {
				ID   int
				Said []struct{ Text string }
			}
		}
	}
	got := cli(t, "", "export-member", "console:you", "--data", data)
	if err := json.Unmarshal([]byte(got.out), &before); err != nil || len(before.Desk.Tickets) != 1 || before.Desk.Tickets[0].Said[0].Text != "my swap failed twice" {
		t.Fatalf("exported %v: %s%s", err, got.out, got.err)
	}
	if got := cli(t, "", "forget", "console:you", "--data", data); got.status == 0 || !strings.Contains(got.err, "add --yes") {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "forget", "you", "--yes", "--data", data); got.status == 0 || !strings.Contains(got.err, "is no account") {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
	got = cli(t, "", "forget", "console:you", "--yes", "--data", data)
	if got.status != 0 || !strings.HasPrefix(got.out, "erased of console:you: 1 tickets (1 of them were open)") {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
	s.says("/transcript 1", "There is no ticket 1")
	s.leave()
	after := cli(t, "", "export-member", "console:you", "--data", data)
	if strings.Contains(after.out, "swap failed") {
		t.Errorf("still there: %s", after.out)
	}
	if got := cli(t, "", "audit", "verify", "--data", data); got.status != 0 || !strings.HasPrefix(got.out, "the audit holds") {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
}

func TestPrivacyAndDigestAreConfigured(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
privacy: {tickets: 10d, transcripts: 36h, attachments: 0, questions: 24h, audit_bodies: 100d}
digest: {daily: 07:30, weekly: friday, zone: Asia/Shanghai}
telegram: {staff: "-1001234567890", log: "-1001234567891"}
`))
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	k := c.hub.Desk.Keep
	if k.Tickets != 10*day || k.Transcripts != 36*time.Hour || k.Attachments != 0 || k.Bodies != 100*day || c.hub.Questions != day {
		t.Errorf("kept: %+v, %v", k, c.hub.Questions)
	}
	if c.hub.Daily != (bots.Daily{Hour: 7, Minute: 30}) || c.hub.Calendar().String() != "Asia/Shanghai" {
		t.Errorf("daily: %+v", c.hub.Daily)
	}
	if w := c.hub.Weekly; w.Day != time.Friday || w.Hour != 7 || w.Minute != 30 || w.Zone != c.hub.Calendar() {
		t.Errorf("weekly: %+v", w)
	}
	if c.hub.Platforms["telegram"].Place.Log.Key != "-1001234567891" {
		t.Errorf("log: %+v", c.hub.Platforms["telegram"].Place)
	}
	_, err = readConfiguration(file(t, "frontdesk.yaml", roster+`
privacy: {tickets: -1d, transcripts: 0, attachments: soon}
digest: {daily: 9, weekly: someday, zone: Nowhere}
learning: {weekly: "Mon 09:00"}
telegram: {log: "-1001234567891"}
`))
	for _, want := range []string{"privacy.tickets", "privacy.attachments", "digest.daily", "digest.weekly", "digest.zone", "telegram.log: nothing would be sent there"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s: %v", want, err)
		}
	}
}
