package intake

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"frontdesk/chat"
)

// Explorers are the hosts whose links are taken, by network. The first of a network is the one that links are made to.
type Explorers map[string][]string

// DefaultExplorers are the explorers that the chains' own communities use.
func DefaultExplorers() Explorers {
	return Explorers{
		"ethereum":  {"etherscan.io", "eth.blockscout.com"},
		"bsc":       {"bscscan.com"},
		"tron":      {"tronscan.org"},
		"solana":    {"solscan.io", "explorer.solana.com"},
		"bitcoin":   {"mempool.space", "blockstream.info"},
		"ton":       {"tonviewer.com", "tonscan.org"},
		"polygon":   {"polygonscan.com"},
		"arbitrum":  {"arbiscan.io"},
		"base":      {"basescan.org"},
		"optimism":  {"optimistic.etherscan.io"},
		"avalanche": {"snowtrace.io", "snowscan.xyz"},
	}
}

// isLink reports what is meant as a web address rather than as a value.
func isLink(s string) bool {
	return strings.Contains(s, "://") || strings.HasPrefix(strings.ToLower(s), "www.") || strings.Contains(s, "/") && strings.Contains(s, ".")
}

// readLink takes a link of a listed explorer apart. The host must be listed to the letter: one that only looks alike, or stands
// before an @, is another host.
func (e Explorers) readLink(asked Kind, chain, s string) (Reading, error) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Port() != "" {
		return Reading{}, e.refuseLink(chain)
	}
	at := e.chainOf(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."))
	switch {
	case at == "":
		return Reading{}, e.refuseLink(chain)
	case chain != "" && at != chain:
		_, name, _ := Network(chain)
		_, other, _ := Network(at)
		return Reading{}, chat.Refuse("intake-link-chain", "other", other, "chain", name)
	}
	parts := strings.FieldsFunc(u.Path+"/"+u.Fragment, func(r rune) bool { return strings.ContainsRune("/?#&", r) })
	var other error
	for i, part := range parts {
		if i == mostWords {
			break
		}
		r, err := judge(asked, at, part)
		if err == nil {
			return r, nil
		}
		if len(part) >= 24 {
			other = err
		}
	}
	if other != nil {
		return Reading{}, other
	}
	return Reading{}, chat.Refuse("intake-link-empty", "asked", format(familyOf(at), asked))
}

// chainOf is the network that a host explores; empty: it is not listed.
func (e Explorers) chainOf(host string) string {
	for _, chain := range slices.Sorted(maps.Keys(e)) {
		if slices.Contains(e[chain], host) {
			return chain
		}
	}
	return ""
}

func (e Explorers) refuseLink(chain string) error {
	var hosts []string
	for _, id := range Networks() {
		if list := e[id]; len(list) > 0 && (chain == "" || chain == id) {
			hosts = append(hosts, list[0])
		}
	}
	if len(hosts) == 0 {
		hosts = e[chain]
	}
	return chat.Refuse("intake-link", "hosts", strings.Join(hosts, ", "))
}

// Link is where the team can look a reading up; empty if the network is not known or has no explorer.
func (e Explorers) Link(r Reading) string {
	hosts := e[r.Chain]
	if len(hosts) == 0 || r.Kind != Hash && r.Kind != Address {
		return ""
	}
	paths, ok := byHost[hosts[0]]
	if !ok {
		paths = byFamily[familyOf(r.Chain)]
	}
	path := paths.hash
	if r.Kind == Address {
		path = paths.address
	}
	return "https://" + hosts[0] + path + url.PathEscape(r.Value)
}

// paths are what an explorer puts before a hash and an address.
type paths struct{ hash, address string }

// byFamily is how most explorers of a family do it, byHost those that do it otherwise. Seen in their own links in 2026.
var (
	byFamily = map[Family]paths{
		EVM:     {"/tx/", "/address/"},
		Bitcoin: {"/tx/", "/address/"},
		Tron:    {"/#/transaction/", "/#/address/"},
		Solana:  {"/tx/", "/account/"},
		TON:     {"/tx/", "/address/"},
	}
	byHost = map[string]paths{
		"tonviewer.com":       {"/transaction/", "/"},
		"explorer.solana.com": {"/tx/", "/address/"},
	}
)
