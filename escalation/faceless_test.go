package escalation_test

import (
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// TestUnderTheTeamsNameNoColleagueIsNamedInWordsThatReachTheMember: nor in an edit, nor by a copy of the original.
func TestUnderTheTeamsNameNoColleagueIsNamedInWordsThatReachTheMember(t *testing.T) {
	b := atDesk(t)
	b.d.Policy.Team = true
	handled := kim
	handled.Handle = "kim_rep"
	b.seen(noon, mei, handled)
	words := "Kim will look, @kim_rep. knows **it**, @ann_li and @KIM_REP; mail a@b.c"
	at := strings.Index(words, "**it**")
	m := chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "m1"}, From: mei, Text: words, Spans: []chat.Span{
		{Kind: chat.Mention, Start: 0, End: 3, Member: kim.ID}, {Kind: chat.Bold, Start: at, End: at + 6},
	}}
	as, _ := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.FromStaff(tx, tk, &m, noon) })
	line, ok := find(as, "send", "/line/2")
	post, _ := line.Effect.(chat.Send)
	want := "@team will look, @team. knows **it**, @ann_li and @team; mail a@b.c"
	if !ok || post.Post.Text != want || !post.Post.Relay.IsZero() {
		t.Errorf("said %q of %v", post.Post.Text, post.Post.Relay)
	}
	if s := post.Post.Spans; len(s) != 1 || want[s[0].Start:s[0].End] != "**it**" {
		t.Errorf("marked %+v", s)
	}
	b.done(line, chat.Result{Message: chat.MessageID{Platform: "telegram", Key: "c1"}})
	m.Text, m.Spans = "ask @kim_rep", nil
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) {
		as, _, err := b.d.Edited(tx, &m)
		return as, err
	})
	edit, _ := find(as, "edit", "/line/2")
	if e, _ := edit.Effect.(chat.Edit); e.Post.Text != "ask @team" {
		t.Errorf("edited to %q", e.Post.Text)
	}
	m = chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "m2"}, From: mei, Text: "// @kim_rep knows"}
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.FromStaff(tx, tk, &m, noon) })
	ticket := b.ticket(1)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		for _, staff := range []bool{true, false} {
			tr, err := b.d.Transcript(tx, ticket, staff)
			if err != nil {
				return nil, err
			}
			var all strings.Builder
			if err := tr.Write(&all, escalation.JSON, escalation.Style{Words: func(p *chat.Phrase) string { return p.ID }}); err != nil {
				return nil, err
			}
			if named := strings.Contains(strings.ToLower(all.String()), "kim"); named != staff {
				t.Errorf("for the staff %v: %s", staff, all.String())
			}
		}
		return nil, nil
	})
}
