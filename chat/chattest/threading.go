package chattest

import "frontdesk/chat"

// threading is what an adapter promises about threads and topics.
func threading() []scene {
	return []scene{
		{"a thread opens, takes words and is found under its name", func(x *trial) {
			id, ok := x.opens("staff", chat.Thread{Name: "#12 Cannot log in", Mark: "#12"})
			if !ok {
				return
			}
			if id != x.Room("#12") {
				x.Errorf("opened %s, the platform has %s", id, x.Room("#12"))
			}
			x.post(id, chat.Post{Text: "How can we help?"})
			x.reads("#12", "rep", "How can we help?")
			m := x.Say("#12", "rep", Said{Text: "on it"})
			e := expect(x, "the reply", func(e *chat.Posted) bool { return e.Message.ID == m })
			if e.Room != id || !e.In(x.Room("staff")) || e.Title != "#12 Cannot log in" {
				x.Errorf("room %s within %v, called %q", e.Room, e.Within, e.Title)
			}
		}},
		{"a private thread takes in its members", func(x *trial) {
			support := x.Room("support")
			if support.IsZero() || !x.bot.Caps(support).Threads {
				return
			}
			id, ok := x.opens("support", chat.Thread{Name: "#13 Lost deposit", Mark: "#13", Private: true, Members: []chat.MemberID{x.Member("ann")}})
			if !ok {
				return
			}
			x.post(id, chat.Post{Text: "This is only between us."})
			x.reads("#13", "ann", "This is only between us.")
			if seen := x.Seen("#13", "ben"); len(seen) != 0 {
				x.Errorf("a stranger sees %+v", seen)
			}
			for range 2 { // who is out already is no error
				if err := x.bot.EditThread(x.ctx, id, chat.Thread{Without: []chat.MemberID{x.Member("ann")}}); err != nil {
					x.Fatalf("take a member out: %v", err)
				}
			}
			if seen := x.Seen("#13", "ann"); len(seen) != 0 {
				x.Errorf("a former member sees %+v", seen)
			}
		}},
		{"a thread is renamed, closed, opened again and locked", func(x *trial) {
			id, ok := x.opens("staff", chat.Thread{Name: "#14 Old name", Mark: "#14"})
			if !ok {
				return
			}
			state := func(want chat.ThreadState) {
				x.t.Helper()
				for _, th := range x.Threads() {
					if th.Name == "#14 New name" && th.State == want {
						return
					}
				}
				x.Errorf("want #14 New name to be %q: %+v", want, x.Threads())
			}
			for _, th := range []chat.Thread{{Name: "#14 New name", State: chat.Closed}, {State: chat.Closed}, {State: chat.Opened}, {State: chat.Opened}, {State: chat.Locked}} {
				if err := x.bot.EditThread(x.ctx, id, th); err != nil {
					x.Fatalf("EditThread %+v: %v", th, err)
				}
				if th.State != chat.Locked {
					state(th.State)
				}
			}
		}},
		{"a thread is not taken for another whose mark a member bears as a name", func(x *trial) {
			if id, ok := x.opens("staff", chat.Thread{Name: "#16 #17 #18", Mark: "#16"}); ok {
				x.post(id, chat.Post{Text: "a secret"})
				second, _ := x.opens("staff", chat.Thread{Name: "#17 Ann", Mark: "#17"})
				x.halt()
				x.start()
				third, _ := x.opens("staff", chat.Thread{Name: "#18 Ann", Mark: "#18"})
				if id == second || id == third {
					x.Errorf("%s was taken for another: %s, %s", id, second, third)
				}
			}
		}},
		{"words reach a closed thread", func(x *trial) {
			id, ok := x.opens("staff", chat.Thread{Name: "#15 Closed", Mark: "#15"})
			if !ok {
				return
			}
			if err := x.bot.EditThread(x.ctx, id, chat.Thread{State: chat.Closed}); err != nil {
				x.Fatalf("close: %v", err)
			}
			m := x.post(id, chat.Post{Text: "One more thing."})
			x.reads("#15", "rep", "One more thing.")
			if err := x.bot.Edit(x.ctx, m, chat.Outgoing{Post: chat.Post{Text: "Two more things."}}); err != nil {
				x.Errorf("Edit in a closed thread: %v", err)
			}
		}},
	}
}

// opens makes a thread below the named room, or tells that the room cannot have any.
func (x *trial) opens(parent string, th chat.Thread) (chat.RoomID, bool) {
	x.t.Helper()
	th.Parent = x.Room(parent)
	caps := x.bot.Caps(th.Parent)
	id, err := x.bot.OpenThread(x.ctx, th)
	if !caps.Threads && !caps.Topics {
		x.fault(err, chat.Unsupported)
		return chat.RoomID{}, false
	}
	if err != nil {
		x.Fatalf("OpenThread: %v", err)
	}
	return id, true
}
