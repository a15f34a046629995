package main

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/store/bolt"
)

// clean is an FAQ that nothing can be found fault with.
const clean = `entries:
  - {id: backup, title: {en: Back up}, tags: ["safety:stolen", "safety:seed", "safety:impostor"], answer: {en: "Write the words down."},
     questions: {en: [how do i back up my wallet, backup my wallet, where is the backup, save my recovery words, make a copy of my wallet]}}
`

const numbered = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help], telegram: 8000000002, discord: "1574231543012917009"}
languages: [en]
`

// clinic is a set-up that is right, until a test changes it.
type clinic struct {
	*theatre
	tg     *telegramtest.Server
	dc     *discordtest.Server
	args   []string
	config string
}

func newClinic(t *testing.T) *clinic {
	th := onBoth(t)
	c := &clinic{theatre: th, tg: th.stages[telegram.Platform].(*telegramtest.Server), dc: th.stages[discord.Platform].(*discordtest.Server)}
	c.config = file(t, "frontdesk.yaml", numbered+th.config)
	c.faq = file(t, "faq.yaml", clean)
	c.env.listen = -1
	c.env.free = func(string) (uint64, error) { return 1 << 40, nil }
	if err := os.Mkdir(filepath.Join(th.data, "store"), 0o700); err != nil {
		t.Fatal(err)
	}
	c.data = filepath.Join(th.data, "store")
	return c
}

// told is a line of --json.
type told struct{ Level, Area, Finding, Fix, Code string }

// examine runs frontdesk doctor and wants these findings, each a code and its level.
func (c *clinic) examine(want ...string) []told {
	c.Helper()
	args := append([]string{"doctor", "--json", "--config", c.config, "--data", c.data, "--faq", c.faq, "--http", "off"}, c.args...)
	got := cliIn(c.T, c.env, "", args...)
	var all []told
	var found []string
	status := 0
	for line := range strings.Lines(got.out) {
		var f told
		if err := json.Unmarshal([]byte(line), &f); err != nil || f.Area == "" || f.Finding == "" || f.Fix == "" || strings.Contains(line, "<no value>") {
			c.Errorf("%v: %s", err, line)
		}
		if f.Level == "error" {
			status = 1
		}
		all, found = append(all, f), append(found, f.Code+" "+f.Level)
	}
	if !slices.Equal(found, want) || got.status != status {
		c.Errorf("status %d, found %q, want %q\n%s\n%s", got.status, found, want, got.out, got.err)
	}
	for _, secret := range []string{telegramtest.Token, discordtest.Token} {
		if strings.Contains(got.out+got.err, secret) {
			c.Errorf("a token is shown:\n%s\n%s", got.out, got.err)
		}
	}
	for _, complaint := range append(c.tg.Complaints(), c.dc.Complaints()...) {
		c.Error(complaint)
	}
	return all
}

func TestTheDoctorFindsNothingWrongWithASetUpThatIsRight(t *testing.T) {
	c := newClinic(t)
	c.env.listen = time.Second
	c.examine()
	if left := append(c.tg.Topics("staff"), c.dc.OwnThreads()...); len(left) > 0 {
		t.Errorf("%q are left behind", left)
	}
	got := cliIn(t, c.env, "", "doctor", "--config", c.config, "--data", c.data, "--faq", c.faq, "--http", "off")
	if got.status != 0 || got.out != "errors: 0, warnings: 0\n" {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
}

func TestTheDoctorTellsEachMistakeOfTheOwnerWithWhatMendsIt(t *testing.T) {
	secret := func(c *clinic, mode os.FileMode) {
		path := filepath.Join(c.TempDir(), "token")
		if err := os.WriteFile(path, []byte(telegramtest.Token), mode); err != nil {
			c.Fatal(err)
		}
		c.vars["TELEGRAM_TOKEN_FILE"] = path
	}
	rewrite := func(c *clinic, old, now string) {
		c.config = file(c.T, "frontdesk.yaml", strings.Replace(numbered+c.theatre.config, old, now, 1))
	}
	for name, m := range map[string]struct {
		make func(*clinic)
		want []string
		fix  string
	}{
		"a wrong token":          {func(c *clinic) { c.vars["TELEGRAM_TOKEN"] = "1:wrong" }, []string{"tg-token error"}, "@BotFather, /mybots"},
		"no token":               {func(c *clinic) { delete(c.vars, "DISCORD_TOKEN") }, []string{"token error"}, "Export the variable"},
		"a token in no file":     {func(c *clinic) { delete(c.vars, "TELEGRAM_TOKEN"); c.vars["TELEGRAM_TOKEN_FILE"] = c.data }, []string{"token error"}, "chmod 600"},
		"a token for all":        {func(c *clinic) { delete(c.vars, "TELEGRAM_TOKEN"); secret(c, 0o644) }, []string{"token-mode warning"}, "chmod 600 "},
		"an account for a group": {func(c *clinic) { rewrite(c, c.tg.Room("mods").Key, c.tg.Member("max").Key) }, []string{"config error"}, "frontdesk.yaml"},
		"half-written YAML":      {func(c *clinic) { rewrite(c, "discord:\n", "discord: [\n") }, []string{"config error"}, "frontdesk.yaml"},
		"topics are off":         {func(c *clinic) { c.tg.Flat("staff") }, []string{"tg-topics error"}, "switch on Topics"},
		"a missing right":        {func(c *clinic) { c.tg.Lack("lobby", "can_restrict_members") }, []string{"tg-right error"}, "«Ban users»"},
		"an intent is off":       {func(c *clinic) { c.dc.Portal(1<<15, 1000) }, []string{"dc-intent error"}, "Privileged Gateway Intents"},
		"another poller":         {func(c *clinic) { c.env.listen = time.Second; c.tg.Fail("getUpdates", "409", 1) }, []string{"tg-poller error"}, "Stop the other program"},
		"a clock that is off":    {func(c *clinic) { c.tg.Skew(2 * time.Hour); c.dc.Skew(2 * time.Hour) }, []string{"clock-behind error"}, "timedatectl"},
		"a full disk":            {func(c *clinic) { c.env.free = func(string) (uint64, error) { return 1 << 20, nil } }, []string{"disk error"}, "df -h"},
		"a disk that fills":      {func(c *clinic) { c.env.free = func(string) (uint64, error) { return 100 << 20, nil } }, []string{"disk warning"}, "df -h"},
		"no directory":           {func(c *clinic) { c.data = c.faq }, []string{"data error"}, "--data DIR"},
		"an open directory":      {func(c *clinic) { c.must(os.Chmod(c.data, 0o755)) }, []string{"mode warning"}, "chmod 700"},
		"a broken FAQ":           {func(c *clinic) { c.faq = file(c.T, "faq.yaml", "entries: [{}]") }, []string{"faq-refused error"}, "faq check"},
		"nobody has an office":   {func(c *clinic) { rewrite(c, "  roles:", "  # roles:") }, []string{"office warning"}, "telegram.roles"},
		"a damaged store": {func(c *clinic) {
			c.must(os.WriteFile(filepath.Join(c.data, storeFile), []byte(strings.Repeat("no store ", 2000)), 0o600))
		}, []string{"store-damaged error"}, "frontdesk restore FILE"},
		"no number of an official": {func(c *clinic) { rewrite(c, ", telegram: 8000000002", "") }, []string{"roster-number warning"}, "telegram: NUMBER"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			m.make(c)
			for _, f := range c.examine(m.want...) {
				if !strings.Contains(f.Fix, m.fix) {
					t.Errorf("mended by %q, want %q in it", f.Fix, m.fix)
				}
			}
		})
	}
}

func (c *clinic) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func TestTheDoctorNamesWhoHasTheStoreOrTheAddress(t *testing.T) {
	c := newClinic(t)
	s, err := bolt.Open(filepath.Join(c.data, storeFile), bolt.Options{})
	c.must(err)
	defer s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	c.must(err)
	defer l.Close()
	c.args = []string{"--http", l.Addr().String()}
	c.examine("store-used error", "http error")
}

func TestTheProcessThatServesIsExaminedFromOutside(t *testing.T) {
	th := onBoth(t)
	th.start()
	defer th.stop()
	tg := th.stages[telegram.Platform].(*telegramtest.Server)
	examine := func() outcome {
		env := environment{free: func(string) (uint64, error) { return 1 << 40, nil }, get: func(name string) string { return th.vars[name] }}
		return cliIn(t, env, "", "doctor", "--json", "--config", filepath.Join(th.data, "frontdesk.yaml"), "--data", filepath.Join(th.data, "store"),
			"--faq", file(t, "faq.yaml", clean), "--http", "off")
	}
	if got := examine(); got.status != 0 || strings.Contains(got.out, `"error"`) {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	tg.Lack("staff", "can_manage_topics")
	if got := examine(); got.status != 1 || !strings.Contains(got.out, `"code":"tg-right"`) {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
}

func TestAnInterruptedExaminationSaysSo(t *testing.T) {
	c := newClinic(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out strings.Builder
	status := run(ctx, []string{"doctor", "--config", c.config, "--data", c.data, "--faq", c.faq, "--http", "off"}, streams{strings.NewReader(""), &out, &out}, c.env)
	if status != interrupted {
		t.Errorf("status %d\n%s", status, &out)
	}
}
