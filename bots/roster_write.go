package bots

import (
	"slices"
	"strings"
	"unicode"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/store"
)

// offices are proposed to who puts somebody on the roster; any other word is as good.
var offices = []string{"support", "admin", "moderator", "lead", "developer", "team"}

// shapeRosterAdd finds whose account is meant: one that is named or mentioned, or that wrote what the command replies to. What was typed
// in one line is told apart: account, office, names. An account is always known by its number from here on.
func (h *Hub) shapeRosterAdd(tx store.Tx, c *call) error {
	words := c.args["member"]
	if c.said != nil && !c.guided {
		words = c.typed("member", "office", "names")
	}
	first, rest := cutWord(words)
	if c.said != nil {
		if m, text := mentioned(c.said); !m.IsZero() {
			first, rest = m.String(), strings.TrimSpace(strings.Replace(words, text, "", 1))
		} else if f := c.said.Forward; f != nil && f.From != nil && c.guided {
			first, rest = f.From.ID.String(), ""
		}
	}
	who, ok, err := h.accountNamed(tx, c, first)
	if err == nil && !ok {
		rest = words
		if who, ok, err = h.here(tx, c); ok && who.Kind == chat.Self {
			ok = false
		}
	}
	if err != nil {
		return err
	}
	delete(c.args, "member")
	if ok {
		c.args["member"] = who.ID.String()
	}
	if c.said != nil && !c.guided {
		c.args["office"], c.args["names"] = cutWord(rest)
	}
	return nil
}

// accountNamed reads an account's number, or a handle: the account that was last seen under it, whose number its owner confirms.
func (h *Hub) accountNamed(tx store.Tx, c *call, s string) (somebody, bool, error) {
	m, ok := h.accountNumber(c.by.ID.Platform, s)
	if handle, is := strings.CutPrefix(s, "@"); !ok && is && handle != "" {
		var err error
		if m, ok, err = moderation.LastUnder(tx, c.by.ID.Platform, handle); err != nil {
			return somebody{}, false, err
		}
	}
	if !ok {
		return somebody{}, false, nil
	}
	who, err := h.somebody(tx, m)
	return who, true, err
}

// beforeRosterAdd proposes offices.
func beforeRosterAdd(c *call) {
	c.choices, c.columns, c.loose = map[string][]string{"office": offices}, 3, true
}

// cmdRosterAdd puts an account on the roster: with an office as another official, with «=ID» as one more account of the
// official of that ID.
func (h *Hub) cmdRosterAdd(tx store.Tx, c *call) ([]chat.Action, error) {
	who, ok, err := h.accountNamed(tx, c, c.args["member"])
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, chat.Refuse("roster-who")
	}
	spec, err := h.guard.Register.Written(tx)
	if err != nil {
		return nil, err
	}
	names, office := nameList(c.args["names"]), strings.TrimSpace(c.args["office"])
	if slices.ContainsFunc(names, blank) || len([]rune(office)) > 40 {
		return nil, chat.Refuse("roster-name-empty")
	}
	var o moderation.Official
	if id, more := strings.CutPrefix(office, "="); more {
		i := slices.IndexFunc(spec.Officials, func(o moderation.Official) bool { return strings.EqualFold(o.ID, id) })
		if i < 0 {
			return nil, chat.Refuse("roster-none", "id", id)
		}
		o = spec.Officials[i]
		if slices.Contains(o.Accounts(), who.ID) && len(names) == 0 {
			return nil, chat.Refuse("roster-account-taken", "name", o.Name(), "id", o.ID)
		}
		o.Names = slices.Concat(o.Names, names)
	} else {
		if len(names) == 0 && !blank(who.Name) {
			names = []string{who.Name}
		}
		if len(names) == 0 {
			return nil, chat.Refuse("roster-name-empty")
		}
		if all := strings.Join(names, ", "); slices.Equal(nameList(all), names) {
			c.args["names"] = all // what is confirmed is what was shown, whatever the account calls itself by then
		}
		o = moderation.Official{ID: newOfficialID(spec, names[0], who.ID), Kind: "person", Role: office, Names: names}
	}
	if !slices.Contains(o.Accounts(), who.ID) {
		o.Own(who.ID)
	}
	if who.Handle != "" && !slices.ContainsFunc(o.Handles, func(h string) bool { return strings.EqualFold(strings.TrimPrefix(h, "@"), who.Handle) }) {
		o.Handles = append(slices.Clone(o.Handles), who.Handle)
	}
	return h.changeRoster(tx, c, moderation.Amendment{Part: moderation.PartOfficial, Key: o.ID, Official: &o})
}

