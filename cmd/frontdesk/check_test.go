package main

import (
	"fmt"
	"strings"
	"testing"
)

const testRoster = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org], links: [t.me/keyfold]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help]}
  - {id: bo, kind: person, names: [Bo]}
`

func TestChecksAnswerEveryLineInOrder(t *testing.T) {
	roster := file(t, "roster.yaml", testRoster+"telegram: {rooms: [something else]}\n")
	for name, c := range map[string]struct {
		args  []string
		shape string
		echo  string // key that repeats the line
	}{
		"names":   {[]string{"--roster", roster}, "handle string, like string, name string, reasons []interface {}, score float64, verdict string", "name"},
		"links":   {[]string{"--roster", roster}, "links []interface {}, message string, verdict string", "message"},
		"secrets": {nil, "kinds []interface {}, verdict string", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := jsonLines(t, cli(t, strings.Join(awkward, "\n"), append([]string{"check", name, "--json"}, c.args...)...))
			if len(got) != len(awkward) {
				t.Fatalf("%d lines for %d", len(got), len(awkward))
			}
			for i, o := range got {
				if s := shape(o); s != c.shape {
					t.Errorf("line %d: %s", i, s)
				}
				if want := strings.ToValidUTF8(awkward[i], "\uFFFD"); c.echo != "" && strings.ReplaceAll(fmt.Sprint(o[c.echo]), "\uFFFD\uFFFD", "\uFFFD") != want {
					t.Errorf("line %d: %.80q", i, o[c.echo])
				}
			}
		})
	}
}

func TestChecksTellWhatTheyFind(t *testing.T) {
	roster := file(t, "roster.yaml", testRoster)
	phrase := strings.Repeat("abandon ", 11) + "about"
	for _, c := range []struct {
		args, in string
		want     []string
	}{
		{"names --roster " + roster, "keyf0ld_help\tKeyfоld Support\nann\tAnn\nplain name\n", []string{"identical support", "clear ", "clear "}},
		{"links --roster " + roster, "see keyfold.example.org\nsee keyfo1d.example.org\nhello\n", []string{"official", "lookalike", "clear"}},
		{"secrets", "my words: " + phrase + "\nmy words:\\n" + strings.ReplaceAll(phrase, " ", `\n`) + "\nhello\n", []string{"leak", "leak", "clear"}},
	} {
		got := cli(t, c.in, append(strings.Fields("check "+c.args), "--json")...)
		for i, o := range jsonLines(t, got) {
			said := fmt.Sprint(o["verdict"])
			if like, ok := o["like"]; ok {
				said += " " + fmt.Sprint(like)
			}
			if said != c.want[i] {
				t.Errorf("%s, line %d: %s", c.args, i+1, said)
			}
		}
		if strings.Contains(got.out, "abandon") {
			t.Errorf("the secret is printed: %s", got.out)
		}
		if plain := cli(t, c.in, strings.Fields("check "+c.args)...); plain.status != 0 || strings.Contains(plain.out, "abandon") || !strings.Contains(plain.out, strings.Fields(c.want[0])[0]) {
			t.Errorf("for people: %s", plain.out)
		}
	}
}

func TestAKeyTooShortToProtectIsLeftOutWithAWord(t *testing.T) {
	for name, args := range map[string][]string{
		"of a roster":          {"--roster", file(t, "roster.yaml", testRoster)},
		"of the configuration": {"--config", file(t, "frontdesk.yaml", testRoster)},
	} {
		got := cli(t, "", append([]string{"check", "names"}, args...)...)
		if got.status != 0 || !strings.Contains(got.err, `official bo: "Bo"`) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: status %d, %q", name, got.status, got.err)
		}
	}
}
