package telegram_test

import (
	"testing"

	"github.com/rs/zerolog"

	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestAdapterKeepsThePromisesOfChat(t *testing.T) {
	chattest.Run(t, func(t *testing.T) chattest.Setup {
		s := telegramtest.New(t, chattest.Commands()...)
		return chattest.Setup{Adapter: adapter(t, s), Stage: s}
	})
}

// adapter is one without budgets on the server.
func adapter(t *testing.T, s *telegramtest.Server) *telegram.Adapter {
	t.Helper()
	a, err := telegram.New(telegram.Config{
		Token: telegramtest.Token, URL: s.URL, Commands: chattest.Commands(), Limits: telegram.Unlimited(),
		Watched: []chat.RoomID{s.Room("lobby")}, Staff: []chat.RoomID{s.Room("staff"), s.Room("mods")},
		Log: zerolog.New(zerolog.NewTestWriter(t)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
