package bots

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// notice is the pinned message of a room that tells how to know who is official. It is written from the roster, edited when that
// changes, and made anew if somebody deletes it, at most once an hour.
type notice struct {
	On      bool           `json:"on"`
	Message chat.MessageID `json:"message,omitzero"`
	Sending bool           `json:"sending,omitempty"`
	Shows   []byte         `json:"shows,omitempty"` // hash of what it shows
	Made    time.Time      `json:"made,omitzero"`   // when it was sent last
	Looked  time.Time      `json:"looked,omitzero"` // when it was edited last
	Pinned  bool           `json:"pinned,omitempty"`
	Lacks   string         `json:"lacks,omitempty"` // the right without which it is not pinned, or why it could not be sent
}

var notices = store.Table[notice]{Name: "notice"} // room

// What begins the owners of a notice's actions.
const (
	noticeOwner    = "notice/"
	noticePinOwner = "notice-pin/"
	noticeOffOwner = "notice-off/"
)

const (
	noticeEvery = 20 * time.Second // between two edits
	noticeAnew  = time.Hour        // between two new ones
	noticeNames = 20               // officials that are named
)

func (d declarer) noticeCommand() command {
	c := d.define("notice", chat.Moderator, (*Hub).cmdNotice, d.opt("do", only("on", "off")))
	c.aside, c.typed = true, "[on|off]"
	return c
}

// cmdNotice tells whether the room has a notice, or gives it one or takes it away.
func (h *Hub) cmdNotice(tx store.Tx, c *call) ([]chat.Action, error) {
	room := c.meta.Room
	if isDirect(c.meta) || !h.cfg.watched(c.meta) {
		return nil, chat.Refuse("notice-where")
	}
	n, _, err := notices.Get(tx, store.Key(room))
	if err != nil {
		return nil, err
	}
	switch strings.ToLower(strings.TrimSpace(c.args["do"])) {
	case "on":
		n.On = true
		as, err := h.showNotice(tx, room, n, c.meta.At)
		return append([]chat.Action{c.say(chat.Say("notice-on"))}, as...), err
	case "off":
		as := []chat.Action{c.say(chat.Say("notice-off"))}
		if !n.Message.IsZero() {
			as = append(as, chat.Action{Owner: noticeOffOwner + room.String(), Priority: chat.Cosmetic, Effect: chat.Delete{Room: room, Messages: []chat.MessageID{n.Message}}})
		}
		return as, notices.Put(tx, store.Key(room), notice{Message: n.Message})
	case "":
	default:
		return nil, chat.Refuse("notice-usage")
	}
	p := chat.Say("notice-is-off")
	if n.On {
		p = chat.Say("notice-is-on")
		if n.Lacks != "" {
			p.Lines(chat.Say("notice-lacks", "right", n.Lacks))
		}
	}
	return []chat.Action{c.say(p)}, nil
}

// planNotices gives every watched room a notice if the configuration wants that, and has all looked at after a start.
func (h *Hub) planNotices(tx store.Tx, now time.Time) error {
	for p, c := range h.cfg.Platforms {
		if _, runs := h.adapters[p]; !runs || !h.cfg.Notices {
			continue
		}
		for _, room := range c.Watched {
			if _, had, err := notices.Get(tx, store.Key(room)); err != nil {
				return err
			} else if had || room == c.Server { // a server is no room to write in
				continue
			}
			if err := notices.Put(tx, store.Key(room), notice{On: true}); err != nil {
				return err
			}
		}
	}
	as, err := h.stirNotices(tx, now, true)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, now, as...)
}

