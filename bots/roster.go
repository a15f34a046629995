package bots

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// rosterCommands show who and what is official, and let leads change it.
func (d declarer) rosterCommands() command {
	const mod, lead = chat.Moderator, chat.Lead
	add := asking(d.define("roster add", lead, (*Hub).cmdRosterAdd, d.opt("member", account), d.opt("office"), d.opt("names", long)), "member", "office", "names")
	add.needs, add.shape, add.typed = []string{"member", "office"}, (*Hub).shapeRosterAdd, "[account] <office> [names]"
	brand := d.define("roster brand", lead, (*Hub).cmdRosterBrand, d.opt("part", must, only(brandParts...)), d.opt("do", must, only("add", "remove")), d.opt("value", must, long))
	brand.needs = nil // what is missing is told with the usage
	g := d.group("roster", mod, (*Hub).cmdRoster,
		d.define("roster list", mod, (*Hub).cmdRosterList, d.opt("page", num)),
		d.define("roster show", mod, (*Hub).cmdRosterShow, d.opt("official", must, guess)),
		add,
		d.define("roster remove", lead, (*Hub).cmdRosterRemove, d.opt("official", must, guess)),
		brand,
		d.define("roster pending", lead, (*Hub).cmdRosterPending),
		d.define("roster history", mod, (*Hub).cmdRosterHistory),
		d.define("roster export", lead, (*Hub).cmdRosterExport),
	)
	g.aside = true
	for name, s := range g.subs {
		s.aside = true
		g.subs[name] = s
	}
	return g
}

var brandParts = []string{string(moderation.PartName), string(moderation.PartDomain), string(moderation.PartLink), string(moderation.PartContract)}

// rosterPage is how many officials are listed on a page.
const rosterPage = 25

// cmdRoster lists the roster, or says which subcommand a wrong word may have meant.
func (h *Hub) cmdRoster(tx store.Tx, c *call) ([]chat.Action, error) {
	if word, _ := cutWord(c.args[subcommand]); word != "" {
		if near := nearestOf(word, sorted(c.command.subs)); near != "" {
			return []chat.Action{c.say(chat.Say("command-near", "command", "roster "+cutRunes(word, 32), "near", "roster "+near))}, nil
		}
	}
	c.name = "roster list" // whose pages are turned
	return h.cmdRosterList(tx, c)
}

// cmdRosterList lists who and what is official, what differs from the configuration, and by whom.
func (h *Hub) cmdRosterList(tx store.Tx, c *call) ([]chat.Action, error) {
	e, err := h.guard.Register.At(tx)
	if err != nil {
		return nil, err
	}
	differs, err := amendedBy(tx)
	if err != nil {
		return nil, err
	}
	all := e.Roster.Officials()
	from, to, shown, row, err := h.pages(tx, c, len(all), rosterPage)
	if err != nil {
		return nil, err
	}
	p := chat.Say("roster-head", "page", shown)
	n := len(all)
	p.Count = &n
	if from == 0 {
		b := e.Roster.Brand()
		for _, part := range brandParts {
			if list := brandList(b, part); len(list) > 0 {
				p.Lines(chat.Say("roster-brand-"+part, "list", strings.Join(list, " · ")))
			}
		}
	}
	for i, o := range all[from:to] {
		addTo(p, officialLine(o, differs), i)
	}
	if to == len(all) {
		addDifferences(p, e.Roster, differs)
	}
	return []chat.Action{c.say(p, row)}, nil
}

func brandList(b moderation.Brand, part string) []string {
	switch moderation.Part(part) {
	case moderation.PartName:
		return b.Names
	case moderation.PartDomain:
		return b.Domains
	case moderation.PartLink:
		return b.Links
	case moderation.PartContract:
		return b.Contracts
	}
	return nil
}

// amendedBy finds what was changed, by part and key.
func amendedBy(tx store.Tx) (map[string]moderation.Amendment, error) {
	as, err := moderation.Amendments(tx)
	out := make(map[string]moderation.Amendment, len(as))
	for _, a := range as {
		out[string(a.Part)+" "+a.Key] = a
	}
	return out, err
}

// officialLine is an official in a list: name, office, handles, accounts, and where it comes from if that is not the configuration.
func officialLine(o moderation.Official, differs map[string]moderation.Amendment) *chat.Phrase {
	p := chat.Say("roster-line", "id", o.ID, "name", o.Name(), "office", o.Role, "accounts", accountsOf(o))
	switch a, changed := differs["official "+o.ID]; {
	case o.Drawn:
		p.Lines(chat.Say("roster-drawn"))
	case changed:
		p.Lines(chat.Say("roster-changed", "name", a.Name, "time", whenArg(a.At)))
	}
	return p
}

// accountsOf are an official's handles and accounts in one line.
func accountsOf(o moderation.Official) string {
	var all []string
	for _, handle := range o.Handles {
		all = append(all, "@"+strings.TrimPrefix(handle, "@"))
	}
	for _, m := range o.Accounts() {
		all = append(all, m.String())
	}
	if len(all) == 0 {
		return "—"
	}
	return strings.Join(all, " · ")
}

