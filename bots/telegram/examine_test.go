package telegram_test

import (
	"slices"
	"testing"
	"time"

	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// setUp is what a community has decided, and an adapter that does not serve.
func setUp(s *telegramtest.Server, token string) (*telegram.Adapter, chat.Setup, error) {
	set := chat.Setup{Watched: []chat.RoomID{s.Room("lobby"), s.Room("topic")}, Staff: s.Room("staff"), Queue: s.Room("staff"), Moderators: s.Room("mods"), Try: true}
	a, err := telegram.New(telegram.Config{Token: token, URL: s.URL, Commands: chattest.Commands(), Watched: set.Watched,
		Staff: []chat.RoomID{set.Staff, set.Moderators}, Limits: telegram.Unlimited()})
	return a, set, err
}

func TestEachMistakeInTheSetUpIsOneFinding(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(*telegramtest.Server)
		set   func(*chat.Setup)
		token string
		want  []string // phrase, level
	}{
		"nothing is wrong":                  {set: func(s *chat.Setup) { s.Listen = time.Second }},
		"a wrong token":                     {token: "1:wrong", want: []string{"exam-tg-token", "error"}},
		"no network":                        {do: func(s *telegramtest.Server) { s.Disturb("outage") }, want: []string{"exam-tg-unreachable", "error"}},
		"a webhook":                         {do: func(s *telegramtest.Server) { s.Hook("https://bot.example.org/secret") }, want: []string{"exam-tg-webhook", "error"}},
		"another program polls":             {do: func(s *telegramtest.Server) { s.Fail("getUpdates", "409", 1) }, set: func(s *chat.Setup) { s.Listen = time.Second }, want: []string{"exam-tg-poller", "error"}},
		"another program chooses the kinds": {do: func(s *telegramtest.Server) { s.Subscribe("message") }, set: func(s *chat.Setup) { s.Serving = true }, want: []string{"exam-tg-kinds", "error"}},
		"a clock two hours behind":          {do: func(s *telegramtest.Server) { s.Skew(2 * time.Hour) }, want: []string{"exam-clock-behind", "error"}},
		"a clock two minutes ahead":         {do: func(s *telegramtest.Server) { s.Skew(-2 * time.Minute) }, want: []string{"exam-clock-ahead", "warning"}},
		"the number of no chat":             {set: func(s *chat.Setup) { s.Moderators = telegram.Room(-1009999999999, 0) }, want: []string{"exam-tg-absent", "error"}},
		"a small group for the staff":       {do: func(s *telegramtest.Server) { s.Basic("staff") }, want: []string{"exam-tg-small-staff", "error"}},
		"a small group that is watched":     {do: func(s *telegramtest.Server) { s.Basic("lobby") }, want: []string{"exam-tg-small", "warning"}},
		"topics are off":                    {do: func(s *telegramtest.Server) { s.Flat("staff") }, want: []string{"exam-tg-topics", "error"}},
		"a group was upgraded":              {do: func(s *telegramtest.Server) { s.Upgrade("mods") }, want: []string{"exam-tg-moved", "warning"}},
		"the bot is outside":                {do: func(s *telegramtest.Server) { s.Demote("lobby", true) }, want: []string{"exam-tg-outside", "error"}},
		"the bot is no administrator":       {do: func(s *telegramtest.Server) { s.Demote("lobby", false) }, want: []string{"exam-tg-deaf", "error"}},
		"a right is missing":                {do: func(s *telegramtest.Server) { s.Lack("staff", "can_manage_topics") }, want: []string{"exam-tg-right", "error"}},
		"two rights are missing":            {do: func(s *telegramtest.Server) { s.Lack("lobby", "can_delete_messages", "can_restrict_members") }, want: []string{"exam-tg-right", "error"}},
		"the board cannot be pinned":        {do: func(s *telegramtest.Server) { s.Lack("staff", "can_pin_messages") }, want: []string{"exam-tg-pin", "warning"}},
		"commands are refused":              {do: func(s *telegramtest.Server) { s.Fail("setMyCommands", "400 BOT_COMMAND_INVALID", 1) }, want: []string{"exam-tg-unreachable", "error"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := telegramtest.New(t, chattest.Commands()...)
			old := s.Room("mods")
			if c.do != nil {
				c.do(s)
			}
			if c.token == "" {
				c.token = telegramtest.Token
			}
			bot, set, err := setUp(s, c.token)
			if err != nil {
				t.Fatal(err)
			}
			set.Moderators = old // as the configuration still has it
			if c.set != nil {
				c.set(&set)
			}
			var got []string
			for _, f := range bot.Examine(t.Context(), set) {
				got = append(got, f.Says.ID, string(f.Level))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
			if left := s.Topics("staff"); len(left) > 0 {
				t.Errorf("the topics %q are left behind", left)
			}
			for _, wrong := range s.Complaints() {
				t.Error(wrong)
			}
		})
	}
}

func TestWithoutTheRightToDeleteTheTopicOfProofIsClosed(t *testing.T) {
	s := telegramtest.New(t, chattest.Commands()...)
	s.Lack("staff", "can_delete_messages")
	bot, set, err := setUp(s, telegramtest.Token)
	if err != nil {
		t.Fatal(err)
	}
	if found := bot.Examine(t.Context(), set); len(found) > 0 || s.Calls("closeForumTopic") != 1 {
		t.Errorf("found %v, %d topics closed", found, s.Calls("closeForumTopic"))
	}
}

func TestAServingBotIsExaminedBesideItsPolling(t *testing.T) {
	r := serve(t)
	_, set, _ := setUp(r.Server, telegramtest.Token)
	set.Serving, set.Try = true, false
	if found := r.bot.Examine(r.ctx, set); len(found) > 0 {
		t.Errorf("found %v", found[0].Says)
	}
}
