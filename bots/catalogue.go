package bots

import (
	"strings"

	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/store"
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

// catalogue lists the commands, in the order of /help. Each area declares its own beside what they do.
func catalogue(w *words.Catalogue) []command {
	d := declarer{w}
	cs := d.memberCommands()
	cs = append(cs, d.queueCommands()...)
	cs = append(cs, d.deskCommands()...)
	cs = append(cs, d.incidentCommands())
	cs = append(cs, d.feedbackCommands()...)
	cs = append(cs, d.claimCommands()...)
	cs = append(cs, d.handCommands()...)
	cs = append(cs, d.handMemberCommands()...)
	cs = append(cs, d.roomCommands()...)
	cs = append(cs, d.learnCommands()...)
	cs = append(cs, d.transcriptCommand(), d.digestCommand(), d.forgetCommand(), d.guardCommand(), d.rosterCommands(), d.noticeCommand())
	return append(cs, d.faqCommands())
}

// declarer makes commands with their descriptions: «about-NAME» and «option-NAME» of the word catalogues.
type declarer struct{ words *words.Catalogue }

// runner carries a command out, in the transaction of its event.
type runner = func(*Hub, store.Tx, *call) ([]chat.Action, error)

// trait is a property of an option.
type trait func(*chat.Option)

func must(o *chat.Option)  { o.Required = true }
func long(o *chat.Option)  { o.Long = true }
func guess(o *chat.Option) { o.Complete = true }
func num(o *chat.Option)   { o.Number = true }
func file(o *chat.Option)  { o.File = true }

func only(values ...string) trait { return func(o *chat.Option) { o.Choices = values } }

func (d declarer) opt(name string, traits ...trait) chat.Option {
	o := chat.Option{Name: name, About: d.about("option-" + name)}
	for _, is := range traits {
		is(&o)
	}
	return o
}

// define makes a command that is answered to its author alone where the room can do that; office 0 is everybody.
func (d declarer) define(name string, office chat.Role, run runner, options ...chat.Option) command {
	c := command{Command: chat.Command{Name: name, About: d.about("about-" + hyphen(name)), Options: options, For: office, Private: true}, run: run}
	for _, o := range options {
		if o.Required {
			c.needs = append(c.needs, o.Name)
		}
	}
	return c
}

// group makes a command of subcommands, which are named with it: «faq add».
func (d declarer) group(name string, office chat.Role, run runner, subs ...command) command {
	g := d.define(name, office, run)
	g.subs = map[string]command{}
	for _, s := range subs {
		s.Name = strings.TrimPrefix(s.Name, name+" ")
		g.subs[s.Name] = s
		g.Subs = append(g.Subs, s.Command)
	}
	return g
}

// about is a phrase in every language there is a catalogue for.
func (d declarer) about(id string) map[string]string {
	out := map[string]string{}
	for _, lang := range d.words.Langs() {
		out[lang] = d.words.Text(chat.Say(id), lang)
	}
	return out
}

func hyphen(name string) string { return strings.ReplaceAll(name, " ", "-") }
