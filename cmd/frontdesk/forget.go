package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/store"
)

type forgetCmd struct {
	Account string `arg:"" help:"The member's account: telegram:123456789 or discord:123456789012345678."`
	Yes     bool   `help:"It is meant: what is erased does not come back."`
	JSON    bool   `help:"One JSON object." name:"json"`
}

// Run erases what is kept of a member, after --yes.
func (c forgetCmd) Run(ctx context.Context, a *app, io streams) error {
	m, err := readAccount(c.Account)
	if err != nil {
		return err
	}
	if !c.Yes {
		return fmt.Errorf("nothing was erased: add --yes to erase what is kept of %s and of the accounts linked to it; frontdesk export-member %s shows it", m, m)
	}
	return send(ctx, a, &forget{Account: m, JSON: c.JSON}, io)
}

// forget erases what is kept of a member.
type forget struct {
	Account chat.MemberID
	JSON    bool
}

func (*forget) name() string { return "forget" }

func (f *forget) do(ctx context.Context, d *desk, io streams) (err error) {
	var done bots.Forgotten
	serving := d.hub.Load()
	if serving != nil {
		done, err = serving.Forget(ctx, f.Account)
	} else {
		done, err = bots.Forget(ctx, d.store, f.Account, time.Now())
	}
	if err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(io.out).Encode(done)
	}
	var accounts []string
	for _, m := range done.Accounts {
		accounts = append(accounts, m.String())
	}
	fmt.Fprintf(io.out, "erased of %s: %d tickets (%d of them were open), %d answers, %d questions without one; %d rows of the audit say no more who and why\n",
		strings.Join(accounts, ", "), done.Tickets, done.Closed, done.Answers, done.Gaps, done.Records)
	if done.FlagsKept > 0 {
		fmt.Fprintf(io.out, "kept: %d flags with their evidence, for they protect other members\n", done.FlagsKept)
	}
	if done.Blocks > 0 {
		fmt.Fprintf(io.out, "kept: %d blocks, until they end\n", done.Blocks)
	}
	if serving == nil && done.Tickets > 0 {
		fmt.Fprintln(io.out, "no frontdesk was serving: cards in the queue, threads and transcripts in the log room are still there; delete them by hand")
	}
	return nil
}

type memberCmd struct {
	Account   string `arg:"" help:"The member's account: telegram:123456789 or discord:123456789012345678."`
	WithStaff bool   `help:"With the staff's names and notes: not for the member."`
}

// Run prints all that is kept of a member, as the member may read it unless told otherwise.
func (c memberCmd) Run(ctx context.Context, a *app, io streams) error {
	m, err := readAccount(c.Account)
	if err != nil {
		return err
	}
	return send(ctx, a, &exportMember{Account: m, WithStaff: c.WithStaff}, io)
}

// exportMember prints all that is kept of an account, as one JSON object.
type exportMember struct {
	Account   chat.MemberID
	WithStaff bool
}

func (*exportMember) name() string { return "export-member" }

func (e *exportMember) do(ctx context.Context, d *desk, io streams) error {
	var r bots.Record
	if err := d.store.View(ctx, func(tx store.Tx) (err error) { r, err = bots.ExportMember(tx, e.Account); return err }); err != nil {
		return err
	}
	if !e.WithStaff {
		catalogue, err := words.Load()
		if err != nil {
			return err
		}
		r = r.ForMember(catalogue.Text(chat.Say("the-team"), "en"))
	}
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
