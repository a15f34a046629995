package bots

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/store"
)

// answerLang is the language an answer is given in: the member's setting, what the question was written in, the room's.
func (h *Hub) answerLang(tx store.Tx, m *chat.Message, room chat.RoomID, v faq.Verdict) string {
	if s, ok, err := settings.Get(tx, store.Key(m.From.ID)); err == nil && ok && s.Lang != "" {
		return s.Lang
	}
	if v.Lang != "" {
		return v.Lang
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
			return l
		}
	}
	if m.Lang != "" {
		return m.Lang
	}
	return h.cfg.roomLang(room)
}

// inLang picks the variant for a language, else for the first fallback there is.
func inLang(variants map[string]string, lang string, fallback []string) string {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range append([]string{lang, base}, fallback...) {
		if s := variants[l]; s != "" {
			return s
		}
	}
	for _, l := range sorted(variants) {
		return variants[l]
	}
	return ""
}

func titleOf(e faq.Entry, lang string, fallback []string) string {
	if s := inLang(e.Title, lang, fallback); s != "" {
		return s
	}
	return e.ID
}
