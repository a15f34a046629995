package bots

import (
	"context"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// rep finds whom somebody means: «me», «@handle», an account's number, or «platform:number» as completion gives it.
func (h *Hub) rep(tx store.Tx, c *call, who string) (escalation.Rep, bool, error) {
	who = strings.TrimSpace(who)
	if strings.EqualFold(who, "me") {
		return escalation.Rep{ID: c.by.ID, Name: c.by.Name}, true, nil
	}
	all, err := h.desk.Colleagues(tx)
	if err != nil {
		return escalation.Rep{}, false, err
	}
	is := func(match func(chat.Member) bool) (escalation.Rep, bool) {
		if i := slices.IndexFunc(all, match); i >= 0 {
			return escalation.Rep{ID: all[i].ID, Name: all[i].Name}, true
		}
		return escalation.Rep{}, false
	}
	own := func(r chat.Member) bool { return r.ID.Platform == c.by.ID.Platform }
	handle := strings.TrimPrefix(who, "@")
	for _, match := range []func(chat.Member) bool{
		func(r chat.Member) bool { return r.ID.String() == who || own(r) && r.ID.Key == who },
		func(r chat.Member) bool { return handle != "" && own(r) && strings.EqualFold(r.Handle, handle) },
		func(r chat.Member) bool {
			return handle != "" && strings.EqualFold(r.Handle, handle) || r.ID.Key == who
		},
	} {
		if r, ok := is(match); ok {
			return r, true, nil
		}
	}
	return escalation.Rep{}, false, nil
}

// shapeRep finds the account that a typed command means: one it mentions, one it names, or the author of what it replies to.
func (h *Hub) shapeRep(tx store.Tx, c *call) error {
	if m := c.said; m != nil {
		for _, s := range m.Spans {
			if s.Kind != chat.Mention || s.Member.IsZero() || s.End > len(m.Text) || !mentions(m.Text[s.Start:s.End], c.args["rep"]) {
				continue
			}
			c.args["rep"] = s.Member.String()
			if strings.HasPrefix(m.Text, "/") {
				c.args["note"] = strings.TrimSpace(m.Text[s.End:])
			}
			break
		}
	}
	who := c.args["rep"]
	_, known, err := h.rep(tx, c, who)
	if err != nil || known {
		return err
	}
	if t := c.target; t != nil && t.From.Kind == chat.Person {
		if r, ok, err := h.rep(tx, c, t.From.ID.String()); err != nil || ok {
			c.args["rep"], c.args["note"] = r.ID.String(), strings.TrimSpace(who+" "+c.args["note"])
			return err
		}
	}
	if who != "" {
		return chat.Refuse("rep-none", "who", cutRunes(who, 50))
	}
	return nil
}

// mentions reports whether a typed argument is a mention, or the first word of one.
func mentions(mention, typed string) bool {
	return typed != "" && (strings.HasPrefix(mention, typed) || strings.HasPrefix(typed, mention))
}

// repChoices completes a representative by a few letters of name or handle.
func (h *Hub) repChoices(ctx context.Context, p chat.Partial) (out []chat.Choice) {
	var all []chat.Member
	err := h.store.View(ctx, func(tx store.Tx) (err error) { all, err = h.desk.Colleagues(tx); return err })
	if err != nil {
		return nil
	}
	var keys []string
	for _, r := range all {
		keys = append(keys, r.Name+" "+r.Handle)
	}
	add := func(r chat.Member) {
		if len(out) < completions {
			out = append(out, chat.Choice{Name: cutRunes(r.Name, 80) + " (" + string(r.ID.Platform) + ")", Value: r.ID.String()})
		}
	}
	typed := cutRunes(strings.TrimSpace(p.Value), 32)
	if typed == "" {
		for _, r := range all {
			add(r)
		}
		return out
	}
	for _, m := range fuzzy.Find(typed, keys) {
		add(all[m.Index])
	}
	return out
}