// addDifferences adds what was taken off or put on otherwise than the configuration says, apart from officials that are listed.
func addDifferences(p *chat.Phrase, r *moderation.Roster, differs map[string]moderation.Amendment) {
	i := 0
	for _, key := range sorted(differs) {
		a := differs[key]
		if _, listed := r.ByID(a.Key); a.Part == moderation.PartOfficial && (listed || a.Drawn) {
			continue
		}
		line := chat.Say("roster-put", "what", a.Key, "name", a.Name, "time", whenArg(a.At))
		if a.Gone {
			line = chat.Say("roster-gone", "what", a.Key, "name", a.Name, "time", whenArg(a.At))
		}
		addTo(p, line, i)
		i++
	}
}

// onRoster finds the official that somebody means by its ID.
func (h *Hub) onRoster(tx store.Tx, c *call) (moderation.Official, *moderation.Roster, error) {
	e, err := h.guard.Register.At(tx)
	if err != nil {
		return moderation.Official{}, nil, err
	}
	id := strings.TrimSpace(c.args["official"])
	if o, ok := e.Roster.ByID(id); ok {
		return o, e.Roster, nil
	}
	if m, is := h.accountNumber(c.by.ID.Platform, id); is {
		if o, ok := e.Roster.ByAccount(m); ok {
			return o, e.Roster, nil
		}
	}
	near := nearestOf(id, rosterIDs(e.Roster))
	if near == "" {
		return moderation.Official{}, nil, chat.Refuse("roster-none", "id", cutRunes(id, 50))
	}
	return moderation.Official{}, nil, chat.Refuse("roster-near", "id", cutRunes(id, 50), "near", near)
}

func rosterIDs(r *moderation.Roster) (ids []string) {
	for _, o := range r.Officials() {
		ids = append(ids, o.ID)
	}
	return ids
}

// cmdRosterShow tells all that the roster has of an official, which of its names are not protected, and who put it there.
func (h *Hub) cmdRosterShow(tx store.Tx, c *call) ([]chat.Action, error) {
	o, r, err := h.onRoster(tx, c)
	if err != nil {
		return nil, err
	}
	p := chat.Say("roster-show", "id", o.ID, "name", o.Name(), "office", o.Role, "accounts", accountsOf(o))
	if len(o.Names) > 1 {
		p.Lines(chat.Say("roster-names", "names", strings.Join(o.Names, " · ")))
	}
	for _, m := range o.Accounts() {
		k, known, err := moderation.KnownOf(tx, m)
		if err != nil {
			return nil, err
		}
		if known {
			p.Lines(chat.Say("roster-seen", "account", m.String(), "name", accountName(chat.Member{ID: m, Name: k.Name, Handle: k.Handle})))
		}
	}
	p.Lines(weakLines(r.Unprotected(), o.ID)...)
	differs, err := amendedBy(tx)
	if err != nil {
		return nil, err
	}
	switch a, changed := differs["official "+o.ID]; {
	case o.Drawn:
		p.And(chat.Say("roster-drawn"))
	case changed:
		p.And(chat.Say("roster-changed", "name", a.Name, "time", whenArg(a.At)))
	default:
		p.And(chat.Say("roster-configured"))
	}
	return []chat.Action{c.say(p)}, nil
}

// weakLines tell which keys of an official, or of the brand, are not protected, and why.
func weakLines(ws []moderation.Warning, official string) (out []*chat.Phrase) {
	for _, w := range ws {
		switch {
		case w.Official != official:
		case w.Common():
			out = append(out, chat.Say("roster-weak-common", "name", w.Key))
		default:
			out = append(out, chat.Say("roster-weak-short", "name", w.Key))
		}
	}
	return out
}

// historyRoster is how many changes of the roster are told.
const historyRoster = 20

// rosterAct begins what the audit has of a change of the roster.
const rosterAct = "roster "

// cmdRosterHistory tells the latest changes from the audit.
func (h *Hub) cmdRosterHistory(tx store.Tx, c *call) ([]chat.Action, error) {
	rs, err := escalation.Audit(tx, 0)
	if err != nil {
		return nil, err
	}
	rs = slices.DeleteFunc(rs, func(r escalation.Record) bool { return !strings.HasPrefix(r.What, rosterAct) })
	if len(rs) == 0 {
		return []chat.Action{c.say(chat.Say("roster-no-history"))}, nil
	}
	p := chat.Say("roster-history", "count", strconv.Itoa(len(rs)))
	for _, r := range rs[max(0, len(rs)-historyRoster):] {
		p.Lines(auditLine(r))
	}
	return []chat.Action{c.say(p)}, nil
}

// officialChoices completes the ID of an official by a few letters of ID or name.
func (h *Hub) officialChoices(_ context.Context, p chat.Partial) (out []chat.Choice) {
	all := h.official().Roster.Officials()
	add := func(o moderation.Official) {
		if len(out) < completions {
			out = append(out, chat.Choice{Name: cutRunes(o.Name()+" ("+o.ID+")", 100), Value: cutRunes(o.ID, 100)})
		}
	}
	typed := cutRunes(strings.TrimSpace(p.Value), 32)
	if typed == "" {
		for _, o := range all {
			add(o)
		}
		return out
	}
	var keys []string
	for _, o := range all {
		keys = append(keys, o.ID+" "+o.Name())
	}
	for _, m := range fuzzy.Find(typed, keys) {
		add(all[m.Index])
	}
	return out
}
