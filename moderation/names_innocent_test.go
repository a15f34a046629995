package moderation

import (
	"strings"
	"testing"
)

// innocent are names that people bear and that something in them makes hard: the brand, an office word, an official's first
// name, another script, decoration.
const innocent = `Sofia
Marek
Fatima
Diego
Aiko
Yulia
Юлия
Sofía M.
Sofya Kim
Marek Nowak
Marek Nowakowski
Mark Novak
Marta Nowicka
Fatima Zahra
Fatima Zahid
Fatima Al Zahrani Group Trip
Fatih Zahrani
Diego Salvador
Diego Salinas
Diego Salvatore
Aiko Tanaka
Aiko Takabe
Юлия Сазонова
Юлия Сафронова
Юлиана Сафина
Юлия
김도윤
김도훈
김동현
도현
이도현
陈思
陈思思
陈志远
陈思源
思远
流明
流明计划
流明用户
流明钱包用户
我用流明钱包
流明钱包怎么用
流明粉丝
不是流明客服
等流明客服回复
Lumora fan
Lumora user
Lumora holder
Lumora enjoyer
I love Lumora
I use Lumora daily
Lumora to the moon
waiting for Lumora support
where is Lumora support
need Lumora help
not Lumora support
Lumora support ignored me
Lumora scam victim
ex Lumora admin
Lumora lover 22
Lumora hater
Lumora maxi
Anna (Lumora user)
Lumos
Lumo
Luminara
Lumina Wallet
Amora
Lamora Jones
Lenora Walls
Aurora Wallet Fan
Zentrix user
Zentrix fan club
Zentrix protocol user
using Zentrix since 2021
Zentrix holder 🚀
Zen Tricks
Zendesk Fan
Centrix Motors
Zentra
Matrix Protocol
Trix
Heron
Crypto Heroes
CryptoHero
Crypto Hero 99
CryptoZero
Blue Heron
Cryptonian
Devin
Devika
Dev Patel
Deva
Devon
Modesta
Modi
Modric
Modou
Moderna
Admira
Adminah
Adam In
Adan Min
Supriya
Support our troops
Support local artists
I support Ukraine
Supporter of Arsenal
DB Admin by day
Sysadmin
sys admin life
Linux admin
Database administrator at night
Network Engineer
Helpful Bob
Helper Monkey
Helen
Helga
Teamo
Team Rocket
Team Liquid fan
Teamwork
Official Girl
Officer K
Manager of Chaos
Car Manager
Staffan
Stafford
Agent 47
Agent Smith
Secret Agent
Service Dog
Serviceberry
Desky
Careful Bear
Carey
Mod Podge
Moderate Mike
Modern Family
The Modfather
Vespa Mods
Adminton
Badminton
Head Chef
CEO of nothing
CEO of Racism
Founder mode
Director Krennic
Bot Dylan
Botond
Robot
News Junkie
Newsom
Claim Jumper
Rewardian
Airdrop Hunter
airdrop farmer
Giveaway lover
Bridge Club
Captain Token
Wallet Inspector
My wallet is empty
Coin Collector
Ticket to ride
Vip Kumar
Vipul
Info Wars
Contact Lens
Hope
Joy
Faith
Love
Олег
Админа Каримова
Модест Петрович
Поддубный
Официант
Официантка Таня
Помощница
Менеджер по продажам
Сергей
Анна Команденко
Команданте
Техник
Мария Сафонова
Новости Дня
Nguyễn Quản
Trần Thị Hỗ
Hồ Trọng
Vi Trợ
Quang Trị
Thảo Vy
Destan
Deste
Yönet
Resmiye
Emekli Yönetici Değilim
Resmi Gazete
Dukun Sakti
Adminto
Timothy
Tim
Tim Cook
Layla Nan
Bantu
Sopor
Soprano
Soportujar
Oficina
Ayuda Animal
Equipaje
Suporta
Suportei
Atendente Feliz
सुरेश
सहाय जी
आदित्य
मदन
محمد علي
دعمي
مديحة
مشرفة
مساعد الزهراني
رسمية
` +
	"نیم\u200cفاصله\n" + "علی\u200cرضا\n" + "پشت\u200cکوه\n" + `مدیا
김지원
지원
이서연
박팀
공식이
고객님
관리
관희
운영
田中太郎
公式くん
運命
サポーター
サポート待ち
さくら
管理栄養士
お客様
客家人
小客服务员
管理学院
官方旁
支持中国队
帮助他人
群英
服务员小王
助手座
王客
李官方平
人工智能
人工草坪
在线等
团子
中心思想
社区大妈
机器人总动员
财务自由
财务自由之路
安全第一
活动家
运营狗
技术宅
开发商
𝓢𝓸𝓹𝓱𝓲𝓪
✨Noor✨
ᴊᴜʟɪᴀ
🅼🅰🆁🅺
ℳ𝒶𝓇𝒾𝒶
Ｋｅｎ
꧁༺Bella༻꧂
⚡️Max⚡️
J̶o̶h̶n̶
ᏚᏒᎥᏁᎥ
c0d3_ninja
h4ck3r_b0y
n00b_m4st3r
pr0gamer
Jo
KH
LU
A
🙂
.
...
12345
0x1234
null
undefined
Deleted Account
gm frens
to the moon
wen lambo
not financial advice
DYOR
BTC maxi
ETH holder
Satoshi Nakamoto
Vitalik Fan
Crypto King
CryptoQueen
Whale Alert
Moon Boy
NFT Collector
DeFi Degen
Trader Joe
Support Wolf
Mister Moderato
Marisol Castillo
John Smith
Maria Garcia
Li Wei
Wang Fang
王伟
张伟
李娜
刘洋
陈静
山田花子
佐藤健
Иван Петров
Анастасия
Łukasz Żółć
Şükrü Öztürk
Đặng Thị Hồng
José Ángel
François Lefèvre
Søren Ødegård
Þórunn
Ελένη Παπαδοπούλου
Γιώργος
გიორგი
Արմեն
יעקב
חיים כהן
سارة
فاطمة الزهراء
زهرا محمدی
สมชาย
ณัฐพล
អ្នក
မောင်
ਹਰਪ੍ਰੀਤ
தமிழ் செல்வன்
తెలుగు
ಕನ್ನಡ
മലയാളി
ብርሃን
Keyhole
Marketing Mary
Sales Sam
Compliance Carl
Legal Eagle
Ambassador Hotel
Community Gardens
Foundation Repair
Security Guard Dan
Refund Please
Recovery Room
Bonus Level
`

