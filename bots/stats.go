package bots

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// statsPage is how many entries a page of /faq stats shows.
const statsPage = 15

// month is the longer of the two recent times that /faq stats tells of.
const month = 30 * 24 * time.Hour

// cmdFAQStats shows what became of the answers: of one entry by language, or of all, those shown most first.
func (h *Hub) cmdFAQStats(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args["id"] != "" {
		return h.entryStats(tx, c)
	}
	page := 1
	if s := c.args["page"]; s != "" {
		var err error
		if page, err = strconv.Atoi(s); err != nil {
			return nil, chat.Refuse("stats-page")
		}
	}
	return h.statsPage(tx, c, page, false)
}

// statsPage shows a page, in place of the one that carries the button if there is one.
func (h *Hub) statsPage(tx store.Tx, c *call, page int, update bool) ([]chat.Action, error) {
	all, err := faq.Counts(tx, "")
	if err != nil {
		return nil, err
	}
	byEntry := map[string]faq.Count{}
	for _, k := range all {
		e := byEntry[k.Entry].Plus(k)
		e.Lang = ""
		byEntry[k.Entry] = e
	}
	entries := sorted(byEntry)
	slices.SortStableFunc(entries, func(a, b string) int { return cmp.Compare(byEntry[b].Shown, byEntry[a].Shown) })
	pages := max(1, (len(entries)+statsPage-1)/statsPage)
	if page < 1 || page > pages {
		return nil, chat.Refuse("stats-page")
	}
	p := chat.Say("stats-head", "page", strconv.Itoa(page), "pages", strconv.Itoa(pages)).Lines(countLine("stats-all", "", sum(all)))
	if err := h.recent(tx, p, "", c.meta.At); err != nil {
		return nil, err
	}
	for i, id := range entries[(page-1)*statsPage : min(page*statsPage, len(entries))] {
		line := countLine("stats-entry", id, byEntry[id])
		if i == 0 {
			p.And(line)
		} else {
			p.Lines(line)
		}
	}
	var turn []chat.Button
	if page > 1 {
		turn = append(turn, chat.Button{Phrase: chat.Say("button-page-before"), Data: "y:" + strconv.Itoa(page-1) + ":p"})
	}
	if page < pages {
		turn = append(turn, chat.Button{Phrase: chat.Say("button-page-after"), Data: "y:" + strconv.Itoa(page+1) + ":p"})
	}
	post := chat.Post{Phrase: p, Update: update}
	if len(turn) > 0 {
		post.Buttons = [][]chat.Button{turn}
	}
	return []chat.Action{c.post(post)}, nil
}

// pressedStats turns a page.
func (h *Hub) pressedStats(tx store.Tx, c *call, page uint64) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-staff", "command", "faq stats")
	}
	return h.statsPage(tx, c, int(min(page, 1<<20)), true)
}

// entryStats shows the counters of an entry by language.
func (h *Hub) entryStats(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	id := v.Entry.ID
	all, err := faq.Counts(tx, id)
	if err != nil {
		return nil, err
	}
	p := chat.Say("stats-of", "entry", id).Lines(countLine("stats-all", "", sum(all)))
	if err := h.recent(tx, p, id, c.meta.At); err != nil {
		return nil, err
	}
	for _, k := range all {
		p.Lines(countLine("stats-entry", k.Lang, k))
	}
	err = showMuted(tx, p, id)
	return []chat.Action{c.say(p)}, err
}

// recent adds the last seven and thirty days.
func (h *Hub) recent(tx store.Tx, p *chat.Phrase, entry string, now time.Time) error {
	for _, last := range []struct {
		phrase string
		time   time.Duration
	}{{"stats-week", week}, {"stats-month", month}} {
		counts, err := faq.CountsSince(tx, entry, now.Add(-last.time))
		if err != nil {
			return err
		}
		p.Lines(countLine(last.phrase, "", sum(counts)))
	}
	return nil
}

func sum(counts []faq.Count) (all faq.Count) {
	for _, c := range counts {
		all = all.Plus(c)
	}
	return all
}

// countLine puts counters into words.
func countLine(phrase, name string, c faq.Count) *chat.Phrase {
	return chat.Say(phrase, "name", name, "shown", number(c.Shown), "helped", number(c.Helped), "not", number(c.NotHelped),
		"escalated", number(c.Escalated), "suppressed", number(c.Suppressed))
}
