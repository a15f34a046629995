// Package telegram is the Bot API adapter: it receives by long polling and acknowledges after commit, speaks in plain
// text with entities, keeps Telegram's budgets, and answers presses of buttons within their time.
//
// What Telegram cannot do is said by Caps; what it does not tell (deletions, changes of profile) is not reported.
package telegram

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog"

	"frontdesk/chat"
)

// Config is what an adapter needs.
type Config struct {
	Token    string
	URL      string         // of the Bot API server; empty: https://api.telegram.org
	Commands []chat.Command // registered with Telegram when they changed
	Staff    []chat.RoomID  // chats that are offered the commands of staff too
	Watched  []chat.RoomID  // chats whose messages are answered: the bot should be an administrator there
	Limits   Limits
	Log      zerolog.Logger
	Metrics  prometheus.Registerer // nil: none
}

// Adapter is the bot on Telegram. Its methods may be called concurrently; before Run has connected they answer
// Transient.
type Adapter struct {
	chat.Nothing

	config  Config
	log     zerolog.Logger
	client  *client
	budget  *budget
	me      atomic.Pointer[account]
	presses presses
	albums  albums
	begun   begun
	admins  admins
	count   counters
}

var _ chat.Adapter = (*Adapter)(nil)

// account is this bot as getMe tells it.
type account struct{ tg.User }

// address is where a private chat with the bot opens.
func (a *account) address() string { return "https://t.me/" + a.UserName }

type counters struct {
	calls   *prometheus.CounterVec
	updates *prometheus.CounterVec
}

// New makes an adapter; it does nothing on the network before Run.
func New(c Config) (*Adapter, error) {
	if c.Token == "" {
		return nil, errors.New("telegram: no token")
	}
	if strings.ContainsAny(c.Token, "/?#% \n") {
		return nil, errors.New("telegram: the token has characters no token has")
	}
	if c.URL == "" {
		c.URL = "https://api.telegram.org"
	}
	metrics := promauto.With(c.Metrics)
	a := &Adapter{
		config: c,
		log:    c.Log.With().Str("platform", string(Platform)).Logger(),
		budget: newBudget(c.Limits),
		count: counters{
			calls: metrics.NewCounterVec(prometheus.CounterOpts{Name: "frontdesk_telegram_calls_total",
				Help: "Calls to the Bot API by method and outcome."}, []string{"method", "outcome"}),
			updates: metrics.NewCounterVec(prometheus.CounterOpts{Name: "frontdesk_telegram_updates_total",
				Help: "Updates received, by whether they were reported, of no interest or not understood."}, []string{"fate"}),
		},
	}
	a.client = newClient(c.Token, c.URL, func(m method, class chat.Class) {
		outcome := string(class)
		if outcome == "" {
			outcome = "ok"
		}
		a.count.calls.WithLabelValues(string(m), outcome).Inc()
	})
	return a, nil
}

// Platform is Telegram.
func (a *Adapter) Platform() chat.Platform { return Platform }

// Caps tells what a room can show. It does not know whether a group has topics: opening one tells.
func (a *Adapter) Caps(room chat.RoomID) chat.Caps {
	caps := chat.Caps{
		Text: 4096, Caption: 1024, Unit: chat.UTF16,
		Buttons: 8, Rows: 12,
		Edit: true, Delete: true, DeleteOthers: true,
		Albums: 10, Marks: true, Pins: true, DeepLinks: true,
		Resends: true, Upload: 50 << 20, Download: 20 << 20,
	}
	if strings.HasPrefix(room.Key, answerPrefix) {
		caps.Toast = toastLimit
		return caps
	}
	if _, direct := room.Direct(); !direct {
		caps.Topics = true
		caps.MessageLinks = strings.HasPrefix(room.Key, "-100")
	}
	return caps
}

// self is this bot; nil before Run has connected.
func (a *Adapter) self() *account { return a.me.Load() }

// connected fails before Run knows who the bot is.
func (a *Adapter) connected() error {
	if a.self() == nil {
		return &chat.Fault{Class: chat.Transient, Err: errors.New("telegram: not connected yet")}
	}
	return nil
}

// invoke makes a call that sends n messages to the chat, within the budget; n = 0 spends none. A flood limit is kept
// for the chat from then on.
func invoke[T any](ctx context.Context, a *Adapter, m method, p args, n int, h haste) (T, error) {
	var none T
	if err := a.connected(); err != nil {
		return none, err
	}
	if err := a.budget.take(p.Chat, n, h); err != nil {
		return none, err
	}
	result, err := call[T](ctx, a.client, m, p)
	a.heed(p.Chat, err)
	return result, err
}

// heed keeps a flood limit.
func (a *Adapter) heed(id int64, err error) {
	var f *chat.Fault
	if errors.As(err, &f) && f.Class == chat.Limited {
		a.budget.punish(id, f.Until)
	}
}
