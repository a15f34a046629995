package secret

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// sentences of every day, in which words of one kind change places. Written for this test.
var sentences = strings.Split(`我$time在$place$do，$feel
$who$time说$thing$state，大家有没有遇到过
请问$thing为什么$state，$wait
如果$thing$state，应该先$do还是先$do
$who让我$do，可是我觉得$feel
今天$place的天气$state，所以没有去$do
$thing和$thing有什么区别，新手应该选哪一个
$time$who教我$do，现在已经会了，谢谢
有人知道怎么在$place$do吗，急急急
昨天$time的$thing又涨了，$who说还会继续涨
不要相信$who，他们只会骗你$do
我试过$do，也试过$do，都不行，$wait
$thing更新以后$state，是不是只有我一个人这样
孩子$time要$do，老师说$thing也要带上
公司$time开会讨论$thing，老板$feel
这个价格买$thing值得吗，$who给个建议
听说$place要举行活动，参加的人可以领$thing
最近一直在$do，没有时间看群里的消息
$who，$thing$state怎么处理，麻烦看一下
人生就是这样，$time还在$place$do，$time就已经老了
春天来了，$place的花都开了，我们一起去$do吧
价格跌成这样，$who还在$do，真是$feel
从$place坐车到$place要多久，路上可以$do吗
书上说，一个人如果经常$do，身体就会慢慢好起来
$thing不是目的，$do才是，$feel`, "\n")

var fillings = map[string][]string{
	"$time":  strings.Fields("早上 中午 下午 晚上 刚才 昨天 前天 上个星期 去年冬天 三年以前 过年的时候 放假那天 半夜两点"),
	"$place": strings.Fields("北京 上海 家里 公司 学校门口 火车站 医院 山上 海边 网吧 群里 论坛 交易所 客户端里面 后台 城南 乡下"),
	"$do":    strings.Fields("吃饭 睡觉 看书 写代码 打电话 充值 提现 转账 换手机 备份钱包 重新安装 修改密码 等确认 问客服 做饭 跑步 下棋 唱歌 喝茶 买菜 查询余额 授权合约 取消授权 添加代币 切换网络 质押挖矿 关掉电源 整理房间"),
	"$feel":  strings.Fields("心情很好 有点累 非常生气 不太放心 高兴得不得了 真的太难了 完全没有想到 还是算了吧 很有意思 一言难尽 半信半疑 无所谓了"),
	"$who":   strings.Fields("客服 群主 老师 我妈 隔壁王叔 项目方 技术人员 管理员 我同学 一个陌生人 新来的同事 骗子 各位大佬 群友"),
	"$thing": strings.Fields("钱包 手续费 能量 带宽 助记词 主网 代币 合约地址 验证码 银行卡 手机 电脑 作业 房租 身份证 空投 行情 版本 网络 订单 节点 冷钱包 说明书 米饭 火锅 比特币 稳定币"),
	"$state": strings.Fields("一直不到账 打不开 显示失败 特别慢 不见了 变成零了 没有反应 太贵了 又坏了 提示余额不足 好得很 很热 冷得要命 还没有恢复 需要重新登录 总是闪退"),
	"$wait":  strings.Fields("等了很久了 已经两天了 有没有人回答一下 谢谢 在线等 急用 麻烦了 希望尽快解决 我快急死了"),
}

func (s source) sentence() string {
	line := s.pick(sentences...)
	for name, words := range fillings {
		for strings.Contains(line, name) {
			line = strings.Replace(line, name, s.pick(words...), 1)
		}
	}
	return line
}

// TestChineseOfEveryDayIsClear reads some 300 kB: sentences alone, in paragraphs, in traditional characters' company and with
// numbers, and the default FAQ's Chinese, line by line and whole. At most one message in ten thousand may be suspected.
func TestChineseOfEveryDayIsClear(t *testing.T) {
	d := New()
	s := source{rand.New(rand.NewPCG(11, 12)), nil}
	var messages []string
	size := 0
	for size < 300_000 {
		text := s.sentence()
		for range s.IntN(4) {
			text += s.pick("。", "，", "！", "\n", "……", "，然后", "？") + s.sentence()
		}
		switch s.IntN(6) {
		case 0:
			text = strings.ReplaceAll(text, "，", s.pick(" ", "", "、"))
		case 1:
			text = fmt.Sprintf("%d. %s", 1+s.IntN(9), text)
		}
		messages = append(messages, text)
		size += len(text)
	}
	faq, err := os.ReadFile("../../faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(faq)) {
		messages = append(messages, line)
	}
	for entry := range strings.SplitSeq(string(faq), "\n  - id:") {
		messages = append(messages, entry)
	}
	flagged, leaked := 0, 0
	for _, m := range messages {
		switch d.Check(m).Verdict {
		case Leak:
			leaked++
			fallthrough
		case Hold:
			flagged++
			for _, f := range d.find(plain(m)) {
				t.Logf("%.200q in %.100q", plain(m).text[f.start:f.end], m)
			}
		}
	}
	t.Logf("%d of %d messages of %d kB are suspected, %d of them surely", flagged, len(messages), (size+len(faq))/1000, leaked)
	if flagged*10_000 > len(messages) {
		t.Error("too many")
	}
}
