package bots

import (
	"slices"

	"frontdesk/chat"
)

// faqCommands are what moderators do with the FAQ.
func (d declarer) faqCommands() command {
	const mod = chat.Moderator
	add := texts(d.define("faq add", mod, (*Hub).cmdFAQAdd, d.opt("id", must), d.opt("title", must), d.opt("questions", must, long), d.opt("answer", must, long), d.opt("lang")))
	add.Menu, add.Label = true, d.about("menu-faq-add")
	g := d.group("faq", mod, (*Hub).cmdFAQ,
		asking(add, "title", "questions", "answer", "id"),
		asking(texts(d.define("faq edit", mod, (*Hub).cmdFAQEdit, d.opt("id", must, guess), d.opt("answer", must, long), d.opt("title"), d.opt("questions", long), d.opt("lang"))),
			"id", "lang", "answer", "title", "questions"),
		d.define("faq delete", mod, (*Hub).cmdFAQDelete, d.opt("id", must, guess)),
		d.define("faq alias", mod, (*Hub).cmdFAQAlias, d.opt("id", must, guess), d.opt("question", must, long)),
		d.define("faq unalias", mod, (*Hub).cmdFAQUnalias, d.opt("id", must, guess), d.opt("question", must, long)),
		d.define("faq tag", mod, (*Hub).cmdFAQTag, d.opt("id", must, guess), d.opt("tag", must), d.opt("do", only(tagOn, tagOff))),
		d.define("faq set", mod, (*Hub).cmdFAQSet, d.opt("id", must, guess), d.opt("field", must, only(settables...)), d.opt("value", must, long), d.opt("lang")),
		d.define("faq show", mod, (*Hub).cmdFAQShow, d.opt("id", must, guess)),
		d.define("faq list", mod, (*Hub).cmdFAQList, d.opt("tag"), d.opt("lang"), d.opt("page", num)),
		d.define("faq search", mod, (*Hub).cmdFAQSearch, d.opt("words", must, long)),
		d.define("faq history", mod, (*Hub).cmdFAQHistory, d.opt("id", must, guess), d.opt("page", num)),
		d.define("faq diff", mod, (*Hub).cmdFAQDiff, d.opt("id", must, guess), d.opt("version", num), d.opt("other", num)),
		d.define("faq revert", mod, (*Hub).cmdFAQRevert, d.opt("id", must, guess), d.opt("version", num)),
		d.define("faq stale", mod, (*Hub).cmdFAQStale, d.opt("id", guess), d.opt("lang")),
		d.define("faq import", mod, (*Hub).cmdFAQImport, d.opt("file", file)),
		d.define("faq export", mod, (*Hub).cmdFAQExport, d.opt("format", only(formats...))),
		d.define("faq pending", mod, (*Hub).cmdFAQPending),
		d.define("faq stats", mod, (*Hub).cmdFAQStats, d.opt("id", guess), d.opt("page", num)),
		d.doctorCommand(),
		d.define("faq test", mod, (*Hub).cmdFAQTest, d.opt("question", must, long)),
	)
	g.aside = true
	for name, s := range g.subs {
		s.aside = true
		g.subs[name] = s
	}
	return g
}

// asking makes a command ask for these, in this order, where it asks for one after the other.
func asking(c command, options ...string) command {
	c.asks = options
	return c
}

// texts makes a command one of several texts: typed, they are set apart by |, and platforms require none of them, for the bot
// asks for all of them at once.
func texts(c command) command {
	c.sep = true
	c.Options = slices.Clone(c.Options)
	for i, o := range c.Options {
		c.Options[i].Required = o.Required && o.Complete
	}
	return c
}
