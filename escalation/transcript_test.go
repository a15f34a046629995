package escalation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// styled puts phrases into no words at all: their names and arguments.
var styled = escalation.Style{Lang: "en", Zone: time.FixedZone("CST", 8*60*60), Words: func(p *chat.Phrase) string {
	s := p.ID
	for _, name := range []string{"number", "name", "size"} {
		if a, ok := p.Args[name]; ok {
			s += " " + a.Text
		}
	}
	return s
}}

// told is a closed ticket in which both sides and a note were written, with a policy that keeps transcripts.
func told(t *testing.T, keep time.Duration) bench {
	b := newBench(t)
	b.d.Policy.Keep = escalation.Keep{Transcripts: keep, Attachments: keep, Tickets: keep}
	b.open(ann, escalation.General, "it <b>hurts</b>\nand\u2028more", noon)
	b.claim(1, mei)
	b.says(1, ann, "see here", noon.Add(time.Minute), chat.File{Platform: "telegram", Key: "f", Kind: chat.Photo, Size: 2048})
	b.says(1, mei, "// a scammer?", noon.Add(2*time.Minute))
	b.says(1, mei, "all is well", noon.Add(3*time.Minute))
	want(t, "close", b.close(1, mei, noon.Add(time.Hour)), "")
	return b
}

func (b bench) transcript(staff bool) (out escalation.Transcript, refused string) {
	b.Helper()
	_, refused = b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		t, err := escalation.Find(tx, 1)
		if err == nil {
			out, err = b.d.Transcript(tx, t, staff)
		}
		return nil, err
	})
	return out, refused
}

func (b bench) written(f escalation.Format, staff bool) string {
	b.Helper()
	tr, refused := b.transcript(staff)
	want(b.T, "transcript", refused, "")
	var s strings.Builder
	if err := tr.Write(&s, f, styled); err != nil {
		b.Fatal(err)
	}
	return s.String()
}

func TestATranscriptIsKeptWhenTheWordsOfATicketAreForgotten(t *testing.T) {
	b := told(t, 24*time.Hour)
	text := b.written(escalation.Text, false)
	for _, want := range []string{"transcript-title 1", "transcript-opened: 2026-03-04 20:00 CST", "[2026-03-04 20:00 CST] Ann\n    it <b>hurts</b>\n    and\n    more\n", "transcript-file photo.jpg 2 kB", "transcript-staff Mei\n    all is well"} {
		if !strings.Contains(text, want) {
			t.Errorf("without %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "scammer") {
		t.Errorf("the member sees a note:\n%s", text)
	}
	if staff := b.written(escalation.Text, true); !strings.Contains(staff, "transcript-note Mei\n    // a scammer?") {
		t.Errorf("the staff misses the note:\n%s", staff)
	}
}

func TestTheWordsOfAClosedTicketAreFoundAsLongAsItsTranscriptIsKept(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.d.Policy.Reopen = 0
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: noon.Add(2 * time.Hour)}, Owner: "ticket/1/lock"})
	})
	if n := b.rows("line"); n != 0 {
		t.Fatalf("%d lines are left", n)
	}
	if found, _ := b.search("scammer", ""); len(found) != 1 {
		t.Errorf("found %v", found)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, err := escalation.PruneTranscripts(tx, nil, noon.Add(48*time.Hour), 100)
		return nil, err
	})
	if found, _ := b.search("scammer", ""); len(found) != 0 {
		t.Errorf("found %v in what is forgotten", found)
	}
}

func TestATranscriptForAMemberNamesNobodyOfATeam(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.d.Policy.Team = true
	for _, f := range []escalation.Format{escalation.Text, escalation.HTML, escalation.JSON} {
		if s := b.written(f, false); strings.Contains(s, "Mei") || strings.Contains(s, "scammer") {
			t.Errorf("%s tells too much:\n%s", f, s)
		}
		if s := b.written(f, true); !strings.Contains(s, "Mei") {
			t.Errorf("%s for the staff lacks a name", f)
		}
	}
}

func TestATranscriptInHTMLEscapesLoadsNothingAndRunsNothing(t *testing.T) {
	s := told(t, 24*time.Hour).written(escalation.HTML, true)
	if !strings.Contains(s, "it &lt;b&gt;hurts&lt;/b&gt;") {
		t.Errorf("not escaped:\n%s", s)
	}
	for _, bad := range []string{"<script", "http://", "https://", "src=", "href=", "url(", "@import", "<b>hurts"} {
		if strings.Contains(s, bad) {
			t.Errorf("it holds %q", bad)
		}
	}
	for _, want := range []string{"default-src 'none'", "prefers-color-scheme: dark", "width=device-width", `<html lang="en">`, `datetime="2026-03-04T12:00:00Z"`} {
		if !strings.Contains(s, want) {
			t.Errorf("it lacks %q", want)
		}
	}
}

