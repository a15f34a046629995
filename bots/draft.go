package bots

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// draft is a change of the FAQ before it is published: its author sees what members will see and what will be answered
// otherwise, and publishes, changes or drops it. What is not official in it waits for a second moderator.
type draft struct {
	No      uint64            `json:"no"`
	Command string            `json:"command"`        // that made it
	Args    map[string]string `json:"args,omitempty"` // of that command, to change it by
	Entry   faq.Entry         `json:"entry"`
	Layer   []faq.Entry       `json:"layer,omitempty"` // of an import, instead
	File    string            `json:"file,omitempty"`  // it came with
	Lang    string            `json:"lang,omitempty"`  // the language that is shown
	Seen    uint64            `json:"seen,omitempty"`  // the version that its author had before him; 0: there was none
	Of      uint64            `json:"of,omitempty"`    // the version that is brought back
	Shown   uint64            `json:"shown,omitempty"` // a later version that he has been shown the difference to
	By      faq.Author        `json:"by"`
	Reader  string            `json:"reader,omitempty"` // the author's language
	Room    chat.RoomID       `json:"room"`             // where he hears what became of it
	State   draftState        `json:"state,omitempty"`
	Judge   string            `json:"judge,omitempty"` // who published or rejected it
	At      time.Time         `json:"at"`
}

// draftState is how far a draft has got.
type draftState string

const (
	draftOpen      draftState = ""
	draftReading   draftState = "reading" // its file
	draftWaiting   draftState = "waiting" // for a second moderator
	draftPublished draftState = "published"
	draftRejected  draftState = "rejected"
	draftDropped   draftState = "dropped" // by its author, or for another one
)

var (
	drafts   = store.Table[draft]{Name: "draft"} // number → row
	draftNos = store.Counter{Table: "author", Key: "draft"}
)

// How long drafts are kept, from when they were written.
const (
	keepDrafts  = 24 * time.Hour
	keepWaiting = 7 * 24 * time.Hour
)

func (d draft) over(now time.Time) bool {
	if d.State == draftWaiting {
		return now.Sub(d.At) > keepWaiting
	}
	return now.Sub(d.At) > keepDrafts
}

func (d draft) put(tx store.Tx) error { return drafts.Put(tx, store.Key(d.No), d) }

func (d draft) button(label, do string) chat.Button {
	return chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "d:" + number(d.No) + ":" + do}
}

// draftDialog is what waits for a typed yes to a draft.
const draftDialog = "draft"

// propose makes a draft of a change and shows it to its author. What cannot be kept is refused with the text given back.
func (h *Hub) propose(tx store.Tx, c *call, d draft) ([]chat.Action, error) {
	typed := strings.Join([]string{c.args["title"], c.args["questions"], c.args["answer"]}, "\n")
	var err error
	if d.Entry, err = h.book.Check(tx, d.Entry); err != nil {
		return nil, withText(h.faqRefusal(err), strings.TrimSpace(typed))
	}
	now, err := h.inForce(tx, d.Entry.ID)
	switch {
	case err != nil:
		return nil, err
	case d.Seen == 0 && d.Of == 0 && now.Rev != 0:
		return nil, withText(chat.Refuse("faq-exists", "entry", d.Entry.ID, "name", now.By.Name), strings.TrimSpace(typed))
	case now.Rev == d.Seen && now.Rev != 0 && faq.Same(now.Entry, d.Entry):
		return nil, chat.Refuse("faq-same", "entry", d.Entry.ID)
	}
	if err := h.replace(tx, c); err != nil {
		return nil, err
	}
	if d.No, err = draftNos.Next(tx); err != nil {
		return nil, err
	}
	d.Command, d.By, d.Reader, d.Room, d.At = c.name, c.author(), c.lang, h.amongModerators(c), c.meta.At
	d.Args = map[string]string{"lang": d.Lang, "rev": c.args["rev"]}
	for _, name := range []string{"id", "title", "questions", "answer"} {
		d.Args[name] = c.args[name]
	}
	if now.Rev != d.Seen {
		return h.overtaken(tx, c, d, now)
	}
	if err := h.awaitYes(tx, c, d); err != nil {
		return nil, err
	}
	return h.showDraft(tx, c, d)
}

// amongModerators is where something can be told to the author of a command later, when its answer is over: where he gave it, if
// only the team reads there, else in private.
func (h *Hub) amongModerators(c *call) chat.RoomID {
	if h.amongItself(c.meta) {
		return c.meta.Room
	}
	return chat.Direct(c.by.ID)
}

// inForce is the version of an entry in force; a zero one if there is none.
func (h *Hub) inForce(tx store.Tx, id string) (faq.Version, error) {
	v, err := h.book.Get(tx, id)
	if errors.Is(err, faq.ErrNotFound) {
		return faq.Version{}, nil
	}
	return v, err
}

