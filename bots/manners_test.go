package bots

import (
	"strings"
	"testing"
)

func TestOnlyCourtesiesAreCourtesies(t *testing.T) {
	for s, want := range map[string]courtesy{
		"thanks!": thanking, "@frontdesk_bot Thank you so much 🙏": thanking, "hi, thanks": thanking, "谢谢！": thanking, "好的，谢谢你": thanking,
		"Hello": greeting, "<@123> good morning": greeting, "你好": greeting, "您好！": greeting, "hey there": greeting,
		"": 0, "ok": 0, "🚀": 0, "hi?": 0, "thanks but it still fails": 0, "hello, where is my deposit": 0, "谢谢，但是还没到账": 0,
		strings.Repeat("hi ", 1000): 0,
	} {
		if got := mannersOf(s); got != want {
			t.Errorf("%.40q is %d, want %d", s, got, want)
		}
	}
}
