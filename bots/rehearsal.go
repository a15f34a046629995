package bots

import (
	"context"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// Rehearsal puts messages of the past before a hub that nobody hears, and tells what it would have said. All rules are the
// hub's own, with the time of each message for the clock: who is answered, when an answer is a link to an earlier one, how
// much one member gets, in which language. It is for one goroutine.
type Rehearsal struct{ h *Hub }

// Reaction is what the hub would have done with a message.
type Reaction struct {
	Verdict faq.Verdict // zero for messages that are not put to the FAQ at all
	Heard   bool        // the message was put to the FAQ
	Leak    bool        // it held a secret: it would have been deleted
	Said    faq.Said    // SaidAnswer, SaidSuggest, SaidPointer, or that only the staff was offered; "" for silence
	Entry   string      // answered with, or pointed to
	Titles  []string    // offered, in the reader's language
	Post    string      // the words of the post, without its buttons
}

// NewRehearsal makes a rehearsal of rooms of some platforms. The store must be an empty one that is thrown away afterwards, and
// the book lie in it; nothing is ever sent.
func NewRehearsal(ctx context.Context, cfg Config, p Parts, platforms ...chat.Platform) (*Rehearsal, error) {
	cfg.Guard.Pictures = 0
	var silent []chat.Adapter
	for _, name := range platforms {
		silent = append(silent, silence{name: name})
	}
	h, err := New(ctx, cfg, p, silent...)
	if err != nil {
		return nil, err
	}
	return &Rehearsal{h}, nil
}

// Hear puts messages before the hub in their order. What it returns lies beside them; secrets are taken out of the messages
// themselves. Thinking is done in parallel, so give many at once.
func (r *Rehearsal) Hear(ctx context.Context, said ...*chat.Posted) ([]Reaction, error) {
	jobs := make([]*job, len(said))
	for i, e := range said {
		jobs[i] = &job{event: e}
	}
	r.h.thinkAll(jobs)
	out := make([]Reaction, len(said))
	err := r.h.store.Update(ctx, func(tx store.Tx) error {
		for i, j := range jobs {
			var err error
			if out[i], err = r.react(tx, j, said[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// react decides about one message and gives the receipt of what was said to it.
func (r *Rehearsal) react(tx store.Tx, j *job, e *chat.Posted) (Reaction, error) {
	out := Reaction{Verdict: j.thought.verdict, Heard: j.thought.matched, Leak: j.thought.leak.Verdict == secret.Leak}
	if j.thought.err != nil {
		return out, j.thought.err
	}
	as, err := r.h.decide(tx, j)
	if err != nil {
		return out, err
	}
	for _, a := range r.h.ready(e.Key, as...) {
		no, answers := strings.CutPrefix(a.Owner, "answer/")
		if send, ok := a.Effect.(chat.Send); ok && answers && out.Said == "" {
			if err := r.receipt(tx, a, no, send, &out); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// receipt tells the hub that its answer stands in the room, and the caller what it was.
func (r *Rehearsal) receipt(tx store.Tx, a chat.Action, number string, send chat.Send, out *Reaction) error {
	no, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil //nolint:nilerr // an owner that is not ours
	}
	given, ok, err := faq.AnswerNo(tx, no)
	if err != nil || !ok {
		return err
	}
	out.Said, out.Entry, out.Post = given.Said, given.Entry, send.Post.Text
	if given.Said == faq.SaidSuggest {
		for _, row := range send.Post.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Data, "s:") {
					out.Titles = append(out.Titles, b.Text)
				}
			}
		}
	}
	id := chat.MessageID{Platform: a.Target().Platform, Key: a.ID}
	_, err = r.h.answered(tx, &chat.Done{Meta: chat.Meta{Room: a.Target(), At: given.At}, Action: a, Result: chat.Result{Message: id}})
	return err
}

// Unanswered are the questions that nothing was said to, those alike together, most askers first.
func (r *Rehearsal) Unanswered(ctx context.Context) (out []faq.Cluster, err error) {
	err = r.h.store.View(ctx, func(tx store.Tx) error {
		gaps, err := faq.OpenGaps(tx, faq.MaxClustered)
		out = faq.Clusters(gaps, nil)
		return err
	})
	return out, err
}

// silence is a platform on which nothing is said.
type silence struct {
	chat.Nothing
	name chat.Platform
}

func (s silence) Platform() chat.Platform { return s.name }

func (s silence) Run(ctx context.Context, _ chat.Intake) error {
	<-ctx.Done()
	return nil
}

func (s silence) Caps(chat.RoomID) chat.Caps {
	return chat.Caps{Text: 1 << 20, Buttons: 8, Rows: 20, Edit: true, Delete: true, DeleteOthers: true, MessageLinks: true}
}
