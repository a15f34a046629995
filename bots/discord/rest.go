package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// request is one call to the API. Its address may hold an interaction's token and is never told.
type request struct {
	method, url string
	body        any
	files       []upload
	reason      string // for the server's audit log
	bare        bool   // without the bot's token: the address has its own
}

// call does a request and reads its answer into out, if that is not nil. Errors are *chat.Fault; refusals wrap a
// *refusal.
func (a *Adapter) call(ctx context.Context, r request, out any) error {
	limit := a.cfg.Limits.Call
	if len(r.files) > 0 {
		limit *= 4
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, done, err := a.request(ctx, r)
	if err != nil {
		return &chat.Fault{Class: chat.Invalid, Err: err}
	}
	defer done()
	written := &atomic.Bool{}
	req = req.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}))
	resp, err := a.http.Do(req)
	name := routeOf(req.Method, req.URL.Path).name
	if err != nil {
		return broken(name, err, written.Load())
	}
	defer resp.Body.Close()
	a.clock.Heard(resp.Header)
	body, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	switch {
	case resp.StatusCode >= 300:
		return refused(name, resp, body)
	case err != nil:
		return broken(name, err, true)
	case out == nil:
		return nil
	}
	if err := unmarshal(body, out); err != nil {
		return &chat.Fault{Class: chat.Transient, Unknown: true, Err: fmt.Errorf("discord: %s: answer: %w", name, err)}
	}
	return nil
}

// request builds the HTTP request; done ends what feeds its body.
func (a *Adapter) request(ctx context.Context, r request) (req *http.Request, done func(), err error) {
	var body io.Reader
	kind := "application/json"
	done = func() {}
	switch {
	case len(r.files) > 0:
		body, kind, done = multiple(r.body, r.files)
	case r.body != nil:
		b, err := json.Marshal(r.body)
		if err != nil {
			return nil, nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err = http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		done()
		return nil, nil, errors.New("discord: the address of the call is broken") // err would tell it
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if !r.bare {
		req.Header.Set("Authorization", "Bot "+a.cfg.Token)
	}
	req.Header.Set("User-Agent", "DiscordBot (https://github.com/bwmarrin/discordgo, v"+discordgo.VERSION+")")
	if r.reason != "" {
		req.Header.Set("X-Audit-Log-Reason", url.PathEscape(clip(r.reason, 400)))
	}
	return req, done, nil
}

// refusal is an answer of Discord's that refuses, in its own words.
type refusal struct {
	status  int
	code    int
	message string
	route   string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("discord: %s: %d %s (%d)", r.route, r.status, r.message, r.code)
}

// codeOf is Discord's code of a refusal, 0 for all other errors.
func codeOf(err error) int {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r.code
	}
	return 0
}

// broken is the fault of a call without an answer. Its outcome is unknown once the request was on its way.
func broken(name string, err error, written bool) error {
	if ue := (*url.Error)(nil); errors.As(err, &ue) {
		err = ue.Err // the address may hold a token
	}
	if f := (*chat.Fault)(nil); errors.As(err, &f) {
		return f
	}
	return &chat.Fault{Class: chat.Transient, Unknown: written, Err: fmt.Errorf("discord: %s: %w", name, err)}
}

// refused reads an answer that refuses.
func refused(name string, resp *http.Response, body []byte) error {
	r := &refusal{status: resp.StatusCode, route: name}
	var told struct {
		Code    int     `json:"code"`
		Message string  `json:"message"`
		After   float64 `json:"retry_after"`
	}
	if json.Unmarshal(body, &told) == nil {
		r.code, r.message = told.Code, clip(told.Message, 200)
	} else {
		r.message = http.StatusText(resp.StatusCode)
	}
	f := &chat.Fault{Class: classOf(r), Why: reasons[r.code], Err: r}
	switch f.Class {
	case chat.Transient:
		// These three never reach Discord's servers; any other failure may have had its effect.
		f.Unknown = r.status != http.StatusServiceUnavailable && r.status != 521 && r.status != 523
	case chat.Limited:
		wait := time.Duration(told.After * float64(time.Second))
		if wait <= 0 {
			wait = time.Minute
		}
		f.Until = time.Now().Add(wait)
	}
	return f
}

// classOf sorts Discord's codes, which tell more than its status. Source: «Opcodes and Status Codes» of its documentation.
func classOf(r *refusal) chat.Class {
	switch r.code {
	case discordgo.ErrCodeCannotSendMessagesToThisUser, noMutualServer, discordgo.ErrCodeInvalidRecipients,
		discordgo.ErrCodeExplicitContentCannotBeSentToTheDesiredRecipients, discordgo.ErrCodeUnknownUser, discordgo.ErrCodeUnknownMember:
		return chat.Unreachable
	case discordgo.ErrCodeOpeningDirectMessagesTooFast, discordgo.ErrCodeChannelHasHitWriteRateLimit,
		discordgo.ErrCodeTheWriteActionYouArePerformingOnTheServerHasHitTheWriteRateLimit,
		discordgo.ErrCodeThisActionCannotBePerformedDueToSlowmodeRateLimit, discordgo.ErrCodeMaximumNumberOfEditsToMessagesOlderThanOneHourReached:
		return chat.Limited
	case discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions, discordgo.ErrCodeReactionBlocked,
		discordgo.ErrCodeCannotReplyWithoutPermissionToReadMessageHistory:
		return chat.Denied
	case discordgo.ErrCodeAPIResourceIsCurrentlyOverloaded:
		return chat.Transient
	case discordgo.ErrCodeInvalidWebhookTokenProvided, discordgo.ErrCodeUnknownWebhook, discordgo.ErrCodeUnknownInteraction:
		return chat.Gone
	case discordgo.ErrCodeCannotExecuteActionOnThisChannelType:
		return chat.Unsupported
	}
	switch {
	case r.status == http.StatusUnauthorized:
		return chat.Fatal
	case r.status == http.StatusForbidden:
		return chat.Denied
	case r.status == http.StatusNotFound:
		return chat.Gone
	case r.status == http.StatusRequestTimeout, r.status >= 500:
		return chat.Transient
	}
	return chat.Invalid
}

// reasons tell why a member cannot be reached, and that a body is too large.
var reasons = map[int]chat.Reason{
	discordgo.ErrCodeCannotSendMessagesToThisUser: chat.ClosedDM, noMutualServer: chat.LeftServer, discordgo.ErrCodeUnknownUser: chat.Deactivated,
	discordgo.ErrCodeUnknownMember: chat.LeftServer, entityTooLarge: chat.TooLarge,
}

// entityTooLarge is the code of a request that is longer than Discord takes.
const entityTooLarge = 40005

// noMutualServer is a code that the library does not know: no server is shared with the member.
const noMutualServer = 50278

func invalidf(format string, args ...any) *chat.Fault {
	return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("discord: "+format, args...)}
}

// unmarshal reads JSON as far as its types fit: a field of an unknown shape stays empty and spoils no other one.
func unmarshal(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	if t := (*json.UnmarshalTypeError)(nil); errors.As(err, &t) {
		return nil
	}
	return err
}

// clip shortens s to n characters.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
