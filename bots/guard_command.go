package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/store"
)

// guardCommand shows moderators what the guard does, and lets leads change it.
func (d declarer) guardCommand() command {
	const mod = chat.Moderator
	var rules, steps []string
	for _, r := range moderation.Rules {
		rules = append(rules, string(r))
	}
	for _, s := range moderation.Steps {
		steps = append(steps, string(s))
	}
	subs := []command{
		d.define("guard status", mod, (*Hub).cmdGuardStatus),
		d.define("guard policy", mod, (*Hub).cmdGuardPolicy, d.opt("rule", only(rules...)), d.opt("step", only(append(steps, configured)...))),
		d.define("guard dryrun", mod, (*Hub).cmdGuardDryRun),
		d.define("guard flags", mod, (*Hub).cmdGuardFlags),
		d.define("guard why", mod, (*Hub).cmdGuardWhy, d.opt("flag", num, must)),
		d.define("guard undo", mod, (*Hub).cmdGuardUndo, d.opt("flag", num, must)),
	}
	for i := range subs {
		subs[i].secret = true
	}
	c := d.group("guard", mod, (*Hub).cmdGuardStatus, subs...)
	c.secret = true
	c.typed = "status|policy|dryrun|flags|why|undo"
	return c
}

// configured takes a policy that was set in a chat back.
const configured = "default"

// cmdGuardStatus tells the policies in force and what the guard did this hour, and asks the platforms which rights it has.
func (h *Hub) cmdGuardStatus(tx store.Tx, c *call) ([]chat.Action, error) {
	p, err := h.policies(tx)
	if err != nil {
		return nil, err
	}
	acts, err := h.guard.ThisHour(tx, c.meta.At)
	if err != nil {
		return nil, err
	}
	p.And(chat.Say("guard-hour", "count", strconv.Itoa(acts), "most", strconv.Itoa(h.cfg.Guard.PerHour)))
	if h.cfg.Guard.Younger > 0 {
		p.Lines(chat.Say("guard-younger", "time", chat.Arg{Wait: h.cfg.Guard.Younger.String()}))
	}
	_, open, err := moderation.FlagsSince(tx, c.meta.At)
	if err != nil {
		return nil, err
	}
	p.Lines(chat.Say("guard-open", "count", strconv.Itoa(open)))
	as := []chat.Action{c.say(p)}
	for _, platform := range h.guard.Platforms {
		for _, room := range h.cfg.places(platform) {
			as = append(as, chat.Action{
				Owner: rightsOwner + c.lang + "/" + h.apart(c).String(), Priority: chat.Relay, Effect: chat.Query{About: chat.AboutRights, Room: room},
			})
		}
	}
	return as, nil
}

// policies lists the policies in force, and where they come from.
func (h *Hub) policies(tx store.Tx) (*chat.Phrase, error) {
	all, err := h.guard.Policies(tx)
	if err != nil {
		return nil, err
	}
	p := chat.Say("guard-policies")
	for _, f := range all {
		line := chat.Say("guard-policy-line", "rule", chat.Say("rule-"+string(f.Rule)), "id", string(f.Rule), "step", chat.Say("policy-"+string(f.Step)))
		if f.Change != nil {
			line = chat.Say("guard-policy-set", "rule", chat.Say("rule-"+string(f.Rule)), "id", string(f.Rule), "step", chat.Say("policy-"+string(f.Step)),
				"name", f.Change.Name, "time", whenArg(f.Change.At))
		}
		p.Lines(line)
		if f.Delete {
			p.Lines(chat.Say("guard-policy-delete", "id", string(f.Rule)))
		}
	}
	return p, nil
}

// apart is where only the staff reads what comes later: where a command was given, or the private chat of who gave it.
func (h *Hub) apart(c *call) chat.RoomID {
	if isDirect(c.meta) || h.cfg.staffRoom(c.meta) {
		return c.place()
	}
	return chat.Direct(c.by.ID)
}

// rightsOwner owns the question which rights the bot has in a place; what follows is the language and the room of who asks.
const rightsOwner = "rights/"

