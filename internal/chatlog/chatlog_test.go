package chatlog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const telegramExport = `{
 "name": "Keyfold Community", "type": "private_supergroup", "id": 1234567890123,
 "messages": [
  {"id": 1, "type": "service", "date": "2024-05-01T11:59:00", "actor": "Ann", "action": "join_group_by_link", "text": ""},
  {"id": 2, "type": "message", "date": "2024-05-01T12:00:00", "date_unixtime": "1714564800", "from": "Ann", "from_id": "user42",
   "text": ["My ", {"type": "bold", "text": "deposit"}, " has not arrived"], "text_entities": []},
  {"id": 3, "type": "message", "date": "2024-05-01T12:01:00", "date_unixtime": "1714564860", "from": "Bob", "from_id": "user43",
   "reply_to_message_id": 2, "text": "where is my deposit"},
  {"id": 4, "type": "message", "date": "2024-05-01T12:02:00", "from": "Keyfold News", "from_id": "channel9", "text": "Where is my deposit?"},
  {"id": 5, "type": "message", "date": "2024-05-01T12:20:00", "from": "Carl", "from_id": "user44", "text": "充值没到账"},
  "odd", {"id": 6, "type": "message", "text": "hi", "date": "yesterday"},
  {"id": 7, "type": "message", "from": null, "photo": "a.jpg", "text": ""}
 ]
}`

const discordExport = `{"guild": {"id": "1", "name": "Keyfold"}, "channel": {"id": "2", "topic": "messages"}, "messages": [
  {"id": "998877665544332211", "type": "Default", "timestamp": "2024-05-01T12:00:00.123+02:00", "content": "What is gas?",
   "author": {"id": "123456789012345678", "name": "ann", "nickname": "Ann", "isBot": false}, "attachments": [], "mentions": []},
  {"id": "998877665544332212", "type": "Default", "timestamp": "2024-05-01T12:00:01+02:00", "content": "What is gas?",
   "author": {"id": "123456789012345679", "name": "Helper", "isBot": true}},
  {"id": "998877665544332213", "type": "GuildMemberJoin", "timestamp": "2024-05-01T12:00:02+02:00", "content": "Joined.", "author": {"id": "3", "name": "x"}},
  {"id": "998877665544332214", "type": "Reply", "timestamp": "2024-05-01T12:00:03+02:00", "content": "me too",
   "author": {"id": "4", "name": "bob"}, "reference": {"messageId": "998877665544332211"}}
], "messageCount": 4}`

func readAll(t testing.TB, s string) (ms []Message, bad []string, err error) {
	t.Helper()
	err = Read(t.Context(), strings.NewReader(s), func(m Message) error { ms = append(ms, m); return nil },
		func(where string, err error) { bad = append(bad, where+": "+err.Error()) })
	return ms, bad, err
}

