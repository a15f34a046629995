package bots

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// setting is what the bot remembers of a member's wishes.
type setting struct {
	Lang   string    `json:"lang,omitempty"`
	Hinted time.Time `json:"hinted,omitzero"`   // when the member was told of the limit
	NoGaps bool      `json:"no_gaps,omitempty"` // questions that nothing answers are not to be kept
}

var settings = store.Table[setting]{Name: "setting"} // member

// quietTable: room → until when unasked answers are withheld there; «all» for every room.
var quietTable = store.Table[time.Time]{Name: "quiet"}

// roomCommands are what moderators do where the bot answers.
func (d declarer) roomCommands() []command {
	const mod = chat.Moderator
	quiet := d.define("quiet", mod, (*Hub).cmdQuiet, d.opt("time"), d.opt("all", only(everywhere)))
	resume := d.define("resume", mod, (*Hub).cmdResume)
	wrong := d.define("wrong", mod, (*Hub).cmdWrong)
	quiet.Private, resume.Private, wrong.Menu = false, false, true
	return []command{quiet, resume, d.shadowCommand(), wrong}
}

const everywhere = "all"

// quiet reports whether a moderator has silenced the room, or one that contains it, or all.
func (h *Hub) quiet(tx store.Tx, m *chat.Meta) (bool, error) {
	for _, key := range append([]string{everywhere, m.Room.String()}, keys(m.Within)...) {
		until, ok, err := quietTable.Get(tx, []byte(key))
		if err != nil {
			return false, err
		}
		if ok && (until.IsZero() || m.At.Before(until)) {
			return true, nil
		}
	}
	return false, nil
}

func keys(rooms []chat.RoomID) (out []string) {
	for _, r := range rooms {
		out = append(out, r.String())
	}
	return out
}

func (h *Hub) cmdQuiet(tx store.Tx, c *call) ([]chat.Action, error) {
	key, said := c.meta.Room.String(), "quiet-here"
	wait := c.args["time"]
	if strings.EqualFold(wait, everywhere) || c.args["all"] != "" {
		key, said = everywhere, "quiet-all"
		if strings.EqualFold(wait, everywhere) {
			wait = ""
		}
	}
	var until time.Time
	if wait != "" {
		d, err := time.ParseDuration(wait)
		if err != nil || d <= 0 || d > 366*24*time.Hour {
			return nil, chat.Refuse("quiet-usage")
		}
		until, said = c.meta.At.Add(d), said+"-until"
	}
	if err := quietTable.Put(tx, []byte(key), until); err != nil {
		return nil, err
	}
	return []chat.Action{c.say(chat.Say(said, "time", chat.Arg{Time: until.UTC().Format(time.RFC3339)}))}, nil
}

func (h *Hub) cmdResume(tx store.Tx, c *call) ([]chat.Action, error) {
	for _, key := range append([]string{everywhere, c.meta.Room.String()}, keys(c.meta.Within)...) {
		if _, quiet, err := quietTable.Get(tx, []byte(key)); err != nil {
			return nil, err
		} else if !quiet {
			continue
		}
		if err := quietTable.Delete(tx, []byte(key)); err != nil {
			return nil, err
		}
	}
	return []chat.Action{c.say(chat.Say("resumed"))}, nil
}
