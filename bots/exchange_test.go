package bots_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// attach lets a member say something with a file.
func (a *author) attach(who, text, name, content string) {
	a.Helper()
	a.n++
	key := fmt.Sprint("attached", a.n)
	e := a.p.said(key, a.p.room("mods"), who, text)
	e.Message.Files = []chat.File{{Platform: a.p.name, Key: key, Kind: chat.Document, Name: name}}
	a.p.keep(key, content)
	a.tell(e)
}

// newest is the bot's newest message in the moderators' room.
func (a *author) newest() string {
	a.Helper()
	all := a.p.seen(a.p.room("mods"), "")
	if len(all) == 0 {
		a.Fatal("nothing was said")
	}
	return all[len(all)-1].Text
}

const twoEntries = `entries:
  - {id: deposit, title: {en: "A deposit has not arrived"}, questions: {en: ["Where is my deposit?"]}, answer: {en: "It is on its way."}}
  - {id: lending, title: {en: "Lending"}, questions: {en: ["how can i lend coins"]}, answer: {en: "Open Earn."}}
`

func TestAFileIsImportedAfterALookAtWhatItChanges(t *testing.T) {
	authoring(t, func(a *author) {
		a.attach("max", "/faq import", "faq.yaml", twoEntries)
		a.wants(a.newest(), "1 new: lending", "1 changed: deposit", "deposit: questions (en), answer (en)")
		a.wantAnswer("deposit", "Check the network and the transaction hash.")
		a.wants(a.presses("max", "Publish"), "1 new, 1 changed")
		a.wantAnswer("deposit", "It is on its way.")
		a.tell(a.p.said("ask", a.p.direct("ann"), "ann", "how can i lend coins"))
		if n := len(a.p.seen(a.p.direct("ann"), "Open Earn.")); n != 1 {
			t.Errorf("%d answers from the imported entry", n)
		}
		a.attach("max", "/faq import", "again.yaml", twoEntries)
		a.wants(a.newest(), "nothing to import")
	})
}

func TestNothingOfAFileWithMistakesIsImported(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"faq.yaml":  {twoEntries + "  - {id: broken}\n", "line 4"},
		"faq.json":  {"{", "Nothing of faq.json was imported"},
		"bytes.csv": {"\xff\xfe", "Nothing of bytes.csv was imported"},
		"long.yaml": {strings.Repeat("#", 1<<20+1), "longer than 1 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			authoring(t, func(a *author) {
				a.attach("max", "/faq import", name, c.content)
				a.wants(a.newest(), c.want)
				a.wantAnswer("lending", "")
			})
		})
	}
}

func TestAnImportThatSomebodyOvertookIsShownAgain(t *testing.T) {
	authoring(t, func(a *author) {
		a.attach("max", "/faq import", "faq.yaml", twoEntries)
		on, publish := a.p.button(a.p.room("mods"), "Publish")
		a.says("moe", "/faq edit deposit | Moe's text.")
		a.presses("moe", "Publish")
		a.tell(a.p.pressed("late", a.p.room("mods"), "max", on, publish))
		a.wants(a.p.seen(a.p.room("interaction/late"), "")[0].Text, "somebody edited deposit meanwhile")
		a.wants(a.newest(), "1 changed: deposit")
		a.wantAnswer("deposit", "Moe's text.")
		a.wants(a.presses("max", "Publish"), "1 new, 1 changed")
		a.wantAnswer("deposit", "It is on its way.")
	})
}

func TestAnImportWithStrangeLinksNeedsASecondModerator(t *testing.T) {
	authoring(t, func(a *author) {
		a.attach("max", "/faq import", "faq.yaml", strings.Replace(twoEntries, "Open Earn.", "See evil.example.com.", 1))
		a.wants(a.presses("max", "Ask a second"), "waits for a second moderator")
		a.wants(a.presses("max", "Approve"), "another moderator has to approve")
		a.wants(a.presses("moe", "Approve"), "faq.yaml is published: written by Max, approved by Moe")
		a.wantAnswer("lending", "See evil.example.com.")
	})
}

func TestALargeImportIsInForceAtOnce(t *testing.T) {
	authoring(t, func(a *author) {
		var b strings.Builder
		b.WriteString("entries:\n")
		for i := range 60 {
			fmt.Fprintf(&b, "  - {id: e%d, title: {en: \"Topic number%d\"}, questions: {en: [\"what is number%d\"]}, answer: {en: \"It is %d.\"}}\n", i, i, i, i)
		}
		a.attach("max", "/faq import", "faq.yaml", b.String())
		a.wants(a.presses("max", "Publish"), "60 new, 0 changed")
		a.tell(a.p.said("ask", a.p.direct("ann"), "ann", "what is number42"))
		if n := len(a.p.seen(a.p.direct("ann"), "It is 42.")); n != 1 {
			t.Errorf("%d answers: %+v", n, a.p.seen(a.p.direct("ann"), ""))
		}
	})
}

func TestAnExportGoesToWhoAskedInPrivateAndReadsBack(t *testing.T) {
	for _, format := range []faq.Format{faq.YAML, faq.JSON, faq.CSV} {
		t.Run(string(format), func(t *testing.T) {
			inHouse(t, telegraphic, func(h *house, p *platform) {
				p.caps.Upload = 1 << 20
				h.start()
				h.tell(p.said("1", p.room("mods"), "max", "/faq export "+string(format)), p.said("2", p.direct("ann"), "ann", "/faq export"))
				if n := len(p.seen(p.direct("max"), "The FAQ as it is now")); n != 1 || len(p.files) != 1 {
					t.Fatalf("sent %d times, %d files", n, len(p.files))
				}
				got, err := faq.Read("faq."+string(format), p.files[0])
				h.must(err)
				h.view(func(tx store.Tx) error {
					want, err := faq.NewBook(h.file, faq.Options{}).Export(tx)
					if len(got) != len(want) || !faq.Same(got[0], want[0]) || !faq.Same(got[1], want[1]) {
						t.Errorf("read back %+v, want %+v", got, want)
					}
					return err
				})
			})
		})
	}
}

func TestWhereNoFileCanBeSentTheCommandLineIsNamed(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq export")
		a.wants(a.newest(), "frontdesk faq export")
		a.says("max", "/faq import")
		a.wants(a.newest(), "frontdesk faq import FILE")
	})
}

// keep lets the platform have a file.
func (p *platform) keep(key, content string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept = map[string]string{}
	}
	p.kept[key] = content
}

// Fetch opens a file that the platform has.
func (p *platform) Fetch(_ context.Context, f chat.File) (io.ReadCloser, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	content, ok := p.kept[f.Key]
	if !ok {
		return nil, &chat.Fault{Class: chat.Gone}
	}
	return io.NopCloser(strings.NewReader(content)), nil
}
