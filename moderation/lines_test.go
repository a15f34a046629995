package moderation

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"frontdesk/moderation/secret"
)

func TestEveryLineGetsOneObjectInOrder(t *testing.T) {
	n := namesOf(t, 0)
	l := NewLinks(n)
	d := secret.New()
	long := strings.Repeat("word ", 1<<18)
	input := "a\tLumora Support\n\n\r\n" + long + "\n\xff\xfe\t\xff\nlast\u2028line\twithout end"
	for name, check := range map[string]func(*strings.Reader, *bytes.Buffer) error{
		"names":   func(in *strings.Reader, out *bytes.Buffer) error { return CheckNames(t.Context(), n, in, out, true) },
		"links":   func(in *strings.Reader, out *bytes.Buffer) error { return CheckLinks(t.Context(), l, in, out, true) },
		"secrets": func(in *strings.Reader, out *bytes.Buffer) error { return CheckSecrets(t.Context(), d, in, out, true) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := check(strings.NewReader(input), &out); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			if len(lines) != 6 {
				t.Fatalf("%d lines, want 6", len(lines))
			}
			for _, line := range lines {
				var object struct {
					Verdict string   `json:"verdict"`
					Reasons []string `json:"reasons"`
				}
				if err := json.Unmarshal([]byte(line), &object); err != nil || object.Verdict == "" {
					t.Errorf("%.80s: %v", line, err)
				}
				if strings.Contains(line, "null") {
					t.Errorf("a list is null: %.80s", line)
				}
			}
		})
	}
}

func TestASecretIsNeverEchoed(t *testing.T) {
	const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
	for _, asJSON := range []bool{true, false} {
		var out bytes.Buffer
		in := strings.ReplaceAll(phrase, " ", `\n`) + "\n" + phrase
		if err := CheckSecrets(t.Context(), secret.New(), strings.NewReader(in), &out, asJSON); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "winner") || strings.Count(out.String(), "leak") != 2 {
			t.Errorf("got %s", out.String())
		}
	}
}

func TestPeopleGetReasons(t *testing.T) {
	var out bytes.Buffer
	if err := CheckNames(t.Context(), namesOf(t, 0), strings.NewReader("joe\tLumоra Support\nann\tAnn\n"), &out, false); err != nil {
		t.Fatal(err)
	}
	want := "identical joe\tLumоra Support  like help (1.00): name: the brand with an office (Lumora Support); U+043E Cyrillic о for o\nclear     ann\tAnn\n"
	if out.String() != want {
		t.Errorf("got  %s\nwant %s", out.String(), want)
	}
}

func TestAnEndedContextEndsTheCheck(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := CheckLinks(ctx, NewLinks(namesOf(t, 0)), strings.NewReader("a\nb\n"), &bytes.Buffer{}, true); err == nil {
		t.Error("it went on")
	}
}
