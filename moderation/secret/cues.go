package secret

import "strings"

// phraseCues say that a message speaks of a recovery phrase; lower case, matched anywhere.
var phraseCues = []string{
	// English
	"seed", "recovery phrase", "recovery word", "mnemonic", "secret phrase", "backup phrase", "secret words", "backup words",
	"wallet phrase", "wallet words", "passphrase", "pass phrase", "my phrase", "12 words", "24 words", "12-word", "24-word",
	"12 word", "24 word", "twelve words", "word phrase", "restore phrase", "import phrase", "private phrase", "srp",
	"key phrase", "keyphrase", "backup code", "recovery key", "these words", "my words", "phrase:", "words:",
	// Chinese
	"助记词", "助記詞", "助记字", "种子短语", "種子短語", "恢复短语", "恢復短語", "恢复词", "恢復詞", "种子词", "種子詞", "备份短语", "備份短語",
	"註記詞", "注记词", "备份词", "備份詞", "秘密恢复", "助记", "助記", "个单词", "個單詞", "个词", "密语", "密語",
	// Russian, Ukrainian
	"сид", "мнемони", "фраза восстановления", "фразу восстановления", "фразы восстановления", "секретная фраза",
	"секретную фразу", "секретной фраз", "резервная фраза", "резервную фразу", "ключевая фраза", "seed-фраз", "12 слов",
	"24 слов", "слова восстановления", "моя фраза", "мою фразу", "слова кошелька", "фраза-восстановлен", "сід",
	// Spanish, Portuguese, French, Italian, German
	"semilla", "frase de recuperación", "frase de recuperacion", "frase secreta", "palabras de recuperación",
	"palabras de recuperacion", "mnemónic", "mnemonic", "12 palabras", "24 palabras", "frase de respaldo", "mis palabras",
	"frase-semente", "frase semente", "semente", "frase de recuperação", "frase de recuperacao", "palavras de recuperação",
	"mnemônic", "12 palavras", "24 palavras", "minhas palavras", "palavras secretas", "palabras secretas", "minha frase",
	"mi frase", "phrase de récupération", "phrase de recuperation", "phrase secrète", "phrase secrete", "mnémonique",
	"mnemonique", "12 mots", "24 mots", "mots de récupération", "ma phrase", "phrase de sauvegarde", "frase di recupero",
	"frase segreta", "parole di recupero", "12 parole", "24 parole", "wiederherstellungs", "12 wörter", "24 wörter",
	"12 slov", "24 slov", "obnovovací",
	// Vietnamese, Turkish, Indonesian
	"cụm từ", "từ khôi phục", "khôi phục", "ví của tôi", "12 từ", "24 từ", "cum tu", "khoi phuc", "kurtarma", "tohum", "gizli kelime",
	"anımsatıcı", "12 kelime", "24 kelime", "gizli ifade", "kelimelerim", "frasa", "frase pemulihan", "kata pemulihan",
	"12 kata", "24 kata", "kata sandi pemulihan", "kata kunci pemulihan",
	// Hindi, Arabic, Persian
	"सीड", "रिकवरी", "निमोनिक", "बीज वाक्य", "पुनर्प्राप्ति", "12 शब्द", "24 शब्द", "عبارة الاسترداد", "عبارة الاستعادة", "العبارة السرية", "عبارة سرية",
	"عبارة البذور", "عبارة البذرة", "كلمات الاسترداد", "كلمات الاستعادة", "الكلمات السرية", "12 كلمة", "24 كلمة", "عبارتي", "عبارت بازیابی", "کلمات بازیابی", "عبارت امنیتی", "عبارت مخفی",
	"کلمات مخفی", "سید", "۱۲ کلمه", "12 کلمه", "۲۴ کلمه", "24 کلمه", "عبارت یادیار", "کلمه\u200cهای بازیابی",
	// Korean, Japanese
	"시드", "복구 구문", "복구구문", "니모닉", "복구 단어", "비밀 구문", "복구 문구", "12단어", "24단어", "12개 단어", "24개 단어", "시크릿", "シード", "リカバリー", "ニーモニック",
	"復元フレーズ", "復元用", "秘密のフレーズ", "シークレット", "復旧フレーズ", "バックアップフレーズ", "12単語", "24単語", "リカバリ",
}

