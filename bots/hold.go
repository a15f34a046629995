package bots

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// What may be a secret is treated as one until its author has said: it is taken out of the event before anything is written, and he
// is asked in private. The answer «it is no secret» is kept as salted HMACs, so that the same text of the same member passes the next
// time; the text itself is never stored.

// held is a message that may hold a secret, as it came: in memory only, for whoever's answer lets it pass.
type held struct {
	original chat.Message
	marks    []secret.Mark
}

// hold is a question to a member that waits for an answer: owner «hold/NO/ROOM» of the action that asks it.
type hold struct {
	No       uint64        `json:"no"`
	Messages []heldMessage `json:"messages"`
	Marks    []secret.Mark `json:"marks"`
	At       time.Time     `json:"at"`
	Gone     bool          `json:"gone,omitempty"` // taken away already
}

type heldMessage struct {
	Room    chat.RoomID    `json:"room"`
	Message chat.MessageID `json:"message"`
}

var (
	holds   = store.Table[hold]{Name: "hold"}      // member
	passes  = store.Table[time.Time]{Name: "pass"} // member‖MAC → when it was said to be no secret
	salts   = store.Table[[]byte]{Name: "guard"}
	holdNos = store.Counter{Table: "guard", Key: "hold"}
)

const (
	holdAgain  = time.Hour           // a member is asked once within this time, for all messages
	keepHolds  = 48 * time.Hour      // a question waits so long
	keepPasses = 90 * 24 * time.Hour // … and an answer holds
	mostHeld   = 50                  // messages of one question

	startHold = "hold" // what the deep link to the question brings
)

// loadSalt is the secret of the HMACs: drawn once for a store.
func loadSalt(tx store.Tx) ([]byte, error) {
	key := []byte("salt")
	salt, ok, err := salts.Get(tx, key)
	if ok || err != nil {
		return salt, err
	}
	salt = make([]byte, 32)
	_, _ = rand.Read(salt) // never fails
	return salt, salts.Put(tx, key, salt)
}

// passed reports whether the author has said of all that a message holds that it is no secret, or is asked for a transaction's number
// and gives one.
func (h *Hub) passed(tx store.Tx, meta *chat.Meta, t *held) (bool, error) {
	by := t.original.From.ID
	d, waits, err := dialogs.Get(tx, dialogKey(by, meta.Room))
	if err != nil {
		return false, err
	}
	if waits && d.Wants == "hash" && h.secrets.Check("tx hash: "+t.original.Text).Verdict == secret.Clear {
		return true, nil
	}
	for _, m := range t.marks {
		if _, ok, err := passes.Get(tx, store.Key(by, m.MAC)); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// hold asks the author of a message that may hold a secret what it is. In a group the message is taken away first, where that is
// configured. Bots and channels cannot be asked; what they wrote is only left out.
func (h *Hub) hold(tx store.Tx, meta *chat.Meta, m *chat.Message, t *held) ([]chat.Action, error) {
	if m.From.Kind != chat.Person {
		return nil, nil
	}
	key := store.Key(m.From.ID)
	was, ok, err := holds.Get(tx, key)
	if err != nil {
		return nil, err
	}
	this := heldMessage{meta.Room, m.ID}
	again := ok && meta.At.Sub(was.At) < holdAgain && len(was.Messages) < mostHeld
	if again && slices.Contains(was.Messages, this) {
		return nil, nil // edited, and held as before
	}
	now := hold{At: meta.At, Gone: h.cfg.HoldDeletes && !isDirect(meta) && h.caps(meta.Room).DeleteOthers}
	if again && was.Gone == now.Gone {
		now = was
	} else if now.No, err = holdNos.Next(tx); err != nil {
		return nil, err
	}
	now.Messages, now.Marks = append(now.Messages, this), append(now.Marks, t.marks...)
	if err := holds.Put(tx, key, now); err != nil {
		return nil, err
	}
	var as []chat.Action
	if now.Gone {
		h.metrics.holds.WithLabelValues("deleted").Inc()
		as = append(as, chat.Action{Priority: chat.Secret, Effect: chat.Delete{Room: meta.Room, Messages: []chat.MessageID{m.ID}}})
	}
	if len(now.Messages) > 1 {
		return as, nil // he was asked
	}
	h.metrics.holds.WithLabelValues("asked").Inc()
	return append(as, h.askHeld(now, meta.Room, m.From.ID, h.langOf(tx, m.From, meta.Room, ""))), nil
}

// askHeld asks a member in private, ahead of other words.
func (h *Hub) askHeld(now hold, room chat.RoomID, member chat.MemberID, lang string) chat.Action {
	to := chat.Direct(member)
	return chat.Action{
		Owner: "hold/" + strconv.FormatUint(now.No, 10) + "/" + room.String(), Priority: chat.Secret, Lane: to.String() + "!",
		Effect: chat.Send{Room: to, Post: chat.Post{Phrase: now.question(), Lang: lang, Buttons: now.buttons()}},
	}
}

func (q *hold) question() *chat.Phrase {
	if q.Gone {
		return chat.Say("hold-taken").And(chat.Say("hold-kept-nothing"))
	}
	return chat.Say("hold-ask").And(chat.Say("hold-kept-nothing"))
}

func (q *hold) buttons() [][]chat.Button {
	press := func(do string) chat.Button {
		return chat.Button{Phrase: chat.Say("button-" + do), Data: "x:" + strconv.FormatUint(q.No, 10) + ":" + do}
	}
	if q.Gone {
		return [][]chat.Button{{press("no-secret")}}
	}
	return [][]chat.Button{{press("delete-it")}, {press("no-secret")}}
}

// holdUnasked tells a member in the room, who could not be asked in private, that there is a question: not what it is about.
func (h *Hub) holdUnasked(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	_, where, _ := strings.Cut(strings.TrimPrefix(e.Action.Owner, "hold/"), "/")
	var room chat.RoomID
	member, direct := e.Action.Target().Direct()
	if err := room.UnmarshalText([]byte(where)); err != nil || !direct || room == e.Action.Target() {
		return nil, nil //nolint:nilerr // there is no other place
	}
	q, ok, err := holds.Get(tx, store.Key(member))
	if err != nil || !ok {
		return nil, err
	}
	who := chat.Arg{Text: "@", Span: &chat.Span{Kind: chat.Mention, Member: member}}
	post := chat.Post{Phrase: chat.Say("hold-public", "member", who), Ping: []chat.MemberID{member}, Buttons: q.buttons()}
	if h.caps(room).DeepLinks {
		post.Phrase = chat.Say("hold-private", "member", who)
		post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: startHold}}}
	}
	return []chat.Action{{Priority: chat.Secret, Effect: chat.Send{Room: room, Post: post}}}, nil
}

