package bots

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/goccy/go-yaml"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// rosterFile is the key of the roster among the files of the house; no picture can be called so.
const rosterFile = ":roster.yaml"

// cmdRosterExport sends what people decided as the configuration would write it: «brand» and «officials», to be put there. What is
// drawn from the platforms is left out, for it is drawn again.
func (h *Hub) cmdRosterExport(_ store.Tx, c *call) ([]chat.Action, error) {
	if h.caps(c.place()).Upload == 0 {
		return nil, chat.Refuse("export-here")
	}
	file := chat.File{Platform: faq.Pictures, Key: rosterFile, Kind: chat.Document, Name: "roster.yaml", MIME: "application/yaml"}
	return []chat.Action{c.post(chat.Post{Phrase: chat.Say("roster-file"), Files: []chat.File{file}})}, nil
}

// writeRoster writes the roster for a file.
func (h *Hub) writeRoster(ctx context.Context) (io.ReadCloser, error) {
	var spec moderation.RosterSpec
	if err := h.store.View(ctx, func(tx store.Tx) (err error) {
		spec, err = h.guard.Register.Written(tx)
		return err
	}); err != nil {
		return nil, storeFault(err)
	}
	spec.Officials = slices.DeleteFunc(spec.Officials, func(o moderation.Official) bool { return len(o.Seats) > 0 && len(o.Telegram)+len(o.Discord) == 0 })
	var b bytes.Buffer
	if err := yaml.NewEncoder(&b, yaml.OmitEmpty()).Encode(spec); err != nil {
		return nil, &chat.Fault{Class: chat.Invalid, Err: err}
	}
	return io.NopCloser(&b), nil
}