// replace drops the draft that a command was given to change.
func (h *Hub) replace(tx store.Tx, c *call) error {
	no, err := strconv.ParseUint(c.args["draft"], 10, 64)
	if err != nil {
		return nil //nolint:nilerr // there is none
	}
	d, ok, err := drafts.Get(tx, store.Key(no))
	if err != nil || !ok || d.By.ID != c.by.ID || d.State == draftPublished {
		return err
	}
	d.State = draftDropped
	return d.put(tx)
}

// awaitYes keeps a draft, and takes the author's next word for his answer to it.
func (h *Hub) awaitYes(tx store.Tx, c *call, d draft) error {
	if err := d.put(tx); err != nil {
		return err
	}
	wait := dialog{Command: draftDialog, Args: map[string]string{"draft": number(d.No)}, Wants: confirmation, At: c.meta.At}
	return dialogs.Put(tx, c.dialogKey(), wait)
}

// answerDraft takes a typed yes or no to a draft. Any other word ends the waiting and goes on; the buttons stay good.
func (h *Hub) answerDraft(tx store.Tx, wait dialog, e *chat.Posted) ([]chat.Action, bool, error) {
	if err := dialogs.Delete(tx, dialogKey(e.Message.From.ID, e.Room)); err != nil {
		return nil, true, err
	}
	do := "publish"
	if !isYes(e.Message.Text) {
		do = "cancel"
		if !isNo(e.Message.Text) {
			return nil, false, nil
		}
	}
	no, _ := strconv.ParseUint(wait.Args["draft"], 10, 64)
	c := &call{name: draftDialog, args: map[string]string{}}
	c.from(e)
	c.lang, c.aside = h.langOf(tx, c.by, c.meta.Room, ""), !h.amongItself(c.meta)
	as, err := h.pressedDraft(tx, c, no, do)
	return h.orSay(as, err, c), true, notRefusal(err)
}

// pressedDraft takes a press on a button of a draft. Who may do what is decided here, by ID.
func (h *Hub) pressedDraft(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-staff", "command", "faq")
	}
	d, ok, err := drafts.Get(tx, store.Key(no))
	switch {
	case err != nil:
		return nil, err
	case !ok || d.over(c.meta.At):
		return nil, chat.Refuse("draft-gone")
	case d.State == draftReading:
		return nil, chat.Refuse("press-stale")
	case d.State != draftOpen && d.State != draftWaiting:
		return nil, chat.Refuse("draft-over", "entry", d.name(), "state", chat.Say("draft-"+string(d.State)), "name", d.Judge)
	}
	switch do {
	case "approve", "reject", "show":
		return h.second(tx, c, d, do)
	}
	if d.By.ID != c.by.ID {
		return nil, chat.Refuse("draft-not-yours", "name", d.By.Name)
	}
	switch do {
	case "publish", "over":
		return h.publishDraft(tx, c, d, do == "over")
	case "cancel":
		d.State, d.Judge = draftDropped, c.by.Name
		c.update = true
		return []chat.Action{c.say(chat.Say("cancelled"))}, d.put(tx)
	}
	return h.changeDraft(tx, c, d, do)
}

// publishDraft publishes a draft of the one who presses, or gives it to a second moderator. Over a version that came between
// it goes only if he has been shown what it changes.
func (h *Hub) publishDraft(tx store.Tx, c *call, d draft, over bool) ([]chat.Action, error) {
	if d.State == draftWaiting {
		return nil, chat.Refuse("draft-waits")
	}
	if over {
		d.Seen = d.Shown
	}
	strange, err := h.unofficialIn(tx, d)
	if err != nil {
		return nil, err
	}
	if len(strange) > 0 {
		return h.askSecond(tx, c, d, strange)
	}
	return h.publishAs(tx, c, d)
}

// signed is who stands for a draft in the history, from when it is published: its author, with whoever approved it.
func (d draft) signed(c *call) faq.Author {
	by := d.By
	by.At = c.meta.At
	if c.by.ID != by.ID {
		by.Name += " ✓ " + c.by.Name
	}
	return by
}

// name is what a draft is called: the entry it changes, or the file it imports.
func (d draft) name() string {
	if d.File != "" {
		return d.File
	}
	return d.Entry.ID
}

