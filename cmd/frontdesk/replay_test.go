package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// replayed runs the command over a file and returns what it said to each message, and the summary.
func replayed(t *testing.T, chat string, args ...string) (said map[string]string, sum replaySummary, stderr string) {
	t.Helper()
	got := cli(t, "", append([]string{"faq", "replay", file(t, "chat.json", chat), "--json", "--faq", "testdata/faq.yaml"}, args...)...)
	if got.status != 0 {
		t.Fatalf("status %d: %s", got.status, got.err)
	}
	said = map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(got.out), "\n") {
		var o struct {
			Text, Said, Entry string
			Summary           *replaySummary
		}
		if err := json.Unmarshal([]byte(l), &o); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		if o.Summary != nil {
			sum = *o.Summary
		} else {
			said[o.Text] = strings.TrimSpace(o.Said + " " + o.Entry)
		}
	}
	return said, sum, got.err
}

func TestARehearsalKeepsTheRulesOfTheRoom(t *testing.T) {
	line := func(at int, from, text, more string) string {
		b, _ := json.Marshal(text)
		return fmt.Sprintf(`{"text": %s, "from": %q, "at": %d%s}`, b, from, 1714564800+at, more)
	}
	const seed = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
	said, sum, stderr := replayed(t, strings.Join([]string{
		line(0, "ann", "My deposit has not arrived", ""),
		line(60, "bob", "Where is my deposit?", ""),
		line(400, "carl", "deposit missing", ""),
		line(401, "dave", "good morning everyone, lovely weather today", ""),
		line(402, "eve", "/ask what is gas", ""),
		line(403, "helper", "What is gas?", `, "bot": true`),
		line(404, "mallory", "my words are "+seed, ""),
		line(405, "11", "Why are the network fees so high?", ""),
		"{broken",
	}, "\n"), "--config", file(t, "c.yaml", "brand: {names: [Keyfold Wallet]}\ntelegram: {roles: {moderators: [11]}}\n"))
	for text, want := range map[string]string{
		"My deposit has not arrived": "answer deposit", "Where is my deposit?": "pointer deposit", "deposit missing": "answer deposit",
		"my words are [redacted]": "deleted",
	} {
		if said[text] != want {
			t.Errorf("to %q: %q, want %q", text, said[text], want)
		}
	}
	if len(said) != 4 || sum.Answered != 2 || sum.Pointed != 1 || sum.HeldBack != 1 || sum.Silent != 1 || sum.Leaks != 1 || sum.Bots != 1 ||
		sum.Commands != 1 || sum.Bad != 1 || sum.Messages != 8 || sum.Entries["deposit"] != 2 {
		t.Errorf("%v\n%+v", said, sum)
	}
	if strings.Contains(stderr, "abandon") || !strings.Contains(stderr, "line 9: skipped") {
		t.Errorf("stderr: %s", stderr)
	}
}

func TestAMemberWhoAsksAllTheTimeIsLimitedInARehearsalToo(t *testing.T) {
	var lines []string
	qs := []string{"What is gas?", "Where is my deposit?", "How do I back up my wallet?", "My account was stolen, what do I do?"}
	for i := range 3 {
		for k, q := range qs {
			lines = append(lines, fmt.Sprintf(`{"text": %q, "from": "ann", "at": %d}`, q, 1714564800+i*6+k))
		}
	}
	_, sum, _ := replayed(t, strings.Join(lines, "\n"))
	if sum.Answered != 4 || sum.HeldBack != 8 {
		t.Errorf("%+v", sum)
	}
}

func TestARehearsalCollectsWhatNobodyAnswers(t *testing.T) {
	var lines []string
	for i, q := range []string{"how can i connect a ledger hardware wallet?", "How can I connect a ledger hardware wallet", "how can i connect a ledger hardware wallet please?", "lol"} {
		lines = append(lines, fmt.Sprintf(`{"text": %q, "from": "member%d", "at": %d}`, q, i, 1714564800+i*600))
	}
	_, sum, _ := replayed(t, strings.Join(lines, "\n"))
	if len(sum.Unanswered) != 1 || sum.Unanswered[0].Askers < 2 || !strings.Contains(sum.Unanswered[0].Wordings[0], "ledger") {
		t.Errorf("%+v", sum)
	}
}

func TestLinesWithoutTimeOrAuthorStandInNobodysWay(t *testing.T) {
	_, sum, _ := replayed(t, strings.Repeat("What is gas?\n", 300))
	if sum.Answered != 300 {
		t.Errorf("%+v", sum)
	}
}

func TestAFileWithoutAMessageIsNoRehearsal(t *testing.T) {
	for name, chat := range map[string]string{
		"empty": "", "other keys": `{"message": "what is gas"}`, "nothing that reads": `{"messages": [1, 2]}`, "packed": "PK\x03\x04\x14\x00\x00\x00",
	} {
		got := cli(t, "", "faq", "replay", file(t, "chat.json", chat), "--faq", testFAQ)
		if got.status != 1 || !strings.Contains(got.err, "chat.json: ") {
			t.Errorf("%s: status %d, %s", name, got.status, got.err)
		}
	}
}
