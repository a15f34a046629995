package bots_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
)

// pictures holds one picture under every name.
type pictures struct{}

func (pictures) Fetch(context.Context, chat.File) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte("picture"))), nil
}

func TestAnEditBeforeTheReceiptBringsThePictureAlong(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.faq = strings.Replace(smallFAQ, "transaction hash.\"}", "transaction hash.\"}\n    picture: deposit.png", 1)
		h.origins = chat.Origins{faq.Pictures: pictures{}}
		h.start()
		hold := make(chan struct{})
		p.on(func(_ context.Context, c call) error {
			if c.Do == "send" && strings.HasPrefix(c.Text, "Settings") {
				<-hold
			}
			return nil
		})
		asked := p.said("1", p.room("lobby"), "ann", "How do I back up my wallet?")
		h.must(h.hub.Accept(h.Context(), asked))
		h.must(h.hub.Accept(h.Context(), p.edited(asked, "2", question))) // while the answer is on its way
		close(hold)
		h.settle()
		if len(p.files) != 1 || len(p.seen(p.room("lobby"), "Check the network")) != 1 || len(p.seen(p.room("lobby"), "Settings")) != 0 {
			t.Errorf("%d pictures beside %+v", len(p.files), p.seen(p.room("lobby"), ""))
		}
	})
}
