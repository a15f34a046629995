package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/store"
	"frontdesk/store/bolt"
)

func TestTheAuditIsVerifiedWhileTheDeskServesAndAfterwards(t *testing.T) {
	data := t.TempDir()
	s := chatOn(t, data)
	s.says("/support my swap failed twice", "Ticket 1 is open")
	s.says("/as mei", "You are mei now")
	s.says("/claim 1", "Ticket 1 is yours")
	s.says("/pass 1 technical", "What does the next one need to know?")
	s.says("looks like a node that lags", "Ticket 1 is passed on")
	s.says("/audit ticket 1", "passed on · mei · technical: looks like a node that lags")
	s.says("/audit 1", "new · mei · passed to another tier")
	s.says("/claim 1", "Ticket 1 is yours")
	s.says("/solved 1", "The member is asked whether ticket 1 is solved")
	got := cli(t, "", "audit", "verify", "--data", data)
	if got.status != 0 || !strings.HasPrefix(got.out, "the audit holds: 6 rows, 0 of them erased\n") {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
	}
	s.leave()
	if again := cli(t, "", "audit", "verify", "--data", data); again.out != got.out {
		t.Errorf("without a serving process it says\n%s%s", again.out, again.err)
	}
	tamper(t, data, 4)
	got = cli(t, "", "audit", "verify", "--data", data, "--json")
	var v verified
	if err := json.Unmarshal([]byte(got.out), &v); err != nil || got.status != 1 || v.Holds || v.Broken != 4 {
		t.Errorf("status %d, %v\n%s%s", got.status, err, got.out, got.err)
	}
	if !strings.Contains(got.err, "the audit does not hold: audit row 4: changed") {
		t.Errorf("it says %s", got.err)
	}
}

// tamper rewrites what a row of the audit says.
func tamper(t *testing.T, data string, row uint64) {
	t.Helper()
	s, err := bolt.Open(filepath.Join(data, "frontdesk.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Update(t.Context(), func(tx store.Tx) error {
		v, err := tx.Get("audit", store.Key(row))
		if err != nil {
			return err
		}
		return tx.Put("audit", store.Key(row), bytes.Replace(v, []byte(`"ticket":1`), []byte(`"ticket":2`), 1))
	})
	if err != nil {
		t.Fatal(err)
	}
}
