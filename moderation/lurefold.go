package moderation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/moderation/skeleton"
)

// folded is a message as lures are compared: what is invisible, disguised, spaced out or in another spelling is undone, links and
// handles are left out.
type folded struct {
	words []string
	runes []rune // without spaces
}

// pause stands in runes where a sentence or a part of it ends: no phrase crosses it, but a gap may.
const pause = '\x00'

func newFolded(fold *skeleton.Folder, message string) folded {
	var f folded
	var word []rune
	singles := 0 // words of one letter at the end
	flush := func() {
		if len(word) == 0 {
			return
		}
		text := foldWord(fold, word)
		for _, r := range text {
			f.runes = append(f.runes, r)
		}
		n := len(f.words)
		switch one := len(text) == 1 && isLetters(text); {
		case one && singles >= 2: // «v a l i d a t e»
			joined := f.words[n-1] + text
			if singles == 2 {
				joined = f.words[n-2] + joined
				f.words = f.words[:n-1]
			}
			f.words[len(f.words)-1] = joined
			singles++
		case one:
			f.words, singles = append(f.words, text), singles+1
		default:
			f.words, singles = append(f.words, text), 0
		}
		word = word[:0]
	}
	text := skeleton.Visible(message)
	for i := 0; i < len(text); i++ {
		if end := linkAt(text, i); end > i {
			flush()
			if text[i] == '@' { // somebody is named here
				f.words, f.runes = append(f.words, "@"), append(f.runes, '@')
			}
			i, singles = end-1, 0
			continue
		}
		r := text[i]
		switch kindOf(r) {
		case separator:
			if len(word) > 0 && i+1 < len(text) && (r == '@' || r == '$') && isHostRune(text[i+1]) && isHostRune(text[i-1]) {
				word = append(word, rune(look[r]))
				continue
			}
			if shape := fold.Glyph(r).Shape; r >= utf8.RuneSelf && isLatinWord(shape) { // in a circle or a box
				word = append(word, r)
				continue
			}
			flush()
			if r == '@' { // in a phrase of ours
				f.words, f.runes = append(f.words, "@"), append(f.runes, '@')
			}
			if n := len(f.runes); n > 0 && f.runes[n-1] != pause && strings.ContainsRune("，。！？；：、\n", r) {
				f.runes = append(f.runes, pause)
			}
		default:
			word = append(word, r)
		}
	}
	flush()
	return f
}

// linkAt is the end of a link or handle that begins at i, or i.
func linkAt(text []rune, i int) int {
	if i > 0 && isHostRune(text[i-1]) {
		return i
	}
	rest := text[i:]
	end := 0
	switch {
	case len(rest) > 3 && rest[0] == '@':
		end = 1
		for end < len(rest) && (isHostRune(rest[end]) || rest[end] == '_') {
			end++
		}
		if end < 4 {
			return i
		}
	case isHostRune(rest[0]):
		dot := false
		for end < len(rest) && end < longestLink && (isHostRune(rest[end]) || inLink(rest[end])) {
			dot = dot || rest[end] == '.' && end > 0 && end+2 < len(rest) && isHostRune(rest[end+1])
			end++
		}
		piece := string(rest[:end])
		if !dot || !strings.Contains(piece, "://") && !plausible(strings.Trim(piece, ".:?-"), "") {
			return i
		}
	}
	return i + end
}

func inLink(r rune) bool {
	switch r {
	case '.', '-', '_', '/', ':', '?', '=', '&', '%', '#', '+', '~':
		return true
	}
	return false
}

// foldWord folds one word as it looks where it is Latin, and as it is written elsewhere.
func foldWord(fold *skeleton.Folder, word []rune) string {
	var plain, shape []byte
	ascii, other := false, false
	for _, r := range word {
		if r < utf8.RuneSelf {
			c := lowerByte(byte(r))
			plain, shape, ascii = append(plain, c), append(shape, c), true
			continue
		}
		g := fold.Glyph(r)
		shape = append(shape, g.Shape...)
		if isLatin(r) {
			plain = append(plain, g.Shape...)
			continue
		}
		other = other || unicode.IsLetter(r)
		plain = append(plain, spelling(r, g.Plain)...)
	}
	switch {
	case !other, ascii && isLatinWord(shape):
		return string(visual(nil, shape))
	case isLatinWord(plain):
		return string(visual(nil, plain))
	}
	return string(plain)
}

// spelling unites what is written in more than one way: Arabic and Persian letters, traditional and simplified characters.
func spelling(r rune, plain string) string {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا"
	case 'ي', 'ى', 'ئ':
		return "ی"
	case 'ك':
		return "ک"
	case 'ة':
		return "ه"
	case 'ؤ':
		return "و"
	case 'ـ':
		return ""
	}
	if r >= 0x64B && r <= 0x652 {
		return ""
	}
	if to, ok := simplified[r]; ok {
		return string(to)
	}
	return plain
}

var simplified = func() map[rune]rune {
	const traditional = "請驗證錢包領獎勵幣鏈連結點擊聯繫繋絡轉帳賬戶資產凍歸維護節時間導認識錯誤詐騙偽處協問題買賣貨幣電話號碼單據團隊業額費後從這個們為發現將會來對應該於還過進過開關機構員師學習穩賺潤務專線網絡際圖鍵詞記備復恢輸寫給經紹嗎風險監測異嚴級遷遺丟尋實現兌換萬億補償續約價儲匯衝產權註銷頭長體驗場億終極讓麼麻煩幫緊別"
	const simple = "请验证钱包领奖励币链连结点击联系系络转帐账户资产冻归维护节时间导认识错误诈骗伪处协问题买卖货币电话号码单据团队业额费后从这个们为发现将会来对应该于还过进过开关机构员师学习稳赚润务专线网络际图键词记备复恢输写给经绍吗风险监测异严级迁遗丢寻实现兑换万亿补偿续约价储汇冲产权注销头长体验场亿终极让么麻烦帮紧别"
	from, to := []rune(traditional), []rune(simple)
	m := make(map[rune]rune, len(from))
	for i := range min(len(from), len(to)) {
		m[from[i]] = to[i]
	}
	return m
}()
