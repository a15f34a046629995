package discord

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

const (
	server = "100000000000000000"
	lobby  = "100000000000000001"
	self   = "100000000000000009"
)

// decoder is an adapter that has seen READY and its server.
func decoder(t testing.TB) *Adapter {
	a, err := New(Config{Token: "t", Server: server})
	if err != nil {
		t.Fatal(err)
	}
	a.world.login(self, self)
	a.decode(packet{kind: "GUILD_CREATE", data: json.RawMessage(`{"id":"` + server + `","owner_id":"1","roles":[{"id":"` + server + `","name":"@everyone","permissions":"3072"}],
		"channels":[{"id":"` + lobby + `","name":"lobby","type":0,"parent_id":"100000000000000002"}],"threads":[],"members":[]}`)})
	return a
}

func event[E chat.Event](t *testing.T, items []item) E {
	t.Helper()
	var none E
	if len(items) != 1 {
		t.Fatalf("%d events", len(items))
	}
	e, ok := items[0].event.(E)
	if !ok {
		t.Fatalf("got %T, want %T", items[0].event, none)
	}
	return e
}

func TestAMessageIsReadFromEveryPlaceThatHoldsText(t *testing.T) {
	a := decoder(t)
	e := event[*chat.Posted](t, a.decode(packet{kind: "MESSAGE_CREATE", data: json.RawMessage(`{"id":"1100000000000000000","channel_id":"` + lobby + `","guild_id":"` + server + `",
		"content":"<@` + self + `> see **this**","type":19,"flags":0,"mentions":[{"id":"` + self + `","username":"frontdesk","bot":true}],
		"author":{"id":"200000000000000000","username":"annlee","global_name":"Ann"},"member":{"nick":"Ann Lee","roles":["7"],"avatar":"abc"},
		"message_reference":{"type":0,"message_id":"1099999999999999999","channel_id":"` + lobby + `"},
		"referenced_message":{"id":"1099999999999999999","channel_id":"` + lobby + `","content":"*earlier*","author":{"id":"200000000000000001","username":"ben"}},
		"embeds":[{"title":"T","description":"D","url":"https://e.example","fields":[{"name":"N","value":"V"}]},null],
		"components":[{"type":17,"components":[{"type":10,"content":"inside"},{"type":9,"accessory":{"type":2,"label":"L","url":"https://b.example"}}]}],
		"attachments":[{"id":"300000000000000000","filename":"a/b.png","content_type":"image/png","size":5},null],
		"poll":{"question":{"text":"Q?"}}}`)}))
	m := e.Message
	if m.Text != "see this" || len(m.Spans) != 1 || !m.Addressed || m.Odd != "poll" {
		t.Errorf("got %+v", m)
	}
	if want := []string{"https://e.example", "T", "D", "N", "V", "inside", "L", "https://b.example", "Q?"}; !reflect.DeepEqual(m.Hidden, want) {
		t.Errorf("hidden: %q", m.Hidden)
	}
	if m.From.Name != "Ann Lee" || m.From.Handle != "annlee" || m.From.Avatar != "abc" || !reflect.DeepEqual(m.From.Groups, []string{"7"}) {
		t.Errorf("from %+v", m.From)
	}
	if m.ReplyTo == nil || m.ReplyTo.Text != "earlier" || m.ReplyTo.From.Handle != "ben" {
		t.Errorf("reply %+v", m.ReplyTo)
	}
	if len(m.Files) != 1 || m.Files[0].Kind != chat.Photo || m.Files[0].Name != "b.png" {
		t.Errorf("files %+v", m.Files)
	}
	if e.Key != "dc:m1100000000000000000" || e.Room != Room(lobby) || !e.In(Room(server)) || m.Sent.Year() != 2023 {
		t.Errorf("meta %+v, sent %v", e.Meta, m.Sent)
	}
}

