package moderation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/moderation/skeleton"
)

// candidate is something in a message that may be a link.
type candidate struct {
	text   string // a URL, a bare host with a path, or an @handle
	shown  string // the words that stand for it
	masked bool
}

var (
	defangedDot = regexp.MustCompile(`(?i)\s*(?:\[\s*(?:\.|dot|punto|точка|点)\s*\]|\(\s*(?:\.|dot|punto|точка|点)\s*\)|\{\s*(?:\.|dot)\s*\}|<\s*(?:\.|dot)\s*>)\s*`)
	spokenDot   = regexp.MustCompile(`(?i)([\pL\pN-]{2,})\s+(?:dot|d0t|\.)\s+([a-z]{2,12})\b`)
	// strayedDot is a dot away from its host, or a comma in its place, before the commonest endings.
	strayedDot = regexp.MustCompile(`(?i)\b([a-z0-9-]{4,})(?:,|\s+\.|\s+[•·]\s+)(com|net|org|io|app|xyz|top|vip|cc|me)\b`)
	// strayedDots are several of them: «brand .com .claims .xyz» is one host to who follows it.
	strayedDots = regexp.MustCompile(`(?i)\b[a-z0-9-]{4,}(?:\s+\.[a-z0-9-]{2,24}){2,}\b`)
	defangedURL = regexp.MustCompile(`(?i)\bh(?:xx|\*\*|XX|tt|__)p(s?)\s*(?:\[:\]|:|：)\s*(?:\[/\]|/){1,2}`)
)

// mayHoldLink looks for links without any of the usual punctuation.
func mayHoldLink(message string) bool {
	return strings.ContainsAny(message, "。．｡＠：·・•∙⋅‧․点") || strayedComma(message) || strings.Contains(message, " dot ") || strings.Contains(message, "dot]") ||
		strings.Contains(message, " DOT ") || strings.Contains(message, "(dot") || strings.Contains(message, " d0t ")
}

// strayedComma reports a comma inside a word.
func strayedComma(message string) bool {
	for i := 1; i+1 < len(message); i++ {
		if message[i] == ',' && isHostRune(rune(message[i-1])) && isHostRune(rune(message[i+1])) {
			return true
		}
	}
	return false
}

// normalise undoes what hides a link from a filter but not from a reader: invisible and full-width characters, turned
// text, defanging.
func normalise(message string) string {
	var b strings.Builder
	runes := visibleText(message)
	gap := false // a dot after a space, or a comma in a word
	for i, r := range runes {
		inside := i > 0 && i+1 < len(runes) && isHostRune(runes[i-1]) && isHostRune(runes[i+1])
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '｡', r == '。' && i > 0 && i+1 < len(runes) && runes[i-1] < utf8.RuneSelf && runes[i+1] < utf8.RuneSelf && runes[i+1] > ' ',
			inside && strings.ContainsRune("·・•∙⋅‧․点", r):
			r = '.'
		case r == '∕', r == '⁄', r == '⧸':
			r = '/'
		}
		gap = gap || r == '•' || r == '·' || r == ',' && inside || r == '.' && i > 0 && runes[i-1] == ' ' && i+1 < len(runes) && isHostRune(runes[i+1])
		b.WriteRune(r)
	}
	text := b.String()
	if len(text) > longestMessage {
		return refanged(text[:longestMessage], gap) + text[longestMessage:]
	}
	return refanged(text, gap)
}

// refanged puts the dots of defanged links back.
func refanged(text string, gap bool) string {
	if strings.ContainsAny(text, "[({<") {
		text = defangedDot.ReplaceAllString(text, ".")
	}
	if strings.Contains(text, ":") || strings.Contains(text, "：") {
		text = defangedURL.ReplaceAllString(text, "http${1}://")
	}
	if strings.Contains(text, " . ") || mayHoldLink(text) {
		text = spokenDot.ReplaceAllString(text, "$1.$2")
	}
	if gap {
		text = strayedDots.ReplaceAllStringFunc(text, func(host string) string { return strings.Join(strings.Fields(host), "") })
		text = strayedDot.ReplaceAllString(text, "$1.$2")
	}
	return text
}

