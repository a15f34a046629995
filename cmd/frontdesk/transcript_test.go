package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// TestTranscripts plays what users see, told line by line in testdata/transcripts, over both platforms' wire fakes.
//
//	say ann lobby TEXT              ann says TEXT; options before it: reply mention photo voice album forward=bob doc=a.pdf weighs=30MB,
//	                                and marked: TEXT is Discord's mark-up; a message with bold words holds {bold WORDS}
//	edit ann lobby TEXT             her last message there is changed
//	delete ann lobby                … is deleted
//	press ann lobby LABEL           the newest button with that label
//	command ann lobby ask question=TEXT     a command, natively; a value goes on to the next name=
//	menu ann lobby verify           a command on the bot's newest message: from its menu, or by reply
//	use max lobby ann wrong        a command on the last message of ann
//	submit ann name=TEXT …          the form that is open for her
//	expect ann lobby TEXT           she sees a message not her own that holds TEXT: the last one she saw there, or a newer one
//	then ann lobby TEXT             … a newer one only: of two answers alike, the second
//	                                for both: what had stood there before somebody did the last thing is no proof of it
//	silence ann lobby               nothing of the bot came there since she spoke, or saw what was expected
//	keep ann lobby NAME TEXT        expects TEXT, and puts the word behind it for {NAME} in later steps
//	gone ann lobby TEXT             no message that holds TEXT is there any more
//	mark mei staff:1 waiting        her last message there bears the sign of that delivery state: waiting, delivered, failed
//	early mei staff:1 TEXT          said as soon as the room is there, whether or not the program knows of it
//	lock staff:1 · remove staff:1 · upgrade staff     a thread or topic is closed, deleted; a group becomes another one
//	payload ann lobby NAME LABEL    puts what that button sends for {NAME}; forge bob lobby DATA presses a button that sends DATA
//	picture eve LOGO [small]        has a profile picture: the drawing of that name, or a small copy of it
//	dismiss ros                     loses the office: the role, or on a restart the line in the configuration
//	wait 20m                        the program's clock is put forward
//	restart · open ann [START] · block ann · join lobby ann · name ann HANDLE DISPLAY · fail METHOD HOW N
//
// «config KEY: …» adds a line to frontdesk.yaml, «faq FILE» plays on another FAQ, «clock TIME» begins at a time, «basic staff» with a
// small group on Telegram, «log ROOM» has transcripts of closed tickets sent to a room. Rooms: member:1
// and staff:1 are where member and staff meet in ticket 1. A line that begins with [telegram] or [discord] is played there only. Members mei
// and ros (representatives), max and moe (moderators) have their offices by ID.
//
// A script named cross-*.txt runs once, one program over both fakes. What it names first bears its platform (a member in all
// steps that have one), and its rooms are of that platform: «say telegram.ann @ann TEXT», «expect discord.mei staff:1 TEXT»,
// «press discord.mei staff Claim», «remove discord.#1», «fail telegram.sendMessage 500 2», «disturb discord.drop»; restart and
// settle are of both. member:1 is the actor's private chat on Telegram and #1 on Discord; staff:1 is #1 on Telegram and
// #staff-1 on Discord, where a thread that member and staff share is member:1.
func TestTranscripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range scripts {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		stages := map[string]func(*testing.T) *theatre{"telegram": onTelegram, "discord": onDiscord}
		if strings.HasPrefix(name, "cross-") {
			stages = map[string]func(*testing.T) *theatre{"both platforms": onBoth}
		}
		if testing.Short() { // a short run plays a fifth of the scripts, on one of the platforms, by chance; sub-tests are named after it
			if left := []string{"telegram", "discord"}[rand.IntN(2)]; len(stages) > 1 {
				delete(stages, left)
			}
			if rand.IntN(5) > 0 {
				continue
			}
		}
		for where, open := range stages {
			t.Run(name+" on "+where, func(t *testing.T) {
				t.Parallel()
				open(t).play(string(script))
			})
		}
	}
}

