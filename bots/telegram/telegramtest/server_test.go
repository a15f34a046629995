package telegramtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"frontdesk/chat/chattest"
)

// call makes one call and returns its result and description.
func call(t *testing.T, s *Server, method string, pairs ...string) (result json.RawMessage, description string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(s.URL+"/bot"+Token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct {
		Result      json.RawMessage
		Description string
	}
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return body.Result, body.Description
}

const lobby = "-1001000000001"

func TestTheServerComplainsOfWhatItsRulesForbid(t *testing.T) {
	long := strings.Repeat("😀", 2049)
	for name, c := range map[string][]string{
		"a text too long":            {"sendMessage", "chat_id", lobby, "text", long},
		"no text":                    {"sendMessage", "chat_id", lobby, "text", " \n"},
		"a parse mode":               {"sendMessage", "chat_id", lobby, "text", "x", "parse_mode", "HTML"},
		"an entity out of range":     {"sendMessage", "chat_id", lobby, "text", "😀", "entities", `[{"type":"bold","offset":1,"length":2}]`},
		"data too long":              {"sendMessage", "chat_id", lobby, "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"b","callback_data":"` + strings.Repeat("d", 65) + `"}]]}`},
		"a button of two kinds":      {"sendMessage", "chat_id", lobby, "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"b","callback_data":"d","url":"https://x"}]]}`},
		"an album of one":            {"sendMediaGroup", "chat_id", lobby, "media", `[{"type":"photo","media":"x"}]`},
		"a poll without a time":      {"getUpdates", "timeout", "0", "offset", "0"},
		"a negative offset":          {"getUpdates", "timeout", "1", "offset", "-1"},
		"a topic without a name":     {"createForumTopic", "chat_id", lobby, "name", ""},
		"a toast too long":           {"answerCallbackQuery", "callback_query_id", "1", "text", strings.Repeat("x", 201)},
		"a method nobody has":        {"sendTelepathy", "chat_id", lobby},
		"a reaction not permitted":   {"setMessageReaction", "chat_id", lobby, "message_id", "11", "reaction", `[{"type":"emoji","emoji":"🧨"}]`},
		"deletions without messages": {"deleteMessages", "chat_id", lobby, "message_ids", "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t)
			if name == "a poll without a time" || name == "a negative offset" {
				s.Say("lobby", "ann", chattest.Said{Text: "so that nobody waits"})
			}
			if got := s.Complaints(); len(got) != 0 {
				t.Fatalf("complains beforehand: %v", got)
			}
			call(t, s, c[0], c[1:]...)
			if len(s.Complaints()) == 0 {
				t.Error("no complaint")
			}
		})
	}
}

func TestTheServerComplainsOfCallsInsideAFloodPenalty(t *testing.T) {
	s := New(t)
	s.Fail("sendMessage", "429 60", 1)
	call(t, s, "sendMessage", "chat_id", lobby, "text", "x")
	s.mu.Lock()
	s.penalties[lobby] = penalty{until: s.penalties[lobby].until} // nothing is on its way any more
	s.mu.Unlock()
	call(t, s, "sendMessage", "chat_id", "-1001000000002", "text", "x")
	if got := s.Complaints(); len(got) != 0 {
		t.Errorf("another chat: %v", got)
	}
	call(t, s, "sendMessage", "chat_id", lobby, "text", "x")
	if len(s.Complaints()) != 1 {
		t.Errorf("complaints: %v", s.Complaints())
	}
}

func TestTheServerComplainsOfWhatTheContractForbids(t *testing.T) {
	if mustContract(t) == nil {
		t.Skip("FRONTDESK_TESTDATA names no folder with contracts/telegram-bot-api.json")
	}
	good := []string{"chat_id", lobby, "text", "hello", "entities", "null", "reply_markup", "", "disable_notification", "True",
		"reply_parameters", `{"message_id":11,"allow_sending_without_reply":true}`}
	for name, extra := range map[string][]string{
		"":                         nil,
		"an unknown parameter":     {"disable_web_page_preview", "true"},
		"a misspelt parameter":     {"message_thread", "5"},
		"a word for a number":      {"message_thread_id", "five"},
		"a word for a truth value": {"disable_notification", "perhaps"},
		"an unknown field":         {"link_preview_options", `{"disabled":true}`},
		"a missing field":          {"entities", `[{"type":"bold","offset":0}]`},
		"a field of another type":  {"reply_parameters", `{"message_id":"eleven"}`},
		"broken JSON":              {"entities", `[{`},
	} {
		t.Run("with "+name, func(t *testing.T) {
			s := New(t)
			call(t, s, "sendMessage", append(append([]string{}, good...), extra...)...)
			if got := s.Complaints(); (len(got) == 0) != (extra == nil) {
				t.Errorf("complaints: %v", got)
			}
		})
	}
}

func TestAConfirmedUpdateIsGoneAndAnUnconfirmedOneComesAgain(t *testing.T) {
	s := New(t)
	s.Say("lobby", "ann", chattest.Said{Text: "one"})
	s.Say("lobby", "ann", chattest.Said{Text: "two"})
	rows := func(offset string) (ids []int) {
		result, description := call(t, s, "getUpdates", "timeout", "1", "offset", offset)
		var us []struct {
			ID int `json:"update_id"`
		}
		if err := json.Unmarshal(result, &us); err != nil {
			t.Fatalf("%v: %s", err, description)
		}
		for _, u := range us {
			ids = append(ids, u.ID)
		}
		return ids
	}
	for _, c := range []struct {
		offset string
		want   int
	}{{"0", 2}, {"0", 2}, {"500002", 1}, {"0", 1}} {
		if got := rows(c.offset); len(got) != c.want {
			t.Errorf("offset %s: %v", c.offset, got)
		}
	}
}

func TestAMemberWhoNeverOpenedTheChatCannotBeWrittenTo(t *testing.T) {
	s := New(t)
	id := s.Member("ann").Key
	if _, d := call(t, s, "sendMessage", "chat_id", id, "text", "hi"); !strings.Contains(d, "can't initiate") {
		t.Errorf("got %q", d)
	}
	s.Open("ann", "")
	if _, d := call(t, s, "sendMessage", "chat_id", id, "text", "hi"); d != "" {
		t.Errorf("got %q", d)
	}
	s.Block("ann")
	if _, d := call(t, s, "sendMessage", "chat_id", id, "text", "hi"); !strings.Contains(d, "blocked by the user") {
		t.Errorf("got %q", d)
	}
}

func TestHandlesNotifyButNotInCode(t *testing.T) {
	s := New(t)
	s.Name("ann", "Ann", "annlee")
	for _, c := range []struct {
		entities string
		pinged   bool
	}{{"", true}, {`[{"type":"bold","offset":0,"length":8}]`, true}, {`[{"type":"code","offset":3,"length":7}]`, false}} {
		call(t, s, "sendMessage", "chat_id", lobby, "text", "hi @annlee", "entities", c.entities)
		seen := s.Seen("lobby", "ann")
		if got := len(seen[len(seen)-1].Pinged) > 0; got != c.pinged {
			t.Errorf("%s: pinged %v", c.entities, got)
		}
	}
}
