package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// place resolves member:1 and staff:1, for the member who acts there.
func (th *theatre) place(room, actor string) string {
	side, n, ok := strings.Cut(room, ":")
	switch {
	case !ok:
		return room
	case th.Platform() == discord.Platform && side == "staff" && (len(th.stages) > 1 || strings.Contains(th.config, "team")):
		return "#staff-" + n
	case th.Platform() == discord.Platform || side == "staff":
		return "#" + n
	}
	return "@" + actor
}

// key names a member in a room, on the stage of the step.
func (th *theatre) key(member, room string) string {
	return string(th.Platform()) + " " + member + "@" + room
}

// forget is as if nothing had been seen in a room.
func (th *theatre) forget(room string) {
	here := func(k string) bool {
		return strings.HasPrefix(k, string(th.Platform())+" ") && strings.HasSuffix(k, "@"+room)
	}
	for _, seen := range []map[string]int{th.marks, th.quiet} {
		maps.DeleteFunc(seen, func(k string, _ int) bool { return here(k) })
	}
	maps.DeleteFunc(th.known, func(k string, _ sight) bool { return here(k) })
}

// sight is what a member had seen in a room after so many steps.
type sight struct {
	acts int
	of   map[chat.MessageID]chattest.Shown
}

// stale reports whether a message held the text already when the member looked last, and something was done since: it proves nothing
// of that.
func (th *theatre) stale(key string, s chattest.Shown, text string) bool {
	before := th.known[key]
	was, ok := before.of[s.ID]
	return ok && th.acts > before.acts && holds(was, text)
}

// look notes what a member has seen in a room.
func (th *theatre) look(key string, seen []chattest.Shown) {
	s := sight{th.acts, map[chat.MessageID]chattest.Shown{}}
	for _, m := range seen[:min(th.marks[key], len(seen))] {
		if !m.ID.IsZero() { // a toast has none
			s.of[m.ID] = m
		}
	}
	th.known[key] = s
}

func (th *theatre) say(member, room, text string) error {
	var s chattest.Said
options:
	for {
		option, rest := word(text)
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "reply":
			th.settle()
			id, err := th.lastOfBot(room, member)
			if err != nil {
				return err
			}
			s.ReplyTo = id
		case "mention":
			s.Mention = true
		case "photo":
			s.Photo = true
		case "voice":
			s.Voice = true
		case "sticker":
			s.Sticker = "👍"
		case "album":
			s.Album = 2
		case "doc":
			s.Doc = value
		case "weighs":
			megabytes, err := strconv.Atoi(strings.TrimSuffix(value, "MB"))
			if err != nil {
				return err
			}
			s.Size = int64(megabytes) << 20
		case "marked":
			rest, s.Spans = markdown.Parse(rest, markdown.Names{})
			text = rest
			break options
		case "forward":
			s.Forward = value
		default:
			break options
		}
		text = rest
	}
	s.Text = text
	th.quiet[th.key(member, room)] = len(th.others(room, member))
	th.said[th.key(member, room)] = th.Stage.Say(room, member, s)
	return nil
}

func (th *theatre) lastOfBot(room, member string) (chat.MessageID, error) {
	seen := th.ofBot(room, member)
	if len(seen) == 0 {
		return chat.MessageID{}, errors.New("the bot has said nothing here")
	}
	return seen[len(seen)-1].ID, nil
}

// expect waits for a message that holds the text, later than what the last expectation of this member here saw, or, if again is 1,
// that one. An edit counts anew. What stood there already before the last deed of anyone does not count: a step that proves nothing is
// a defect of the script.
func (th *theatre) expect(member, room, text string, again int) error {
	key := th.key(member, room)
	var found bool
	var was string
	err := th.Stage.Wait(th.ctx, func() bool {
		seen := th.others(room, member)
		for i := len(seen) - 1; i >= 0; i-- {
			if (i >= th.marks[key]-again || seen[i].Edited) && holds(seen[i], text) {
				if th.stale(key, seen[i], text) {
					was = ": what holds it stood there before"
					continue
				}
				th.marks[key] = max(th.marks[key], i+1)
				th.look(key, seen)
				th.quiet[key] = max(th.quiet[key], th.marks[key])
				found = true
				return true
			}
		}
		return false
	})
	if err != nil || !found {
		return fmt.Errorf("%s did not see it%s; in %s she sees:\n%s", member, was, room, show(th.Seen(room, member)))
	}
	return nil
}