func (th *theatre) play(script string) {
	for _, l := range strings.Split(script, "\n") {
		if extra, ok := strings.CutPrefix(l, "config "); ok {
			th.config += extra + "\n"
		} else if name, ok := strings.CutPrefix(l, "faq "); ok {
			th.faq = name
		} else if name, ok := strings.CutPrefix(l, "basic "); ok {
			th.basic(name)
		} else if room, ok := strings.CutPrefix(l, "log "); ok {
			th.logTo(room)
		} else if begin, ok := strings.CutPrefix(l, "clock "); ok {
			at, err := time.Parse(time.RFC3339, begin)
			if err != nil {
				th.Fatal(err)
			}
			th.clock.ahead.Store(int64(time.Until(at)))
		}
	}
	if !strings.Contains(th.config, "board:") {
		th.config += "board: {show: false}\n" // it comes in between when it likes
	}
	th.start()
	defer func() {
		th.stop()
		for p, s := range th.stages {
			for _, c := range s.Complaints() {
				th.Errorf("%s complains: %s", p, c)
			}
		}
		if th.Failed() {
			th.Logf("log:\n%s", th.stderr)
		}
	}()
	for i, l := range strings.Split(script, "\n") {
		th.line = i + 1
		l = strings.TrimSpace(l)
		if only, rest, ok := strings.Cut(l, "] "); ok && strings.HasPrefix(l, "[") {
			if only[1:] != string(th.Platform()) {
				continue
			}
			l = rest
		}
		if verb, _ := word(l); l == "" || l[0] == '#' || slices.Contains([]string{"config", "faq", "clock", "basic", "log"}, verb) {
			continue
		}
		if err := th.step(l); err != nil {
			th.Fatalf("line %d: %s\n%v", th.line, l, err)
		}
	}
}

// turn sets the stage of a step: in a script that crosses platforms, the one that its first name bears.
func (th *theatre) turn(verb, rest string) (string, error) {
	p, after, _ := strings.Cut(rest, ".")
	switch s, ok := th.stages[chat.Platform(p)]; {
	case len(th.stages) == 1 || verb == "restart" || verb == "settle" || verb == "wait":
		return rest, nil
	case !ok:
		return "", fmt.Errorf("on which platform? %s telegram.… or discord.…", verb)
	default:
		th.Stage = s
		return after, nil
	}
}