const innocentHandles = `sofia_99
sofia_lumos
marek_n
mareknow
fatima_z
fatima_zara
lumora_user_4
lumora_fan
lumorafan22
lumora_lou
iloveluma
zentrix_user
zentrix_degen_99
cryptohero
crypto_heroes
aiko_t
aikotan
diego_s
salvador_diego
dev_patel
devon_c
mod_squad_fan
sysadmin_joe
dbadmin99
support_ukraine_now
supportlocal
help_me_plz
helpmehelpyou
teamrocket
adminka
john_support_dog
servicedog
agent47
official_annie
themanager
chen_si
chensi88
li_wei
ivan_petrov
tim_cook
newsjunkie
botfly
robo_cop
wallet_inspector
lumberjack
lumen
moderato
modernart
heron_blue
a
_
__
user123456
x_x
`

func TestInnocentNamesAreLeftAlone(t *testing.T) {
	total, near := 0, 0
	for i := range communities {
		n := namesOf(t, i)
		check := func(handle, name string) {
			total++
			switch v := n.Check(handle, name); v.Verdict {
			case Identical:
				t.Errorf("%q %q is called identical: %v", handle, name, v.Reasons)
			case Near:
				near++
				t.Logf("%q %q is called near: %v", handle, name, v.Reasons)
			}
		}
		for name := range strings.Lines(innocent) {
			check("quiet_owl_77", strings.TrimSuffix(name, "\n"))
		}
		for handle := range strings.Lines(innocentHandles) {
			check(strings.TrimSuffix(handle, "\n"), "Quiet Owl")
		}
	}
	t.Logf("near: %d of %d", near, total)
	if near*1000 > 10*total {
		t.Errorf("%d false alarms in %d names are more than 1 %%", near, total)
	}
}