// isHostRune reports what a host's label is written with.
func isHostRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// visibleText keeps line ends, which AppendVisible's names do not have.
func visibleText(message string) []rune {
	plain := true
	for i := range len(message) {
		plain = plain && message[i] < utf8.RuneSelf
	}
	if plain {
		return []rune(message)
	}
	return skeleton.AppendVisible(make([]rune, 0, len(message)), strings.ReplaceAll(message, "\n", " "), false)
}

// extract lists the links of a normalised text: masked ones, then those in the open.
func extract(text string) []candidate {
	var found []candidate
	if strings.Contains(text, "](") {
		found, text = cutMarkdown(text)
	}
	if strings.Contains(text, "<a") || strings.Contains(text, "<A") {
		var html []candidate
		html, text = cutHTML(text)
		found = append(found, html...)
	}
	for at := 0; at < len(text) && len(found) < mostFound; {
		chunk := text[at:]
		if end := strings.IndexFunc(chunk, breaksLink); end >= 0 {
			chunk = chunk[:end]
		}
		if strings.HasSuffix(chunk, "://") {
			chunk += bracketed(text[at+len(chunk):])
		}
		rest := text[at+len(chunk):]
		if len(chunk) < longestLink {
			found = append(found, pieces(chunk, rest)...)
		}
		at += len(chunk)
		if at < len(text) {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
		}
	}
	return found
}

// bracketed is an IPv6 host with what follows it.
func bracketed(rest string) string {
	rest = rest[:min(len(rest), longestLink)]
	end := strings.IndexByte(rest, ']')
	if end < 0 || rest[0] != '[' || strings.Trim(rest[1:end], "0123456789abcdefABCDEF:.") != "" {
		return ""
	}
	if after := strings.IndexFunc(rest[end+1:], breaksLink); after >= 0 {
		return rest[:end+1+after]
	}
	return rest
}

const (
	longestLink    = 2048
	longestMessage = 32 << 10 // beyond any platform's: what is behind is read as it stands
	mostMasked     = 200
	mostFound      = 2000 // more than fit a platform's message
)

// cutMarkdown takes «[shown](target)» out of a text.
func cutMarkdown(text string) (found []candidate, rest string) {
	var b strings.Builder
	for len(found) < mostMasked {
		middle := strings.Index(text, "](")
		if middle < 0 {
			break
		}
		open := strings.LastIndexByte(text[:middle], '[')
		inner := text[middle+2 : min(len(text), middle+2+longestLink)]
		end, depth := -1, 1
		for i := 0; i < len(inner) && depth > 0 && inner[i] != '\n'; i++ {
			switch inner[i] {
			case '(':
				depth++
			case ')':
				depth--
				end = i
			}
		}
		if open < 0 || end < 0 {
			b.WriteString(text[:middle+2])
			text = text[middle+2:]
			continue
		}
		target, _, _ := strings.Cut(strings.TrimSpace(inner[:end]), " ") // a title may follow
		found = append(found, candidate{text: strings.Trim(target, "<>"), shown: text[open+1 : middle], masked: true})
		b.WriteString(text[:open] + " ")
		text = text[middle+2+end+1:]
	}
	return found, b.String() + text
}

// cutHTML takes «<a href="target">shown</a>» out of a text.
func cutHTML(text string) (found []candidate, rest string) {
	var b strings.Builder
	for len(found) < mostMasked {
		start := indexTag(text)
		if start < 0 {
			break
		}
		b.WriteString(text[:start] + " ")
		text = text[start+len("<a"):]
		end := strings.IndexByte(text[:min(len(text), 2*longestLink)], '>')
		if end < 0 {
			break
		}
		tag, after := text[:end], text[end+1:]
		at := strings.Index(strings.ToLower(tag), "href")
		if at < 0 || at+len("href") > len(tag) {
			continue
		}
		target := strings.Trim(tag[at+len("href"):], "= \t")
		if quote := strings.IndexAny(target, `"'`); quote == 0 {
			target, _, _ = strings.Cut(target[1:], target[:1])
		} else {
			target, _, _ = strings.Cut(target, " ")
		}
		shown := after[:min(len(after), longestLink)]
		shown, _, _ = strings.Cut(shown, "<")
		found = append(found, candidate{text: target, shown: shown, masked: true})
		text = after[len(shown):]
	}
	return found, b.String() + text
}

