package discord

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func header(kv ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(kv); i += 2 {
		h.Set(kv[i], kv[i+1])
	}
	return h
}

func TestRoutesPartByTheirMajorID(t *testing.T) {
	for path, want := range map[string]route{
		"/api/v9/channels/11/messages":                        {"POST channels/messages", "11", false},
		"/proxy/api/v9/channels/11/messages/22":               {"POST channels/messages", "11", false},
		"/api/v9/channels/11/messages/22/reactions/✅/@me":     {"POST channels/messages/reactions/@me", "11", false},
		"/api/v9/guilds/11/members/22":                        {"POST guilds/members", "11", false},
		"/api/v9/users/@me/channels":                          {"POST users/@me/channels", "", false},
		"/api/v9/interactions/11/a-secret/callback":           {"POST interactions/callback", "/a-secret", true},
		"/api/v9/webhooks/11/a-secret/messages/@original":     {"POST webhooks/messages/@original", "11/a-secret", true},
		"/api/v9/applications/11/commands":                    {"POST applications/commands", "", false},
		"/attachments/1/2/name.png":                           {"POST ", "", false},
		"/api/v9/channels/11/messages/22/reactions/%E2%9C%85": {"POST channels/messages/reactions", "11", false},
	} {
		if got := routeOf("POST", path); got != want {
			t.Errorf("%s: got %+v, want %+v", path, got, want)
		}
	}
}

func TestABucketWithoutCallsLeftIsLeftAlone(t *testing.T) {
	b, now := newBudget(50), time.Unix(1000, 0)
	one, other := routeOf("POST", "/api/v9/channels/1/messages"), routeOf("POST", "/api/v9/channels/2/messages")
	b.learn(one, header("X-RateLimit-Bucket", "abc", "X-RateLimit-Remaining", "1", "X-RateLimit-Reset-After", "5"), now)
	if _, ok := b.take(one, now); !ok {
		t.Fatal("one call is left")
	}
	until, ok := b.take(one, now)
	if ok || !until.Equal(now.Add(5*time.Second)) {
		t.Errorf("until %v, %v", until, ok)
	}
	// An answer to an earlier call does not give back what later ones took.
	b.learn(one, header("X-RateLimit-Bucket", "abc", "X-RateLimit-Remaining", "1", "X-RateLimit-Reset-After", "5"), now)
	if _, ok := b.take(one, now); ok {
		t.Error("an answer that came late gave budget back")
	}
	if _, ok := b.take(other, now); !ok {
		t.Error("another channel waits, too")
	}
	if _, ok := b.take(one, now.Add(5*time.Second)); !ok {
		t.Error("the bucket is not filled again")
	}
}

func TestRoutesOfOneBucketShareIt(t *testing.T) {
	b, now := newBudget(50), time.Unix(1000, 0)
	get, put := routeOf("GET", "/api/v9/channels/1/messages/2"), routeOf("PUT", "/api/v9/channels/1/pins/2")
	for _, r := range []route{get, put} {
		b.learn(r, header("X-RateLimit-Bucket", "shared", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "1"), now)
	}
	b.learn(get, header("X-RateLimit-Bucket", "shared", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "9"), now)
	if until, ok := b.take(put, now); ok || !until.Equal(now.Add(9*time.Second)) {
		t.Errorf("until %v, %v", until, ok)
	}
}

func TestAGlobalLimitPausesAllButInteractions(t *testing.T) {
	b, now := newBudget(50), time.Unix(1000, 0)
	until := b.refused(routeOf("POST", "/api/v9/channels/1/messages"), header("Retry-After", "2"), []byte(`{"retry_after":1.5,"global":true}`), now)
	if !until.Equal(now.Add(1500 * time.Millisecond)) {
		t.Errorf("until %v", until)
	}
	if _, ok := b.take(routeOf("GET", "/api/v9/guilds/1/members/2"), now); ok {
		t.Error("another route goes on")
	}
	if _, ok := b.take(routeOf("POST", "/api/v9/interactions/1/t/callback"), now); !ok {
		t.Error("an interaction waits")
	}
}

func TestNoMoreThanTheRateIsCalled(t *testing.T) {
	b, now := newBudget(45), time.Unix(1000, 0)
	calls := 0
	for at := now; at.Before(now.Add(10 * time.Second)); at = at.Add(time.Millisecond) {
		if _, ok := b.take(routeOf("GET", fmt.Sprint("/api/v9/channels/", calls+1, "/messages")), at); ok {
			calls++
		}
	}
	if calls < 440 || calls > 45*11 {
		t.Errorf("%d calls in ten seconds", calls)
	}
}

func TestADeletionGoesThoughTheRateIsSpentAndWaitsOutAPenalty(t *testing.T) {
	b, now := newBudget(3), time.Unix(1000, 0)
	words, deletion := routeOf("POST", "/api/v9/channels/1/messages"), routeOf("DELETE", "/api/v9/channels/1/messages/2")
	for range 3 {
		if _, ok := b.take(words, now); !ok {
			t.Fatal("the rate is not spent yet")
		}
	}
	if _, ok := b.take(words, now); ok {
		t.Fatal("the rate is spent")
	}
	for n := range overdraft {
		if _, ok := b.take(deletion, now); !ok {
			t.Errorf("deletion %d waits for the rate", n+1)
		}
	}
	if _, ok := b.take(deletion, now); ok {
		t.Error("deletions have no bound")
	}
	now = now.Add(time.Minute)
	end := b.refused(deletion, header("Retry-After", "4"), []byte(`{"retry_after":4}`), now)
	if until, ok := b.take(deletion, now.Add(time.Second)); ok || !until.Equal(end) {
		t.Errorf("inside a penalty: until %v, %v", until, ok)
	}
	if _, ok := b.take(deletion, end); !ok {
		t.Error("not right after the penalty")
	}
}

func TestManyInvalidRequestsStopTheBotBeforeDiscordDoes(t *testing.T) {
	b, now := newBudget(50), time.Unix(1000, 0)
	for range standstill {
		b.invalid(now)
	}
	rt := routeOf("POST", "/api/v9/interactions/1/t/callback")
	if _, ok := b.take(rt, now.Add(time.Minute)); ok {
		t.Error("calls go on")
	}
	if _, ok := b.take(rt, now.Add(11*time.Minute)); !ok {
		t.Error("calls never go on")
	}
	if n := b.invalid(now.Add(11 * time.Minute)); n != 1 {
		t.Errorf("%d are remembered", n)
	}
}

func TestBucketsAreForgotten(t *testing.T) {
	b, now := newBudget(1e9), time.Unix(1000, 0)
	for n := range 10_000 {
		rt := routeOf("POST", fmt.Sprintf("/api/v9/webhooks/1/token%d", n))
		now = now.Add(time.Second)
		b.learn(rt, header("X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "1"), now)
	}
	if len(b.states) > 2100 {
		t.Errorf("%d buckets are remembered", len(b.states))
	}
}