// keep puts the word behind a text that is expected for {NAME} in later steps.
func (th *theatre) keep(member, room, name, before string) error {
	if err := th.expect(member, room, before, 1); err != nil {
		return err
	}
	seen := th.others(room, member)
	for i := len(seen) - 1; i >= 0; i-- {
		if _, after, ok := strings.Cut(seen[i].Text, before); ok {
			th.kept[name], _ = word(strings.Join(strings.Fields(after), " "))
			return nil
		}
	}
	return fmt.Errorf("%q is not in the text of a message", before)
}

func (th *theatre) silence(member, room string) error {
	th.settle()
	seen := th.others(room, member)
	for _, s := range seen[min(th.quiet[th.key(member, room)], len(seen)):] {
		if s.From == "bot" {
			return fmt.Errorf("not silent; in %s %s sees:\n%s", room, member, show([]chattest.Shown{s}))
		}
	}
	return nil
}

func (th *theatre) gone(member, room, text string) error {
	err := th.Stage.Wait(th.ctx, func() bool {
		return !slices.ContainsFunc(th.Seen(room, member), func(s chattest.Shown) bool { return holds(s, text) })
	})
	if err != nil {
		return fmt.Errorf("still there:\n%s", show(th.Seen(room, member)))
	}
	seen := th.others(room, member)
	th.marks[th.key(member, room)] = len(seen)
	th.look(th.key(member, room), seen)
	return nil
}

// signs are how platforms show delivery states.
var signs = map[string]chat.Mark{
	"⏳": chat.Waiting, "✅": chat.Delivered, "❌": chat.Undone, "👀": chat.Waiting, "👌": chat.Delivered, "💔": chat.Undone,
}

// marked waits until the member's last message in a room bears a delivery state and no other.
func (th *theatre) marked(member, room string, want chat.Mark) error {
	last := th.said[th.key(member, room)]
	var bears []chat.Mark
	err := th.Stage.Wait(th.ctx, func() bool {
		bears = nil
		for _, s := range th.Seen(room, member) {
			if s.ID == last {
				for _, sign := range s.Marks {
					bears = append(bears, signs[sign])
				}
			}
		}
		return slices.Equal(bears, []chat.Mark{want})
	})
	if err != nil {
		return fmt.Errorf("the message bears %v", bears)
	}
	return nil
}

// others are the messages in a room that the member did not write.
func (th *theatre) others(room, member string) (out []chattest.Shown) {
	for _, s := range th.Seen(room, member) {
		if s.From != member {
			out = append(out, s)
		}
	}
	return out
}

func (th *theatre) ofBot(room, member string) (out []chattest.Shown) {
	for _, s := range th.Seen(room, member) {
		if s.From == "bot" {
			out = append(out, s)
		}
	}
	return out
}

// holds reports whether a message, with its buttons, files and styles, holds the text.
func holds(s chattest.Shown, text string) bool {
	if s.Pinned {
		s.Text += " (pinned)"
	}
	return strings.Contains(s.Text+" ["+strings.Join(s.Buttons, "] [")+"] <"+strings.Join(s.Files, "> <")+"> {"+strings.Join(s.Styles, "} {")+"}", text)
}

func show(seen []chattest.Shown) string {
	var b strings.Builder
	for _, s := range seen {
		fmt.Fprintf(&b, "  %s: %s %q %v\n", s.From, s.Text, s.Buttons, s.Files)
	}
	return b.String()
}

// named reads name=VALUE name=VALUE; a value goes on to the next name=.
func named(s string) map[string]string {
	out := map[string]string{}
	name := ""
	for _, f := range strings.Fields(s) {
		if n, v, ok := strings.Cut(f, "="); ok && strings.Trim(n, "abcdefghijklmnopqrstuvwxyz") == "" && n != "" {
			name = n
			out[name] = v
		} else if name != "" {
			out[name] += " " + f
		}
	}
	maps.DeleteFunc(out, func(_, v string) bool { return v == "" })
	return out
}

func word(s string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimSpace(s), " ")
	return first, strings.TrimSpace(rest)
}

func (th *theatre) wipe(member, room, text string) error {
	th.settle()
	seen := th.ofBot(room, member)
	for i := len(seen) - 1; i >= 0; i-- {
		if holds(seen[i], text) {
			th.Stage.Delete(seen[i].ID)
			return nil
		}
	}
	return fmt.Errorf("no such message of the bot:\n%s", show(seen))
}