func TestATranscriptInJSONReadsAgain(t *testing.T) {
	var out struct {
		Ticket uint64
		Closed time.Time
		Said   []struct {
			Side, Text string
			Files      []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(told(t, 24*time.Hour).written(escalation.JSON, false)), &out); err != nil {
		t.Fatal(err)
	}
	if out.Ticket != 1 || !out.Closed.Equal(noon.Add(time.Hour)) || len(out.Said) != 3 || out.Said[1].Files[0].Name != "photo.jpg" {
		t.Errorf("read %+v", out)
	}
}

func TestNothingIsKeptWhereNothingIsToBeKept(t *testing.T) {
	b := told(t, 0)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { // its undelivered words live as long as it can be reopened
		return b.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: noon.Add(30 * 24 * time.Hour)}, Owner: "ticket/1/lock"})
	})
	if _, refused := b.transcript(true); refused != "transcript-none" {
		t.Errorf("refused %q", refused)
	}
}

func TestTranscriptsArePrunedInSmallSteps(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: noon.Add(30 * 24 * time.Hour)}, Owner: "ticket/1/lock"})
	})
	prune := func(before time.Time) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			_, err := escalation.PruneTranscripts(tx, nil, before, 10)
			return nil, err
		})
	}
	prune(noon.Add(time.Hour))
	if _, refused := b.transcript(true); refused != "" {
		t.Errorf("pruned too early: %q", refused)
	}
	prune(noon.Add(2 * time.Hour))
	if _, refused := b.transcript(true); refused != "transcript-none" {
		t.Errorf("still there: %q", refused)
	}
}

func TestTheLogRoomGetsTheTranscriptAndTheArchiveTheFiles(t *testing.T) {
	b := newBench(t)
	log := chat.RoomID{Platform: "telegram", Key: "-9"}
	b.d.Places["telegram"] = escalation.Place{Staff: forum, Queue: forum, Log: log}
	b.d.Policy.Keep = escalation.DefaultKeep()
	b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true, Upload: 4096} }
	b.open(ann, escalation.General, "help", noon)
	b.says(1, ann, "two", noon, chat.File{Platform: "telegram", Key: "a", Size: 1}, chat.File{Platform: "telegram", Key: "b", Size: 4097})
	as, _ := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Close(tx, t, lea, "", noon) })
	var kept []string
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && s.Room.Platform == escalation.Archive {
			kept = append(kept, s.Post.Text+"="+s.Post.Files[0].Key)
		}
	}
	if len(kept) != 1 || kept[0] != "1-2-0=a" {
		t.Errorf("kept %v", kept)
	}
	sent, ok := find(as, "send", "/log")
	if !ok || sent.Target() != log {
		t.Fatal("nothing goes to the log room")
	}
	post := sent.Effect.(chat.Send).Post
	id, f, staff, _, ok := escalation.ReadTranscriptKey(post.Files[0].Key)
	if !ok || id != 1 || f != escalation.HTML || !staff {
		t.Errorf("sent %+v", post)
	}
	b.done(sent, chat.Result{Message: chat.MessageID{Platform: "telegram", Key: "-9/5"}})
	if got := b.ticket(1).Logged.Key; got != "-9/5" {
		t.Errorf("logged as %q", got)
	}
}

func TestAnAttachmentIsFoundByItsNameInTheArchive(t *testing.T) {
	b := told(t, 24*time.Hour)
	tr, _ := b.transcript(false)
	files := tr.Attachments()
	if len(files) != 1 || files[0].Platform != escalation.Archive || files[0].Kind != chat.Document {
		t.Fatalf("attachments: %+v", files)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		a, ok, err := escalation.FindAttachment(tx, files[0].Key)
		if err != nil || !ok || a.Name != "1-2-0" || a.Origin.Key != "f" {
			t.Errorf("found %+v, %v, %v", a, ok, err)
		}
		if _, _, err := escalation.FindAttachment(tx, "file:1-2-9"); err == nil {
			t.Error("found one that was never sent")
		}
		return nil, nil
	})
}

