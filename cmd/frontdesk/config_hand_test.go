package main

import (
	"strings"
	"testing"
	"time"
)

func TestRepliesLimitsAndLinkingAreConfigured(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
desk: {cooldown: 5m, open_tickets: 2, linking: {code_lives: 3m, tries: 4}}
replies:
  Hello: {en: "Hello {member.name}, see {official.site}", zh: "您好 {member.name}"}
  wait: One moment please, {ticket.number} is with {rep.name}.
`))
	if err != nil {
		t.Fatal(err)
	}
	d := c.hub.Desk
	if d.Cooldown != 5*time.Minute || d.OpenMax != 2 || d.Linking.Lives != 3*time.Minute || d.Linking.Tries != 4 {
		t.Errorf("%+v", d)
	}
	r := c.hub.Replies
	if len(r) != 2 || r["hello"]["zh"] != "您好 {member.name}" || !strings.HasPrefix(r["wait"]["en"], "One moment") {
		t.Errorf("%v", r)
	}
}

func TestWhatIsWrongWithRepliesAndLimitsIsToldAtOnce(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
desk: {cooldown: 48h, open_tickets: -1, linking: {tries: -2, again: 1}}
replies:
  "two words": text
  empty: ""
  nobody: "ask {official.nobody}"
  odd: {klingonese-x: text}
  list: [a, b]
`))
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, part := range []string{
		"desk.cooldown", "desk.open_tickets", "desk.linking.tries", "desk.linking.again", "replies.two words", "replies.empty", "{official.nobody} stands for nothing",
		"replies.odd", "replies.list", "line ",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing of %q in:\n%v", part, err)
		}
	}
}
