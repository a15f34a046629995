package moderation

import "strings"

// watchedPlatforms are hosts whose forgeries carry the brand in their path: code, stores, explorers, networks.
var watchedPlatforms = strings.Fields(`github.com gitlab.com twitter.com facebook.com instagram.com youtube.com reddit.com medium.com
	etherscan.io bscscan.com polygonscan.com arbiscan.io basescan.org tronscan.org solscan.io snowtrace.io play.google.com
	apps.apple.com chromewebstore.google.com addons.mozilla.org coingecko.com coinmarketcap.com trustpilot.com uniswap.org
	opensea.io metamask.io linktr.ee snapshot.org x.com docs.google.com`)

// otherPlatform names the platform as whose host this one poses with the brand in its path, or nothing. Without the brand it is
// not ours to watch.
func (l *Links) otherPlatform(u address) string {
	domain := registrable(u.host)
	if establishedHosts[domain] || networks[domain] || realPlatform[domain] {
		return ""
	}
	if first, _, _ := strings.Cut(u.host, "."); (first == "t" || first == "tg" || first == "telegram") && l.paths["t.me/"+strings.Trim(u.path, "/")] {
		return "t.me"
	}
	if !l.speaksOfBrand(u.path + u.query) {
		return ""
	}
	own, _, _ := strings.Cut(domain, ".")
	for piece := range strings.SplitSeq(own, "-") {
		if piece == "telegram" || piece == "discord" || piece == "discordapp" {
			return piece
		}
	}
	for label := range strings.SplitSeq(u.host, ".") {
		if label == "discord" || label == "discordapp" {
			return label
		}
	}
	joined := l.appearance(undotted.Replace(u.host))
	for _, genuine := range watchedPlatforms {
		name := genuine[:strings.LastIndexByte(genuine, '.')]
		label := name[strings.LastIndexByte(name, '.')+1:]
		switch {
		case domain == registrable(genuine):
			return ""
		case strings.HasPrefix(u.host, genuine+"."), joined == l.appearance(undotted.Replace(genuine)):
			return genuine
		case len(label) < 6 || strings.Contains(name, "."):
		case own == label, l.appearance(own) == l.appearance(label), own != label && forgedHost(l.appearance(own), label):
			return genuine
		}
	}
	return established(u.host)
}

// established names the well-known host that another one begins with: «docs.google.com.files.example».
func established(host string) string {
	labels := strings.Split(host, ".")
	for i := range labels {
		for j := i + 2; j < len(labels) && j <= i+3; j++ {
			if name := strings.Join(labels[i:j], "."); establishedHosts[name] {
				return name
			}
		}
	}
	return ""
}
