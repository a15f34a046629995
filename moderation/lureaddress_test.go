package moderation

import "testing"

func TestAddressesSaidToBeOfficialAreComparedWithTheRoster(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	right, lies := 0, 0
	for _, row := range written(t, "lures/addresses.txt", 3) {
		v := lures.Check(row[2])
		if row[0] == "innocent" {
			if v.Verdict != NoLure {
				t.Errorf("%s: %s: %+v", row[1], row[2], v)
			}
			continue
		}
		lies++
		if v.Kind == LureAddress && v.Said != "" && v.Official != "" {
			right++
		} else {
			t.Logf("missed %s: %s: %+v", row[1], row[2], v)
		}
	}
	t.Logf("%d of %d", right, lies)
	if right*100 < lies*95 {
		t.Errorf("found %d of %d false addresses", right, lies)
	}
}

func TestAFalseAddressIsAnsweredWithTheOneItImitates(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	for said, official := range map[string]string{
		"0x7a3F51c2000000000000000000000000000F1C8d": "0x7a3F51c2E94bD0886f5a1cD7b92E40aA63f1C8d5", // not alike: of the same chain
		"0x7a3F000000000000000000000000000000f1C8d5": "0x7a3F51c2E94bD0886f5a1cD7b92E40aA63f1C8d5",
		"TQ9vXXXXXXXXXXXXXX4XXXXXXX1XX2Pt3Z":         "TQ9vKzE5nR2xWmYb7sLfJc4dUa8HgPt3Zk",
	} {
		if v := lures.Check("official deposit address: " + said); v.Kind != LureAddress || v.Official != official || v.Said != said {
			t.Errorf("%s: %+v", said, v)
		}
	}
}

func TestARosterWithoutAddressesOnlyReportsThem(t *testing.T) {
	lures := NewLures(berths(t)["brv"])
	if v := lures.Check("official contract 0x1111222233334444555566667777888899990000"); v.Verdict != MaybeLure || v.Official != "" {
		t.Errorf("%+v", v)
	}
}
