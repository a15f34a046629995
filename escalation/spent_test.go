package escalation_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// rows counts those of a table.
func (b bench) rows(table string) (n int) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		for range tx.Scan(table, nil, nil) {
			n++
		}
		return nil, nil
	})
	return n
}

// TestAForgottenMemberLeavesTheAuditOfPrunedTicketsToo: the ticket's row is gone, but the audit still says who did what in it,
// and of links and blocks outside all tickets.
func TestAForgottenMemberLeavesTheAuditOfPrunedTicketsToo(t *testing.T) {
	b := newHandBench(t)
	b.open(ann, escalation.General, "my coins are gone", noon)
	b.open(bob, escalation.General, "another matter", noon)
	b.claim(1, mei)
	want(t, "close", b.close(1, mei, noon.Add(time.Hour)), "")
	b.block(ann, time.Hour, noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, err := b.d.PruneTickets(tx, nil, noon.Add(2*time.Hour), 100)
		return nil, err
	})
	if n := b.rows("ticket_former"); n != 1 {
		t.Errorf("%d pruned tickets have a member", n)
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		f, as, err := b.d.Forget(tx, ann.ID, noon.Add(3*time.Hour))
		if f.Records < 4 {
			t.Errorf("forgotten: %+v", f)
		}
		return as, err
	})
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		for k, v := range tx.Scan("audit_body", nil, nil) {
			if strings.Contains(string(v), "Ann") || strings.Contains(string(v), "telegram:1") {
				t.Errorf("%x still says %s", k, v)
			}
		}
		if head, err := escalation.Verify(tx, nil); err != nil || head.Erased == 0 {
			t.Errorf("the audit: %+v, %v", head, err)
		}
		if rs, err := escalation.Audit(tx, 2); err != nil || rs[0].Erased {
			t.Errorf("another's audit: %+v, %v", rs, err)
		}
		return nil, nil
	})
	if n := b.rows("ticket_former"); n != 0 {
		t.Errorf("%d pruned tickets still have a member", n)
	}
}

func TestWhoseAPrunedTicketWasIsForgottenWithTheAuditsBodies(t *testing.T) {
	b := newHandBench(t)
	b.open(ann, escalation.General, "my coins are gone", noon)
	want(t, "close", b.close(1, mei, noon.Add(time.Hour)), "")
	prune := func(bodies time.Time) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			if _, err := b.d.PruneTickets(tx, nil, noon.Add(2*time.Hour), 100); err != nil {
				return nil, err
			}
			if err := escalation.PruneBodies(tx, bodies, 100); err != nil {
				return nil, err
			}
			_, err := escalation.PruneFormer(tx, nil, noon, 100)
			return nil, err
		})
	}
	if prune(noon.Add(time.Minute)); b.rows("ticket_former") != 1 {
		t.Error("forgotten though the audit names the member")
	}
	if prune(noon.Add(2 * time.Hour)); b.rows("ticket_former") != 0 {
		t.Error("still known though the audit names nobody")
	}
}

// TestWhatNobodyCanUseAnyMoreIsPruned: codes, offers, wrong tries, deep links, blocks.
func TestWhatNobodyCanUseAnyMoreIsPruned(t *testing.T) {
	b := newHandBench(t)
	b.open(ann, escalation.General, "my coins are gone", noon)
	b.code(bob, noon)
	b.enter("ABCD-EFGH", anna, noon)
	offer, wrong := b.enter(b.code(ann, noon), anna, noon)
	if offer == 0 {
		t.Fatalf("no offer: %s", wrong)
	}
	b.block(bob, time.Hour, noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, _, err := b.d.Prove(tx, ann.ID, "apple river stone", noon)
		return nil, err
	})
	tables := []string{"link_code", "link_code_of", "link_offer", "link_try", "proof_try", "ticket_token", "block", "block_of", "block_until"}
	prune := func(now time.Time) {
		b.do(func(tx store.Tx) ([]chat.Action, error) {
			if err := escalation.PruneSpent(tx, now, 100); err != nil {
				return nil, err
			}
			if _, err := escalation.PruneTokens(tx, nil, now, 100); err != nil {
				return nil, err
			}
			_, err := escalation.PruneBlocks(tx, nil, now, 100)
			return nil, err
		})
	}
	prune(noon)
	for _, table := range tables {
		if b.rows(table) == 0 {
			t.Errorf("%s was forgotten too early", table)
		}
	}
	prune(noon.Add(25 * time.Hour))
	for _, table := range tables {
		if n := b.rows(table); n != 0 {
			t.Errorf("%s still has %d rows", table, n)
		}
	}
}
