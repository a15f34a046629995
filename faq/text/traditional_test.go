package text

import "testing"

func TestTraditionalScriptIsTold(t *testing.T) {
	for s, want := range map[string]bool{
		"我的錢包裡的幣不見了怎麼辦":      true,
		"提現一直沒到賬":            true,
		"USDT 轉帳失敗":          true,
		"我的钱包里的币不见了怎么办":      false,
		"提现一直没到账":            false,
		"这个著名的项目什么时候上线啊大家知道": false,
		"my wallet": false,
		"":          false,
		"\xff\xfe":  false,
	} {
		if got := Parse(s).Traditional(); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