func (th *theatre) step(l string) error {
	for name, kept := range th.kept {
		l = strings.ReplaceAll(l, "{"+name+"}", kept)
	}
	verb, rest := word(l)
	rest, err := th.turn(verb, rest)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"expect", "then", "silence", "keep", "gone", "mark", "settle", "payload"}, verb) {
		th.acts++
	}
	one, text := word(rest)
	two, tail := word(text)
	at := th.place(two, one)
	switch verb {
	case "early": // as soon as the room is there, be its opening known or not
		th.wait("there is such a room", func() bool {
			s, ok := th.Stage.(interface {
				Reads(room, member string) bool
			})
			return !th.Stage.Room(at).IsZero() && (!ok || s.Reads(at, one))
		})
		return th.say(one, at, tail)
	case "say":
		return th.say(one, at, tail)
	case "edit":
		th.Stage.Edit(th.said[th.key(one, at)], tail)
	case "delete":
		th.Stage.Delete(th.said[th.key(one, at)])
	case "press":
		th.settle()
		return th.Stage.Press(at, one, tail)
	case "command":
		name, values := word(tail)
		if strings.HasPrefix(values, "/") { // a subcommand
			var sub string
			sub, values = word(values)
			name += " " + sub[1:]
		}
		return th.Stage.Command(at, one, name, named(values), chat.MessageID{})
	case "menu":
		th.settle()
		on, err := th.lastOfBot(at, one)
		if err != nil {
			return err
		}
		return th.Stage.Command(at, one, tail, nil, on)
	case "use":
		th.settle()
		author, name := word(tail)
		on, ok := th.said[th.key(author, at)]
		if !ok {
			return fmt.Errorf("%s has said nothing in %s", author, two)
		}
		return th.Stage.Command(at, one, name, nil, on)
	case "submit":
		th.wait("a form opens", func() bool { return th.Stage.Form(one) != nil })
		return th.Submit(one, named(text))
	case "expect":
		return th.expect(one, at, tail, 1)
	case "then":
		return th.expect(one, at, tail, 0)
	case "keep":
		name, before := word(tail)
		return th.keep(one, at, name, before)
	case "silence":
		return th.silence(one, at)
	case "wipe": // the bot's newest message that holds the text, by somebody who may
		return th.wipe(one, at, tail)
	case "mark":
		return th.marked(one, at, chat.Mark(tail))
	case "lock": // a thread or topic, on the platform itself
		th.settle()
		th.Stage.(interface{ Lock(string) }).Lock(th.place(one, ""))
	case "payload":
		th.settle()
		name, label := word(tail)
		th.kept[name] = th.Stage.(forger).Payload(at, one, label)
	case "forge":
		th.settle()
		return th.Stage.(forger).Forge(at, one, tail)
	case "upgrade": // a group, on the platform itself
		th.settle()
		th.Stage.(interface{ Upgrade(string) }).Upgrade(one)
	case "dismiss":
		th.settle()
		return th.dismiss(one)
	case "gone":
		return th.gone(one, at, tail)
	case "restart":
		th.settle()
		th.stop()
		th.start()
	case "open":
		th.Stage.Open(one, text)
	case "remove": // a thread or topic, on the platform itself
		th.settle()
		th.Stage.(interface{ Remove(string) }).Remove(th.place(one, ""))
		th.forget(th.place(one, "")) // the next room of that name begins anew
	case "lack": // rights in a room; none: all are given again
		th.Stage.(interface{ Lack(string, ...string) }).Lack(one, strings.Fields(text)...)
	case "leave": // the server
		th.Stage.(interface{ Leave(string) }).Leave(one)
	case "role": // of a group or server: admin on Telegram, a role's ID on Discord
		th.Stage.Role(one, two)
	case "unrole":
		th.Stage.(interface{ Unrole(string, string) }).Unrole(one, two)
	case "block":
		th.Stage.Block(one)
	case "join":
		th.Stage.Join(th.place(one, two), two)
	case "picture":
		th.Stage.(interface{ Picture(string, []byte) }).Picture(one, drawing(two, tail == "small"))
	case "name":
		th.Stage.Name(one, tail, two)
	case "fail":
		last := strings.LastIndexByte(text, ' ')
		times, err := strconv.Atoi(text[last+1:])
		th.Stage.Fail(strings.ReplaceAll(one, "_", " "), text[:max(last, 0)], times)
		return err
	case "disturb":
		th.Stage.Disturb(rest)
	case "settle":
		th.settle()
	case "wait":
		d, err := time.ParseDuration(rest)
		th.settle()
		th.clock.ahead.Add(int64(d))
		th.settle()
		return err
	default:
		return fmt.Errorf("unknown step %q", verb)
	}
	return nil
}

func TestEveryTranscriptIsNamedInTheTableOfFlows(t *testing.T) {
	table, err := os.ReadFile("testdata/transcripts/README.md")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		there[name] = true
		if !strings.Contains(string(table), "`"+name+"`") {
			t.Errorf("no flow names the script %s", name)
		}
	}
	for l := range strings.Lines(string(table)) {
		for i, name := range strings.Split(l, "`") {
			if strings.HasPrefix(l, "| ") && i%2 == 1 && !there[name] {
				t.Errorf("there is no script %s", name)
			}
		}
	}
}
