package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/bots/words"
	"frontdesk/faq"
	"frontdesk/moderation/secret"
)

// described notes what is registered, also what has no value yet.
type described map[string]bool

var fqName = regexp.MustCompile(`fqName: "([a-z_]+)"`)

func (d described) Register(c prometheus.Collector) error {
	ch := make(chan *prometheus.Desc)
	go func() { c.Describe(ch); close(ch) }()
	for desc := range ch {
		d[fqName.FindStringSubmatch(desc.String())[1]] = true
	}
	return nil
}

func (d described) MustRegister(cs ...prometheus.Collector) {
	for _, c := range cs {
		_ = d.Register(c)
	}
}
func (described) Unregister(prometheus.Collector) bool { return true }

// measured are the names of all metrics of a program that serves both platforms and makes backups.
func measured(t *testing.T) described {
	t.Helper()
	d := described{}
	s, err := openStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := readConfiguration("")
	if err != nil {
		t.Fatal(err)
	}
	ad, err := telegram.New(telegram.Config{Token: "1:a", Log: zerolog.Nop(), Metrics: d})
	if err != nil {
		t.Fatal(err)
	}
	bd, err := discord.New(discord.Config{Token: "a", Server: "1", Log: zerolog.Nop(), Metrics: d})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bots.New(t.Context(), c.hub, bots.Parts{
		Store: s, Book: faq.NewBook(s, faq.Options{}), Roster: c.roster, Secrets: secret.New(), Words: w, Log: zerolog.Nop(), Metrics: d,
	}, ad, bd); err != nil {
		t.Fatal(err)
	}
	desk := &desk{store: s, log: zerolog.Nop(), metrics: newRegistry(s.Size)}
	if _, err := newSchedule(desk, backupSettings{Directory: t.TempDir(), Every: time.Hour}, with(nil)); err != nil {
		t.Fatal(err)
	}
	all, err := desk.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		d[f.GetName()] = true
	}
	return d
}

// TestDashboardAndAlertsAskForMetricsThatThereAre, and the dashboard leaves out none of ours.
func TestDashboardAndAlertsAskForMetricsThatThereAre(t *testing.T) {
	there, asked := measured(t), map[string]bool{}
	name := regexp.MustCompile(`\b(?:frontdesk|process|go)_[a-z_]+`)
	for _, file := range []string{"grafana.json", "alerts.yaml"} {
		for _, expr := range expressions(t, file) {
			for _, n := range name.FindAllString(expr, -1) {
				n = strings.TrimSuffix(n, "_bucket")
				if asked[n] = true; !there[n] {
					t.Errorf("%s asks for %s, which there is not", file, n)
				}
			}
		}
	}
	if len(asked) < 20 {
		t.Errorf("only %d metrics are asked for", len(asked))
	}
	told, err := os.ReadFile("../../deploy/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range slices.Sorted(maps.Keys(there)) {
		if strings.HasPrefix(n, "frontdesk_") && !asked[n] && !strings.Contains(string(told), n) {
			t.Errorf("nothing in deploy tells of %s", n)
		}
	}
}

// expressions are the values of all keys «expr» of a file.
func expressions(t *testing.T, file string) (out []string) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("../../deploy", file))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if strings.HasSuffix(file, ".json") {
		err = json.Unmarshal(src, &v)
	} else {
		err = yaml.Unmarshal(src, &v)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if expr, ok := v["expr"].(string); ok {
				out = append(out, expr)
			}
			for _, sub := range v {
				walk(sub)
			}
		case []any:
			for _, sub := range v {
				walk(sub)
			}
		}
	}
	walk(v)
	if len(out) == 0 {
		t.Errorf("%s asks for nothing", file)
	}
	return out
}

func TestTheComposeFileGivesTheContainerNoMoreThanItNeeds(t *testing.T) {
	src, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Services map[string]struct {
			User        string            `yaml:"user"`
			ReadOnly    bool              `yaml:"read_only"`
			CapDrop     []string          `yaml:"cap_drop"`
			CapAdd      []string          `yaml:"cap_add"`
			Privileged  bool              `yaml:"privileged"`
			SecurityOpt []string          `yaml:"security_opt"`
			Ports       []string          `yaml:"ports"`
			Volumes     []string          `yaml:"volumes"`
			Command     []string          `yaml:"command"`
			Environment map[string]string `yaml:"environment"`
		} `yaml:"services"`
	}
	if err := yaml.Unmarshal(src, &c); err != nil {
		t.Fatal(err)
	}
	s, ok := c.Services["frontdesk"]
	if !ok || s.User != "65532:65532" || !s.ReadOnly || s.Privileged || len(s.CapAdd)+len(s.Ports) > 0 ||
		!slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
		t.Errorf("it may more than it needs: %+v", s)
	}
	for _, v := range s.Volumes {
		if !strings.HasSuffix(v, ":ro") && v != "frontdesk:/data" {
			t.Errorf("it writes to %s", v)
		}
	}
	for name, value := range s.Environment {
		if strings.Contains(name, "TOKEN") && !strings.HasSuffix(name, "_FILE") {
			t.Errorf("%s: %s is a token in the environment", name, value)
		}
	}
	understood(t, s.Command)
}

func TestTheUnitIsOneThatSystemdTakes(t *testing.T) {
	src, err := os.ReadFile("../../deploy/frontdesk.service")
	if err != nil {
		t.Fatal(err)
	}
	start := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/frontdesk (.*)$`).FindSubmatch(src)
	if start == nil {
		t.Fatal("nothing is started")
	}
	understood(t, strings.Fields(string(start[1])))
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here: the rest of the unit is not checked")
	}
	unit := file(t, "frontdesk.service", strings.Replace(string(src), "ExecStart=/usr/local/bin/frontdesk", "ExecStart=/bin/true", 1))
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Logf("%v\n%s", err, out)
		if strings.Contains(string(out), "Unknown") || strings.Contains(string(out), "Failed to parse") {
			t.Error("systemd does not understand the unit")
		}
	}
}

// understood checks that the program takes these arguments: what fails is that the files are not there.
func understood(t *testing.T, args []string) {
	t.Helper()
	if got := cli(t, "", args...); got.status != 1 || !strings.Contains(got.err, "/etc/frontdesk/frontdesk.yaml") {
		t.Errorf("%v: status %d\n%s", args, got.status, got.err)
	}
}
