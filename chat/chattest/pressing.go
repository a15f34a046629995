package chattest

import (
	"strings"

	"frontdesk/chat"
)

// pressing is what an adapter promises about interactions: buttons, commands, forms and the room they answer in.
func pressing() []scene {
	ask := chat.Post{Text: "Did that help?", Buttons: [][]chat.Button{{{Text: "Helped", Data: "helped:7"}, {Text: "Didn't help", Data: "not:7"}}}}
	return []scene{
		{"a pressed button brings its data, its message and who pressed", func(x *trial) {
			id := x.post(x.Room("lobby"), ask)
			e := x.press("lobby", "ann", "Helped")
			if e.Data != "helped:7" || e.On != id || e.From.ID != x.Member("ann") || e.Room != x.Room("lobby") {
				x.Errorf("got %+v", e)
			}
			x.post(e.Answer, chat.Post{Text: "Thank you!", Private: true})
			x.shows("lobby", "ann", "the answer", func(s Shown) bool { return s.Text == "Thank you!" && s.Private })
			x.misses("lobby", "ben", "Thank you!")
		}},
		{"a button works in a private chat and in a topic", func(x *trial) {
			x.Open("ann", "")
			for _, room := range []string{"@ann", "topic"} {
				x.post(x.Room(room), ask)
				e := x.press(room, "ann", "Didn't help")
				if e.Room != x.Room(room) || e.Data != "not:7" {
					x.Errorf("in %s: got %+v", room, e)
				}
				x.post(e.Answer, chat.Post{Text: "I see.", Private: true})
			}
		}},
		{"an answer can replace the message that carries the button", func(x *trial) {
			id := x.post(x.Room("lobby"), ask)
			e := x.press("lobby", "ann", "Helped")
			x.post(e.Answer, chat.Post{Text: "Glad it did.", Update: true})
			if s := x.reads("lobby", "ben", "Glad it did."); s.ID != id || len(s.Buttons) != 0 {
				x.Errorf("got %+v", s)
			}
			x.misses("lobby", "ben", "Did that help?")
		}},
		{"a second answer to the same press arrives too", func(x *trial) {
			x.Open("ann", "")
			x.post(x.Room("@ann"), ask)
			e := x.press("@ann", "ann", "Helped")
			x.post(e.Answer, chat.Post{Text: "One moment.", Private: true})
			x.post(e.Answer, chat.Post{Text: "Here it is.", Private: true})
			x.shows("@ann", "ann", "the second answer", func(s Shown) bool { return s.Text == "Here it is." })
		}},
		{"a long private answer stays private", func(x *trial) {
			x.Open("ann", "")
			x.post(x.Room("lobby"), ask)
			e := x.press("lobby", "ann", "Helped")
			long := "Only for Ann. " + strings.Repeat("word ", 100)
			x.post(e.Answer, chat.Post{Text: strings.TrimSpace(long), Private: true})
			x.misses("lobby", "ben", "Only for Ann")
			in := func(room string) bool {
				for _, s := range x.Seen(room, "ann") {
					if strings.HasPrefix(s.Text, "Only for Ann") {
						return true
					}
				}
				return false
			}
			if err := x.Stage.Wait(x.ctx, func() bool { return in("lobby") || in("@ann") }); err != nil {
				x.Errorf("ann never saw it: %v", err)
			}
		}},
		{"a command arrives with its arguments", func(x *trial) {
			if err := x.Command("lobby", "ann", "ask", map[string]string{"question": "where is my deposit"}, chat.MessageID{}); err != nil {
				x.Fatalf("command: %v", err)
			}
			x.command("ask", "where is my deposit")
			if err := x.Command("mods", "mia", "faq show", map[string]string{"entry": "deposit"}, chat.MessageID{}); err != nil {
				x.Fatalf("command: %v", err)
			}
			x.command("faq show", "deposit")
		}},
		{"a form comes back filled in", func(x *trial) {
			x.Role("mia", "moderator")
			if err := x.Command("mods", "mia", "faq add", nil, chat.MessageID{}); err != nil {
				x.Fatalf("command: %v", err)
			}
			answer := x.command("faq add", "")
			if answer.IsZero() || !x.bot.Caps(answer).Forms {
				return
			}
			x.post(answer, chat.Post{Form: &chat.Form{Data: "faq:add", Title: "New entry", Fields: []chat.Field{
				{Name: "title", Label: "Title"}, {Name: "answer", Label: "Answer", Long: true, Optional: true}}}})
			if err := x.Stage.Wait(x.ctx, func() bool { return x.Form("mia") != nil }); err != nil {
				x.Fatalf("no form opens: %v", err)
			}
			if err := x.Submit("mia", map[string]string{"title": "Deposits", "answer": "They take an hour."}); err != nil {
				x.Fatalf("submit: %v", err)
			}
			e := expect(x, "the form", func(e *chat.Pressed) bool { return e.Data == "faq:add" })
			if e.Values["title"] != "Deposits" || e.Values["answer"] != "They take an hour." || e.From.ID != x.Member("mia") {
				x.Errorf("got %+v", e)
			}
			x.post(e.Answer, chat.Post{Text: "Saved.", Private: true})
		}},
		{"a button survives a restart", func(x *trial) {
			x.post(x.Room("lobby"), ask)
			x.halt()
			x.start()
			e := x.press("lobby", "ann", "Helped")
			x.post(e.Answer, chat.Post{Text: "Thank you!", Private: true})
		}},
	}
}

// press presses a button and waits for its report.
func (x *trial) press(room, member, label string) *chat.Pressed {
	x.t.Helper()
	before := len(x.in.Events())
	if err := x.Press(room, member, label); err != nil {
		x.Fatalf("%s presses %q in %s: %v", member, label, room, err)
	}
	var found *chat.Pressed
	x.until("the press is reported", func() bool {
		for _, e := range x.in.events[before:] {
			if e, ok := e.(*chat.Pressed); ok && e.From.ID == x.Member(member) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// command waits for a command with an argument, picked or typed, and returns the room it is answered in (zero when it
// was typed).
func (x *trial) command(name, arg string) chat.RoomID {
	x.t.Helper()
	var answer chat.RoomID
	x.until("command "+name+" is reported", func() bool {
		for _, e := range x.in.events {
			switch e := e.(type) {
			case *chat.Pressed:
				if e.Command != name {
					continue
				}
				for _, v := range e.Values {
					if v == arg {
						answer = e.Answer
						return true
					}
				}
				if arg == "" {
					answer = e.Answer
					return true
				}
			case *chat.Posted:
				if strings.TrimSpace("/"+name+" "+arg) == e.Message.Text {
					return true
				}
			}
		}
		return false
	})
	return answer
}
