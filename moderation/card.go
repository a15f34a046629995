package moderation

import (
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// card shows a flag with its evidence, what was done, and what can be done about it until somebody has.
func (g *Guard) card(tx store.Tx, f Flag) (chat.Post, error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return chat.Post{}, err
	}
	p := f.head(e)
	if f.Excerpt != "" {
		p.And(chat.Say("flag-excerpt", "text", Defang(f.Excerpt)))
	}
	p.And(f.witnesses(), f.Further.told())
	if f.Deleted {
		p.And(chat.Say("flag-deleted"))
	}
	for _, a := range f.Acts {
		p.And(a.told())
		for _, c := range a.Carried {
			p.Lines(c.told())
		}
		if a.Appeal != nil && a.Appeal.Kept != "" {
			p.And(chat.Say("flag-kept", "name", a.Appeal.Kept))
		}
	}
	if f.Spared != "" {
		p.And(chat.Say("flag-spared-" + string(f.Spared)))
	}
	if f.Ruling != "" {
		p.And(chat.Say("flag-done", "ruling", chat.Say("ruling-"+string(f.Ruling)), "name", f.By))
	}
	post := chat.Post{Phrase: p, Quiet: true}
	post.Buttons, err = g.buttons(tx, &f)
	return post, err
}

// head is who is flagged, for being like whom or for what they wrote, and on what grounds.
func (f *Flag) head(e *Engines) *chat.Phrase {
	account := chat.Say("flag-account", "account", f.Member.Key)
	switch {
	case f.unseen():
		account = chat.Say("flag-unseen")
	case f.Kind == chat.Channel, f.Kind == chat.Anonymous:
		account = chat.Say("flag-"+string(f.Kind), "account", f.Member.Key)
	case f.Handle != "":
		account = chat.Say("flag-handle", "handle", f.Handle, "account", f.Member.Key)
	}
	args := []any{"number", f.number(), "name", unlinked(f.Name), "account", account, "like", e.called(f.Like), "rule", chat.Say("rule-" + string(f.RaisedBy()))}
	var p *chat.Phrase
	if f.warns() == "account" && f.RaisedBy() != ByReport {
		p = chat.Say("flag-card", append(args, "level", chat.Say("level-"+string(f.RaisedBy())))...)
	} else {
		p = chat.Say("flag-card-message", args...)
	}
	if o, ok := e.Roster.ByID(f.Like); ok && f.warns() == "account" {
		p.Lines(chat.Say("flag-theirs", "name", unlinked(f.Name), "handle", orDash(f.Handle)))
		handle := ""
		if len(o.Handles) > 0 {
			handle = bareHandle(o.Handles[0])
		}
		genuine, _ := e.Names.Explain(f.Name, f.Like)
		if genuine == "" {
			genuine = o.Name()
		}
		p.Lines(chat.Say("flag-ours", "name", genuine, "handle", orDash(handle)))
	}
	p.Lines(f.grounds()...)
	if f.Worn != nil {
		p.Lines(f.Worn.told(e))
	}
	return p.Lines(chat.Say("flag-rule", "rule", chat.Say("rule-"+string(f.RaisedBy())), "score", strconv.Itoa(int(100*f.Score+0.5))))
}

func orDash(handle string) string {
	if handle == "" {
		return "–"
	}
	return "@" + handle
}

// buttons are what a moderator can do about a flag. A press on a card that has changed since is judged when it arrives.
func (g *Guard) buttons(tx store.Tx, f *Flag) (rows [][]chat.Button, err error) {
	press := func(do string) chat.Button {
		return chat.Button{Phrase: chat.Say("button-" + do), Data: "g:" + f.number() + ":" + do}
	}
	var last []chat.Button
	acted := slices.ContainsFunc(f.Acts, Act.standing)
	switch {
	case f.Ruling != "":
		last = append(last, press("undo"))
	case f.Kind == chat.Channel, f.Kind == chat.Anonymous, f.unseen():
		rows = append(rows, []chat.Button{press(string(Dismissed))})
	default:
		rows = append(rows, []chat.Button{press(string(Banned)), press(string(Muted)), press(string(Kicked))},
			[]chat.Button{press(string(Dismissed)), press(string(Ours))})
		if acted {
			last = append(last, press("undo"))
		}
	}
	if len(f.Acts) > 0 && f.Acts[0].By == "" || f.Spared != "" {
		last = append(last, press("why"))
	}
	if f.RaisedBy() == ByForward && f.Ruling != Dismissed && f.Ruling != Ours && !slices.ContainsFunc(f.Acts, func(a Act) bool { return a.Do == ToWarn }) {
		last = append(last, press("warn"))
	}
	carry, err := g.mayCarry(tx, f)
	if carry {
		last = append(last, press("carry"))
	}
	if len(last) > 0 {
		rows = append(rows, last)
	}
	return rows, err
}

