package telegram

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

// Telegram counts text in UTF-16 units, this program in bytes of UTF-8; both directions are one walk along the text.

// meanings of entities that have a word of ours, and back.
var meanings = map[string]chat.SpanKind{
	"bold": chat.Bold, "italic": chat.Italic, "underline": chat.Underline, "strikethrough": chat.Strike, "spoiler": chat.Spoiler,
	"code": chat.Code, "pre": chat.Pre, "blockquote": chat.Quote, "expandable_blockquote": chat.Quote, "text_link": chat.Link,
}

var entityTypes = map[chat.SpanKind]string{
	chat.Bold: "bold", chat.Italic: "italic", chat.Underline: "underline", chat.Strike: "strikethrough", chat.Spoiler: "spoiler",
	chat.Code: "code", chat.Pre: "pre", chat.Quote: "blockquote",
}

// spansOf turns entities into spans of the text; what lies outside of it is cut off. self is this bot: its @handle
// becomes a mention, other people's stay text, for the platform does not tell whose they are.
func spansOf(text string, es []entity, self *tg.User) []chat.Span {
	if len(es) == 0 {
		return nil
	}
	offsets := make([]int, 0, 2*len(es))
	for _, e := range es {
		offsets = append(offsets, e.Offset, e.Offset+e.Length)
	}
	at := bytesAt(text, offsets)
	var out []chat.Span
	for _, e := range es {
		s := chat.Span{Kind: meanings[e.Type], Start: at[e.Offset], End: at[e.Offset+e.Length], URL: e.URL, Lang: e.Lang}
		switch {
		case e.Length <= 0 || s.Start >= s.End:
			continue
		case e.Type == "text_mention" && e.User != nil:
			s.Kind, s.Member = chat.Mention, Member(e.User.ID)
		case e.Type == "mention" && strings.EqualFold(text[s.Start:s.End], "@"+self.UserName):
			s.Kind, s.Member = chat.Mention, Member(self.ID)
		}
		if s.Kind != "" {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b chat.Span) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// bytesAt finds the bytes at which UTF-16 offsets lie; one inside a character counts as its beginning, one beyond the
// ends as the end.
func bytesAt(text string, offsets []int) map[int]int {
	offsets = slices.Clone(offsets)
	slices.Sort(offsets)
	at := make(map[int]int, len(offsets))
	units, next := 0, 0
	for i, r := range text {
		width := 1
		if r > 0xffff {
			width = 2
		}
		for next < len(offsets) && offsets[next] < units+width {
			at[offsets[next]] = i
			next++
		}
		units += width
	}
	for ; next < len(offsets); next++ {
		at[offsets[next]] = len(text)
	}
	return at
}

// words is text as the platform takes it.
type words struct {
	text     string
	entities []entity
	units    int
}

const (
	manyHandles  = 40
	mostEntities = 100 // Telegram keeps the first hundred
)

// handle is what Telegram takes for a mention wherever it finds it.
var handle = regexp.MustCompile(`@[A-Za-z0-9_]{2,}`)

// wordsOf renders a post's text. Nothing in it is mark-up, for parse_mode is never used; what its spans mean becomes
// entities.
//
// Telegram itself turns any @handle into a mention that notifies its owner, and nobody but those in Post.Ping may be
// notified. So a handle that is no such mention and no link is shown as code: Telegram looks for no mentions there, it
// reads as it was written, and it copies without invisible characters. With very many handles, everything from the
// first to the last is code.
func (a *Adapter) wordsOf(p chat.Post) words {
	text := p.Text
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		p.Spans = nil // their offsets are void
	}
	var marks []mark
	var taken []stretch // where no handle needs a cover
	for _, s := range p.Spans {
		m, ok := a.markOf(text, s, p.Ping)
		if !ok {
			continue
		}
		marks = append(marks, m)
		if m.Type == "code" || m.Type == "pre" || m.Type == "text_mention" || m.Type == "text_link" {
			taken = append(taken, m.stretch)
		}
	}
	for _, cover := range covers(text, taken) {
		marks = carve(marks, cover)
		marks = append(marks, mark{stretch: cover, entity: entity{Type: "code"}})
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.from, b.from) })
	return measure(text, marks)
}

// stretch is a part of a text by bytes.
type stretch struct{ from, to int }

func (s stretch) meets(o stretch) bool { return s.from < o.to && o.from < s.to }

// mark is an entity whose place is still counted in bytes.
type mark struct {
	stretch
	entity
}