// publishAs puts a draft into force for the very next question. One that came too late is shown beside what stands there.
func (h *Hub) publishAs(tx store.Tx, c *call, d draft) ([]chat.Action, error) {
	if len(d.Layer) > 0 {
		return h.publishImport(tx, c, d, c.plan)
	}
	by := d.signed(c)
	v, err := h.book.Put(tx, d.Entry, by, d.Seen)
	var conflict faq.ErrConflict
	switch {
	case errors.As(err, &conflict) && !conflict.Now.Deleted:
		return h.overtaken(tx, c, d, conflict.Now)
	case errors.As(err, &conflict), errors.Is(err, faq.ErrNotFound):
		return h.overtaken(tx, c, d, faq.Version{By: conflict.Now.By})
	case err != nil:
		return nil, h.faqRefusal(err)
	}
	d.State, d.Judge = draftPublished, c.by.Name
	if err := d.put(tx); err != nil {
		return nil, err
	}
	said := chat.Say("faq-edited", "entry", d.Entry.ID)
	switch {
	case d.Of != 0:
		said = chat.Say("faq-reverted", "entry", d.Entry.ID, "revision", number(d.Of))
	case d.Seen == 0:
		said = chat.Say("faq-added", "entry", d.Entry.ID)
		if err := faq.Wrote(tx, v.Entry, by); err != nil {
			return nil, err
		}
	}
	if d.Seen != 0 {
		said.And(chat.Say("undo-edit", "entry", d.Entry.ID, "revision", number(d.Seen)))
	}
	old, err := h.book.Outdated(tx, v.Entry.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range old {
		said.Lines(chat.Say("faq-show-stale", "entry", o.ID, "lang", o.Lang))
	}
	c.update = true
	return []chat.Action{c.say(said)}, nil
}

// overtaken tells the author of a draft that somebody was quicker, and what publishing over it would change. His text is kept.
func (h *Hub) overtaken(tx store.Tx, c *call, d draft, now faq.Version) ([]chat.Action, error) {
	d.Shown, d.State = now.Rev, draftOpen
	if err := d.put(tx); err != nil {
		return nil, err
	}
	p := chat.Say("faq-conflict", "entry", d.Entry.ID, "name", now.By.Name, "text", d.Entry.Answer[d.Lang])
	if now.Rev == 0 {
		p = chat.Say("faq-conflict-gone", "entry", d.Entry.ID, "name", now.By.Name, "text", d.Entry.Answer[d.Lang])
	} else {
		p.And(chat.Say("faq-conflict-diff", "lines", changeLines(now.Entry, d.Entry, 60)))
	}
	row := []chat.Button{d.button("button-over", "over"), d.button("button-cancel", "cancel")}
	if d.By.ID == c.by.ID {
		return []chat.Action{c.say(p, row)}, nil
	}
	post := chat.Post{Phrase: p, Lang: d.Reader, Buttons: [][]chat.Button{row}, Private: true}
	return []chat.Action{
		c.say(chat.Say("draft-overtaken", "entry", d.Entry.ID, "name", now.By.Name, "author", d.By.Name)),
		{Priority: chat.Relay, Effect: chat.Send{Room: d.Room, Post: post}},
	}, nil
}

// changeable reports whether the author can change a draft's texts before it is published.
func (d draft) changeable() bool { return d.Command == "faq add" || d.Command == "faq edit" }

// changeDraft lets the author change a draft before it is published: all of it in a form, else the part he names.
func (h *Hub) changeDraft(tx store.Tx, c *call, d draft, part string) ([]chat.Action, error) {
	again, ok := h.resume(d.Command)
	if !ok || !d.changeable() {
		return nil, chat.Refuse("press-stale")
	}
	again.meta, again.by, again.lang, again.args = c.meta, c.by, c.lang, d.Args
	again.args["draft"] = number(d.No)
	switch part {
	case "change":
		if h.caps(c.meta.Answer).Forms {
			return []chat.Action{again.post(chat.Post{Form: h.form(again)})}, nil
		}
		var row []chat.Button
		for _, name := range again.command.asks {
			if name != "id" || d.Seen == 0 {
				row = append(row, d.button("part-"+name, name))
			}
		}
		return []chat.Action{c.say(chat.Say("draft-part"), row, []chat.Button{d.button("button-back", "again")})}, nil
	case "again":
		return h.showDraft(tx, c, d)
	case "id", "title", "questions", "answer", "lang":
		again.args[stands+part] = again.args[part]
		delete(again.args, part)
		others := slices.DeleteFunc([]string{"id", "title", "questions", "answer", "lang"}, func(s string) bool { return s == part })
		wait := dialog{Command: d.Command, Args: again.args, Wants: part, Skipped: others, At: c.meta.At}
		again.guided = true
		return []chat.Action{again.say(h.question(again, part), h.ways(again, part)...)}, dialogs.Put(tx, again.dialogKey(), wait)
	}
	return nil, chat.Refuse("press-stale")
}

// isNo reports a word that calls off.
func isNo(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .!。！")) {
	case "no", "n", "cancel", "stop", "不", "不要", "否", "取消", "нет", "não", "nein", "non":
		return true
	}
	return false
}
