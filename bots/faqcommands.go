package bots

import (
	"slices"

	"frontdesk/chat"
)

// faqCommands are what moderators do with the FAQ.
func (d declarer) faqCommands() command {
	const mod = chat.Moderator
	return d.group("faq", mod, (*Hub).cmdFAQ,
		texts(d.define("faq add", mod, (*Hub).cmdFAQAdd, d.opt("id", must), d.opt("title", must), d.opt("questions", must, long), d.opt("answer", must, long), d.opt("lang"))),
		texts(d.define("faq edit", mod, (*Hub).cmdFAQEdit, d.opt("id", must, guess), d.opt("answer", must, long), d.opt("title"), d.opt("questions", long), d.opt("lang"))),
		d.define("faq delete", mod, (*Hub).cmdFAQDelete, d.opt("id", must, guess)),
		d.define("faq show", mod, (*Hub).cmdFAQShow, d.opt("id", must, guess)),
		d.define("faq list", mod, (*Hub).cmdFAQList, d.opt("page", num)),
		d.define("faq alias", mod, (*Hub).cmdFAQAlias, d.opt("id", must, guess), d.opt("question", must, long)),
		d.define("faq test", mod, (*Hub).cmdFAQTest, d.opt("question", must, long)),
	)
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