func TestAForgottenMemberLeavesFiguresAndAnAuditThatHolds(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.open(ann, escalation.Urgent, "my coins are gone", noon.Add(2*time.Hour))
	b.open(bob, escalation.General, "another matter", noon.Add(2*time.Hour))
	var f escalation.Forgotten
	b.do(func(tx store.Tx) (as []chat.Action, err error) {
		f, as, err = b.d.Forget(tx, ann.ID, noon.Add(3*time.Hour))
		return as, err
	})
	if len(f.Tickets) != 2 || len(f.Closed) != 1 || f.Closed[0] != 2 || f.Records == 0 {
		t.Errorf("forgotten: %+v", f)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		known, err := escalation.KnownOf(tx, ann.ID)
		if err != nil || len(known.Tickets) > 0 {
			t.Errorf("still known: %+v, %v", known, err)
		}
		for _, table := range []string{"ticket", "line", "transcript", "transcript_line", "audit_body", "ticket_member", "ticket_open", "ticket_queue", "ticket_token", "link"} {
			for k, v := range tx.Scan(table, nil, nil) {
				for _, word := range []string{"Ann", "coins", "hurts", "telegram:1\x00", `"telegram:1"`} {
					if strings.Contains(string(k)+string(v), word) {
						t.Errorf("%s still has %q: %q %s", table, word, k, v)
					}
				}
			}
		}
		head, err := escalation.Verify(tx, nil)
		if err != nil || head.Erased == 0 {
			t.Errorf("the audit: %+v, %v", head, err)
		}
		rs, err := escalation.Audit(tx, 1)
		if err != nil || len(rs) == 0 || rs[len(rs)-1].What != escalation.ActForgotten || !rs[0].Erased {
			t.Errorf("the audit of ticket 1: %+v, %v", rs, err)
		}
		if bobs, err := escalation.OpenOf(tx, bob.ID); err != nil || len(bobs) != 1 {
			t.Errorf("another's tickets: %v, %v", bobs, err)
		}
		return nil, nil
	})
	var opened uint64
	for _, f := range b.figures() {
		opened += f.Opened
	}
	if opened != 3 {
		t.Errorf("%d tickets were opened", opened)
	}
}

// TestWhatAMemberMayReadOfWhatIsKnownNamesNobodyOfTheStaff: notes and hand-overs stay with the staff too.
func TestWhatAMemberMayReadOfWhatIsKnownNamesNobodyOfTheStaff(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.d.Policy.Claims.Tiers = escalation.DefaultClaims().Tiers
	b.open(ann, escalation.Urgent, "my coins are gone", noon)
	b.claim(2, kim)
	b.on(2, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.Give(tx, tk, kim, escalation.Rep{ID: mei.ID, Name: mei.Name}, "she sounds drunk", noon)
	})
	b.on(2, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		tier, _ := b.d.Policy.Claims.Find(escalation.Technical)
		return b.d.Pass(tx, tk, mei, tier, "drunk or not", noon)
	})
	b.claim(2, kim)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Block(tx, ann, nil, lea, "spam", noon.Add(time.Hour), noon)
		return as, err
	})
	var known escalation.Known
	b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		known, err = escalation.KnownOf(tx, ann.ID)
		return nil, err
	})
	whole, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	hers, err := json.Marshal(known.ForMember("the team"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Mei", "Kim", "Lea", "drunk", "scammer", `"8"`, `"9"`, `"7"`, "telegram:8"} {
		if strings.Contains(string(hers), secret) {
			t.Errorf("the member reads %q", secret)
		}
	}
	for _, own := range []string{`"from":"the team"`, `"holding":"the team"`, `"Name":"the team"`, "all is well", "Ann", "technical", "spam"} {
		if !strings.Contains(string(hers), own) {
			t.Errorf("the member misses %q", own)
		}
	}
	if !strings.Contains(string(whole), "drunk") || !strings.Contains(string(whole), "Lea") {
		t.Error("the operator misses the staff's part")
	}
}

func TestOldTicketsArePrunedAndTheAuditHolds(t *testing.T) {
	b := told(t, 24*time.Hour)
	b.open(bob, escalation.General, "still open", noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		if _, err := b.d.PruneTickets(tx, nil, noon.Add(2*time.Hour), 10); err != nil {
			return nil, err
		}
		return nil, escalation.PruneBodies(tx, noon.Add(2*time.Hour), 3)
	})
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		if _, ok, err := escalation.Get(tx, 1); ok || err != nil {
			t.Errorf("the closed one is still there: %v", err)
		}
		if _, ok, err := escalation.Get(tx, 2); !ok || err != nil {
			t.Errorf("the open one is gone: %v", err)
		}
		if head, err := escalation.Verify(tx, nil); err != nil || head.Erased != 3 {
			t.Errorf("the audit: %+v, %v", head, err)
		}
		for k := range tx.Scan("ticket_find", []byte("ann"), nil) {
			t.Errorf("the closed one's member is still found by %q", k)
		}
		return nil, nil
	})
}
