package bots

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/store"
)

func (c *call) author() faq.Author { return faq.Author{ID: c.by.ID, Name: c.by.Name, At: c.meta.At} }

// asideOwner begins the owner of what is said in private to a command that was typed where just anybody reads.
const asideOwner = "aside/"

// notAside tells in the room of a command that its answer did not get through to the private chat.
func (h *Hub) notAside(e *chat.Failed) []chat.Action {
	var room chat.RoomID
	if e.Fault.Class != chat.Unreachable || room.UnmarshalText([]byte(strings.TrimPrefix(e.Action.Owner, asideOwner))) != nil {
		return nil
	}
	hello := chat.Button{Phrase: chat.Say("button-open-chat"), Start: "hello"}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: chat.Say("faq-aside"), Buttons: [][]chat.Button{{hello}},
	}}}}
}

// cmdFAQ says which subcommands there are, and which one a wrong word may have meant.
func (h *Hub) cmdFAQ(_ store.Tx, c *call) ([]chat.Action, error) {
	p := chat.Say("faq-usage")
	if word, _ := cutWord(c.args[subcommand]); word != "" {
		if near := nearestOf(word, sorted(c.command.subs)); near != "" {
			return []chat.Action{c.say(chat.Say("command-near", "command", "faq "+cutRunes(word, 32), "near", "faq "+near))}, nil
		}
		p = chat.Say("command-unknown", "command", "faq "+cutRunes(word, 32)).And(p)
	}
	for _, s := range c.command.Subs {
		p.Lines(chat.Say("help-line", "command", "/faq "+s.Name+usage(s), "about", s.About[h.words.Speaks(c.lang)]))
	}
	return []chat.Action{c.say(p)}, nil
}

// subcommand is the argument of a command of subcommands that was typed with none of them.
const subcommand = "subcommand"

// nearestOf is the name that somebody may have meant: one with the same letters in a row, or but for two edits.
func nearestOf(word string, names []string) string {
	word = strings.ToLower(cutRunes(word, 32))
	for _, m := range fuzzy.Find(word, names) {
		return names[m.Index]
	}
	best, least := "", 3
	for _, n := range names {
		if d := edits(word, n); d < least && d*2 <= len(n) {
			best, least = n, d
		}
	}
	return best
}

// edits counts the letters to insert, delete or change, or to swap with the next, that make b of a.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+1)
			if a[i-1] == b[j-1] {
				row[j] = min(row[j], last[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// entry finds the entry a moderator means: by its ID, or by a few letters of ID or title if only one fits best.
func (h *Hub) entry(tx store.Tx, c *call) (faq.Version, error) {
	id := strings.ToLower(strings.TrimSpace(c.args["id"]))
	v, err := h.book.Get(tx, id)
	if err == nil || !errors.Is(err, faq.ErrNotFound) {
		return v, err
	}
	near := h.titles().find(c.args["id"], 3)
	if len(near) == 1 {
		return h.book.Get(tx, near[0].Value)
	}
	var ids []string
	for _, n := range near {
		ids = append(ids, n.Value)
	}
	if len(ids) == 0 {
		return v, chat.Refuse("faq-none", "entry", c.args["id"])
	}
	return v, chat.Refuse("faq-near", "entry", c.args["id"], "near", strings.Join(ids, ", "))
}

// past finds the entry too if it was deleted: its last version is returned then.
func (h *Hub) past(tx store.Tx, c *call) (faq.Version, error) {
	id := strings.ToLower(strings.TrimSpace(c.args["id"]))
	if v, err := h.book.Get(tx, id); err == nil || !errors.Is(err, faq.ErrNotFound) {
		return v, err
	}
	last, err := h.book.History(tx, id, 0, 1)
	if err != nil || len(last) == 1 {
		return append(last, faq.Version{})[0], err
	}
	return h.entry(tx, c)
}

// entryLang is the language a moderator writes in: as told, else as the text looks.
func (c *call) entryLang(s string) string {
	if l := strings.TrimSpace(c.args["lang"]); l != "" {
		return lowerLang(l)
	}
	if l := text.Parse(s).Lang(); l != "" {
		return l
	}
	base, _, _ := strings.Cut(c.lang, "-")
	return base
}

// lowerLang writes the language of a tag small; its region and script are left as they are.
func lowerLang(tag string) string {
	base, rest, _ := strings.Cut(tag, "-")
	return strings.TrimSuffix(strings.ToLower(base)+"-"+rest, "-")
}

// faqRefusal turns the Book's errors into words for the moderator; what is no fault of his stays an error.
func (h *Hub) faqRefusal(err error) error {
	var conflict faq.ErrConflict
	switch {
	case errors.As(err, &conflict):
		return chat.Refuse("faq-exists", "entry", conflict.Now.Entry.ID, "name", conflict.Now.By.Name)
	case errors.Is(err, faq.ErrNotFound), errors.Is(err, faq.ErrNoQuestion), errors.Is(err, faq.ErrOwnQuestion), errors.Is(err, faq.ErrInvalid):
		return chat.Refuse("faq-invalid", "reason", err.Error())
	}
	return err
}

// withText gives what a moderator typed back with a refusal, so that nothing has to be typed twice.
func withText(err error, typed string) error {
	var r *chat.Refusal
	if errors.As(err, &r) {
		r.Phrase.And(chat.Say("faq-your-text", "text", typed))
	}
	return err
}

// questionList reads questions set apart by line feeds or semicolons.
func questionList(s string) (out []string) {
	for _, q := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		if q = strings.TrimSpace(q); q != "" {
			out = append(out, q)
		}
	}
	return out
}

// clone is a copy whose texts can be changed.
func clone(e faq.Entry) faq.Entry {
	e.Title, e.Questions, e.Answer, e.Tags = maps.Clone(e.Title), maps.Clone(e.Questions), maps.Clone(e.Answer), slices.Clone(e.Tags)
	if e.Title == nil {
		e.Title = map[string]string{}
	}
	if e.Questions == nil {
		e.Questions = map[string][]string{}
	}
	if e.Answer == nil {
		e.Answer = map[string]string{}
	}
	return e
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
