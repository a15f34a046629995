package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

// jsonLines are the objects that a command printed, one a line.
func jsonLines(t *testing.T, got outcome) (all []map[string]any) {
	t.Helper()
	if got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.err)
	}
	if got.out == "" {
		return nil
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(got.out, "\n"), "\n") {
		var o map[string]any
		if err := json.Unmarshal([]byte(l), &o); err != nil {
			t.Fatalf("%v: %.200s", err, l)
		}
		all = append(all, o)
	}
	return all
}

// keys are an object's keys as they are written, with null and lists told apart.
func shape(o map[string]any) string {
	var b strings.Builder
	for _, k := range sorted(o) {
		fmt.Fprintf(&b, "%s %T, ", k, o[k])
	}
	return strings.TrimSuffix(b.String(), ", ")
}

// million is a line of a megabyte.
var million = strings.Repeat("why are the fees so high, 为什么 <b>@everyone</b> ", 20_000)[:1<<20-1]

// awkward lines: what comes in is answered, line by line.
var awkward = []string{"What is gas?", "", " ", "\r", "a\rb\r", "\u2028", "\x00", "broken \xff\xfe bytes", "为什么手续费这么高？", "🦊🦊🦊", "\u202e\u05d0\u05d1", "<script>&amp;", "\\n\\t\\", million, "last"}

func TestMatchAnswersEveryLineInOrder(t *testing.T) {
	for name, end := range map[string]string{"with a line feed at the end": "\n", "without": ""} {
		t.Run(name, func(t *testing.T) {
			got := jsonLines(t, cli(t, strings.Join(awkward, "\n")+end, "faq", "match", "--json", "--faq", testFAQ))
			if len(got) != len(awkward) {
				t.Fatalf("%d lines for %d", len(got), len(awkward))
			}
			for i, o := range got {
				if s := shape(o); s != "candidates []interface {}, confidence float64, entry string, question string, verdict string" {
					t.Errorf("line %d: %s", i, s)
				}
				if want := strings.ToValidUTF8(awkward[i], "\uFFFD"); o["question"] != want {
					t.Errorf("line %d: question %.80q", i, o["question"])
				}
				checkMatch(t, o)
			}
		})
	}
}

// checkMatch holds one verdict to the contract.
func checkMatch(t *testing.T, o map[string]any) {
	t.Helper()
	question := fmt.Sprintf("%.40q", o["question"])
	switch o["verdict"] {
	case "answer", "suggest", "silent":
	default:
		t.Errorf("%s: verdict %q", question, o["verdict"])
	}
	if c, _ := o["confidence"].(float64); c < 0 || c > 1 {
		t.Errorf("%s: confidence %v", question, c)
	}
	cs, _ := o["candidates"].([]any)
	if len(cs) > 5 {
		t.Errorf("%s: %d candidates", question, len(cs))
	}
	last := 0.0
	for i, c := range cs {
		c, _ := c.(map[string]any)
		if s := shape(c); s != "entry string, score float64" {
			t.Errorf("%s: candidate %s", question, s)
		}
		score, _ := c["score"].(float64)
		if i > 0 && score > last {
			t.Errorf("%s: candidates out of order", question)
		}
		last = score
	}
	if o["verdict"] == "answer" && o["entry"] == "" {
		t.Errorf("%s: answered with nothing", question)
	}
}

func TestMatchOfNoInputPrintsNothing(t *testing.T) {
	if got := cli(t, "", "faq", "match", "--json", "--faq", testFAQ); got.status != 0 || got.out != "" {
		t.Errorf("status %d, %q", got.status, got.out)
	}
}

func TestMatchFindsWhatItShould(t *testing.T) {
	got := jsonLines(t, cli(t, "What is gas?\n为什么手续费这么高\ngm\n", "faq", "match", "--json", "--faq", testFAQ))
	for i, want := range []string{"answer gas", "answer gas", "silent "} {
		if s := fmt.Sprintf("%s %s", got[i]["verdict"], got[i]["entry"]); !strings.HasPrefix(s, want) {
			t.Errorf("%q: %s", got[i]["question"], s)
		}
	}
	if got := cli(t, "What is gas?\n", "faq", "match", "--faq", testFAQ); !strings.HasPrefix(got.out, "answer  0.9") {
		t.Errorf("for people: %q", got.out)
	}
}

