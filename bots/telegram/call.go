package telegram

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

const (
	callTime   = 30 * time.Second
	uploadTime = 5 * time.Minute
	answerSize = 32 << 20 // of one answer, bytes
)

// client makes calls. No error of its own holds the token, which is part of every address.
type client struct {
	bot  tg.BotAPI // copied for each call and bound to its context
	base string
	http *http.Client
	done func(m method, class chat.Class) // counts outcomes

	clock chat.Clock
}

func newClient(token, base string, done func(method, chat.Class)) *client {
	c := &client{base: strings.TrimRight(base, "/"), done: done}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // elsewhere the token has no business
	}}
	c.bot.Token = token
	c.bot.SetAPIEndpoint(strings.ReplaceAll(c.base, "%", "%%") + "/bot%s/%s")
	return c
}

// call makes one call and decodes its result; ctx bounds it, 30 seconds at the most. An error is a *chat.Fault.
func call[T any](ctx context.Context, c *client, m method, a args) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return request[T](ctx, c, m, a, nil)
}

// request makes a call with uploads, if any.
func request[T any](ctx context.Context, c *client, m method, a args, files []tg.RequestFile) (T, error) {
	var result T
	params, err := a.form()
	if err != nil {
		return result, invalid("%s: %v", m, err)
	}
	bound := &boundClient{ctx: ctx, http: c.http, clock: &c.clock}
	bot := c.bot
	bot.Client = bound
	var resp *tg.APIResponse
	if len(files) > 0 {
		resp, err = bot.UploadFiles(string(m), params, files)
	} else {
		resp, err = bot.MakeRequest(string(m), params)
	}
	var refused *tg.Error
	if errors.As(err, &refused) && refused.Code == 0 && resp != nil {
		refused.Code = resp.ErrorCode // UploadFiles forgets it
	}
	if err == nil {
		err = json.Unmarshal(resp.Result, &result)
	}
	if err != nil {
		fault := classify(m, a, c.scrub(err), bound.begun.Load())
		c.done(m, fault.Class)
		return result, fault
	}
	c.done(m, "")
	return result, nil
}

// download opens a file that getFile named.
func (c *client) download(ctx context.Context, path string) (io.ReadCloser, error) {
	address, err := url.JoinPath(c.base, "file", "bot"+c.bot.Token, path)
	if err != nil {
		return nil, invalid("a file has no address")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, invalid("a file has no address")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("telegram: download: %w", c.scrub(bare(err)))}
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	resp.Body.Close()
	f := &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("telegram: download: %w", &httpError{resp.StatusCode})}
	if resp.StatusCode == http.StatusNotFound {
		f.Class = chat.Invalid
	}
	return nil, f
}

// scrub replaces an error that shows the token in spite of all.
func (c *client) scrub(err error) error {
	if token := c.bot.Token; token != "" && strings.Contains(err.Error(), token) {
		return errors.New(strings.ReplaceAll(err.Error(), token, "TOKEN"))
	}
	return err
}

// bare strips the address, which holds the token, from an error of net/http.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// boundClient does one request under a context and remembers whether it went out.
type boundClient struct {
	ctx   context.Context
	http  *http.Client
	begun atomic.Bool
	clock *chat.Clock
}

// Do refuses answers that are no JSON, for the library would lose their status.
func (b *boundClient) Do(req *http.Request) (*http.Response, error) {
	trace := &httptrace.ClientTrace{WroteHeaders: func() { b.begun.Store(true) }}
	//nolint:gosec // the host is the operator's setting, the path our own
	resp, err := b.http.Do(req.WithContext(httptrace.WithClientTrace(b.ctx, trace)))
	if err != nil {
		return nil, bare(err)
	}
	b.clock.Heard(resp.Header)
	body := bufio.NewReader(io.LimitReader(resp.Body, answerSize))
	if first, err := body.Peek(1); err != nil || first[0] != '{' {
		resp.Body.Close()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, &httpError{resp.StatusCode}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{body, resp.Body}
	return resp, nil
}