// cmdHeld shows a member the question that waits for him.
func (h *Hub) cmdHeld(tx store.Tx, c *call) ([]chat.Action, error) {
	q, ok, err := holds.Get(tx, store.Key(c.by.ID))
	if err != nil || !ok {
		return []chat.Action{c.say(chat.Say("press-stale"))}, err
	}
	return []chat.Action{c.say(q.question(), q.buttons()...)}, nil
}

// pressedHold takes a member's answer. Only the author is asked, so only he can answer.
func (h *Hub) pressedHold(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	key := store.Key(c.by.ID)
	q, ok, err := holds.Get(tx, key)
	if err != nil {
		return nil, err
	}
	if !ok || q.No != no {
		return nil, chat.Refuse("press-stale")
	}
	if err := holds.Delete(tx, key); err != nil {
		return nil, err
	}
	c.update = true
	switch do {
	case "no-secret":
		h.metrics.holds.WithLabelValues("passed").Inc()
		for _, m := range q.Marks {
			if err := passes.Put(tx, store.Key(c.by.ID, m.MAC), c.meta.At); err != nil {
				return nil, err
			}
		}
		return []chat.Action{c.say(chat.Say("hold-passed"))}, nil
	case "delete-it":
		as := []chat.Action{c.say(chat.Say("hold-deleting"))}
		for _, m := range q.Messages {
			more, err := h.leaked(tx, &chat.Meta{Room: m.Room, At: c.meta.At}, &chat.Message{ID: m.Message, From: c.by})
			if err != nil {
				return nil, err
			}
			as = append(as, more...)
		}
		return as, nil
	}
	return nil, chat.Refuse("press-stale")
}

// forgetHolds erases what is kept of an account's questions and answers.
func forgetHolds(tx store.Tx, m chat.MemberID) error {
	if err := holds.Delete(tx, store.Key(m)); err != nil {
		return err
	}
	var keys [][]byte
	for row, err := range passes.Scan(tx, store.Key(m), nil) {
		if err != nil {
			return err
		}
		keys = append(keys, slices.Clone(row.Key))
	}
	for _, k := range keys {
		if err := passes.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}
