package discord_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// setUp is what a community has decided, and an adapter that does not serve.
func setUp(s *discordtest.Server, token string, set chat.Setup) (*discord.Adapter, error) {
	return discord.New(discord.Config{Token: token, URL: s.URL(), Server: s.Guild(), Watched: append(set.Watched, set.Queue, set.Moderators),
		Parents: []chat.RoomID{set.Support, set.Staff}, Commands: chattest.Commands(), Limits: discord.Limits{PerSecond: 10_000}})
}

func TestEachMistakeInTheSetUpIsOneFinding(t *testing.T) {
	room := func(s *discordtest.Server, name string) chat.RoomID { return s.Room(name) }
	for name, c := range map[string]struct {
		do    func(*discordtest.Server)
		set   func(*discordtest.Server, *chat.Setup)
		token string
		want  []string // phrase, level
		fix   string   // part of an argument of what mends it
	}{
		"nothing is wrong":               {},
		"the whole server is watched":    {set: func(s *discordtest.Server, c *chat.Setup) { c.Watched = []chat.RoomID{s.Room("server")} }},
		"a wrong token":                  {token: "wrong", want: []string{"exam-dc-token", "error"}},
		"no network":                     {do: func(s *discordtest.Server) { s.Disturb("outage") }, want: []string{"exam-dc-unreachable", "error"}},
		"the intent for members is off":  {do: func(s *discordtest.Server) { s.Portal(1<<15, 1000) }, want: []string{"exam-dc-intent", "error"}, fix: "without_members_intent"},
		"the intent for contents is off": {do: func(s *discordtest.Server) { s.Portal(1<<1, 1000) }, want: []string{"exam-dc-intent", "error"}, fix: "/bot"},
		"interactions go elsewhere":      {do: func(s *discordtest.Server) { s.Endpoint("https://old.example.org") }, want: []string{"exam-dc-endpoint", "error"}},
		"few sessions are left":          {do: func(s *discordtest.Server) { s.Portal(1<<1|1<<15, 3) }, want: []string{"exam-dc-starts", "warning"}},
		"the bot is not on the server":   {do: func(s *discordtest.Server) { s.Uninvite() }, want: []string{"exam-dc-server", "error"}, fix: "permissions="},
		"a clock two hours ahead":        {do: func(s *discordtest.Server) { s.Skew(-2 * time.Hour) }, want: []string{"exam-clock-ahead", "error"}},
		"an account's ID for a channel's": {set: func(s *discordtest.Server, c *chat.Setup) {
			c.Moderators = chat.RoomID{Platform: "discord", Key: s.Member("ann").Key}
		}, want: []string{"exam-dc-absent", "error"}},
		"a forum for the support":          {set: func(s *discordtest.Server, c *chat.Setup) { c.Support = room(s, "forum") }, want: []string{"exam-dc-kind", "error"}},
		"a category for the queue":         {set: func(s *discordtest.Server, c *chat.Setup) { c.Queue = room(s, "community") }, want: []string{"exam-dc-kind", "error"}},
		"a right is missing in a channel":  {do: func(s *discordtest.Server) { s.Deny("support", discordgo.PermissionCreatePrivateThreads) }, want: []string{"exam-dc-right", "error"}, fix: "«Create Private Threads»"},
		"the rights for sanctions lack":    {do: func(s *discordtest.Server) { s.Grant(s.Rights() &^ discordgo.PermissionModerateMembers) }, want: []string{"exam-dc-sanctions", "warning"}, fix: "«Timeout Members»"},
		"the board cannot be pinned":       {do: func(s *discordtest.Server) { s.Deny("staff", 1<<51) }, want: []string{"exam-dc-pin", "warning"}, fix: "«Pin Messages»"},
		"the bot's role is the lowest":     {do: func(s *discordtest.Server) { s.Role("ann", "vip"); s.Sink() }, want: []string{"exam-dc-order", "warning"}},
		"only roles of staff are above it": {do: func(s *discordtest.Server) { s.Role("mei", "helpers"); s.Sink() }},
		"commands are refused":             {do: func(s *discordtest.Server) { s.Fail("PUT /applications/", "400 50035", 1) }, want: []string{"exam-dc-unreachable", "error"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New()
			t.Cleanup(s.Close)
			if c.do != nil {
				c.do(s)
			}
			if c.token == "" {
				c.token = discordtest.Token
			}
			set := chat.Setup{Watched: []chat.RoomID{s.Room("lobby")}, Support: s.Room("support"), Staff: s.Room("staff"), Queue: s.Room("staff"),
				Moderators: s.Room("mods"), Offices: []string{"helpers"}, Try: true}
			if c.set != nil {
				c.set(s, &set)
			}
			bot, err := setUp(s, c.token, set)
			if err != nil {
				t.Fatal(err)
			}
			var got, fixes []string
			for _, f := range bot.Examine(t.Context(), set) {
				got = append(got, f.Says.ID, string(f.Level))
				for _, a := range f.Fix.Args {
					fixes = append(fixes, a.Text)
				}
			}
			if !slices.Equal(got, c.want) || !strings.Contains(strings.Join(fixes, " "), c.fix) {
				t.Errorf("found %q, mended by %q; want %q, %q", got, fixes, c.want, c.fix)
			}
			if left := s.OwnThreads(); len(left) > 0 {
				t.Errorf("the threads %q are left behind", left)
			}
			for _, wrong := range s.Complaints() {
				t.Error(wrong)
			}
		})
	}
}