// told is a line of the card about something that was done by itself; what moderators did, their ruling says.
func (a Act) told() *chat.Phrase {
	switch {
	case a.Stuck != "":
		return chat.Say("flag-stuck", "step", chat.Say("step-"+string(a.Do)), "name", a.Undone, "reason", chat.Say("fault-"+a.Stuck))
	case a.Undone != "":
		return chat.Say("flag-undone", "step", chat.Say("step-"+string(a.Do)), "name", a.Undone)
	case a.Failed != "" && a.By == "":
		return chat.Say("flag-failed", "step", chat.Say("step-"+string(a.Do)), "reason", chat.Say("fault-"+a.Failed))
	case a.Failed != "":
		return chat.Say("flag-failed-by", "step", chat.Say("step-"+string(a.Do)), "name", a.By, "reason", chat.Say("fault-"+a.Failed))
	case a.By == "":
		return chat.Say("flag-acted", "step", chat.Say("step-"+string(a.Do)))
	}
	return nil
}

// told is a line of the card about a place that a ban was carried to.
func (e Elsewhere) told() *chat.Phrase {
	args := []any{"platform", e.Room.Platform.Title(), "account", e.Member.Key,
		"room", chat.Arg{Text: e.Room.Key, Span: &chat.Span{Kind: chat.ToRoom, Room: e.Room}}}
	if e.Failed != "" {
		return chat.Say("flag-carried-failed", append(args, "reason", chat.Say("fault-"+e.Failed))...)
	}
	if e.Stuck != "" {
		return chat.Say("flag-carried-stuck", append(args, "reason", chat.Say("fault-"+e.Stuck))...)
	}
	return chat.Say("flag-carried", args...)
}

// Why explains a flag and each thing that was done because of it.
func (g *Guard) Why(tx store.Tx, id uint64) (*chat.Phrase, error) {
	f, ok, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, chat.Refuse("flag-unknown", "number", strconv.FormatUint(id, 10))
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	p := f.head(e)
	switch rule := chat.Say("rule-" + string(f.RaisedBy())); {
	case f.PolicyBy != "":
		p.And(chat.Say("why-policy-by", "rule", rule, "step", chat.Say("policy-"+string(f.Policy)), "name", f.PolicyBy))
	case f.Policy != "":
		p.And(chat.Say("why-policy", "rule", rule, "step", chat.Say("policy-"+string(f.Policy))))
	}
	if f.Spared != "" {
		p.And(chat.Say("flag-spared-" + string(f.Spared)))
	}
	for _, a := range f.Acts {
		when := chat.Arg{Time: a.At.UTC().Format(time.RFC3339)}
		if a.By == "" {
			p.Lines(chat.Say("why-act", "time", when, "step", chat.Say("step-"+string(a.Do))))
		} else {
			p.Lines(chat.Say("why-act-by", "time", when, "step", chat.Say("step-"+string(a.Do)), "name", a.By))
		}
		if a.Undone != "" || a.Failed != "" {
			p.Lines(a.told())
		}
	}
	if f.Ruling != "" {
		p.And(chat.Say("flag-done", "ruling", chat.Say("ruling-"+string(f.Ruling)), "name", f.By))
	}
	return p, nil
}

// recard brings a flag's card up to date.
func (g *Guard) recard(tx store.Tx, f Flag) ([]chat.Action, error) {
	if f.Card.IsZero() {
		return nil, nil
	}
	post, err := g.card(tx, f)
	if err != nil {
		return nil, err
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Edit{Room: f.Cards, Messages: []chat.MessageID{f.Card}, Post: post}}}, nil
}

// called is how people know an official.
func (e *Engines) called(id string) string {
	if o, ok := e.Roster.ByID(id); ok {
		return o.Name()
	}
	return id
}