// nameList reads names set apart by commas.
func nameList(s string) (out []string) {
	for _, n := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;，；、\n", r) }) {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// blank reports a name in which nobody sees a letter.
func blank(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// newOfficialID makes a short ID of a name, one that nobody has.
func newOfficialID(spec moderation.RosterSpec, name string, m chat.MemberID) string {
	id := slug(name)
	if id == "" {
		id = m.Key
	}
	for slices.ContainsFunc(spec.Officials, func(o moderation.Official) bool { return strings.EqualFold(o.ID, id) }) {
		id += "-" + m.Key[max(0, len(m.Key)-4):]
	}
	return id
}

// cmdRosterRemove takes an official off the roster, with all its accounts.
func (h *Hub) cmdRosterRemove(tx store.Tx, c *call) ([]chat.Action, error) {
	o, _, err := h.onRoster(tx, c)
	if err != nil {
		return nil, err
	}
	c.args["official"] = o.ID
	return h.changeRoster(tx, c, moderation.Amendment{Part: moderation.PartOfficial, Key: o.ID, Gone: true, Official: &o})
}

// cmdRosterBrand puts a name, domain, link or address of the brand on the roster, or takes it off.
func (h *Hub) cmdRosterBrand(tx store.Tx, c *call) ([]chat.Action, error) {
	part, do := strings.ToLower(strings.TrimSpace(c.args["part"])), strings.ToLower(strings.TrimSpace(c.args["do"]))
	if !slices.Contains(brandParts, part) || do != "add" && do != "remove" {
		return nil, chat.Refuse("roster-brand-usage")
	}
	spec, err := h.guard.Register.Written(tx)
	if err != nil {
		return nil, err
	}
	a := moderation.Amendment{Part: moderation.Part(part), Key: brandValue(part, c.args["value"]), Gone: do == "remove"}
	has := brandList(spec.Brand, part)
	at := slices.IndexFunc(has, func(s string) bool { return strings.EqualFold(s, a.Key) })
	switch {
	case a.Gone && at < 0:
		return nil, chat.Refuse("roster-no-value", "value", cutRunes(a.Key, 100), "list", strings.Join(has, " · "))
	case a.Gone:
		a.Key = has[at]
	case at >= 0:
		return nil, chat.Refuse("roster-has-value", "value", has[at])
	case !fits(part, a.Key):
		return nil, chat.Refuse("roster-bad-"+part, "value", cutRunes(a.Key, 100))
	}
	c.args["value"] = a.Key
	return h.changeRoster(tx, c, a)
}

// brandValue is a value as the roster writes it.
func brandValue(part, s string) string {
	s = strings.TrimSpace(s)
	if part == string(moderation.PartDomain) || part == string(moderation.PartLink) {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
		s = strings.TrimSuffix(s, "/")
	}
	if part == string(moderation.PartDomain) {
		s = strings.ToLower(strings.TrimPrefix(s, "www."))
	}
	return s
}

// fits reports whether a value is of the kind it is said to be.
func fits(part, s string) bool {
	spaces := strings.ContainsFunc(s, unicode.IsSpace)
	host, path, link := strings.Cut(s, "/")
	switch moderation.Part(part) {
	case moderation.PartName:
		return !blank(s) && len([]rune(s)) <= 64
	case moderation.PartDomain:
		return !spaces && !link && strings.Contains(strings.Trim(s, "."), ".") && !strings.ContainsAny(s, "@:?#\x00") && len(s) <= 253
	case moderation.PartLink:
		return !spaces && link && path != "" && strings.Contains(host, ".") && !strings.Contains(s, "\x00") && len(s) <= 200
	}
	return !spaces && len(s) >= 20 && len(s) <= 120 && !strings.Contains(s, "\x00")
}
