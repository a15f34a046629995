package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

const replayRoster = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help], telegram: 9000000001, discord: "900000000000000001"}
`

// guarded runs the command over a file and returns its findings by account, and the summary.
func guarded(t *testing.T, config, past string, args ...string) (found map[string][]guardLine, sum guardSummary, got outcome) {
	t.Helper()
	args = append([]string{"guard", "replay", file(t, "past.json", past), "--json", "--config", file(t, "c.yaml", replayRoster+config)}, args...)
	got = cli(t, "", args...)
	found = map[string][]guardLine{}
	for _, l := range strings.Split(strings.TrimSpace(got.out), "\n") {
		var o struct {
			guardLine
			Summary *guardSummary
		}
		if err := json.Unmarshal([]byte(l), &o); err != nil {
			t.Fatalf("%s: %v\n%s", l, err, got.err)
		}
		if o.Summary != nil {
			sum = *o.Summary
		} else {
			found[o.Account.String()] = append(found[o.Account.String()], o.guardLine)
		}
	}
	return found, sum, got
}

const seedPhrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

const guardedChat = `{"name": "Keyfold", "type": "public_supergroup", "id": 777, "messages": [
 {"id": 1, "type": "service", "date_unixtime": "1714564800", "action": "join_group_by_link", "actor": "Keyfold Suppоrt", "actor_id": "user11", "text": ""},
 {"id": 2, "type": "message", "date_unixtime": "1714564860", "from": "Keyfold Support", "from_id": "user9000000001", "text": "welcome"},
 {"id": 3, "type": "message", "date_unixtime": "1714564870", "from": "Keyfold Support", "from_id": "channel777", "text": "pinned"},
 {"id": 4, "type": "message", "date_unixtime": "1714564880", "from": "Ann", "from_id": "user12", "text": "my words: ` + seedPhrase + `"},
 {"id": 5, "type": "message", "date_unixtime": "1714564890", "from": "Eve", "from_id": "user13", "text": ["see ",
   {"type": "text_link", "text": "keyfold.example.org", "href": "https://keyfold-example.org.login.example/x"}]},
 {"id": 6, "type": "message", "date_unixtime": "1714564900", "from": "Bob", "from_id": "user14", "text": "/roster remove support"},
 {"id": 7, "type": "message", "date_unixtime": "1714564910", "from": "Keyfold Support", "from_id": "user15", "text": ""}]}`

func TestARehearsalOfTheGuardTellsWhatItWouldHaveDone(t *testing.T) {
	found, sum, got := guarded(t, "guard: {policy: {identical: ban, link: mute}}\n", guardedChat)
	if got.status != 0 {
		t.Fatalf("status %d: %s", got.status, got.err)
	}
	for account, want := range map[string]string{"telegram:11": "identical ban", "telegram:15": "identical ban", "telegram:12": "secret-leak", "telegram:13": "link mute"} {
		ls := found[account]
		if len(ls) != 1 {
			t.Errorf("%s: %+v", account, ls)
			continue
		}
		told := string(ls[0].Rule)
		for _, d := range ls[0].Done {
			told += " " + string(d)
		}
		if told != want || ls[0].At.IsZero() {
			t.Errorf("%s: %q, want %q: %+v", account, told, want, ls[0])
		}
	}
	if len(found) != 4 || sum.Messages != 6 || sum.Members != 1 || sum.Accounts != 6 || sum.Leaks != 1 || sum.Rules["identical"].Done["ban"] != 2 {
		t.Errorf("%+v\n%+v", found, sum)
	}
	if strings.Contains(got.out+got.err, "abandon") {
		t.Error("the secret is shown")
	}
}

func TestARehearsalOfTheGuardIsForPeopleToo(t *testing.T) {
	got := cli(t, "", "guard", "replay", file(t, "past.json", strings.ReplaceAll(guardedChat, "Eve", `Eve\u001b[2J\u202e`)),
		"--config", file(t, "c.yaml", replayRoster+"guard: {policy: {link: mute}}\n"))
	for _, want := range []string{"U+043E Cyrillic", "secret (seed-phrase): deleted", "By itself", "identical"} {
		if !strings.Contains(strings.ToLower(got.out), strings.ToLower(want)) {
			t.Errorf("%q is missing in\n%s%s", want, got.out, got.err)
		}
	}
	if strings.ContainsAny(got.out, "\x1b\u202e") || strings.Contains(got.out, "abandon") || got.status != 0 {
		t.Errorf("status %d:\n%s", got.status, got.out)
	}
}

func TestAListOfMembersIsPutBeforeTheGuard(t *testing.T) {
	for name, list := range map[string]string{
		"CSV": "id,username,global_name,nick\n100000000000000001,keyfo1d_help,Ann,\n900000000000000001,keyfold_help,Keyfold Support,\n100000000000000003,bob,Bob,Keyfold Support\n",
		"JSON": `[{"user": {"id": "100000000000000001", "username": "keyfo1d_help", "global_name": "Ann"}},
			{"user": {"id": "900000000000000001", "username": "keyfold_help"}, "nick": "Keyfold Support"},
			{"user": {"id": "100000000000000003", "username": "bob"}, "nick": "Keyfold Support"},
			{"user": {"id": "100000000000000004", "username": "max"}, "nick": "Keyfold Support", "roles": ["300000000000000555"]}]`,
	} {
		found, sum, got := guarded(t, "discord: {server: \"200000000000000001\", roles: {moderators: [\"300000000000000555\"]}}\n", list)
		if got.status != 0 || len(found) != 2 || len(found["discord:100000000000000001"]) != 1 || len(found["discord:100000000000000003"]) != 1 || sum.Members < 3 {
			t.Errorf("%s: status %d, %s\n%+v\n%+v", name, got.status, got.err, found, sum)
		}
	}
}

func TestALimitHoldsInARehearsalOfTheGuardToo(t *testing.T) {
	var b strings.Builder
	for i := range 30 {
		b.WriteString(`{"text": "hello", "from": "Keyfold Support` + strings.Repeat("!", i) + `", "at": 1714564800}` + "\n")
	}
	_, sum, got := guarded(t, "guard: {policy: {identical: ban}, per_hour: 7}\n", b.String())
	if r := sum.Rules["identical"]; r == nil || r.Flags != 30 || r.Done["ban"] != 7 || r.Spared["limit"] != 23 {
		t.Errorf("%+v: %s", r, got.err)
	}
}

func TestAWrongFileIsNoRehearsalOfTheGuard(t *testing.T) {
	for name, past := range map[string]string{"empty": "", "other keys": `{"message": "x"}`, "packed": "PK\x03\x04\x14\x00\x00\x00"} {
		if got := cli(t, "", "guard", "replay", file(t, "past.json", past)); got.status != 1 || !strings.Contains(got.err, "past.json: ") {
			t.Errorf("%s: status %d, %s", name, got.status, got.err)
		}
	}
	found, sum, got := guarded(t, "", guardedChat[:len(guardedChat)-40])
	if got.status != 1 || !strings.Contains(got.err, "what stands before it was read") || len(found) != 3 || sum.Messages != 5 {
		t.Errorf("half a file: status %d, %s\n%+v", got.status, got.err, sum)
	}
	if got := cli(t, "", "guard", "replay", "no-such-file"); got.status != 1 || !strings.Contains(got.err, "no-such-file") {
		t.Errorf("no file: status %d, %s", got.status, got.err)
	}
}

// interrupting is a past during whose reading the program is interrupted.
type interrupting struct {
	io.Reader
	stop func()
}

func (r interrupting) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil {
		r.stop()
	}
	return n, err
}

func TestARehearsalOfTheGuardThatIsInterruptedSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs bytes.Buffer
	env := environment{get: func(string) string { return "" }}
	status := run(ctx, []string{"guard", "replay", "-"}, streams{interrupting{strings.NewReader(guardedChat), stop}, &out, &errs}, env)
	if status == 0 || !strings.Contains(out.String(), "stopped before the end") || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
	out.Reset()
	if status = run(ctx, []string{"guard", "replay", file(t, "past.json", guardedChat)}, streams{strings.NewReader(""), &out, &errs}, env); status == 0 {
		t.Errorf("before it began: status %d", status)
	}
}
