package secret

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// ordinary messages, among them talk about phrases and keys, public values that look like keys, and prose of list words.
const ordinary = `how do I find my seed phrase in the app?
never share your seed phrase or private key with anyone, support will never ask for it
my recovery phrase has 12 words but the wallet wants 24 words, what now?
I wrote my seed words on paper and lost the paper
is it safe to store the mnemonic in a password manager?
someone sent me a message and asked for my private key, is this a scam?
助记词丢了怎么办，还能找回钱包吗
我的私钥泄露了，应该怎么处理
谁要你的助记词谁就是骗子
请问一下你们什么时候支持新的主网，我已经等了很久了，谢谢
今天行情不好大家注意安全不要追高，等回调再进场比较稳妥
可以用手机打开网站登录以后在设置里面找到安全中心然后修改密码
转账一直没有到账已经过了三个小时了客服什么时候处理
сид фразу никому нельзя показывать, даже поддержке
как восстановить кошелёк, если я потерял сид-фразу?
tengo mi frase semilla pero la aplicación no la acepta, ¿qué hago?
cụm từ khôi phục của tôi không hoạt động, giúp tôi với
kurtarma ifademi kaybettim ne yapmalıyım
시드 구문을 잃어버렸어요 어떻게 하나요
シードフレーズを忘れてしまいました。どうすればいいですか
transaction 0x80187ed1e5ab8e4d485100c52ba4906aab590a4efb319494bd55d1d2bf0c7986 is pending
tx hash: 9b8a820e93f9864514dce7d8b077a17b830a3f1eeb5e32b3d4ed7f95f80f990b
https://etherscan.io/tx/0x5444b6c909b1cf96d1c2ed8a7f5b817c49729704fa7cb4bde487b05760c8ee48
交易哈希 0xc496dadc5ed0abd415498aec15aa613386848fcc7e723d52a78bfd20ea29cd9c
хеш транзакции c496dadc5ed0abd415498aec15aa613386848fcc7e723d52a78bfd20ea29cd9c
sha256 83fdf7c3ea7577ae861666daaf98960256b43bdf8e12b78cec090a8bc1cbb482
block 83fdf7c3ea7577ae861666daaf98960256b43bdf8e12b78cec090a8bc1cbb482 was reorged
public key 83fdf7c3ea7577ae861666daaf98960256b43bdf8e12b78cec090a8bc1cbb482
my address is 0x4b76508c05cfc7312969e8e4c123a5029359c310
bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq
1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
TVQ773tTECLJ8Y4Dgu1HE7FfFkFYDcDdz9
7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV
commit 2f1c3b4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b fixes it
550e8400-e29b-41d4-a716-446655440000
this morning my sister cook rice and chicken soup for the whole family
we must wait until the market open again then sell half and keep the rest
green blue orange silver gold lemon olive pink brown
cat dog bird horse fish lion tiger mouse snake rabbit eagle
abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve
apple banana cherry kiwi lemon mango orange peach plum
one two three four five six seven eight nine ten eleven twelve thirteen
ok thanks, that worked!
gm
lol
🔥🔥🔥🚀🚀🚀
https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf
[12, 34, 56]
1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40
eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 is only a header
-----BEGIN PUBLIC KEY-----
{"name":"x","crypto":true}
call me at +44 20 7946 0958 or +1 202 555 0143 tomorrow
order 123456789: AAAA
`

func TestOrdinaryMessagesAreClear(t *testing.T) {
	d := New()
	for line := range strings.Lines(ordinary) {
		if v := d.Check(strings.TrimSuffix(line, "\n")); v.Verdict != Clear {
			t.Errorf("%q is %v", line, v)
		}
	}
}

// TestChineseProseIsClear puts messages together from everyday words, as dense in list characters as real ones.
func TestChineseProseIsClear(t *testing.T) {
	words := strings.Fields(`我们 你们 今天 明天 钱包 交易 转账 到账 没有 问题 客服 请问 怎么 时候 可以 不能 手机 电脑 打开 设置 更新 版本 下载 安装 密码 地址 确认 网络 拥堵 手续费 提现
充值 余额 显示 错误 重新 登录 验证 邮箱 短信 收到 已经 等了 很久 谢谢 帮忙 看看 大家 注意 安全 骗子 群里 消息 价格 上涨 下跌 行情 分析 项目 团队 公告 活动 奖励 领取 参与 条件 规则 时间 结束 开始 支持 主网 合约
吃饭 睡觉 天气 下雨 朋友 工作 公司 老板 加班 周末 电影 音乐 学习 考试 孩子 学校 医院 身体 健康 运动 旅游 飞机 火车 城市 北京 上海 经济 社会 发展 国家 政策 市场 投资 风险 管理 技术 数据 系统 服务 用户
的 了 是 在 和 就 都 也 还 很 吗 吧 呢 要 会 把 被 给 从 到 对 又 再 才 只 上 下 里 去 来 说 想 看 用 做`)
	d := New()
	r := rand.New(rand.NewPCG(3, 4))
	flagged := 0
	const messages = 20_000
	for range messages {
		var b strings.Builder
		for range 3 + r.IntN(12) {
			b.WriteString(words[r.IntN(len(words))])
			if r.IntN(8) == 0 {
				b.WriteString("，")
			}
		}
		if d.Check(b.String()).Verdict != Clear {
			flagged++
			t.Logf("%s", b.String())
		}
	}
	if flagged*10_000 > messages {
		t.Errorf("%d of %d are flagged", flagged, messages)
	}
}

func TestAPlainMessageCostsNoAllocation(t *testing.T) {
	d := New()
	for _, text := range []string{"has anybody tried the new release yet? it works well for me", "请问这个功能什么时候可以用，我们等了很久了，谢谢", "привет, как дела?"} {
		if n := testing.AllocsPerRun(100, func() { d.Check(text) }); n != 0 {
			t.Errorf("%q costs %v allocations", text, n)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	d := New()
	for _, c := range []struct{ what, text string }{
		{"chatter", "has anybody tried the new release yet? it works really well for me"},
		{"long", strings.Repeat("I sent some tokens from the exchange an hour ago and they have not arrived. ", 4)},
		{"chinese", "请问这个功能什么时候可以用，我们等了很久了，谢谢"},
		{"phrase", "legal winner thank year wave sausage worth useful legal winner thank yellow"},
	} {
		b.Run(c.what, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Check(c.text)
			}
		})
	}
}

// FuzzRedact puts a secret into any text and asks that nothing of it remains; and that redacted text is clear.
func FuzzRedact(f *testing.F) {
	d := New()
	s := newSource(f, 1)
	for _, leak := range leaks {
		f.Add(leak(s), " and ", uint64(1))
	}
	words := s.lists
	f.Fuzz(func(t *testing.T, before, after string, seed uint64) {
		phrase := strings.Join(source{rand.New(rand.NewPCG(seed, 1)), words}.words("english", 12), " ")
		for _, text := range []string{before, before + " | " + phrase + " | " + after} {
			clean := d.Redact(text)
			if d.Check(clean).Verdict != Clear {
				t.Errorf("%q is redacted to %q, which is not clear", text, clean)
			}
			if strings.Contains(clean, phrase) {
				t.Errorf("%q keeps the phrase", clean)
			}
		}
	})
}
