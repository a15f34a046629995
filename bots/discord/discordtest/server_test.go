package discordtest_test

import (
	"net/http"
	"strings"
	"testing"

	"frontdesk/bots/discord/discordtest"
)

func TestTheFakeComplainsAboutWhatDiscordWouldNotTake(t *testing.T) {
	button := `{"type":2,"style":2,"label":"x","custom_id":"same"}`
	row := `{"type":1,"components":[` + button + `]}`
	mentions := `"allowed_mentions":{"parse":[]}`
	for name, c := range map[string]struct {
		body     string
		contract bool // found by the published contract only
	}{
		"an empty message":           {body: `{"content":"  ",` + mentions + `}`},
		"too long a message":         {body: `{"content":"` + strings.Repeat("x", 2001) + `",` + mentions + `}`},
		"no allowed_mentions":        {body: `{"content":"x"}`},
		"everyone may be pinged":     {body: `{"content":"x","allowed_mentions":{"parse":["everyone"]}}`},
		"too long a nonce":           {body: `{"content":"x","nonce":"` + strings.Repeat("n", 26) + `",` + mentions + `}`},
		"a sixth row":                {body: `{"content":"x","components":[` + strings.Repeat(row+",", 5) + row + `],` + mentions + `}`},
		"two buttons of one ID":      {body: `{"content":"x","components":[{"type":1,"components":[` + button + `,` + button + `]}],` + mentions + `}`},
		"a button without a label":   {body: `{"content":"x","components":[{"type":1,"components":[{"type":2,"style":2,"custom_id":"a"}]}],` + mentions + `}`},
		"a misspelt key":             {body: `{"content":"x","message_referense":{},` + mentions + `}`, contract: true},
		"a misspelt key further in":  {body: `{"content":"x","allowed_mentions":{"parse":[],"user":[]}}`, contract: true},
		"a number instead of a text": {body: `{"content":7,` + mentions + `}`, contract: true},
		"broken JSON":                {body: `{"content":`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.contract && !discordtest.Checks() {
				t.Skip("FRONTDESK_TESTDATA names no folder with contracts/discord-openapi.json")
			}
			s := discordtest.New()
			defer s.Close()
			post(t, s, "/api/v9/channels/"+s.Room("lobby").Key+"/messages", c.body)
			if len(s.Complaints()) == 0 {
				t.Error("nothing is complained about")
			}
		})
	}
}

func TestTheFakeTakesWhatDiscordTakes(t *testing.T) {
	s := discordtest.New()
	defer s.Close()
	status := post(t, s, "/api/v9/channels/"+s.Room("lobby").Key+"/messages", `{"content":"x","tts":false,"components":[],"nonce":"n","enforce_nonce":true,"allowed_mentions":{"parse":[],"replied_user":false}}`)
	if got := s.Complaints(); status != http.StatusOK || len(got) != 0 {
		t.Errorf("status %d, complaints %v", status, got)
	}
	if status := post(t, s, "/api/v9/channels/1/nonsense", `{}`); status != http.StatusNotFound || len(s.Complaints()) != 1 {
		t.Errorf("an unknown route: status %d, complaints %v", status, s.Complaints())
	}
}

func post(t *testing.T, s *discordtest.Server, path, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "DiscordBot (test, 1)")
	req.Header.Set("Authorization", "Bot "+discordtest.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
