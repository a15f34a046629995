package bots

import (
	"strings"
	"unicode"

	"frontdesk/chat"
)

// manners are words that ask nothing, in the languages of the first communities: what they say on their own, 0 for those
// that only go with others.
var manners = map[string]courtesy{
	"thanks": thanking, "thank": thanking, "thx": thanking, "ty": thanking, "tysm": thanking, "cheers": thanking,
	"谢谢": thanking, "谢谢你": thanking, "谢谢您": thanking, "多谢": thanking, "感谢": thanking, "谢了": thanking, "非常感谢": thanking, "謝謝": thanking, "感謝": thanking,
	"gracias": thanking, "obrigado": thanking, "obrigada": thanking, "merci": thanking, "danke": thanking, "grazie": thanking, "спасибо": thanking,
	"hi": greeting, "hello": greeting, "hey": greeting, "hiya": greeting, "gm": greeting, "morning": greeting, "evening": greeting, "afternoon": greeting, "greetings": greeting,
	"你好": greeting, "您好": greeting, "大家好": greeting, "嗨": greeting, "早上好": greeting, "晚上好": greeting, "早": greeting, "在吗": greeting,
	"hola": greeting, "bonjour": greeting, "hallo": greeting, "ciao": greeting, "привет": greeting,
	"you": 0, "so": 0, "much": 0, "very": 0, "a": 0, "lot": 0, "again": 0, "ok": 0, "okay": 0, "great": 0, "good": 0, "there": 0, "all": 0,
	"bot": 0, "everyone": 0, "team": 0, "friend": 0, "sir": 0, "mate": 0, "and": 0, "啊": 0, "呀": 0, "好的": 0, "机器人": 0,
}

// courtesy is what a message without a question is.
type courtesy uint8

const (
	greeting courtesy = iota + 1
	thanking          // thanks that greet too are thanks
)

// mannersOf reports what a message is that holds nothing but courtesies; 0: it may ask something.
func mannersOf(s string) (is courtesy) {
	if len(s) > 200 {
		return 0
	}
	for _, f := range strings.Fields(strings.ToLower(s)) {
		if f[0] == '@' || strings.HasPrefix(f, "<@") {
			continue // a mention
		}
		for _, w := range strings.FieldsFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '?' && r != '？' }) {
			c, known := manners[w]
			if !known {
				return 0
			}
			is = max(is, c)
		}
	}
	return is
}

// polite answers courtesies: in private, and to a command. In a group there is nothing to say.
func (h *Hub) polite(meta *chat.Meta, m *chat.Message, is courtesy, lang string) []chat.Action {
	if !isDirect(meta) && meta.Answer.IsZero() {
		return nil
	}
	say := chat.Say("you-are-welcome")
	if is == greeting {
		say = h.welcome()
	}
	c := call{meta: meta, lang: lang, message: m.ID}
	return []chat.Action{c.say(say)}
}
