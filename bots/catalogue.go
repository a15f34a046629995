package bots

import (
	"strings"

	"frontdesk/chat"
)

// catalogue lists the commands. Descriptions come from the word catalogues under «about-NAME».
func (h *Hub) catalogue() []command {
	const rep, mod = chat.Representative, chat.Moderator
	opt := func(name string, more ...func(*chat.Option)) chat.Option {
		o := chat.Option{Name: name, About: h.about("option-" + name)}
		for _, m := range more {
			m(&o)
		}
		return o
	}
	must := func(o *chat.Option) { o.Required = true }
	long := func(o *chat.Option) { o.Long = true }
	guess := func(o *chat.Option) { o.Complete = true }
	num := func(o *chat.Option) { o.Number = true }
	cs := []command{
		h.define("ask", 0, (*Hub).cmdAsk, opt("question", must, long, guess)),
		h.define("support", 0, (*Hub).cmdSupport, opt("text", long)),
		h.define("official", 0, (*Hub).cmdOfficial),
		h.define("verify", 0, (*Hub).cmdVerify, opt("who", long)),
		h.define("language", 0, (*Hub).cmdLanguage, opt("language", must)),
		h.define("help", 0, (*Hub).cmdHelp),
		h.define("privacy", 0, (*Hub).cmdPrivacy),
		h.define("start", 0, (*Hub).cmdStart, opt("link")),
		h.define("cancel", 0, (*Hub).cmdCancel),
		h.define("queue", rep, (*Hub).cmdQueue),
		h.define("claim", rep, (*Hub).cmdClaim, opt("ticket", num)),
		h.define("release", rep, (*Hub).cmdRelease, opt("ticket", num)),
		h.define("close", rep, (*Hub).cmdClose, opt("reason", long)),
		h.define("reopen", rep, (*Hub).cmdReopen, opt("ticket", num)),
		h.define("note", rep, (*Hub).cmdNote, opt("text", must, long)),
		h.define("quiet", mod, (*Hub).cmdQuiet, opt("time"), opt("all")),
		h.define("resume", mod, (*Hub).cmdResume),
		h.define("wrong", mod, (*Hub).cmdWrong),
	}
	for i := range cs {
		switch cs[i].Name {
		case "wrong", "verify":
			cs[i].Menu = true
		case "start", "cancel":
			cs[i].Private = true
		case "queue":
			cs[i].secret = true
		}
	}
	subs := []command{
		h.define("faq add", mod, (*Hub).cmdFAQAdd, opt("id", must), opt("title", must), opt("questions", must, long), opt("answer", must, long), opt("lang")),
		h.define("faq edit", mod, (*Hub).cmdFAQEdit, opt("id", must, guess), opt("answer", must, long), opt("title"), opt("questions", long), opt("lang")),
		h.define("faq delete", mod, (*Hub).cmdFAQDelete, opt("id", must, guess)),
		h.define("faq show", mod, (*Hub).cmdFAQShow, opt("id", must, guess)),
		h.define("faq list", mod, (*Hub).cmdFAQList, opt("page", num)),
		h.define("faq alias", mod, (*Hub).cmdFAQAlias, opt("id", must, guess), opt("question", must, long)),
		h.define("faq test", mod, (*Hub).cmdFAQTest, opt("question", must, long)),
	}
	faq := h.define("faq", mod, (*Hub).cmdFAQ)
	faq.subs = map[string]command{}
	for _, s := range subs {
		s.sep = s.Name == "faq add" || s.Name == "faq edit"
		s.Name = s.Name[len("faq "):]
		faq.subs[s.Name] = s
		faq.Subs = append(faq.Subs, s.Command)
	}
	return append(cs, faq)
}

func (h *Hub) define(name string, office chat.Role, run runner, options ...chat.Option) command {
	return command{Command: chat.Command{Name: name, About: h.about("about-" + hyphen(name)), Options: options, For: office}, run: run}
}

// about is a phrase in every language there is a catalogue for.
func (h *Hub) about(id string) map[string]string {
	out := map[string]string{}
	for _, lang := range h.words.Langs() {
		out[lang] = h.words.Text(chat.Say(id), lang)
	}
	return out
}

func hyphen(name string) string { return strings.ReplaceAll(name, " ", "-") }
