package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
)

// wire answers calls without a network, so that time can be set.
type wire struct {
	mu     sync.Mutex
	calls  []string
	answer func(method string, form url.Values) (status int, body string)
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	b, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(b))
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	w.mu.Lock()
	w.calls = append(w.calls, method)
	w.mu.Unlock()
	status, body := http.StatusOK, `{"ok":true,"result":true}`
	if method == "getMe" {
		body = `{"ok":true,"result":{"id":77,"is_bot":true,"first_name":"Desk","username":"desk_bot"}}`
	}
	if w.answer != nil {
		if s, b := w.answer(method, form); b != "" {
			status, body = s, b
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: r}, nil
}

func (w *wire) count(method string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, c := range w.calls {
		if c == method {
			n++
		}
	}
	return n
}

func on(t *testing.T, w *wire) *Adapter {
	a := bot(t)
	a.client.http = &http.Client{Transport: w}
	return a
}

// taker is an Intake that lets a function take events.
type taker struct {
	accept func([]chat.Event) error
}

func (k *taker) Accept(_ context.Context, es ...chat.Event) error   { return k.accept(es) }
func (*taker) Complete(context.Context, chat.Partial) []chat.Choice { return nil }
func (*taker) Memory(context.Context, string) ([]byte, error)       { return nil, nil }
func (*taker) Settle(context.Context) error                         { return nil }
func (*taker) Serving(chat.Platform, error)                         {}

func row(id int, text string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":-100,"type":"supergroup"},"from":{"id":5,"first_name":"A"},"text":%q}}`, id, id, text)
}

func TestAServerThatAnswersAtOnceDoesNotMakeThePollingSpin(t *testing.T) {
	for name, rows := range map[string]string{"with nothing": "[]", "with the same again": "[" + row(5, "hi") + "]", "with rows without number": "[{},7]"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{}
				w.answer = func(method string, _ url.Values) (int, string) {
					if method == "getUpdates" {
						return 200, `{"ok":true,"result":` + rows + `}`
					}
					return 0, ""
				}
				a := on(t, w)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				if err := a.Run(ctx, &taker{func([]chat.Event) error { return nil }}); err != nil {
					t.Error(err)
				}
				if n := w.count("getUpdates"); n > 600 || n < 300 {
					t.Errorf("%d polls in ten minutes", n)
				}
			})
		})
	}
}

func TestUpdatesAreConfirmedOnlyAfterTheyAreAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		var offsets []string
		accepted := 0
		w.answer = func(method string, form url.Values) (int, string) {
			if method != "getUpdates" {
				return 0, ""
			}
			offsets = append(offsets, fmt.Sprint(form.Get("offset"), "/", accepted))
			if form.Get("offset") == "" {
				return 200, `{"ok":true,"result":[` + row(41, "a") + `,{"update_id":42,"message":"broken"},` + row(43, "b") + `]}`
			}
			pass(50 * time.Second)
			return 200, `{"ok":true,"result":[]}`
		}
		a := on(t, w)
		refusals := 3
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := a.Run(ctx, &taker{func(es []chat.Event) error {
			if refusals--; refusals >= 0 {
				return errors.New("disk full")
			}
			accepted += len(es)
			return nil
		}})
		if err != nil {
			t.Error(err)
		}
		if offsets[0] != "/0" || offsets[1] != "44/2" {
			t.Errorf("offsets and accepted: %v", offsets)
		}
	})
}

func TestAQuietWeekForgetsTheOffset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		began, polls := time.Now(), 0
		before, after := "none", "none"
		w.answer = func(method string, form url.Values) (int, string) {
			if method != "getUpdates" {
				return 0, ""
			}
			if time.Since(began) < idPause {
				before = form.Get("offset")
			} else {
				after = form.Get("offset")
			}
			switch polls++; polls {
			case 1:
				return 200, `{"ok":true,"result":[` + row(9, "a") + `]}`
			case 3:
				pass(idPause - time.Hour) // the machine sleeps
			default:
				pass(50 * time.Second)
			}
			return 200, `{"ok":true,"result":[]}`
		}
		a := on(t, w)
		ctx, cancel := context.WithTimeout(t.Context(), idPause+time.Hour)
		defer cancel()
		a.Run(ctx, &taker{func([]chat.Event) error { return nil }})
		if before != "10" || after != "" {
			t.Errorf("offset %q within the week, %q after it", before, after)
		}
	})
}

func TestAServerThatCannotBeReachedLeavesNoDoubt(t *testing.T) {
	_, err := bot(t).Send(t.Context(), "id", Room(-100, 0), chat.Outgoing{Post: chat.Post{Text: "hello"}})
	if f := chat.AsFault(err); f.Class != chat.Transient || f.Unknown {
		t.Errorf("got %v, unknown %v", f, f.Unknown)
	}
}

func TestAnUnansweredPressIsAnsweredSilentlyAfterTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a := on(t, w)
		start := time.Now()
		a.spin(t.Context(), press{id: "1"})
		if w.count("answerCallbackQuery") != 1 || time.Since(start) != spinnerTime {
			t.Errorf("%v after %s", w.calls, time.Since(start))
		}
		// What comes later cannot be a toast any more.
		room := press{id: "1", at: place{5, 0}, message: 3, member: 5}.room()
		a.Send(t.Context(), "id", room, chat.Outgoing{Post: chat.Post{Text: "late", Private: true}})
		if w.count("answerCallbackQuery") != 1 || w.count("sendMessage") != 1 {
			t.Errorf("calls %v", w.calls)
		}
	})
}

func TestAnAnsweredPressIsNotAnsweredAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a := on(t, w)
		p := press{id: "1", at: place{-100, 7}, message: 3, member: 5}
		go a.spin(t.Context(), p)
		synctest.Wait()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				a.Send(t.Context(), "id", p.room(), chat.Outgoing{Post: chat.Post{Text: "seen", Update: true}})
			})
		}
		wg.Wait()
		pass(time.Minute)
		if w.count("answerCallbackQuery") != 1 || w.count("editMessageText") != 4 {
			t.Errorf("calls %v", w.calls)
		}
	})
}

func TestAnAnswerToAnOldPressBecomesAMessage(t *testing.T) {
	w := &wire{answer: func(method string, _ url.Values) (int, string) {
		if method == "answerCallbackQuery" {
			return 400, `{"ok":false,"error_code":400,"description":"Bad Request: query is too old and response timeout expired or query ID is invalid"}`
		}
		return 200, `{"ok":true,"result":{"message_id":9}}`
	}}
	a := on(t, w)
	p := press{id: "1", at: place{-100, 7}, message: 3, member: 5}
	id, err := a.Send(t.Context(), "id", p.room(), chat.Outgoing{Post: chat.Post{Text: "only for you", Private: true}})
	if err != nil || id != Message(5, 9) {
		t.Errorf("got %s, %v", id, err)
	}
}

func TestAPrivateAnswerWithButtonsStandsInTheGroup(t *testing.T) {
	var to string
	w := &wire{answer: func(method string, form url.Values) (int, string) {
		if method == "sendMessage" {
			to = form.Get("chat_id") + "/" + form.Get("message_thread_id")
			return 200, `{"ok":true,"result":{"message_id":9}}`
		}
		return 0, ""
	}}
	p := press{id: "1", at: place{-100, 7}, message: 3, member: 5}
	post := chat.Post{Text: "Open our chat", Private: true, Buttons: [][]chat.Button{{{Text: "Open", Start: "token"}}}}
	id, err := on(t, w).Send(t.Context(), "id", p.room(), chat.Outgoing{Post: post})
	if err != nil || id != Message(-100, 9) || to != "-100/7" {
		t.Errorf("got %s in %s, %v", id, to, err)
	}
}

func TestALongPrivateAnswerIsToastedInPartWhereNoPrivateChatIs(t *testing.T) {
	toast := ""
	w := &wire{answer: func(method string, form url.Values) (int, string) {
		switch method {
		case "answerCallbackQuery":
			toast = form.Get("text")
		case "sendMessage":
			return 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`
		}
		return 0, ""
	}}
	p := press{id: "1", at: place{-100, 0}, message: 3, member: 5}
	_, err := on(t, w).Send(t.Context(), "id", p.room(), chat.Outgoing{Post: chat.Post{Text: strings.Repeat("word ", 100), Private: true}})
	if n := chat.UTF16.Len(toast); err != nil || n > toastLimit || n < toastLimit-5 || !strings.HasSuffix(toast, "…") {
		t.Errorf("toast %q of %d, %v", toast, n, err)
	}
}

func TestAnAnswerThatWasLimitedCanBeGivenAgain(t *testing.T) {
	limited := true
	w := &wire{answer: func(method string, _ url.Values) (int, string) {
		if method == "answerCallbackQuery" && limited {
			return 429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}`
		}
		return 0, ""
	}}
	a := on(t, w)
	p := press{id: "1", at: place{-100, 7}, message: 3, member: 5}
	post := chat.Outgoing{Post: chat.Post{Text: "seen", Private: true}}
	if _, err := a.Send(t.Context(), "id", p.room(), post); class(err) != chat.Limited {
		t.Fatalf("got %v", err)
	}
	limited = false
	if _, err := a.Send(t.Context(), "id", p.room(), post); err != nil || w.count("answerCallbackQuery") != 2 {
		t.Errorf("got %v, calls %v", err, w.calls)
	}
}

func TestAPressOnAMessageThatIsNoLongerAccessibleIsReported(t *testing.T) {
	a := bot(t)
	d, err := a.decode(json.RawMessage(`{"update_id":1,"callback_query":{"id":"9","from":{"id":5,"first_name":"A"},"data":"x",
		"message":{"chat":{"id":-1001,"type":"supergroup"},"message_id":7,"date":0}}}`), time.Now())
	if err != nil || len(d.events) != 1 || d.press == nil {
		t.Fatalf("got %+v, %v", d, err)
	}
	e := d.events[0].(*chat.Pressed)
	if e.On != Message(-1001, 7) || e.Room != Room(-1001, 0) || e.Data != "x" {
		t.Errorf("got %+v", e)
	}
	if p, err := parsePress(e.Answer); err != nil || p != *d.press {
		t.Errorf("answer room %s: %+v, %v", e.Answer, p, err)
	}
}

func TestOneJoiningToldTwiceBearsOneKey(t *testing.T) {
	a := bot(t)
	service, err := a.decode(json.RawMessage(`{"update_id":1,"message":{"message_id":7,"date":50,"chat":{"id":-1001,"type":"supergroup"},
		"from":{"id":5,"first_name":"A"},"new_chat_members":[{"id":5,"first_name":"A"}]}}`), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	status, err := a.decode(json.RawMessage(`{"update_id":2,"chat_member":{"date":50,"chat":{"id":-1001,"type":"supergroup"},"from":{"id":5,"first_name":"A"},
		"old_chat_member":{"status":"left","user":{"id":5,"first_name":"A"}},"new_chat_member":{"status":"member","user":{"id":5,"first_name":"A"}}}}`), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := chat.MetaOf(service.events[0]).Key, chat.MetaOf(status.events[0]).Key; a != b {
		t.Errorf("keys %q and %q", a, b)
	}
}
