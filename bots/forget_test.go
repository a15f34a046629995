package bots_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/archive"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// filed is a house with an archive, in which ann's ticket with a file was closed.
func filed(t *testing.T, test func(h *house, p *platform, dir string)) {
	t.Helper()
	inHouse(t, uploading(), func(h *house, p *platform) {
		dir := filepath.Join(t.TempDir(), "files")
		h.archive = archive.New(escalation.Archive, dir, 0, 0)
		from := &elsewhere{"pixels"}
		h.origins = chat.Origins{"elsewhere": from}
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support my swap failed"))
		m := p.said("2", p.direct("ann"), "ann", "see here")
		m.Message.Files = []chat.File{{Platform: "elsewhere", Key: "screen", Kind: chat.Photo, Name: "screen.jpg", Size: 6}}
		h.tell(m)
		h.tell(p.said("3", p.room("staff"), "mei", "/claim 1"), p.said("4", p.room("topic/1"), "mei", "/close done"))
		from.content = ""
		test(h, p, dir)
	})
}

// elsewhere is where a file lies until it is gone.
type elsewhere struct{ content string }

func (e *elsewhere) Fetch(context.Context, chat.File) (io.ReadCloser, error) {
	if e.content == "" {
		return nil, &chat.Fault{Class: chat.Gone}
	}
	return io.NopCloser(strings.NewReader(e.content)), nil
}

func TestAnAttachmentOutlivesWhereItWasSent(t *testing.T) {
	filed(t, func(h *house, p *platform, dir string) {
		if kept, err := os.ReadFile(filepath.Join(dir, "1-2-0")); err != nil || string(kept) != "pixels" {
			t.Fatalf("kept %q, %v", kept, err)
		}
		p.mu.Lock()
		p.files = nil
		p.mu.Unlock()
		h.tell(p.said("5", p.direct("ann"), "ann", "/transcript files"))
		if len(p.files) != 1 || string(p.files[0]) != "pixels" {
			t.Errorf("sent %q; she sees %+v", p.files, p.seen(p.direct("ann"), ""))
		}
	})
}

func TestATranscriptIsWrittenWhenItIsSentInTheReadersLanguage(t *testing.T) {
	filed(t, func(h *house, p *platform, _ string) {
		p.mu.Lock()
		p.files = nil
		p.mu.Unlock()
		h.tell(p.said("5", p.direct("ann"), "ann", "/language zh"), p.said("6", p.direct("ann"), "ann", "/transcript 1 text"))
		h.tell(p.said("7", p.room("staff"), "mei", "/transcript 1 html"))
		if len(p.files) != 2 {
			t.Fatalf("%d files", len(p.files))
		}
		if s := string(p.files[0]); !strings.Contains(s, "工单 1") || !strings.Contains(s, "see here") || !strings.Contains(s, "screen.jpg") {
			t.Errorf("the member gets %s", s)
		}
		if s := string(p.files[1]); !strings.Contains(s, "<title>Ticket 1</title>") || !strings.Contains(s, "my swap failed") {
			t.Errorf("the staff gets %s", s)
		}
	})
}

func TestAForgottenMembersFilesGoWithTheNextRound(t *testing.T) {
	filed(t, func(h *house, p *platform, dir string) {
		f, err := h.hub.Forget(h.Context(), p.member("ann").ID)
		h.must(err)
		if f.Tickets != 1 || f.Closed != 0 {
			t.Errorf("forgotten: %+v", f)
		}
		<-time.After(15 * time.Minute)
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
		h.view(func(tx store.Tx) error {
			if head, err := escalation.Verify(tx, nil); err != nil || head.Erased == 0 {
				t.Errorf("the audit: %+v, %v", head, err)
			}
			return nil
		})
	})
}

func TestAForgottenMemberIsUnknownInEveryTable(t *testing.T) {
	inHouse(t, nonced, func(h *house, p *platform) {
		h.faq = gapFAQ
		h.start()
		h.tell(p.said("1", p.direct("annabel"), "annabel", question), p.said("2", p.room("lobby"), "annabel", unanswered))
		h.press(p, "up", p.direct("annabel"), "annabel", "Helped")
		h.tell(p.said("3", p.direct("annabel"), "annabel", "/language zh"), p.said("4", p.direct("annabel"), "annabel", "/support my swap failed"))
		h.tell(p.said("5", p.room("staff"), "mei", "/claim 1"), p.said("6", p.room("topic/1"), "mei", "which one?"))
		h.tell(p.said("7", p.direct("annabel"), "annabel", "/forgetme"))
		if said := h.press(p, "sure", p.direct("annabel"), "annabel", "忘记我"); !strings.Contains(said, "已删除：工单 1 张") {
			t.Errorf("said %q", said)
		}
		h.view(func(tx store.Tx) error {
			for _, table := range []string{
				"ticket", "line", "link", "transcript_line", "ticket_member", "ticket_open", "reach", "audit_body", "answer", "answer_asker", "question",
				"gap", "gap_asker", "setting", "dialog", "member", "handle", "vote", "person", "feedback",
			} {
				for k, v := range tx.Scan(table, nil, nil) {
					if row := string(k) + " " + string(v); strings.Contains(strings.ToLower(row), "annabel") || strings.Contains(row, "swap failed") {
						t.Errorf("%s still has %s", table, row)
					}
				}
			}
			return nil
		})
	})
}

func TestFlagsOfAForgottenImpostorAreKept(t *testing.T) {
	inHouse(t, nonced, func(h *house, p *platform) {
		h.roster = officials()
		h.start()
		m := p.said("1", p.room("lobby"), "crook", "hello")
		m.Message.From.Name = "Keyfold Support"
		h.tell(m)
		f, err := h.hub.Forget(h.Context(), p.member("crook").ID)
		h.must(err)
		if f.FlagsKept != 1 {
			t.Errorf("forgotten: %+v", f)
		}
		h.view(func(tx store.Tx) error {
			fs, err := moderation.FlagsOf(tx, p.member("crook").ID)
			if len(fs) != 1 || fs[0].Name != "Keyfold Support" {
				t.Errorf("flags: %+v", fs)
			}
			return err
		})
	})
}
