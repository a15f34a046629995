package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"frontdesk/escalation"
	"frontdesk/store"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Follow the chain of hashes from the first row to the last; exit 0 if it holds."`
}

type auditVerifyCmd struct {
	JSON bool `help:"One JSON object." name:"json"`
}

// Run follows the audit's chain. A broken one makes the exit status 1, and the first row that does not hold is named.
func (c auditVerifyCmd) Run(ctx context.Context, a *app, io streams) error {
	return send(ctx, a, &auditVerify{JSON: c.JSON}, io)
}

type auditVerify struct{ JSON bool }

// verified is what --json prints.
type verified struct {
	Holds  bool   `json:"holds"`
	Rows   uint64 `json:"rows"`
	Erased uint64 `json:"erased"`
	Hash   string `json:"hash"`
	Broken uint64 `json:"broken,omitempty"` // the first row that does not hold
	Reason string `json:"reason,omitempty"`
}

func (*auditVerify) name() string { return "audit verify" }

func (v *auditVerify) do(ctx context.Context, d *desk, io streams) error {
	p := newProgress(io.err, "following the audit, percent", 100)
	defer p.stop()
	var head escalation.Head
	err := d.store.View(ctx, func(tx store.Tx) (err error) {
		head, err = escalation.Verify(tx, func(row, of uint64) error {
			p.done.Store(int64(100 * row / max(of, 1)))
			return ctx.Err()
		})
		return err
	})
	p.stop()
	var broken *escalation.ErrBroken
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	out := verified{Holds: broken == nil, Rows: head.Rows, Erased: head.Erased, Hash: fmt.Sprintf("%x", head.Hash)}
	if broken != nil {
		out.Broken, out.Reason = broken.Row, broken.Reason
	}
	if v.JSON {
		if err := json.NewEncoder(io.out).Encode(out); err != nil {
			return err
		}
	} else if broken == nil {
		fmt.Fprintf(io.out, "the audit holds: %d rows, %d of them erased\n%s\nNote number and hash elsewhere: whoever has them can tell later whether anything before was changed.\n", out.Rows, out.Erased, out.Hash)
	}
	if broken != nil {
		return fmt.Errorf("the audit does not hold: %w; the rows before it do", broken)
	}
	return nil
}