// markOf turns a span into an entity, if it is one the platform has and the reader may be shown.
func (a *Adapter) markOf(text string, s chat.Span, ping []chat.MemberID) (mark, bool) {
	s.Start, s.End = max(s.Start, 0), min(s.End, len(text))
	for s.Start < s.End && !utf8.RuneStart(text[s.Start]) {
		s.Start++
	}
	for s.End < len(text) && s.End > 0 && !utf8.RuneStart(text[s.End]) {
		s.End--
	}
	if s.Start >= s.End {
		return mark{}, false
	}
	m := mark{stretch: stretch{s.Start, s.End}, entity: entity{Type: entityTypes[s.Kind], Lang: s.Lang}}
	switch s.Kind {
	case chat.Link:
		m.link(s.URL)
	case chat.ToMessage:
		m.link(messageLink(s.Message))
	case chat.ToRoom:
		m.link(a.roomLink(s.Room))
	case chat.Mention:
		id, err := memberOf(s.Member)
		if err == nil && id > 0 && slices.Contains(ping, s.Member) {
			m.Type = "text_mention"
			m.User = &mentioned{ID: id, Name: text[s.Start:s.End]}
		}
	}
	return m, m.Type != ""
}

// link makes the mark a link. Only web addresses are: a tg: address can be a mention.
func (m *mark) link(url string) {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		m.Type, m.URL = "text_link", url
	}
}

// covers finds the handles outside of the taken stretches.
func covers(text string, taken []stretch) []stretch {
	slices.SortFunc(taken, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var out []stretch
	next := 0
	for _, at := range handle.FindAllStringIndex(text, -1) {
		h := stretch{at[0], at[1]}
		before, _ := utf8.DecodeLastRuneInString(text[:h.from])
		if h.from > 0 && (before == '_' || unicode.IsLetter(before) || unicode.IsDigit(before)) {
			continue // an e-mail address
		}
		for next < len(taken) && taken[next].to <= h.from {
			next++
		}
		if next < len(taken) && taken[next].meets(h) {
			continue
		}
		out = append(out, h)
	}
	if len(out) > manyHandles {
		return []stretch{{out[0].from, out[len(out)-1].to}}
	}
	return out
}

// carve takes a stretch out of all marks, for code bears no other entity beside it.
func carve(marks []mark, hole stretch) []mark {
	out := make([]mark, 0, len(marks)+1)
	for _, m := range marks {
		if !m.meets(hole) || m.Type == "blockquote" {
			out = append(out, m)
			continue
		}
		if m.from < hole.from {
			left := m
			left.to = hole.from
			out = append(out, left)
		}
		if m.to > hole.to {
			right := m
			right.from = hole.to
			out = append(out, right)
		}
	}
	return out
}

// measure counts in UTF-16. When there are too many entities, covers of handles go before form.
func measure(text string, marks []mark) words {
	if len(marks) > mostEntities {
		slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(weight(a), weight(b)) })
		marks = marks[:mostEntities]
		slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.from, b.from) })
	}
	places := make([]int, 0, 2*len(marks))
	for _, m := range marks {
		places = append(places, m.from, m.to)
	}
	slices.Sort(places)
	unitsAt := make(map[int]int, len(places))
	w := words{text: text}
	next := 0
	for i, r := range text {
		for next < len(places) && places[next] <= i {
			unitsAt[places[next]] = w.units
			next++
		}
		w.units++
		if r > 0xffff {
			w.units++
		}
	}
	for ; next < len(places); next++ {
		unitsAt[places[next]] = w.units
	}
	for _, m := range marks {
		m.Offset = unitsAt[m.from]
		m.Length = unitsAt[m.to] - m.Offset
		w.entities = append(w.entities, m.entity)
	}
	return w
}

func weight(m mark) int {
	switch m.Type {
	case "code":
		return 0
	case "text_link", "text_mention":
		return 1
	}
	return 2
}

// messageLink is the address of a message for those who are in its group; small groups and private chats have none.
func messageLink(m chat.MessageID) string {
	id, number, err := messageOf(m)
	group, ok := strings.CutPrefix(strconv.FormatInt(id, 10), "-100")
	if err != nil || !ok {
		return ""
	}
	return "https://t.me/c/" + group + "/" + strconv.Itoa(number)
}

// roomLink is the address of a room: a topic, a group by its first message, a private chat by the bot's.
// Address is a room's web address; it opens for those who are in the group.
func (a *Adapter) Address(room chat.RoomID) string { return a.roomLink(room) }

func (a *Adapter) roomLink(room chat.RoomID) string {
	at, err := placeOf(room)
	if err != nil {
		return ""
	}
	if at.chat > 0 {
		return a.self().address()
	}
	return messageLink(Message(at.chat, max(at.thread, 1)))
}