// labels are words between the parts of a phrase that do not belong to it.
var labels = set(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last next then
and to the is are was it its word words number row line part my of
uno dos tres cuatro cinco seis siete ocho nueve diez once doce palabra palabras primera segunda tercera y a la es
um dois três quatro sete oito nove dez onze doze palavra palavras primeira e
un deux trois quatre cinq sept huit neuf dix onze douze mot mots et
слово слова слов первое второе третье четвертое и затем bir iki üç dört beş altı yedi sekiz dokuz on kelime kelimeler ve
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh kata dan một hai ba bốn năm sáu bảy tám chín mười từ và`)

// connectors and articles are labels, too, but those of sentences.
var (
	connectors = set("and to then y e et и затем dan và ve")
	articles   = set("the is are was it its my of a la es")
)

// privateCues and publicCues say what a number in hexadecimal is; the nearest one decides.
var privateCues = []string{
	"private", "privkey", "priv key", "priv_key", "secret", "signing key", "wallet key", "priv:", " pk:", " sk:", "pk=", "sk=",
	"my key", "the key", "export", "seed", "spend key", "import key", "master key", "account key", "key is", "key:",
	"私钥", "私鑰", "密钥", "密鑰", "приват", "закрытый ключ", "закрытого ключа", "секретный ключ", "секретного ключа", "мой ключ",
	"clave privada", "llave privada", "clave secreta", "mi clave", "chave privada", "chave secreta", "minha chave",
	"khóa riêng", "khoá riêng", "khóa bí mật", "khoá bí mật", "khóa cá nhân", "khoá cá nhân", "khoa rieng", "khóa của tôi",
	"özel anahtar", "gizli anahtar", "anahtarım", "kunci pribadi", "kunci privat", "kunci rahasia", "निजी कुंजी", "प्राइवेट", "गुप्त कुंजी",
	"المفتاح الخاص", "مفتاح خاص", "مفتاحي الخاص", "المفتاح السري", "کلید خصوصی", "کلید محرمانه", "کلید مخفی", "پرایوت", "개인키", "개인 키", "비밀키", "비밀 키", "프라이빗", "시크릿 키",
	"秘密鍵", "プライベートキー", "プライベート", "clé privée", "cle privee", "clé secrète", "chiave privata", "privater schlüssel", "geheimer schlüssel",
	"soukromý klíč", "klucz prywatny", "si yao",
}

var publicCues = []string{
	"tx", "txn", "transaction", "transfer", "hash", "sha256", "sha-256", "sha3", "keccak", "checksum", "digest", "block", "commit",
	"signature", "sig ", "sig:", "public key", "pubkey", "public", "merkle", "topic", "contract", "order", "address", "storage slot", "root",
	"nonce", "session", "etag", "build", "release", "image", "docker", "explorer", "scan.", "scan/", "confirmation", "receipt",
	"nullifier", "commitment", "proof", "state root", "event", "node id", "peer", "fingerprint", "uuid", "invoice", "payment id", "proposal",
	"deposit", "withdraw", "swap", "bridge", "sent", "pending", "failed", "/tx", "token id", "object id", "package id", "bytes32", "selector",
	"交易", "哈希", "散列", "区块", "區塊", "公钥", "公鑰", "校验", "校驗", "签名", "簽名", "合约", "合約", "地址", "订单", "哈西", "雜湊",
	"хеш", "хэш", "транзакц", "блок", "подпис", "публичный", "открытый ключ", "контракт", "адрес", "перевод", "контрольная сумма",
	"transacción", "transaccion", "bloque", "firma", "clave pública", "clave publica", "contrato", "dirección", "suma de verificación",
	"transação", "transacao", "bloco", "assinatura", "chave pública", "chave publica", "endereço",
	"giao dịch", "giao dich", "mã băm", "khối", "chữ ký", "khóa công khai", "hợp đồng", "địa chỉ", "işlem", "islem", "blok", "imza", "açık anahtar", "sözleşme", "adres",
	"transaksi", "tanda tangan", "kunci publik", "kontrak", "alamat", "लेनदेन", "ट्रांजैक्शन", "हैश", "ब्लॉक", "सार्वजनिक",
	"معاملة", "المعاملة", "تراکنش", "هاش", "هش", "كتلة", "بلاک", "توقيع", "امضا", "المفتاح العام", "کلید عمومی", "عقد", "قرارداد",
	"거래", "해시", "블록", "서명", "공개키", "공개 키", "계약", "트랜잭션", "주소", "トランザクション", "取引", "ハッシュ", "ブロック", "署名", "公開鍵", "コントラクト", "アドレス",
	"hachage", "clé publique", "transazione", "transaktion", "prüfsumme", "transakc",
}

// hanGrammar are the characters that hold Chinese sentences together; everyday words do not occur in a random phrase.
const hanGrammar = "的一是不了有我在他这这个们来上大为和到你要就会也都说对能没自以可那那么么什吗呢吧啊很还得着過过把被让请從从與与給给這個們來為說對沒會還請讓問题題怎样樣如果因所但"

var hanEveryday = strings.Fields(`可以 什么 怎么 我们 你们 他们 没有 问题 时候 知道 现在 不能 一个 这个 那个 如果 因为 所以 但是 已经 还是 自己 大家 今天
明天 昨天 需要 应该 可能 一下 一样 这样 那样 这里 那里 为什 多少 手机 电脑 公司 中国 美国 时间 工作 开始 以后 以前 之前 之后 还有 只有 只要 就是 不是
不会 不要 不用 都是 也是 而且 或者 通过 进行 使用 成功 发现 发展 生活 学习 学生 老师 朋友 东西 地方 事情 觉得 希望 喜欢 起来 出来 下来 上来 过来 回来
出去 方法 方面 情况 系统 国家 社会 经济 政府 市场 管理 服务 信息 技术 产品 安全 网站 软件 下载 安装 登录 账号 密码 转账 提现 充值 到账 确认 地址 合约 主网 代币 交易 市场 行情
可以 什麼 怎麼 我們 你們 他們 沒有 問題 時候 現在 這個 那個 因為 已經 還是 應該 這樣 這裡 那裡 為什 手機 電腦 時間 開始 以後 還有 就是 不會 而且 發現 學生 老師 東西 覺得 喜歡
起來 出來 過來 回來 情況 系統 國家 社會 經濟 服務 資訊 技術 安全 網站 下載 安裝 登入 帳號 密碼 轉帳 確認 這是 这是 非常 一直 一起 一些 有点 有點 不知 其他 其实 其實 然后 然後
最近 最后 最後 多久 几天 小时 分钟 点击 打开 关闭 设置 功能 版本 更新 支持 客服 联系 帮助 解决 方式 完成 显示 错误 失败 正常 余额 收到 发送 操作 必须 特别 比较 关于 对于 由于 根据 人民 世界 天气 吃饭 睡觉 电影 音乐 孩子 先生 女士 小姐 今年 明年 去年 上午 下午 晚上 早上
旅游 健康 老板 公告 活动 手续 拥堵 帮忙 加班 飞机 学校 团队 骗子 邮箱 重新 网络 价格 用户 谢谢 看看 大家 注意 消息 项目 奖励 领取 条件 规则 结束 周末 考试 医院 身体 运动 火车 城市 发展
政策 投资 风险 数据 客户 银行 保险 基金 股票 上涨 下跌 历史 文化 教育 科学 研究 大学 报告 会议 领导 干部 群众 同志 部门 单位 组织 建设 改革 开放 生产 企业 工业 农业 农村 农民 工人 资源 环境 保护
能力 水平 质量 结构 条件 关系 作用 影响 变化 过程 结果 原因 目的 意义 内容 形式 方向 计划 标准 制度 法律 权利 责任 义务 利益 价值 思想 精神 感情 心理 性格 爱好 习惯 家庭 父母 爱情 婚姻 幸福
快乐 痛苦 美丽 漂亮 聪明 努力 认真 简单 复杂 容易 困难 重要 主要 基本 特点 优势 选择 决定 考虑 讨论 分析 介绍 说明 表示 认为 建议 要求 同意 反对 参加 举行 提高 增加 减少 改变 保持 继续 停止 准备
旅行 酒店 机票 餐厅 咖啡 啤酒 水果 蔬菜 牛奶 面包 米饭 衣服 鞋子 房子 房间 汽车 地铁 公交 路上 附近 旁边 中间 左边 右边 前面 后面 里面 外面 东边 西边 北京 上海 广州 深圳 香港 台湾 日本 韩国 英国 法国`)

// hanOpeners end what stands before a phrase.
var hanOpeners = []string{"词", "詞", "语", "語", "是", "为", "為", "下", "：", "组", "組", "码", "碼"}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
