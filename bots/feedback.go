package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// feedbackCommands let members say what they think, and the staff read it.
func (d declarer) feedbackCommands() []command {
	say := d.define("feedback", 0, (*Hub).cmdFeedback, d.opt("thoughts", must, long))
	comment := d.define("comment", 0, (*Hub).cmdComment, d.opt("ticket", must, num), d.opt("thoughts", must, long))
	read := d.define("feedbacks", chat.Representative, (*Hub).cmdFeedbacks)
	read.secret, read.inside = true, true
	return []command{say, comment, read}
}

func (h *Hub) cmdFeedback(tx store.Tx, c *call) ([]chat.Action, error) {
	err := h.desk.Feedback(tx, escalation.Feedback{Member: c.by.ID, Lang: c.lang, Text: c.args["thoughts"], At: c.meta.At})
	if err != nil {
		return nil, err
	}
	return []chat.Action{c.say(chat.Say("feedback-thanks"))}, nil
}

// cmdComment takes the words to a rating.
func (h *Hub) cmdComment(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err == nil {
		err = t.Of(tx, c.by.ID)
	}
	if err != nil && notRefusal(err) == nil { // what is not there and what is another's are refused alike
		err = chat.Refuse("comment-foreign", "number", cutRunes(strings.TrimPrefix(c.args["ticket"], "#"), 20))
	}
	if err != nil {
		return nil, err
	}
	if err := h.desk.Comment(tx, t, c.by, c.args["thoughts"], c.meta.At); err != nil {
		return nil, err
	}
	return []chat.Action{c.say(chat.Say("feedback-thanks"))}, nil
}

// Bounds of what is shown of feedback.
const (
	feedbackRead  = 500 // newest ones that are grouped
	feedbackShown = 8   // groups
	feedbackText  = 200 // characters of each
)

// cmdFeedbacks groups what members said lately by likeness: what most of them say comes first.
func (h *Hub) cmdFeedbacks(tx store.Tx, c *call) ([]chat.Action, error) {
	all, err := escalation.RecentFeedback(tx, feedbackRead)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []chat.Action{c.say(chat.Say("feedbacks-none"))}, nil
	}
	gaps := make([]faq.Gap, len(all))
	for n, f := range all {
		gaps[n] = faq.Gap{No: uint64(n), Asker: f.Member, Lang: f.Lang, Text: f.Text, At: f.At}
	}
	n := len(all)
	p := &chat.Phrase{ID: "feedbacks-head", Count: &n}
	clusters := faq.Clusters(gaps, nil)
	for _, k := range clusters[:min(len(clusters), feedbackShown)] {
		count := k.Askers
		text := k.Gaps[0].Text
		if len(k.Wordings) > 0 {
			text = k.Wordings[0].Text
		}
		p.And(chat.Say("feedbacks-line", "text", cutRunes(text, feedbackText), "members", &chat.Phrase{ID: "gaps-askers", Count: &count},
			"langs", strings.Join(k.Langs, " "), "stars", stars(all, k)))
	}
	if more := len(clusters) - feedbackShown; more > 0 {
		p.And(chat.Say("feedbacks-more", "count", strconv.Itoa(more)))
	}
	return []chat.Action{c.say(p)}, nil
}

// stars are the ratings beside a group's words, as «★ 2 · 5».
func stars(all []escalation.Feedback, k faq.Cluster) string {
	var out []string
	for _, g := range k.Gaps {
		if n := all[g.No].Stars; n > 0 {
			out = append(out, strconv.Itoa(n))
		}
	}
	if len(out) == 0 {
		return ""
	}
	slices.Sort(out)
	return " · ★ " + strings.Join(out[:min(len(out), 10)], " ")
}