func TestChatsAreReadFromEveryKindOfFile(t *testing.T) {
	noon := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		file string
		want []Message
		bad  int
	}{
		"Telegram Desktop": {telegramExport, []Message{
			{ID: "2", Room: 1, Text: "My deposit has not arrived", Name: "Ann", Author: "42", Platform: "telegram", At: noon},
			{ID: "3", Room: 1, Text: "where is my deposit", Name: "Bob", Author: "43", Platform: "telegram", ReplyTo: "2", At: noon.Add(time.Minute)},
			{ID: "4", Room: 1, Text: "Where is my deposit?", Name: "Keyfold News", Author: "9", Channel: true, Platform: "telegram", Bot: true, At: noon.Add(2 * time.Minute)},
			{ID: "5", Room: 1, Text: "充值没到账", Name: "Carl", Author: "44", Platform: "telegram", At: noon.Add(20 * time.Minute)},
			{ID: "7", Room: 1},
		}, 2},
		"all chats of Telegram Desktop": {`{"about": "x", "chats": {"list": [{"id": 1, "messages": [{"text": "one"}]}, {"id": 2, "messages": [{"text": "two"}]}]}}`,
			[]Message{{Room: 1, Text: "one"}, {Room: 2, Text: "two"}}, 0},
		"DiscordChatExporter": {discordExport, []Message{
			{ID: "998877665544332211", Room: 1, Text: "What is gas?", Name: "Ann", Handle: "ann", Platform: "discord", Author: "123456789012345678", At: noon.Add(-2*time.Hour + 123*time.Millisecond)},
			{ID: "998877665544332212", Room: 1, Text: "What is gas?", Name: "Helper", Handle: "Helper", Platform: "discord", Author: "123456789012345679", Bot: true, At: noon.Add(-2*time.Hour + time.Second)},
			{ID: "998877665544332214", Room: 1, Text: "me too", Name: "bob", Handle: "bob", Platform: "discord", Author: "4", ReplyTo: "998877665544332211", At: noon.Add(-2*time.Hour + 3*time.Second)},
		}, 0},
		"JSON lines": {"\uFEFF" + `{"text": "a", "from": "ann", "at": "2024-05-01T12:00:00Z", "reply_to": 7}` + "\r\n" + `{"text": "b", "at": 1714564800}` + "\n\n" + `{"txt": 1` + "\n{}\n" + `{"text": "c", "at": "soon"}`,
			[]Message{{Text: "a", Author: "ann", Name: "ann", At: noon, ReplyTo: "7"}, {Text: "b", At: noon}, {}}, 2},
		"one JSON line":                   {`{"text": "a"}`, []Message{{Text: "a"}}, 0},
		"plain lines":                     {"how do i\n\n[12:04] what is gas\r\n", []Message{{Text: "how do i"}, {Text: "[12:04] what is gas"}}, 0},
		"plain lines in braces":           {"{what} is gas\n[12:04] ann: hi\n", []Message{{Text: "{what} is gas"}, {Text: "[12:04] ann: hi"}}, 0},
		"lines of UTF-16":                 {"\xff\xfeg\x00a\x00s\x00\r\x00\n\x00\x45\x51", []Message{{Text: "gas"}, {Text: "充"}}, 0},
		"a list in UTF-16, big-endian":    {"\xfe\xff" + "\x00[\x00{\x00\"\x00t\x00e\x00x\x00t\x00\"\x00:\x00\"\x00a\x00\"\x00}\x00]", []Message{{Room: 1, Text: "a"}}, 0},
		"an empty file":                   {"", nil, 0},
		"a list behind a byte order mark": {"\uFEFF[{\"text\": \"a\"}]", []Message{{Room: 1, Text: "a"}}, 0},
		"a list":                          {"[\n{\"text\": \"a\"}]", []Message{{Room: 1, Text: "a"}}, 0},
	} {
		got, bad, err := readAll(t, c.file)
		if err != nil || len(bad) != c.bad || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, %q, read\n%+v, want\n%+v", name, err, bad, got, c.want)
		}
	}
}

func TestAnExportThatBreaksOffIsReadUpToThere(t *testing.T) {
	got, _, err := readAll(t, telegramExport[:strings.Index(telegramExport, `"id": 5`)])
	if len(got) != 3 || err == nil || !strings.Contains(err.Error(), "what stands before it was read") {
		t.Errorf("%d messages, %v", len(got), err)
	}
}

