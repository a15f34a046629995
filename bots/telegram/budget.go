package telegram

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"frontdesk/chat"
)

// Limits are the budgets; a zero field means the platform's limit with some room to spare. Telegram publishes no exact
// values: about one message a second in a chat, 20 a minute in a group, 30 a second in all (Bots FAQ).
type Limits struct {
	Chat  rate.Limit // a second in one chat; default 1
	Group int        // in any minute in one group, all its topics together; default 18, negative: no limit
	Bot   rate.Limit // a second in all; default 25
}

// Unlimited lifts all budgets, for servers that have none. Penalties are kept all the same.
func Unlimited() Limits { return Limits{rate.Inf, -1, rate.Inf} }

func (l Limits) orDefaults() Limits {
	if l.Chat == 0 {
		l.Chat = 1
	}
	if l.Group == 0 {
		l.Group = 18
	}
	if l.Bot == 0 {
		l.Bot = 25
	}
	return l
}

const (
	chatBurst = 3  // Telegram bears short bursts in a chat
	botBurst  = 5  // with 25 a second: never more than 30 in any second
	reserve   = 2  // of a group's minute, for what cannot wait
	fewChats  = 64 // below this nobody is pruned
)

// budget says whether a call may be made now. It keeps a purse for each chat that was written to in the last minute
// or is under a penalty.
type budget struct {
	limits Limits

	mu     sync.Mutex
	all    *rate.Limiter
	purses map[int64]*purse
	prune  int // number of purses that calls for pruning
}

type purse struct {
	second *rate.Limiter
	minute []time.Time // of a group's messages, oldest first
	until  time.Time   // end of the penalty
	used   time.Time
}

func newBudget(l Limits) *budget {
	l = l.orDefaults()
	return &budget{limits: l, all: rate.NewLimiter(l.Bot, botBurst), purses: make(map[int64]*purse), prune: fewChats}
}

// haste is how little a call can wait for budget. Into a penalty none goes.
type haste uint8

const (
	patient haste = iota
	urgent        // answers to a press, sanctions: into a group's reserve, and into debt elsewhere
	atOnce        // deletions: what they take away must not stay. They are counted, and others wait the longer
)

// take spends n messages in the chat or tells when to ask again; nothing is spent then.
func (b *budget) take(id int64, n int, h haste) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	p := b.purse(id, now)
	if now.Before(p.until) {
		return chat.LimitedUntil(p.until)
	}
	limit := b.limits.Group
	if h == urgent {
		limit += reserve
	}
	metered := id < 0 && n > 0 && b.limits.Group > 0
	if metered && h != atOnce {
		if free := p.room(now, n, limit); free.After(now) {
			return chat.LimitedUntil(free)
		}
	}
	second := p.second.ReserveN(now, min(n, chatBurst))
	all := b.all.ReserveN(now, min(n, botBurst))
	if wait := max(second.DelayFrom(now), all.DelayFrom(now)); wait > 0 && h == patient {
		second.CancelAt(now)
		all.CancelAt(now)
		return chat.LimitedUntil(now.Add(wait))
	}
	if metered {
		for range n {
			p.minute = append(p.minute, now)
		}
	}
	p.used = now
	return nil
}

// punish keeps everybody from writing to the chat before the time.
func (b *budget) punish(id int64, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.purse(id, time.Now()); until.After(p.until) {
		p.until = until
	}
}

// room is when n more messages fit into a minute's limit.
func (p *purse) room(now time.Time, n, limit int) time.Time {
	old := 0
	for old < len(p.minute) && !p.minute[old].After(now.Add(-time.Minute)) {
		old++
	}
	p.minute = p.minute[old:]
	over := len(p.minute) + min(n, limit) - limit
	if over <= 0 {
		return now
	}
	return p.minute[over-1].Add(time.Minute)
}

// purse finds or makes a chat's purse; b.mu is held. When their number has doubled since the last time, those that say
// nothing any more are dropped, so that the work for each call stays constant.
func (b *budget) purse(id int64, now time.Time) *purse {
	if p, ok := b.purses[id]; ok {
		return p
	}
	if len(b.purses) >= b.prune {
		for k, p := range b.purses {
			if now.Sub(p.used) > time.Minute && now.After(p.until) {
				delete(b.purses, k)
			}
		}
		b.prune = max(fewChats, 2*len(b.purses))
	}
	p := &purse{second: rate.NewLimiter(b.limits.Chat, chatBurst), used: now}
	b.purses[id] = p
	return p
}