func TestUpdatesThatAreNoEditsAreNotReported(t *testing.T) {
	a := decoder(t)
	for _, d := range []string{
		`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","embeds":[{}]}`,
		`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","content":"x","author":{"id":"6"},"edited_timestamp":null}`,
		`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","edited_timestamp":"2026-01-01T00:00:00Z"}`,
		`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","content":"x","author":{"id":"` + self + `"},"edited_timestamp":"2026-01-01T00:00:00Z"}`,
		`{"id":"5","channel_id":"1","guild_id":"2","content":"x","author":{"id":"6"},"edited_timestamp":"2026-01-01T00:00:00Z"}`,
	} {
		if items := a.decode(packet{kind: "MESSAGE_UPDATE", data: json.RawMessage(d)}); len(items) != 0 {
			t.Errorf("%s is reported as %+v", d, items[0].event)
		}
	}
	e := event[*chat.Edited](t, a.decode(packet{kind: "MESSAGE_UPDATE", data: json.RawMessage(
		`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","content":"","author":{"id":"6"},"edited_timestamp":"2026-01-01T00:00:00Z"}`)}))
	if e.Key != "dc:e5:2026-01-01T00:00:00Z" {
		t.Errorf("key %q", e.Key)
	}
}

func TestWebhooksAndAnnouncementsCountAsBots(t *testing.T) {
	a := decoder(t)
	for _, d := range []string{`"webhook_id":"8"`, `"type":7`, `"type":18`, `"author":{"id":"6","bot":true}`, `"author":null`} {
		e := event[*chat.Posted](t, a.decode(packet{kind: "MESSAGE_CREATE", data: json.RawMessage(
			`{"id":"5","channel_id":"` + lobby + `","guild_id":"` + server + `","content":"x","author":{"id":"6"},` + d + `}`)}))
		if e.Message.From.Kind != chat.Bot {
			t.Errorf("%s: kind %q", d, e.Message.From.Kind)
		}
	}
}

func TestAWebhookOfTheBotsNameIsNotTheBot(t *testing.T) {
	if _, err := placeOf(chat.MessageID{Platform: Platform, Key: "1/2/3/4"}); err == nil {
		t.Error("a message with four parts is taken")
	}
	for _, s := range []string{"", "0", "01", "-1", "1.5", "99999999999999999999", "123456789012345678901", "１"} {
		if isID(s) {
			t.Errorf("%q is taken for an ID", s)
		}
	}
}

func TestSubcommandsAndValuesOfEveryTypeAreRead(t *testing.T) {
	a := decoder(t)
	e := event[*chat.Pressed](t, a.decode(packet{kind: "INTERACTION_CREATE", data: json.RawMessage(`{"id":"1100000000000000000","type":2,"token":"s","guild_id":"` + server + `","channel_id":"` + lobby + `",
		"locale":"zh-CN","member":{"user":{"id":"6","username":"mia"},"roles":["7"]},"data":{"name":"faq","options":[{"type":1,"name":"add","options":[
		{"type":3,"name":"title","value":"T"},{"type":4,"name":"n","value":12},{"type":5,"name":"b","value":true},{"type":3,"name":"empty","value":""},{"type":6,"name":"who","value":"99"}]}]}}`)}))
	want := map[string]string{"title": "T", "n": "12", "b": "true", "empty": "", "who": "99"}
	if e.Command != "faq add" || !reflect.DeepEqual(e.Values, want) || e.From.Lang != "zh-CN" || e.Key != "dc:i1100000000000000000" {
		t.Errorf("got %+v", e)
	}
	turn, err := turnOf(e.Answer)
	if err != nil || turn.user != "6" || turn.where != Room(lobby) || turn.on != "0" {
		t.Errorf("answer room %s: %+v, %v", e.Answer, turn, err)
	}
}

func TestFormsAreReadInRowsAndUnderLabels(t *testing.T) {
	a := decoder(t)
	e := event[*chat.Pressed](t, a.decode(packet{kind: "INTERACTION_CREATE", data: json.RawMessage(`{"id":"1100000000000000000","type":5,"token":"s","guild_id":"` + server + `","channel_id":"` + lobby + `",
		"member":{"user":{"id":"6"}},"data":{"custom_id":"faq:add~~2","components":[{"type":1,"components":[{"type":4,"custom_id":"a","value":"1"}]},
		{"type":18,"component":{"type":4,"custom_id":"b","value":"2"}},{"type":10,"content":"x"}]}}`)}))
	if e.Data != "faq:add" || !reflect.DeepEqual(e.Values, map[string]string{"a": "1", "b": "2"}) {
		t.Errorf("got %+v", e)
	}
}

