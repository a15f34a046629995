package escalation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/store"
)

// PruneSpent forgets, n rows at the most of each kind, what nobody can use any more: codes and offers to link accounts that are
// over, wrong codes and guesses of an hour that has passed. Few of each ever wait.
func PruneSpent(tx store.Tx, now time.Time, n int) error {
	codes, err := spent(tx, linkCodes, n, func(c linkCode) bool { return now.After(c.Ends) })
	if err != nil {
		return err
	}
	for _, c := range codes {
		if err := dropCode(tx, c.row.From.ID); err != nil {
			return fmt.Errorf("%s: %w", linkCodes.Name, err)
		}
	}
	if err := dropSpent(tx, linkOffers, n, func(o linkOffer) bool { return now.After(o.Ends) }); err != nil {
		return err
	}
	if err := dropSpent(tx, linkTries, n, func(t tries) bool { return now.Sub(t.Since) > triesIn }); err != nil {
		return err
	}
	return dropSpent(tx, guesses, n, func(t tries) bool { return now.Sub(t.Since) > proofWindow })
}

// spentRow is a row that can be forgotten.
type spentRow[T any] struct {
	key []byte
	row T
}

func spent[T any](tx store.Tx, t store.Table[T], n int, over func(T) bool) (out []spentRow[T], err error) {
	for e, err := range t.Scan(tx, nil, nil) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		if len(out) == n {
			break
		}
		if over(e.Value) {
			out = append(out, spentRow[T]{slices.Clone(e.Key), e.Value})
		}
	}
	return out, nil
}

func dropSpent[T any](tx store.Tx, t store.Table[T], n int, over func(T) bool) error {
	rows, err := spent(tx, t, n, over)
	for _, r := range rows {
		if err == nil {
			err = t.Delete(tx, r.key)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	return nil
}

// PruneTokens forgets deep links that open nothing any more, looking at n of them from where the last call ended. Their tickets
// go on waiting for their members. Next is where to go on, nil after the last.
func PruneTokens(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	return byToken.Sieve(tx, from, n, func(e store.Row[uint64]) (bool, error) {
		t, ok, err := Get(tx, e.Value)
		return !ok || t.Token != string(e.Key) || now.After(t.TokenEnds), err
	}, nil)
}

// PruneBlocks forgets blocks that ended, or were lifted, before a time, looking at n of them from where the last call ended.
// Next is where to go on, nil after the last.
func PruneBlocks(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	return blocks.Sieve(tx, from, n,
		func(e store.Row[Block]) (bool, error) {
			end := e.Value.Until
			if lifted := e.Value.Lifted; !lifted.IsZero() && lifted.Before(end) {
				end = lifted
			}
			return end.Before(before), nil
		},
		func(e store.Row[Block]) error { return dropBlock(tx, e.Value) })
}

// dropBlock forgets a block and all that it is found by.
func dropBlock(tx store.Tx, b Block) error {
	for _, a := range b.Accounts {
		if err := blockOf.Delete(tx, store.Key(a, b.No)); err != nil {
			return err
		}
	}
	if err := blockNow.Delete(tx, store.Key(b.Until, b.No)); err != nil {
		return err
	}
	return blocks.Delete(tx, store.Key(b.No))
}
