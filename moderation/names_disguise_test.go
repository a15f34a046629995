package moderation

import (
	"strings"
	"testing"
)

// disguises of the first community: kind, then names or @handles.
const disguises = `
handle: @lumora_support, @lumorasupport, @support_lumora, @lumora_help, @lumoraofficial, @official_lumora, @lumora_admin, @lum0ra, @luumora, @lumora_, @lumora1, @Iumora, @lumora_newss, @lumora_team, @lumora_desk, @helpdesk_lumora, @lumora_kefu, @lumorakefu, @kefu_lumora, @lumora.support, @lumora_suport, @lumora_supp0rt, @lumora_care, @lumora_helpdesk247, @the_lumora, @reallumora, @lumora_app
handle of an official: @marek_nowicki, @marek_nowickl, @mareknowick1, @marek_n0wicki, @nowicki_marek, @fatima_zahranii, @fatima_zahrani_, @fatimazahrani_mod, @fatima_zahrnai, @cryptoheron_, @crypto_heron, @crypt0heron, @cryptoher0n, @cryptoheronn, @cryptohero_n, @cyptoheron, @chensiyuan_1m, @chensiyuanlm, @sofia__lumora, @sofia_lum0ra, @mareknowiicki, @rnareknowicki
bare office: Admin, Support, 客服中心, 在线客服, 官方客服, 人工客服, 管理员, Служба поддержки, Техподдержка, Администратор, Hỗ trợ khách hàng, Quản trị viên, Müşteri Hizmetleri, Canlı Destek, Dukungan Pelanggan, Layanan Pelanggan, Soporte Técnico, Atención al Cliente, Suporte Técnico, Atendimento ao Cliente, ग्राहक सहायता, एडमिन, خدمة العملاء, الدعم الفني, پشتیبانی, تیم پشتیبانی, 고객센터, 관리자, カスタマーサポート, 管理者, Support Team, Live Support, Help Desk, Customer Service, Official Support, Support 24/7, Moderator, Mod Team, Support Agent, Official Admin, Team Support, 客服经理, 官方管理员, 技术支持
` +
	"disguised office: S u p p o r t, 5UPP0RT, Sυρρоrt, ꜱᴜᴘᴘᴏʀᴛ, Adrnin, Adm1n, Аdmin, 𝐀𝐝𝐦𝐢𝐧, Suppоrt Теаm, S.U.P.P.O.R.T, Ⓢⓤⓟⓟⓞⓡⓣ, Ａｄｍｉｎ, ＡＤＭＩＮ Support, Supp\u200bort, 客 服, 客\u200b服, Поддержкa, 🅂🅄🄿🄿🄾🅁🅃, Ѕuрроrt Dеѕk, John 5upp0rt, Mike | Suppоrt\n" + `brand and office: Lumora 客服, 流明客服, 流明官方客服, 流明钱包 客服, 流明錢包官方, Lumora Recovery, Lumora Airdrop, Lumora Giveaway, Lumora Announcements, Lumora Live Chat, Lumora Customer Care Agent, Lumora Soporte, Suporte Lumora, Lumora Destek Ekibi, Lumora Resmi, Tim Dukungan Lumora, Lumora Поддержка, Поддержка Lumora Wallet, Lumora Hỗ Trợ, CSKH Lumora, Lumora 고객지원, Lumora サポート, Lumora الدعم, پشتیبانی Lumora, Lumora सहायता, Lumora CEO, Lumora Founder, Lumora Dev Team, Lumora Manager, Lumora kefu, Lumora guanfang, 流明管理员, 流明小助手, 流明钱包团队, 官方流明, Lumora Community Manager, Lumora Security Team
brand and mistyped office: Lumora Suport, Lumora Supprt, Lumora Adminn, Lumora Offical, Lumora Supportt, Lumora Moderatr, Lumora Helpdeks, Lumora Custmer Service
mistyped brand and office: Lumoraa Support, Luumora Official, Lumroa Support, Limora Support, Lumora5 Admin, Lunora Team, Lumorra Helpdesk
brand and office among others: Anna Lumora Support, Lumora Support Anna, Anna | Lumora Team, Mike from Lumora Support, Lumora Support Agent Kate
brand: LUMORA, l u m o r a, L.U.M.O.R.A, Lumora Wallet, Lumora Official, 流明钱包✅, 流明錢包, The Lumora, Lumora ✔️ Verified, Lumora™, L-u-m-o-r-a, ⓁⓊⓂⓄⓇⒶ, Lumоra Wаllet, Lumora 24/7
official: Nowicki Marek, Marek Nowicki 2, Marek Nowicki ✅, Marek_Nowicki, marek nowicki, Marek Nowicki | Lumora, Admin Marek Nowicki, Marek  N0wicki, Mаrek Nоwicki, Zahrani Fatima, Fatima Zahrani (MOD), Fatima Zaharani, Fatimah Zahrani, Fatima Zahranl, 陈思远 客服, 流明客服 陈思远, 陳思遠 | 流明客服, 陈思远 | 流明客服, 陈思远 (官方), Sofia - Lumora Support, Sofia Lumora, Lumora | Sofia, Sofia | Support, Support Sofia, Crypto Heron, CryptoHer0n, CryptoHeron | Admin, CryptoHerron, Cryptoheron Official, CryptoHeron (DM me)
another script: Лумора поддержка, Люмора Поддержка, ルモラ サポート, 루모라 고객센터, لومورا الدعم, लुमोरा सहायता, Марек Новицки, Марек Новицкий Админ, Фатима Захрани, Chen Siyuan Lumora, Chen Siyuan kefu, Liuming Qianbao kefu, Liuming kefu, Lumora 陈思远, Криптохерон, Lumorа кефу
`

func TestDisguisesAreCaught(t *testing.T) {
	n := namesOf(t, 0)
	caught, identical, total := map[string]int{}, map[string]int{}, map[string]int{}
	for line := range strings.Lines(strings.TrimSpace(disguises)) {
		class, names, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		for _, name := range strings.Split(names, ", ") {
			total[class]++
			var v NameVerdict
			if handle, ok := strings.CutPrefix(name, "@"); ok {
				v = n.Check(handle, "Joe")
			} else {
				v = n.Check("quiet_owl_77", name)
			}
			switch v.Verdict {
			case Identical:
				identical[class]++
				caught[class]++
			case Near:
				caught[class]++
			default:
				t.Logf("%s: missed %q", class, name)
			}
		}
	}
	report(t, caught, identical, total, .97)
}