// rightsTold tells who asked which policies the bot has no right for in a place.
func (h *Hub) rightsTold(tx store.Tx, owner string, place chat.RoomID, a *chat.Answer) ([]chat.Action, error) {
	lang, to, _ := strings.Cut(strings.TrimPrefix(owner, rightsOwner), "/")
	var room chat.RoomID
	if err := room.UnmarshalText([]byte(to)); err != nil {
		return nil, nil //nolint:nilerr // of a version that wrote it otherwise
	}
	where := chat.Arg{Text: place.Key, Span: &chat.Span{Kind: chat.ToRoom, Room: place}}
	args := []any{"platform", place.Platform.Title(), "room", where}
	if a == nil {
		return []chat.Action{h.reply(room, chat.MessageID{}, lang, chat.Say("guard-rights-unknown", args...))}, nil
	}
	all, err := h.guard.Policies(tx)
	if err != nil {
		return nil, err
	}
	p := chat.Say("guard-rights", args...)
	for _, f := range all {
		for _, what := range f.Takes() {
			right := a.Needs[what]
			if right == "" {
				continue
			}
			has := "guard-right-there"
			if slices.Contains(a.Missing, right) {
				has = "guard-right-missing"
			}
			p.Lines(chat.Say(has, "rule", chat.Say("rule-"+string(f.Rule)), "step", chat.Say("policy-"+what), "right", right))
		}
	}
	if len(p.Then) == 0 {
		p.Lines(chat.Say("guard-rights-none"))
	}
	return []chat.Action{h.reply(room, chat.MessageID{}, lang, p)}, nil
}

// cmdGuardPolicy shows the policies, or has a lead change one.
func (h *Hub) cmdGuardPolicy(tx store.Tx, c *call) ([]chat.Action, error) {
	rule, step := moderation.Rule(strings.ToLower(c.args["rule"])), moderation.Step(strings.ToLower(c.args["step"]))
	if rule == "" {
		p, err := h.policies(tx)
		if err != nil {
			return nil, err
		}
		return []chat.Action{c.say(p.And(chat.Say("guard-policy-usage")))}, nil
	}
	if step == configured {
		step = ""
	} else if !slices.Contains(moderation.Steps, step) {
		return nil, chat.Refuse("guard-policy-usage")
	}
	if !slices.Contains(moderation.Rules, rule) {
		return nil, chat.Refuse("guard-policy-usage")
	}
	if !c.by.Role.Has(chat.Lead) {
		return nil, chat.Refuse("guard-policy-leads")
	}
	if err := h.guard.Set(tx, rule, step, c.by, c.meta.At); err != nil {
		return nil, err
	}
	said := chat.Say("guard-policy-done", "rule", chat.Say("rule-"+string(rule)), "step", chat.Say("policy-"+string(step)))
	if step == "" {
		said = chat.Say("guard-policy-reset", "rule", chat.Say("rule-"+string(rule)))
	}
	return []chat.Action{c.say(said)}, nil
}

// cmdGuardDryRun begins to look at all members, and tells where it was given what each rule would flag.
func (h *Hub) cmdGuardDryRun(tx store.Tx, c *call) ([]chat.Action, error) {
	as, err := h.guard.DryRun(tx, h.apart(c), c.lang, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("dryrun-begun"))}, as...), nil
}

// flagsShown is how many open flags are listed.
const flagsShown = 20

// cmdGuardFlags lists the flags that nobody has judged, the newest first.
func (h *Hub) cmdGuardFlags(tx store.Tx, c *call) ([]chat.Action, error) {
	fs, all, err := moderation.OpenFlags(tx, c.meta.At, flagsShown)
	if err != nil {
		return nil, err
	}
	if all == 0 {
		return []chat.Action{c.say(chat.Say("guard-flags-none"))}, nil
	}
	p := &chat.Phrase{ID: "guard-flags", Count: &all}
	for _, f := range fs {
		p.Lines(chat.Say("guard-flags-line", "number", strconv.FormatUint(f.ID, 10), "name", f.Name, "account", f.Member.String(),
			"rule", chat.Say("rule-"+string(f.RaisedBy())), "time", whenArg(f.At)))
	}
	if all > len(fs) {
		p.Lines(chat.Say("guard-flags-more", "count", strconv.Itoa(all-len(fs))))
	}
	return []chat.Action{c.say(p)}, nil
}

// flagNo reads the number of a flag, as 7 or #7.
func flagNo(c *call) (uint64, error) {
	no, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(c.args["flag"]), "#"), 10, 64)
	if err != nil {
		return 0, chat.Refuse("flag-unknown", "number", c.args["flag"])
	}
	return no, nil
}

// cmdGuardWhy tells why a flag was raised, and why each thing was done.
func (h *Hub) cmdGuardWhy(tx store.Tx, c *call) ([]chat.Action, error) {
	no, err := flagNo(c)
	if err != nil {
		return nil, err
	}
	p, err := h.guard.Why(tx, no)
	if err != nil {
		return nil, err
	}
	return []chat.Action{c.say(p)}, nil
}

// cmdGuardUndo takes back what was done because of a flag.
func (h *Hub) cmdGuardUndo(tx store.Tx, c *call) ([]chat.Action, error) {
	no, err := flagNo(c)
	if err != nil {
		return nil, err
	}
	return h.pressedFlag(tx, c, no, "undo")
}