func indexTag(text string) int {
	small, capital := strings.Index(text, "<a"), strings.Index(text, "<A")
	if small < 0 || capital >= 0 && capital < small {
		return capital
	}
	return small
}

func breaksLink(r rune) bool {
	switch r {
	case '<', '>', '"', '\'', '(', ')', '[', ']', '{', '}', '|', ',', ';', '，', '；', '！', '？', '、', '（', '）', '「', '」', '《', '》', '“', '”', '`', '*', '…':
		return true
	}
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7F
	}
	if r >= 0x2460 && r <= 0x24FF || r >= 0x1F100 && r <= 0x1F1FF { // letters in circles and boxes
		return false
	}
	return unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Cc, unicode.So, unicode.Sm, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)
}

// pieces finds links in a chunk without spaces. A host may touch Chinese words on either side.
func pieces(chunk, rest string) []candidate {
	chunk = strings.Trim(chunk, ".:!?~-_。→")
	if !strings.ContainsAny(chunk, ".@:") {
		return nil
	}
	if at := strings.Index(chunk, "://"); at > 0 {
		start := strings.LastIndexFunc(chunk[:at], func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') }) + 1
		return []candidate{{text: cutHan(chunk[start:], at-start+3)}}
	}
	if lower := strings.ToLower(chunk); strings.HasPrefix(lower, "data:") || strings.HasPrefix(lower, "javascript:") {
		return []candidate{{text: chunk}}
	}
	var found []candidate
	for _, piece := range splitHan(chunk) {
		piece = strings.Trim(piece, ".:!?~-")
		switch {
		case strings.HasPrefix(piece, "@"):
			if h := piece[1:]; isHandle(h) {
				found = append(found, candidate{text: piece})
			}
		case strings.Contains(piece, ".") && plausible(piece, rest):
			found = append(found, candidate{text: piece})
		}
	}
	return found
}

func isHandle(h string) bool {
	return len(h) >= 3 && len(h) <= 64 && !strings.ContainsFunc(h, func(r rune) bool {
		return r != '_' && r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// cutHan ends a URL where Chinese words follow its host or path without a space.
func cutHan(url string, from int) string {
	previous := rune(0)
	for i, r := range url {
		if i > from && unspaced(r) && !unspaced(previous) && previous != '.' && previous != '/' && previous != '-' && previous != '=' {
			return url[:i]
		}
		previous = r
	}
	return url
}

// splitHan cuts between Chinese and Latin letters, so that a bare host stands alone; around dots nothing is cut.
func splitHan(chunk string) []string {
	var out []string
	start, previous := 0, rune(0)
	for i, r := range chunk {
		if i > 0 && unspaced(r) != unspaced(previous) && r != '.' && previous != '.' && r != '-' && previous != '-' && r != '_' {
			out = append(out, chunk[start:i])
			start = i
		}
		previous = r
	}
	return append(out, chunk[start:])
}

// plausible reports a bare host: known suffix, or the look of a platform's. «keyhaven.It is» is two sentences.
func plausible(piece, rest string) bool {
	host := splitURL(piece).host
	if host == "" || strings.Contains(host, "..") {
		return false
	}
	if strings.HasPrefix(string(visual(nil, []byte(host))), "t.me") {
		return true
	}
	suffix, icann := publicSuffix(host)
	if !icann && !strings.Contains(suffix, ".") || suffix == host {
		return false
	}
	if next := strings.TrimLeft(rest, " "); sentenceSuffixes[suffix] && !strings.ContainsAny(piece, "/:") && strings.Count(host, ".") == 1 &&
		len(next) < len(rest) && next != "" && unicode.IsLower(rune(next[0])) {
		return false
	}
	return true
}
