package bots

import (
	"slices"
	"strings"

	"frontdesk/bots/words"
	"frontdesk/chat"
)

// Commands are all commands, for adapters to register.
func Commands(w *words.Catalogue) []chat.Command {
	cs := catalogue(w)
	out := make([]chat.Command, 0, len(cs))
	for _, c := range cs {
		out = append(out, c.Command)
	}
	return out
}

// catalogue lists the commands. Descriptions come from the word catalogues under «about-NAME».
func catalogue(w *words.Catalogue) []command {
	const rep, mod = chat.Representative, chat.Moderator
	opt := func(name string, more ...func(*chat.Option)) chat.Option {
		o := chat.Option{Name: name, About: about(w, "option-"+name)}
		for _, m := range more {
			m(&o)
		}
		return o
	}
	must := func(o *chat.Option) { o.Required = true }
	long := func(o *chat.Option) { o.Long = true }
	guess := func(o *chat.Option) { o.Complete = true }
	only := func(values ...string) func(*chat.Option) { return func(o *chat.Option) { o.Choices = values } }
	num := func(o *chat.Option) { o.Number = true }
	cs := []command{
		define(w, "ask", 0, (*Hub).cmdAsk, opt("question", must, long, guess)),
		define(w, "support", 0, (*Hub).cmdSupport, opt("text", long)),
		define(w, "official", 0, (*Hub).cmdOfficial),
		define(w, "verify", 0, (*Hub).cmdVerify, opt("who", long)),
		define(w, "language", 0, (*Hub).cmdLanguage, opt("language", must)),
		define(w, "help", 0, (*Hub).cmdHelp),
		define(w, "privacy", 0, (*Hub).cmdPrivacy),
		define(w, "start", 0, (*Hub).cmdStart, opt("link")),
		define(w, "cancel", 0, (*Hub).cmdCancel),
		define(w, "queue", rep, (*Hub).cmdQueue),
		define(w, "claim", rep, (*Hub).cmdClaim, opt("ticket", num)),
		define(w, "release", rep, (*Hub).cmdRelease, opt("ticket", num)),
		define(w, "close", rep, (*Hub).cmdClose, opt("reason", long)),
		define(w, "reopen", rep, (*Hub).cmdReopen, opt("ticket", num)),
		define(w, "note", rep, (*Hub).cmdNote, opt("text", must, long)),
		define(w, "quiet", mod, (*Hub).cmdQuiet, opt("time"), opt("all", only(everywhere))),
		define(w, "resume", mod, (*Hub).cmdResume),
		define(w, "wrong", mod, (*Hub).cmdWrong),
	}
	for i := range cs {
		cs[i].Private = true
		switch cs[i].Name {
		case "wrong", "verify":
			cs[i].Menu = true
		case "queue", "claim", "release", "close", "reopen", "note":
			cs[i].secret = true
		case "quiet", "resume":
			cs[i].Private = false
		}
	}
	subs := []command{
		define(w, "faq add", mod, (*Hub).cmdFAQAdd, opt("id", must), opt("title", must), opt("questions", must, long), opt("answer", must, long), opt("lang")),
		define(w, "faq edit", mod, (*Hub).cmdFAQEdit, opt("id", must, guess), opt("answer", must, long), opt("title"), opt("questions", long), opt("lang")),
		define(w, "faq delete", mod, (*Hub).cmdFAQDelete, opt("id", must, guess)),
		define(w, "faq show", mod, (*Hub).cmdFAQShow, opt("id", must, guess)),
		define(w, "faq list", mod, (*Hub).cmdFAQList, opt("page", num)),
		define(w, "faq alias", mod, (*Hub).cmdFAQAlias, opt("id", must, guess), opt("question", must, long)),
		define(w, "faq test", mod, (*Hub).cmdFAQTest, opt("question", must, long)),
	}
	faq := define(w, "faq", mod, (*Hub).cmdFAQ)
	faq.subs, faq.Private = map[string]command{}, true
	for _, s := range subs {
		if s.sep = s.Name == "faq add" || s.Name == "faq edit"; s.sep {
			s.Options = slices.Clone(s.Options)
			for i := range s.Options { // not required by the platform: the bot asks for all of them at once
				s.Options[i].Required = s.Options[i].Required && s.Options[i].Complete
			}
		}
		s.Name = s.Name[len("faq "):]
		faq.subs[s.Name] = s
		faq.Subs = append(faq.Subs, s.Command)
	}
	return append(cs, faq)
}

func define(w *words.Catalogue, name string, office chat.Role, run runner, options ...chat.Option) command {
	c := command{Command: chat.Command{Name: name, About: about(w, "about-"+hyphen(name)), Options: options, For: office}, run: run}
	for _, o := range options {
		if o.Required {
			c.needs = append(c.needs, o.Name)
		}
	}
	return c
}

// about is a phrase in every language there is a catalogue for.
func about(w *words.Catalogue, id string) map[string]string {
	out := map[string]string{}
	for _, lang := range w.Langs() {
		out[lang] = w.Text(chat.Say(id), lang)
	}
	return out
}

func hyphen(name string) string { return strings.ReplaceAll(name, " ", "-") }
