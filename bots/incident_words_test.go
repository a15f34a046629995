package bots

import "testing"

func TestATypedIncidentIsTakenApartByQuotesAndBars(t *testing.T) {
	for typed, want := range map[string][3]string{
		`"BSC RPC outage" match bsc rpc, swap fails`: {"BSC RPC outage", "bsc rpc, swap fails", ""},
		`"BSC RPC outage" bsc rpc | We are on it.`:   {"BSC RPC outage", "bsc rpc", "We are on it."},
		`BSC RPC outage | bsc rpc | We are on it.`:   {"BSC RPC outage", "bsc rpc", "We are on it."},
		`BSC RPC outage`: {"BSC RPC outage", "", ""},
		`「BSC 节点故障」兑换失败，节点`: {"BSC 节点故障", "兑换失败，节点", ""},
		`"never closed`: {"never closed", "", ""},
		``:              {"", "", ""},
		`"a "b" c`:      {"a", `b" c`, ""},
		`BSC | | We know that the nodes are slow | ok`: {"BSC", "", "We know that the nodes are slow | ok"},
	} {
		title, match, notice := typedIncident(typed)
		if got := [3]string{title, match, notice}; got != want {
			t.Errorf("%s is %q, want %q", typed, got, want)
		}
	}
}