func TestAMarkIsTheFirstWordOfAName(t *testing.T) {
	for name, want := range map[string]bool{"#12 Lost": true, "#12": true, "#12 ‼ #13": true, "Lost (#12)": false, "#123": false, "a#12": false, "#123 #12": false, "#12人": false, "": false} {
		if got := bears(name, "#12"); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestRightsFollowRolesAndOverwrites(t *testing.T) {
	w := newWorld(server)
	w.login(self, self)
	w.found(guildData{ID: server, Roles: []roleData{{ID: server, Permissions: "3072"}, {ID: "7", Permissions: "8192"}}, Members: []memberData{{Roles: []string{"7"}}},
		Channels: []channelData{{ID: lobby, Overwrites: []overwriteData{{ID: server, Deny: "2048"}, {ID: "7", Deny: "8192"}, {ID: self, Allow: "8192"}}},
			{ID: "5", Type: 12, ParentID: lobby}}})
	w.granted([]string{"7"})
	for channel, want := range map[string]int64{server: 3072 | 8192, lobby: 1024 | 8192, "5": 1024 | 8192} {
		if got, known := w.rights(channel); got != want || !known {
			t.Errorf("%s: %d, %v, want %d", channel, got, known, want)
		}
	}
	if _, known := w.rights("404"); known {
		t.Error("an unknown channel has known rights")
	}
	w.role(roleData{ID: "7", Permissions: "8"}, false)
	if missing := w.lacks(lobby, viewChannel, banMembers); missing != nil {
		t.Errorf("an administrator lacks %v", missing)
	}
}

func FuzzDecode(f *testing.F) {
	kinds := []string{"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE_BULK", "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "INTERACTION_CREATE", "GUILD_CREATE", "THREAD_UPDATE",
		"CHANNEL_DELETE", "GUILD_ROLE_UPDATE", "GUILD_DELETE", "THREAD_LIST_SYNC"}
	f.Add(uint8(0), []byte(`{"id":"5","channel_id":"`+lobby+`","guild_id":"`+server+`","content":"**x** <@6>","author":{"id":"6"},"message_reference":{"type":1},"message_snapshots":[{"message":{"content":"y"}},{}]}`))
	f.Add(uint8(5), []byte(`{"id":"5","type":2,"channel_id":"`+lobby+`","guild_id":"`+server+`","member":{"user":{"id":"6"}},"data":{"name":"a","target_id":"9","resolved":{"messages":{"9":{"id":"9"}}},"options":[{"type":1,"options":[{}]}]}}`))
	f.Add(uint8(2), []byte(`{"ids":["1","x"],"channel_id":"`+lobby+`","guild_id":"`+server+`"}`))
	f.Add(uint8(6), []byte(`{"id":"`+server+`","channels":[{"id":"1","parent_id":"1"}],"members":[{}]}`))
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		a := decoder(t)
		for _, it := range a.decode(packet{session: "s", seq: 1, kind: kinds[int(kind)%len(kinds)], data: data}) {
			if err := chattest.Check(it.event); err != nil {
				t.Errorf("%s: %v", data, err)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	a := decoder(b)
	p := packet{kind: "MESSAGE_CREATE", data: json.RawMessage(`{"id":"1100000000000000000","channel_id":"` + lobby + `","guild_id":"` + server + `","content":"How do I **reset** my password? See https://a.example/x_1",
		"author":{"id":"200000000000000000","username":"annlee","global_name":"Ann"},"member":{"roles":["7"]},"timestamp":"` + time.Now().Format(time.RFC3339) + `"}`)}
	b.SetBytes(int64(len(p.data)))
	b.ReportAllocs()
	for b.Loop() {
		if len(a.decode(p)) != 1 {
			b.Fatal("no event")
		}
	}
}

func TestAFieldIsLeftEmptyRatherThanCut(t *testing.T) {
	fits, long := strings.Repeat("é", 4000), strings.Repeat("é", 4001)
	body, err := json.Marshal(modal(&chat.Form{Data: "f", Fields: []chat.Field{{Name: "a", Value: fits}, {Name: "b", Value: long}}}))
	if err != nil {
		t.Fatal(err)
	}
	if s := string(body); !strings.Contains(s, fits) || strings.Count(s, "é") != 4000 {
		t.Error("a value was cut, or one that fits was left out")
	}
}
