package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
)

type faqCheckCmd struct {
	Roster string `help:"File with the keys brand and officials, which fill the variables; default: the configuration." type:"path" placeholder:"FILE"`
}

// Run reads the FAQ as the bot does, and looks at what only the roster, the configuration and the folder can tell: variables, tiers
// and pictures.
func (c faqCheckCmd) Run(a *app, io streams) error {
	path := faqPath(a.FAQ)
	src, name, err := readFAQ(path)
	if err != nil {
		return err
	}
	es, places, err := faq.ParsePlaces(src)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r, err := rosterFlags{Roster: c.Roster}.roster(a, io)
	if err != nil {
		return err
	}
	look := inspector{
		lines: strings.Split(string(src), "\n"), places: places, vars: bots.Variables(r), named: c.Roster != "" || a.Config != "",
		pictures: pictures(path, r),
	}
	if a.Config != "" {
		conf, err := readConfiguration(a.Config)
		if err != nil {
			return err
		}
		look.claims = &conf.hub.Desk.Claims
	}
	for i := range es {
		look.variables(&es[i])
		look.tier(&es[i])
		look.picture(&es[i])
	}
	if len(look.found) > 0 {
		slices.SortStableFunc(look.found, func(a, b faq.Problem) int { return cmp.Compare(a.Line, b.Line) })
		return fmt.Errorf("%s: %w", name, look.found)
	}
	questions := 0
	langs := map[string]int{}
	for _, e := range es {
		for lang, qs := range e.Questions {
			questions += len(qs)
			langs[lang] += len(qs)
		}
	}
	fmt.Fprintf(io.out, "%d entries, %d questions %v: in order\n", len(es), questions, langs)
	return nil
}

// inspector finds what is wrong with entries beyond their syntax.
type inspector struct {
	lines    []string
	places   map[faq.Place]int
	vars     faq.Variables
	named    bool // the roster is the community's own: what it lacks is missing
	pictures interface{ Check(chat.File) error }
	claims   *escalation.Claims // nil: no configuration says which tiers there are
	found    faq.Problems
}

func (in *inspector) variables(e *faq.Entry) {
	for _, b := range in.vars.Blanks(e) {
		if _, known := in.vars[b.Name]; known && !in.named {
			continue // the example roster is nobody's
		}
		in.report(e.ID, b.Field, b.Lang, "{"+b.Name+"}", fmt.Sprintf("entry %s: %s", e.ID, b))
	}
}

func (in *inspector) tier(e *faq.Entry) {
	if in.claims == nil || e.Tier == "" {
		return
	}
	if _, ok := in.claims.Find(e.Tier); !ok {
		what := "entry %s: there is no tier %q; there are %s. Name it under desk.tiers of the configuration"
		in.report(e.ID, "tier", "", "", fmt.Sprintf(what, e.ID, e.Tier, tierNames(*in.claims)))
	}
}

func (in *inspector) picture(e *faq.Entry) {
	if e.Picture == "" || strings.Contains(e.Picture, "://") && !in.named {
		return
	}
	if err := in.pictures.Check(chat.File{Key: e.Picture}); err != nil {
		in.report(e.ID, "picture", "", "", fmt.Sprintf("entry %s: %v; answers would go without it", e.ID, err))
	}
}

// report names the line: the first one from the field's on that holds the text.
func (in *inspector) report(id, field, lang, text, what string) {
	line := in.places[faq.Place{ID: id, Field: field, Lang: lang}]
	for n := line; n > 0 && n <= len(in.lines); n++ {
		if strings.Contains(in.lines[n-1], text) {
			line = n
			break
		}
	}
	p := faq.Problem{Line: line, What: what}
	if line > 0 && line <= len(in.lines) {
		p.Text = fmt.Sprintf("%.120s", strings.TrimRight(in.lines[line-1], "\r"))
	}
	in.found = append(in.found, p)
}
