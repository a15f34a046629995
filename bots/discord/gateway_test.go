package discord_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/chat"
)

func TestConnectionsThatBreakAtTheStartAreTriedAgain(t *testing.T) {
	for _, script := range []string{"op 7", "op 9", "op 9 resumable", "no hello", "hello then op 7", "no ready", "cut", "close 4000", "close 4003", "close 4007", "close 4009", "close 1000"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			x := open(t, func(c *discord.Config) { c.Limits.Hello, c.Limits.Ready = 100*time.Millisecond, 100*time.Millisecond })
			x.Script(script, script)
			x.run()
			x.serves(1)
			x.posted(x.say("still here"))
		})
	}
}

func TestConnectionsThatBreakLaterLoseNoMessage(t *testing.T) {
	for _, how := range []string{"drop", "forget", "op 7", "op 9", "op 9 resumable", "close 4000", "close 4007", "close 4009", "close 1001"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			x := play(t)
			x.posted(x.say("before"))
			before := x.Connections()
			x.Disturb(how)
			during := x.say("during")
			x.posted(during)
			x.until("it connects again", func() bool { return x.Connections() > before })
			x.posted(x.say("after"))
		})
	}
}

func TestAResumedSessionReplaysWhatHistoryCannotTell(t *testing.T) {
	x := play(t)
	id := x.say("oops")
	x.posted(id)
	x.Disturb("drop")
	x.Delete(id)
	event(x, func(e *chat.Deleted) bool { return e.IDs[0] == id })
}

func TestAPeerThatAnswersNoHeartbeatIsLeft(t *testing.T) {
	x := open(t)
	x.Heartbeat(30 * time.Millisecond)
	x.run()
	x.serves(1)
	x.Disturb("zombie")
	x.until("it connects again", func() bool { return x.Connections() > 1 })
	x.Disturb("recover")
	x.posted(x.say("after"))
}

func TestRefusalsForGoodEndTheRunAndSayWhatToDo(t *testing.T) {
	for code, want := range map[string]string{"4004": "DISCORD_TOKEN", "4010": "shard", "4011": "servers", "4012": "update", "4013": "intents", "4014": "Server Members Intent"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			x := open(t)
			x.Script("close " + code)
			x.run()
			err := <-x.done
			if f := x.fault(err, chat.Fatal); !strings.Contains(f.Error(), want) {
				t.Errorf("got %v", f)
			}
			if x.Connections() != 1 {
				t.Errorf("%d connections", x.Connections())
			}
			x.halt = func() {}
		})
	}
}

func TestIntentsThatAreNotSwitchedOnAreNamed(t *testing.T) {
	x := open(t)
	x.Portal(1<<15, 1000)
	x.run()
	x.fault(<-x.done, chat.Fatal)
	x.halt = func() {}
}

func TestTheMembersIntentCanBeDoneWithout(t *testing.T) {
	x := open(t, func(c *discord.Config) { c.NoMembers = true })
	x.Portal(1<<15, 1000)
	x.run()
	x.serves(1)
	_, err := x.bot.Look(x.ctx, chat.Query{About: chat.AboutMembers, Room: x.Room("server")})
	if f := x.fault(err, chat.Denied); f.Right != "Server Members Intent" {
		t.Errorf("got %v", f)
	}
}

func TestARefusedTokenIsFatalAndNeverTold(t *testing.T) {
	x := open(t, func(c *discord.Config) { c.Token = "another token, secret as well" })
	x.run()
	err := <-x.done
	x.fault(err, chat.Fatal)
	x.halt = func() {}
	if strings.Contains(err.Error()+x.logs.String(), "another token") {
		t.Errorf("the token is told: %v\n%s", err, x.logs)
	}
}

func TestTheLastSessionStartsAreSaved(t *testing.T) {
	x := open(t)
	x.Portal(1<<1|1<<15, 0)
	x.run()
	x.until("the hub is told", func() bool {
		x.in.mu.Lock()
		defer x.in.mu.Unlock()
		for _, err := range x.in.served {
			if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Limited {
				return true
			}
		}
		return false
	})
	if x.Connections() != 0 {
		t.Errorf("%d connections", x.Connections())
	}
}

func TestAFullQueueStopsReadingAndLosesNothing(t *testing.T) {
	x := play(t, func(c *discord.Config) { c.Limits.Queue = 4 })
	block := make(chan struct{})
	x.in.mu.Lock()
	x.in.block = block
	x.in.mu.Unlock()
	var ids []chat.MessageID
	for range 600 {
		ids = append(ids, x.say("many"))
	}
	x.in.mu.Lock()
	x.in.block = nil
	x.in.mu.Unlock()
	close(block)
	for _, id := range ids {
		x.posted(id)
	}
}

func TestEventsOfNoKnownShapeStopNothing(t *testing.T) {
	x := play(t)
	lobby := x.Room("lobby").Key
	x.Dispatch("MESSAGE_CREATE", map[string]any{"id": 7, "channel_id": []int{1}})
	x.Dispatch("MESSAGE_CREATE", "text")
	x.Dispatch("MESSAGE_CREATE", nil)
	x.Dispatch("MESSAGE_UPDATE", map[string]any{"id": "123", "channel_id": lobby, "guild_id": x.Guild(), "embeds": []any{nil}})
	x.Dispatch("INTERACTION_CREATE", map[string]any{"id": "5", "type": 99, "token": "interaction-token-x", "data": nil})
	x.Dispatch("GUILD_MEMBER_UPDATE", map[string]any{"guild_id": x.Guild()})
	x.Dispatch("SOMETHING_NEW", map[string]any{"a": 1})
	x.Dispatch("MESSAGE_CREATE", map[string]any{"id": "1000000000000000000", "channel_id": lobby, "guild_id": x.Guild(), "content": "no author",
		"components": []any{map[string]any{"type": 99, "label": "new", "components": []any{map[string]any{"type": 98, "content": "inside"}}}}})
	e := event(x, func(e *chat.Posted) bool { return e.Message.Text == "no author" })
	if e.Message.From.Kind != chat.Bot || strings.Join(e.Message.Hidden, " ") != "new inside" {
		t.Errorf("got %+v", e.Message)
	}
	x.posted(x.say("after"))
}

func TestABotThatIsInvitedOrComesBackReportsSo(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	x.Dispatch("GUILD_DELETE", map[string]any{"id": x.Guild()})
	event(x, func(e *chat.Left) bool { return e.Member.Kind == chat.Self && e.Room == x.Room("server") })
	n := x.in.up()
	x.Invite()
	event(x, func(e *chat.Joined) bool { return e.Member.Kind == chat.Self && e.Room == x.Room("server") })
	x.serves(n + 1)
	x.posted(x.say("after"))
}

func TestMessagesOfAServersOutageAreRead(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	x.Dispatch("GUILD_DELETE", map[string]any{"id": x.Guild(), "unavailable": true})
	id := x.say("held until the server is back")
	x.Invite()
	x.posted(id)
}