func TestJSONThatIsNoExportIsTold(t *testing.T) {
	if _, _, err := readAll(t, "{\n\"about\": [1, 2]\n}"); err == nil || !strings.Contains(err.Error(), "holds no list called «messages»") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoTextIsTold(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"an archive":       {"PK\x03\x04\x14\x00\x00\x00", "is no text"},
		"a list of others": {`{"messages": [1]}`, "message 1: no message: it is a number"},
	} {
		_, bad, err := readAll(t, c.file)
		if got := fmt.Sprint(bad, err); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestReadingAChatEndsWhenToldTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Read(ctx, strings.NewReader(discordExport), func(Message) error { return nil }, func(string, error) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func FuzzChatLog(f *testing.F) {
	for _, s := range []string{
		telegramExport, discordExport, `{"text": "a", "at": 1e300}`, "{\"messages\": [[[", `[{"messages":[{"text":["a",{"text":1}]}]}]`, "\xff\n{", "{}\n{}",
		strings.Repeat(`{"a":`, 40), `{"messages": 1}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _, _ = readAll(t, s)
	})
}

func members(t *testing.T, file string) (out []Member, bad []string, err error) {
	t.Helper()
	err = ReadAll(t.Context(), strings.NewReader(file), Sink{
		Message: func(Message) error { return nil },
		Member:  func(m Member) error { out = append(out, m); return nil },
		Bad:     func(where string, err error) { bad = append(bad, where+": "+err.Error()) },
	})
	return out, bad, err
}

func TestMembersAreReadFromListsAndNotices(t *testing.T) {
	ann := Member{ID: "123456789012345678", Name: "Ann", Handle: "ann_x", Platform: "discord"}
	bob := Member{ID: "5", Name: "bob", Handle: "bob", Platform: "discord"}
	for name, c := range map[string]struct {
		file string
		want []Member
		bad  int
	}{
		"Discord's objects": {`[{"user": {"id": "123456789012345678", "username": "ann_x", "global_name": "Annie"}, "nick": "Ann", "roles": []},
			{"user": {"username": "nobody"}}, 7, {"user": {"id": 5, "username": "bob", "global_name": null}, "nick": null}]`, []Member{ann, bob}, 2},
		"under a key":      {`{"guild": {"id": "1"}, "members": [{"user": {"id": "5", "username": "bob"}}]}`, []Member{bob}, 0},
		"one a line":       {`{"user": {"id": "5", "username": "bob"}}` + "\n" + `{"user": {"id": "123456789012345678", "username": "ann_x"}, "nick": "Ann"}`, []Member{bob, ann}, 0},
		"CSV":              {"id,username,global_name,nick\n123456789012345678,ann_x,Annie,Ann\n\n,x\n5,bob,,\n", []Member{ann, bob}, 1},
		"CSV, other order": {"username,id\n\"bob\",5", []Member{bob}, 0},
		"notices of Telegram": {`{"messages": [{"type": "service", "action": "join_group_by_link", "actor": "Eve", "actor_id": "user9", "members": ["x"]},
			{"type": "service", "action": "pin_message", "actor": "Eve", "actor_id": "user9"}]}`, []Member{{ID: "9", Name: "Eve", Platform: "telegram"}}, 0},
	} {
		got, bad, err := members(t, c.file)
		if err != nil || len(bad) != c.bad || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, %q, read\n%+v, want\n%+v", name, err, bad, got, c.want)
		}
	}
}

func TestWhereWordsLeadIsRead(t *testing.T) {
	ms, _, err := readAll(t, `{"messages": [{"from": "Eve", "from_id": "user9", "text": ["see ", {"type": "text_link", "text": "here", "href": "https://x.example"}]}]}`)
	if err != nil || len(ms) != 1 || ms[0].Text != "see here" || fmt.Sprint(ms[0].Links) != "[{here https://x.example}]" {
		t.Errorf("%+v, %v", ms, err)
	}
}

func TestWhoWritesInTheGroupsNameIsToldFromAChannel(t *testing.T) {
	ms, _, err := readAll(t, `{"id": 777, "messages": [{"from": "Keyfold", "from_id": "channel777", "text": "a"}, {"from": "News", "from_id": "channel9", "text": "b"}]}`)
	if err != nil || len(ms) != 2 || !ms[0].Channel || !ms[0].Chat || !ms[1].Channel || ms[1].Chat {
		t.Errorf("%+v, %v", ms, err)
	}
}

func TestTheRolesOfDiscordAreRead(t *testing.T) {
	ms, _, err := readAll(t, `{"messages": [{"author": {"id": "5", "name": "bob", "roles": [{"id": "8"}]}, "content": "a"}]}`)
	if err != nil || len(ms) != 1 || fmt.Sprint(ms[0].Groups) != "[8]" {
		t.Errorf("%+v, %v", ms, err)
	}
	got, _, err := members(t, `[{"user": {"id": "5", "username": "bob"}, "roles": ["8"], "joined_at": "2024-01-01T00:00:00Z"}]`)
	if err != nil || len(got) != 1 || fmt.Sprint(got[0].Groups) != "[8]" || !got[0].At.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}