// stirNotices has all notices looked at that are on; anew, they are written again even if they show what they should: so it is found
// out on platforms that tell of no deletions that one is gone.
func (h *Hub) stirNotices(tx store.Tx, at time.Time, anew bool) (as []chat.Action, err error) {
	all := map[chat.RoomID]notice{}
	for row, err := range notices.Scan(tx, nil, nil) {
		var room chat.RoomID
		if err == nil {
			err = room.UnmarshalText(bytes.TrimSuffix(row.Key, []byte{0}))
		}
		if err != nil {
			return nil, err
		}
		all[room] = row.Value
	}
	for room, n := range all {
		if _, runs := h.adapters[room.Platform]; !runs || !n.On {
			continue
		}
		if anew && n.Shows != nil {
			n.Shows = nil
			if err := notices.Put(tx, store.Key(room), n); err != nil {
				return nil, err
			}
		}
		due := at
		if next := n.Looked.Add(noticeEvery); next.After(due) {
			due = next
		}
		as = append(as, chat.Action{Owner: noticeOwner + room.String(), Effect: chat.Remind{At: due}})
	}
	return as, nil
}

func (h *Hub) noticeOf(tx store.Tx, owner string) (room chat.RoomID, n notice, ok bool, err error) {
	_, key, _ := strings.Cut(owner, "/")
	if room.UnmarshalText([]byte(key)) != nil {
		return room, n, false, nil //nolint:nilerr // an owner that is not ours
	}
	n, ok, err = notices.Get(tx, store.Key(room))
	return room, n, ok, err
}

func (h *Hub) tickNotice(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	room, n, ok, err := h.noticeOf(tx, e.Owner)
	if err != nil || !ok || !n.On {
		return nil, err
	}
	return h.showNotice(tx, room, n, e.At)
}

// showNotice brings a room's notice up to date. While it is being sent it waits for the receipt.
func (h *Hub) showNotice(tx store.Tx, room chat.RoomID, n notice, at time.Time) ([]chat.Action, error) {
	e, err := h.guard.Register.At(tx)
	if err != nil {
		return nil, err
	}
	p := h.noticeText(e.Roster)
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	key, a := store.Key(room), chat.Action{Owner: noticeOwner + room.String(), Lane: room.String() + "=notice", Priority: chat.Cosmetic}
	switch {
	case n.Sending, !n.Message.IsZero() && bytes.Equal(sum[:8], n.Shows):
		return nil, notices.Put(tx, key, n)
	case !n.Message.IsZero():
		a.Effect = chat.Edit{Room: room, Messages: []chat.MessageID{n.Message}, Post: chat.Post{Phrase: p, Quiet: true}}
	case at.Before(n.Made.Add(noticeAnew)):
		return []chat.Action{{Owner: noticeOwner + room.String(), Effect: chat.Remind{At: n.Made.Add(noticeAnew)}}}, notices.Put(tx, key, n)
	default:
		n.Sending, n.Pinned, n.Made = true, false, at
		a.Effect = chat.Send{Room: room, Post: chat.Post{Phrase: p, Quiet: true}}
	}
	n.Shows, n.Looked = sum[:8], at
	return []chat.Action{a}, notices.Put(tx, key, n)
}

// noticeText tells how to know who is official.
func (h *Hub) noticeText(r *moderation.Roster) *chat.Phrase {
	p := chat.Say("notice-head", "brand", h.cfg.Brand)
	b := r.Brand()
	if sites := append(append([]string{}, b.Domains...), b.Links...); len(sites) > 0 {
		p.And(chat.Say("official-sites", "sites", "· "+strings.Join(sites, "\n· ")))
	}
	if people := peopleLines(r, noticeNames); len(people) > 0 {
		p.And(chat.Say("official-people", "people", strings.Join(people, "\n")))
	}
	return p.And(chat.Say("notice-rules"))
}

// peopleLines name the officials, at most so many, those that people put on the roster first.
func peopleLines(r *moderation.Roster, most int) (lines []string) {
	for _, drawn := range []bool{false, true} {
		for _, o := range r.Officials() {
			if o.Drawn != drawn {
				continue
			}
			if len(lines) == most {
				return append(lines, "· …")
			}
			line := "· " + o.Name()
			if o.Role != "" {
				line += " — " + o.Role
			}
			for _, handle := range o.Handles {
				line += " · @" + strings.TrimPrefix(handle, "@")
			}
			lines = append(lines, line)
		}
	}
	return lines
}
