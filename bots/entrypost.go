package bots

import (
	"errors"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// entryPost is an entry as a reader of a language sees it: text and what its parts mean, the picture, the links as buttons.
// What the roster does not fill is not shown: /official is named instead.
func (h *Hub) entryPost(e faq.Entry, lang string) chat.Post {
	post := chat.Post{Lang: lang, Quiet: true}
	instead := h.words.Text(chat.Say("variable-missing"), h.speaks(lang))
	post.Text, post.Spans = faq.Render(inLang(e.Answer, lang, h.cfg.Langs), h.fills(), instead)
	if e.Picture != "" {
		post.Files = []chat.File{pictureOf(e.Picture)}
	}
	post.Buttons = h.linkRows(e.Buttons, lang, instead)
	return post
}

// pictureOf is a picture as chat knows files; the origin of pictures opens it when it is sent.
func pictureOf(name string) chat.File {
	f := chat.File{Platform: faq.Pictures, Key: name, Kind: chat.Photo, Name: path.Base(name)}
	switch strings.ToLower(path.Ext(name)) {
	case ".png":
		f.MIME = "image/png"
	case ".jpg", ".jpeg":
		f.MIME = "image/jpeg"
	case ".webp":
		f.MIME = "image/webp"
	case ".gif":
		f.MIME, f.Kind = "image/gif", chat.Animated
	}
	return f
}

// wide is how many characters on a button want a row of their own; linkRowsMax is how many rows links may take beside the
// desk's own buttons on a platform that shows five.
const (
	wide        = 20
	linkRowsMax = 3
)

// linkRows puts links that lead somewhere into rows.
func (h *Hub) linkRows(links []faq.Button, lang, instead string) (rows [][]chat.Button) {
	var flat []chat.Button
	for _, b := range links {
		if url := h.fills().Address(b.URL); url != "" {
			flat = append(flat, chat.Button{Text: h.fills().Fill(inLang(b.Text, lang, h.cfg.Langs), instead), URL: url})
		}
	}
	pairs := len(flat) > linkRowsMax
	for i, b := range flat {
		last := len(rows) - 1
		narrow := i > 0 && utf8.RuneCountInString(b.Text) <= wide && utf8.RuneCountInString(flat[i-1].Text) <= wide
		if last >= 0 && len(rows[last]) == 1 && (pairs || narrow) {
			rows[last] = append(rows[last], b)
			continue
		}
		rows = append(rows, []chat.Button{b})
	}
	return rows
}

// below are the asker's buttons below an answer. Below an urgent one, the way to the staff stands first and says that it is quick.
func below(e faq.Entry, a faq.Answered) [][]chat.Button {
	no := strconv.FormatUint(a.No, 10)
	votes := []chat.Button{
		{Phrase: chat.Say("button-helped"), Data: "a:" + no + ":up"},
		{Phrase: chat.Say("button-not-helped"), Data: "a:" + no + ":down"},
	}
	staff := chat.Button{Phrase: wayToStaff(e), Data: "a:" + no + ":staff"}
	if e.Urgent {
		return [][]chat.Button{{staff}, votes}
	}
	return [][]chat.Button{append(votes, staff)}
}

// wayToStaff is what the button below an entry says that leads to the staff.
func wayToStaff(e faq.Entry) *chat.Phrase {
	if e.Urgent {
		return chat.Say("button-urgent")
	}
	return chat.Say("button-staff")
}

// refresh makes the bot's messages of an answer say what it is now.
func (h *Hub) refresh(tx store.Tx, a faq.Answered) ([]chat.Action, error) {
	post, err := h.answerPost(tx, a)
	if err != nil || len(a.Replies) == 0 {
		return nil, err
	}
	if ofEntry(post) {
		if lost, err := h.lost(tx, a.Entry); err != nil {
			return nil, err
		} else if lost {
			post.Files = nil // the answer went without
		}
	}
	e, ok := h.revised(a, post)
	if !ok {
		return h.anew(tx, a)
	}
	return []chat.Action{{Owner: answerOwner(a.No), Priority: chat.Answers, Effect: e}}, nil
}

// revised is the edit that makes the messages of an answer say what it is now. A picture cannot be added to a message or taken
// out of one: what was sent with one, or beside one, keeps it. False: the text stands below its picture and has outgrown that
// room, or it takes another number of messages beside a picture of its own; no edit does then.
func (h *Hub) revised(a faq.Answered, post chat.Post) (chat.Edit, bool) {
	e := chat.Edit{Room: a.Room, Messages: a.Replies, Post: post}
	e.Post.Files = nil
	caps := h.caps(a.Room)
	whole := len(chat.Parts(post, caps))
	switch {
	case whole == len(chat.Parts(e.Post, caps)):
		return e, true
	case whole == len(a.Replies):
		e.Messages = a.Replies[1:] // the first is the picture by itself
		return e, true
	}
	return e, false
}

// replaced makes the messages that said one thing say another. A picture can be neither put into a message that stands nor
// taken out of it: where there is one, the answer comes anew.
func (h *Hub) replaced(tx store.Tx, was, now faq.Answered) ([]chat.Action, error) {
	before, err := h.picture(tx, was)
	if err != nil {
		return nil, err
	}
	return h.showing(tx, before, now)
}

// showing makes messages that show a picture, or none, say what an answer is now.
func (h *Hub) showing(tx store.Tx, before string, now faq.Answered) ([]chat.Action, error) {
	after, err := h.picture(tx, now)
	if err != nil {
		return nil, err
	}
	_, invisible := strings.CutPrefix(now.Question.Key, askedByCommand) // its answer is no message that can be deleted
	if before == after || invisible {
		return h.refresh(tx, now)
	}
	return h.anew(tx, now)
}

// anew deletes the messages of an answer and says it again in others.
func (h *Hub) anew(tx store.Tx, a faq.Answered) ([]chat.Action, error) {
	said, err := faq.Retract(tx, a.No)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	post, err := h.answerPost(tx, a)
	if err != nil {
		return nil, err
	}
	post.ReplyTo = a.Question
	return []chat.Action{
		{Priority: chat.Answers, Effect: chat.Delete{Room: a.Room, Messages: said}},
		{Owner: answerOwner(a.No), Priority: chat.Answers, Effect: chat.Send{Room: a.Room, Post: post}},
	}, nil
}

// picture is what an answer shows beside its text; empty if nothing.
func (h *Hub) picture(tx store.Tx, a faq.Answered) (string, error) {
	if a.Said != faq.SaidAnswer {
		return "", nil
	}
	v, err := h.book.Get(tx, a.Entry)
	if errors.Is(err, faq.ErrNotFound) {
		return "", nil
	}
	return v.Entry.Picture, err
}

// lostPictures remembers which pictures could not be sent: entry → the version it belongs to. The moderators are told once of
// each.
var lostPictures = store.Table[uint64]{Name: "picture_lost"}

// lost reports whether the picture of an entry, as it is now, could not be sent.
func (h *Hub) lost(tx store.Tx, entry string) (bool, error) {
	rev, lost, err := lostPictures.Get(tx, store.Key(entry))
	if err != nil || !lost {
		return false, err
	}
	v, err := h.book.Get(tx, entry)
	return v.Rev == rev, err
}

// withoutPicture sends an entry again without the picture that could not be sent. Ok is false when there was none.
func (h *Hub) withoutPicture(tx store.Tx, e *chat.Failed) (as []chat.Action, ok bool, err error) {
	send, isSend := e.Action.Effect.(chat.Send)
	if !isSend || !ofEntry(send.Post) || e.Fault.Class != chat.Invalid && e.Fault.Class != chat.Unsupported && e.Fault.Class != chat.Denied {
		return nil, false, nil
	}
	if e.Fault.Class != chat.Denied { // of a missing right they are told anyway
		if as, err = h.pictureLost(tx, e, send.Post.Files[0].Key); err != nil {
			return nil, true, err
		}
	}
	if send.Post.Files = nil; send.Post.Text != "" {
		a := e.Action
		a.Effect, a.Part, a.Parts = send, 0, 0
		as = append(as, a)
	}
	return as, true, nil
}

// pictureLost tells the moderators, once for each version of the entry.
func (h *Hub) pictureLost(tx store.Tx, e *chat.Failed, picture string) ([]chat.Action, error) {
	h.log.Warn().Str("picture", picture).Err(e.Fault).Msg("an answer goes without its picture")
	no, isAnswer := strings.CutPrefix(e.Action.Owner, "answer/")
	if !isAnswer { // a preview: who looks at it is told there
		return []chat.Action{h.reply(e.Action.Target(), chat.MessageID{}, "", chat.Say("picture-unseen", "picture", picture))}, nil
	}
	a, ok, err := answerOf(tx, no)
	if err != nil || !ok {
		return nil, err
	}
	v, err := h.book.Get(tx, a.Entry)
	if err != nil || v.Entry.Picture != picture {
		return nil, nil //nolint:nilerr // deleted or mended meanwhile
	}
	if told, _, err := lostPictures.Get(tx, store.Key(a.Entry)); err != nil || told == v.Rev {
		return nil, err
	}
	if err := lostPictures.Put(tx, store.Key(a.Entry), v.Rev); err != nil {
		return nil, err
	}
	return h.tellStaff(e.Action.Target().Platform, chat.Say("picture-lost", "entry", a.Entry, "picture", picture)), nil
}

// pictureSent forgets that a picture was lost once it is there again.
func (h *Hub) pictureSent(tx store.Tx, e *chat.Done) error {
	send, isSend := e.Action.Effect.(chat.Send)
	if !isSend || !ofEntry(send.Post) {
		return nil
	}
	a, ok, err := answerOf(tx, strings.TrimPrefix(e.Action.Owner, "answer/"))
	if err != nil || !ok {
		return err
	}
	if _, lost, err := lostPictures.Get(tx, store.Key(a.Entry)); err != nil || !lost {
		return err
	}
	return lostPictures.Delete(tx, store.Key(a.Entry))
}

// answerOf finds an answer by the number in its owner.
func answerOf(tx store.Tx, number string) (faq.Answered, bool, error) {
	no, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return faq.Answered{}, false, nil //nolint:nilerr // an owner that is not ours
	}
	return faq.AnswerNo(tx, no)
}

// ofEntry reports whether a post carries an entry's picture.
func ofEntry(p chat.Post) bool { return len(p.Files) > 0 && p.Files[0].Platform == faq.Pictures }