func TestWhoWritesALineAndWaitsGetsItsAnswer(t *testing.T) {
	for _, args := range [][]string{{"faq", "match", "--json", "--faq", testFAQ}, {"check", "names", "--json"}, {"check", "links", "--json"}, {"check", "secrets", "--json"}} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			in, stdin := io.Pipe()
			stdout, out := io.Pipe()
			ended := make(chan int, 1)
			go func() {
				ended <- run(t.Context(), args, streams{in, out, io.Discard}, environment{get: func(string) string { return "" }})
				out.Close()
			}()
			answers := bufio.NewReader(stdout)
			answer := func() {
				if l, err := answers.ReadString('\n'); err != nil || l[0] != '{' {
					t.Fatalf("%q, %v", l, err)
				}
			}
			for range 3 {
				fmt.Fprint(stdin, "What is gas?\nthe beginning of")
				answer()
				fmt.Fprint(stdin, " a line\n")
				answer()
			}
			stdin.Close()
			if rest, err := io.ReadAll(answers); err != nil || len(rest) > 0 {
				t.Errorf("%q, %v", rest, err)
			}
			if code := <-ended; code != 0 {
				t.Errorf("status %d", code)
			}
		})
	}
}

func TestAReaderWhoLeavesEndsTheMatching(t *testing.T) {
	stdout, out := io.Pipe()
	stdout.Close()
	var errs bytes.Buffer
	status := run(t.Context(), []string{"faq", "match", "--json", "--faq", testFAQ}, streams{strings.NewReader("a\nb\n"), out, &errs}, environment{get: func(string) string { return "" }})
	if status != 1 {
		t.Errorf("status %d, %s", status, &errs)
	}
}

func TestFAQCheckNamesEveryMistakeWithItsLine(t *testing.T) {
	path := file(t, "broken.yaml", `entries:
  - id: a
    title: {en: A}
    anwser: {en: x}
  - id: b
    title: {en: B}
  - id: "c d"
    answer: {en: x}
`)
	got := cli(t, "", "faq", "check", "--faq", path)
	if got.status != 1 || got.out != "" {
		t.Errorf("status %d, %s", got.status, got.out)
	}
	for _, want := range []string{"frontdesk: " + path + ": ", `line 4: an entry: unknown key "anwser"`, "line 5: entry b: has no answer", "line 7: entry \"c d\": the id may not hold"} {
		if !strings.Contains(got.err, want) {
			t.Errorf("does not say %q:\n%s", want, got.err)
		}
	}
	for text, want := range map[string]string{"entries: []": "0 entries", "": "0 entries", "\xff": "line 1: not UTF-8", "entries: [": "line 1: not YAML"} {
		if got := cli(t, "", "faq", "check", "--faq", file(t, "f.yaml", text)); !strings.Contains(got.out+got.err, want) {
			t.Errorf("%q: status %d, %s%s", text, got.status, got.out, got.err)
		}
	}
	if got := cli(t, "", "faq", "check", "--faq", testFAQ); got.status != 0 || !strings.HasPrefix(got.out, "4 entries, ") {
		t.Errorf("status %d, %s%s", got.status, got.out, got.err)
	}
}

func TestEvalMeasuresAFileOfQuestions(t *testing.T) {
	path := file(t, "q.tsv", "question\tentry-id\tnote\nWhat is gas?\tgas\ten\n我的充值没到账\tdeposit\ngm\t\nwhere is it\tnowhere\r\n")
	got := cli(t, "", "faq", "eval", "--faq", testFAQ, "--questions", path, "--json")
	if got.status != 0 || got.err != "--questions: \"nowhere\", the entry of «where is it», is not in the FAQ: counted as wrong\n" {
		t.Fatalf("status %d\n%s", got.status, got.err)
	}
	var r struct {
		InScope, OutOfScope    int
		Top1, OutOfScopeRecall float64
	}
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || r.InScope != 3 || r.OutOfScope != 1 || r.Top1 < 0.6 || r.Top1 > 0.7 || r.OutOfScopeRecall != 1 {
		t.Errorf("%+v, %v\n%s", r, err, got.out)
	}
	if got := cli(t, "", "faq", "eval", "--faq", testFAQ, "--questions", path); !strings.Contains(got.out, "top-1") || !strings.Contains(got.out, "AUROC of confidence") {
		t.Errorf("for people:\n%s", got.out)
	}
	if got := cli(t, "", "faq", "eval", "--faq", testFAQ, "--questions", file(t, "empty.tsv", "question\tentry\n")); got.status != 1 || !strings.Contains(got.err, "holds none; expected lines of question<TAB>entry-id") {
		t.Errorf("without questions: status %d\n%s", got.status, got.err)
	}
}
