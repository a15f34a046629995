package bots

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/store"
)

// answerLang is the language an answer is given in: the member's setting, what the question was written in or else the
// question of the FAQ that is likest to it, the platform's word on the member, the room's.
func (h *Hub) answerLang(tx store.Tx, m *chat.Message, room chat.RoomID, v faq.Verdict) string {
	if s, ok, err := settings.Get(tx, store.Key(m.From.ID)); err == nil && ok && s.Lang != "" {
		return s.Lang
	}
	if v.Lang != "" {
		return inScript(v.Lang, m.Text)
	}
	return h.langOf(tx, m.From, room, m.Text)
}

// langOf is the language to speak to a member in: the setting, the text's, the platform's word, the room's.
func (h *Hub) langOf(tx store.Tx, m chat.Member, room chat.RoomID, said string) string {
	if s, ok, err := settings.Get(tx, store.Key(m.ID)); err == nil && ok && s.Lang != "" {
		return s.Lang
	}
	if said != "" {
		if l := text.Parse(said).Lang(); l != "" {
			return inScript(l, said)
		}
	}
	if m.Lang != "" {
		return m.Lang
	}
	return h.cfg.roomLang(room)
}

// inScript tells Chinese in traditional characters apart.
func inScript(lang, said string) string {
	if lang == "zh" && text.Parse(said).Traditional() {
		return traditional
	}
	return lang
}

// inLang picks the variant for a reader of a language; empty if there is none in any.
func inLang(variants map[string]string, lang string, fallback Languages) string {
	have, _ := fallback.pick(variants, lang)
	return variants[have]
}

func titleOf(e faq.Entry, lang string, fallback Languages) string {
	if s := inLang(e.Title, lang, fallback); s != "" {
		return s
	}
	return e.ID
}

// speaks is the language in which the bot's own words are put for a reader of lang.
func (h *Hub) speaks(lang string) string {
	known := h.words.Langs()
	for _, l := range h.cfg.Langs.after(lang) {
		if slices.Contains(known, l) {
			return l
		}
	}
	return h.words.Speaks(lang)
}

// offeredShare is the share of the FAQ, one in so many entries, that makes a language worth choosing: emergencies are answered in more.
const offeredShare = 10

// offeredLangs are what a member may choose: the catalogue's languages and those in which the FAQ has answers, sorted.
func (h *Hub) offeredLangs() []string {
	out := h.words.Langs()
	if idx, _ := h.book.Snapshot(); idx != nil {
		for lang, n := range idx.Langs() {
			if n*offeredShare >= idx.Len() {
				out = append(out, lang)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// followWords lets the bot speak whatever language a member writes.
const followWords = "auto"

// cmdLanguage sets the language that the bot speaks with a member; without one it offers what there is.
func (h *Hub) cmdLanguage(tx store.Tx, c *call) ([]chat.Action, error) {
	said, offered := strings.TrimSpace(c.args["language"]), h.offeredLangs()
	key := store.Key(c.by.ID)
	s, _, err := settings.Get(tx, key)
	if err != nil {
		return nil, err
	}
	lang, ok := chosenLang(said, offered)
	switch {
	case said == "":
		return []chat.Action{c.say(chat.Say("language-which"), langButtons(offered, s.Lang)...)}, nil
	case !ok:
		refusal := chat.Say("language-unknown", "language", said, "languages", strings.Join(offered, ", "))
		return []chat.Action{c.say(refusal, langButtons(offered, s.Lang)...)}, nil
	}
	s.Lang = lang
	if err := settings.Put(tx, key, s); err != nil {
		return nil, err
	}
	c.lang = h.langOf(tx, c.by, c.meta.Room, "")
	if lang == "" {
		return []chat.Action{c.say(chat.Say("language-auto"))}, nil
	}
	return []chat.Action{c.say(chat.Say("language-set"))}, nil
}

// chosenLang finds what a member means: a code, or a language's own name. A code narrower than what there is (pt-BR, zh-Hant)
// is kept as it is: what is there only in the wider form is given in that.
func chosenLang(said string, offered []string) (lang string, ok bool) {
	if strings.EqualFold(said, followWords) {
		return "", true
	}
	for _, o := range offered {
		if strings.EqualFold(said, o) || strings.EqualFold(said, ownName(o)) {
			return o, true
		}
	}
	t, err := language.Parse(said)
	if err != nil {
		return "", false
	}
	for _, w := range wider(t.String()) {
		if slices.Contains(offered, w) {
			return t.String(), true
		}
	}
	return "", false
}

// langButtons are a choice list, the present choice ticked.
func langButtons(offered []string, now string) (rows [][]chat.Button) {
	for i, l := range offered {
		b := chat.Button{Text: ownName(l), Data: "l:" + l}
		if l == now {
			b.Text = "✓ " + b.Text
		}
		if i%3 == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return append(rows, []chat.Button{{Phrase: chat.Say("button-auto"), Data: "l:" + followWords}})
}

// ownName is what a language's speakers call it, its code where that is not known.
func ownName(lang string) string {
	if t, err := language.Parse(lang); err == nil {
		if name := display.Self.Name(t); name != "" {
			return name
		}
	}
	return lang
}
