package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"frontdesk/chat"
)

// Edit replaces text (or caption) and buttons of a message of ours. That nothing changes is no error.
func (a *Adapter) Edit(ctx context.Context, m chat.MessageID, p chat.Outgoing) error {
	if err := a.connected(); err != nil {
		return err
	}
	id, number, err := messageOf(m)
	if err != nil {
		return err
	}
	return a.edit(ctx, id, number, p, patient)
}

func (a *Adapter) edit(ctx context.Context, id int64, number int, p chat.Outgoing, h haste) error {
	keys, err := a.keyboard(p.Buttons)
	if err != nil {
		return err
	}
	w := a.wordsOf(p.Post)
	text := args{Chat: id, Message: number, Text: w.text, Entities: w.entities, Keyboard: keys}
	if p.Quiet {
		text.Preview = &preview{Disabled: true}
	}
	caption := args{Chat: id, Message: number, Caption: w.text, CaptionEntities: w.entities, Keyboard: keys}
	switch {
	case w.units > textLimit:
		return invalid("text of %d units, %d are allowed", w.units, textLimit)
	case len(p.Files) == 0 && strings.TrimSpace(w.text) == "":
		return invalid("an edit without text")
	case len(p.Files) == 0:
		_, err = invoke[json.RawMessage](ctx, a, editText, text, 1, h)
		if errors.Is(err, errMedia) && w.units <= captionLimit { // the caller did not say that it is a file's caption
			_, err = invoke[json.RawMessage](ctx, a, editCaption, caption, 0, h)
		}
	case w.units > captionLimit:
		return invalid("caption of %d units, %d are allowed", w.units, captionLimit)
	default:
		_, err = invoke[json.RawMessage](ctx, a, editCaption, caption, 1, h)
		if errors.Is(err, errPlain) && strings.TrimSpace(w.text) != "" { // the text had gone by itself
			_, err = invoke[json.RawMessage](ctx, a, editText, text, 0, h)
		}
	}
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// Pin keeps a message at the top of its chat, or of its topic; the members see it there and hear nothing.
func (a *Adapter) Pin(ctx context.Context, m chat.MessageID) error {
	id, number, err := messageOf(m)
	if err != nil {
		return err
	}
	return a.alter(ctx, pinMessage, args{Chat: id, Message: number, Silent: true})
}
