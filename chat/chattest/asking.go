package chattest

import (
	"time"

	"frontdesk/chat"
)

// asking is what an adapter promises about questions to its platform and about sanctions.
func asking() []scene {
	return []scene{
		{"a member is found under the present name, a stranger is not", func(x *trial) {
			x.Name("ann", "Ann Lee", "annlee")
			x.posted(x.Say("lobby", "ann", Said{Text: "hi"}))
			a, err := x.bot.Look(x.ctx, chat.Query{About: chat.AboutMember, Room: x.Room("lobby"), Member: x.Member("ann")})
			if err != nil || !a.Found || len(a.Members) != 1 || a.Members[0].Name != "Ann Lee" || a.Members[0].Handle != "annlee" {
				x.Errorf("got %+v, %v", a, err)
			}
			a, err = x.bot.Look(x.ctx, chat.Query{About: chat.AboutMember, Room: x.Room("lobby"), Member: chat.MemberID{Platform: x.Platform(), Key: "987654321"}})
			if err != nil || a.Found {
				x.Errorf("a stranger: got %+v, %v", a, err)
			}
		}},
		{"the bot finds that it lacks no right", func(x *trial) {
			a, err := x.bot.Look(x.ctx, chat.Query{About: chat.AboutRights, Room: x.Room("lobby")})
			if err != nil || len(a.Missing) != 0 {
				x.Errorf("got %+v, %v", a, err)
			}
		}},
		{"a subject that no platform has is unsupported", func(x *trial) {
			_, err := x.bot.Look(x.ctx, chat.Query{About: "weather", Room: x.Room("lobby")})
			x.fault(err, chat.Unsupported)
		}},
		{"sanctions are carried out and taken back", func(x *trial) {
			x.posted(x.Say("lobby", "eve", Said{Text: "hi"}))
			for _, do := range []chat.SanctionKind{chat.Mute, chat.Unmute, chat.Ban, chat.Unban, chat.Kick} {
				if do == chat.Kick {
					x.Join("lobby", "eve")
				}
				s := chat.Sanction{Do: do, Member: x.Member("eve"), Room: x.Room("lobby"), Reason: "poses as staff"}
				if do == chat.Mute {
					s.Until = time.Now().Add(time.Hour)
				}
				if err := x.bot.Sanction(x.ctx, s); err != nil {
					x.Errorf("%s: %v", do, err)
				}
				a, err := x.bot.Look(x.ctx, chat.Query{About: chat.AboutMember, Room: x.Room("lobby"), Member: x.Member("eve")})
				if in := do == chat.Mute || do == chat.Unmute; err != nil || a.Found != in {
					x.Errorf("after %s: got %+v, %v", do, a, err)
				}
			}
		}},
	}
}
