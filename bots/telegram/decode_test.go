package telegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// message decodes one message given by its fields beyond the usual ones.
func decoded1(t *testing.T, fields string) *chat.Posted {
	t.Helper()
	row := `{"update_id":1,"message":{"message_id":7,"date":50,"chat":{"id":-1001,"type":"supergroup","is_forum":true},"from":{"id":5,"is_bot":false,"first_name":"Ann","last_name":"Lee","username":"annlee"},` + fields + `}}`
	d, err := bot(t).decode(json.RawMessage(row), time.Unix(60, 0))
	if err != nil || len(d.events) != 1 {
		t.Fatalf("%s: %+v, %v", fields, d.events, err)
	}
	if err := chattest.Check(d.events[0]); err != nil {
		t.Error(err)
	}
	return d.events[0].(*chat.Posted)
}

func TestTextIsGatheredFromWhereverItHides(t *testing.T) {
	e := decoded1(t, `"photo":[{"file_id":"s","width":90},{"file_id":"l","width":800,"file_size":9}],"caption":"see","caption_entities":[{"type":"bold","offset":0,"length":3}],
		"quote":{"text":"quoted","position":0},"link_preview_options":{"url":"https://preview.example"},
		"reply_markup":{"inline_keyboard":[[{"text":"Claim","url":"https://button.example"}]]},
		"external_reply":{"origin":{"type":"hidden_user","sender_user_name":"Support"}},
		"forward_origin":{"type":"channel","chat":{"id":-1009,"type":"channel","title":"News"},"message_id":1,"author_signature":"Boss"}`)
	m := e.Message
	if got := strings.Join(m.Everything(), "|"); got != "see|quoted|https://preview.example|Boss|Support|Claim|https://button.example" {
		t.Errorf("got %s", got)
	}
	if m.Files[0].Key != "photo:l" || m.Files[0].Message != m.ID || len(m.Spans) != 1 || m.Forward.From.Kind != chat.Channel || m.Forward.Name != "News" {
		t.Errorf("got %+v", m)
	}
}

func TestAMentionAtEitherEndOnlySaysWhomAMessageIsFor(t *testing.T) {
	for text, want := range map[string]string{
		"@desk_bot where is it":            "where is it",
		"@desk_bot, where":                 "where",
		"where is it, @desk_bot":           "where is it",
		"@desk_bot where is it @desk_bot ": "where is it",
		"is @desk_bot yours?":              "is @desk_bot yours?",
		"@desk_bot":                        "@desk_bot",
		"@desk_bot /help":                  "/help",
	} {
		var entities []string
		for from := 0; ; {
			at := strings.Index(text[from:], "@desk_bot")
			if at < 0 {
				break
			}
			entities = append(entities, fmt.Sprintf(`{"type":"mention","offset":%d,"length":9}`, from+at))
			from += at + 9
		}
		e := decoded1(t, fmt.Sprintf(`"text":%q,"entities":[%s]`, text, strings.Join(entities, ",")))
		if e.Message.Text != want || !e.Message.Addressed {
			t.Errorf("%q is read as %q, addressed %v; want %q", text, e.Message.Text, e.Message.Addressed, want)
		}
	}
}

func TestATopicsFirstMessageIsNoReply(t *testing.T) {
	in := `"message_thread_id":42,"is_topic_message":true,"text":"hi","reply_to_message":{"message_id":%d,"date":1,"chat":{"id":-1001,"type":"supergroup"},"from":{"id":77,"is_bot":true,"first_name":"Desk"}%s}`
	if e := decoded1(t, fmt.Sprintf(in, 42, `,"forum_topic_created":{"name":"x","icon_color":1}`)); e.Message.ReplyTo != nil || e.Message.Addressed || e.Room != Room(-1001, 42) {
		t.Errorf("got %+v", e)
	}
	if e := decoded1(t, fmt.Sprintf(in, 50, `,"text":"answer"`)); e.Message.ReplyTo == nil || !e.Message.Addressed || e.Message.ReplyTo.Text != "answer" {
		t.Errorf("got %+v", e)
	}
}

func TestAThreadOfRepliesIsNoTopic(t *testing.T) {
	if e := decoded1(t, `"message_thread_id":42,"text":"hi"`); e.Room != Room(-1001, 0) || len(e.Within) != 0 {
		t.Errorf("got %+v", e.Meta)
	}
}

func TestFilesKeepTheirType(t *testing.T) {
	for fields, want := range map[string]string{
		`"voice":{"file_id":"a","mime_type":"audio/ogg"}`:                           "voice:a voice",
		`"video_note":{"file_id":"a","length":1,"duration":1}`:                      "video_note:a video",
		`"animation":{"file_id":"a"},"document":{"file_id":"b"}`:                    "animation:a animation",
		`"sticker":{"file_id":"a","emoji":"👋","is_animated":false,"is_video":true}`: "sticker:a sticker",
		`"document":{"file_id":"a","file_name":"x.pdf"}`:                            "document:a document",
		`"audio":{"file_id":"a"}`:                                                   "audio:a audio",
		`"video":{"file_id":"a"}`:                                                   "video:a video",
	} {
		f := decoded1(t, fields).Message.Files
		if len(f) != 1 || f[0].Key+" "+string(f[0].Kind) != want {
			t.Errorf("%s: %+v", fields, f)
		}
	}
}

func TestABotsInlineMessageIsMarked(t *testing.T) {
	if !decoded1(t, `"text":"hi","via_bot":{"id":8,"is_bot":true,"first_name":"Gif"}`).Message.ViaBot {
		t.Error("not marked")
	}
}

func TestAnErrorOfDecodingShowsNoText(t *testing.T) {
	for _, row := range []string{`{"update_id":3,"message":{"message_id":"my secret words"}}`, `{"update_id":3,"message":["my secret words"]}`, `"my secret words"`, `{"update_id":3,"message":{"text":"my secret words"}}`} {
		_, err := bot(t).decode(json.RawMessage(row), time.Now())
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", row, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(row(1, "hello @desk_bot")))
	f.Add([]byte(`{"update_id":1,"edited_message":{"message_id":7,"edit_date":5,"chat":{"id":-1001},"text":"/ask@desk_bot hi","entities":[{"type":"bot_command","offset":0,"length":13},{"type":"bold","offset":2,"length":99}]}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"9","from":{"id":5},"message":{"chat":{"id":-1},"message_id":7}}}`))
	f.Add([]byte(`{"update_id":1,"chat_member":{"chat":{"id":-1},"new_chat_member":{"status":"member","user":{"id":5}}}}`))
	f.Add([]byte(`{"update_id":1,"my_chat_member":{"chat":{"id":-1,"is_forum":true},"new_chat_member":{"status":"administrator"}}}`))
	f.Add([]byte(`{"update_id":1,"message":{"message_id":7,"chat":{"id":-1},"sender_chat":{"id":-1},"reply_to_message":{"message_id":1},"forward_origin":{},"external_reply":{},"poll":{}}}`))
	a := bot(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		d, _ := a.decode(b, time.Unix(60, 0))
		for _, e := range d.events {
			if _, err := json.Marshal(e); err != nil {
				t.Fatal(err)
			}
			if chat.MetaOf(e).Room.Key == "" {
				t.Fatalf("no room: %+v", e)
			}
			if err := chattest.Check(e); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	a := bot(b)
	r := []byte(row(1, strings.Repeat("How do I reset my password? ", 5)))
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.decode(r, now); err != nil {
			b.Fatal(err)
		}
	}
}
