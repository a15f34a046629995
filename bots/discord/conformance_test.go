package discord_test

import (
	"testing"
	"time"

	"github.com/rs/zerolog"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// quick are limits under which nothing has to be waited for.
func quick() discord.Limits {
	return discord.Limits{PerSecond: 10_000, Call: 10 * time.Second, Backoff: 5 * time.Millisecond, MaxWait: 50 * time.Millisecond, Identify: time.Millisecond}
}

// config is an adapter's configuration for a fake.
func config(t *testing.T, s *discordtest.Server) discord.Config {
	log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.ErrorLevel)
	return discord.Config{Token: discordtest.Token, URL: s.URL(), Server: s.Guild(), Log: log, Limits: quick(), Commands: chattest.Commands(),
		Watched: []chat.RoomID{s.Room("lobby"), s.Room("staff"), s.Room("mods"), s.Room("forum")}, Parents: []chat.RoomID{s.Room("support")}}
}

func TestAdapterKeepsThePromisesOfEveryAdapter(t *testing.T) {
	if !discordtest.Checks() {
		t.Log("FRONTDESK_TESTDATA names no folder with contracts/discord-openapi.json: requests are checked by the fake's own rules only")
	}
	chattest.Run(t, func(t *testing.T) chattest.Setup {
		s := discordtest.New()
		t.Cleanup(s.Close)
		a, err := discord.New(config(t, s))
		if err != nil {
			t.Fatal(err)
		}
		return chattest.Setup{Adapter: a, Stage: s}
	})
}
