package text

// frequentLists holds the most frequent words of each language as they are typed in chats, with and without marks, in the
// order of languageCodes. Words that several languages share stand in each of their lists.
var frequentLists = [languages]string{
	langEN: `the a an is are was were am be been i my me mine you your it its this that these those to of in on for from with
		and or but not no yes do does did has have had can could will would should what when where why how who which if so
		than then there here they them their we our us he she him her his at by as about into out up down after before any
		some all just still only get got how long much many need want please pls plz help thanks thx hi hello hey someone
		anyone anybody wen u ur ya gonna wanna money account send sent received receive back never always now today
		yesterday tomorrow because while been being does doing done know think say says said tell make made work works
		working wrong right new old same other another more less first last next good bad let us guys bro`,
	langVI: `và của là không khong ko có được duoc dc đc cho tôi toi mình minh em anh chị bạn ban ơi oi ạ nhé vậy vay sao thế
		thì này nay kia đó khi nào nao bao lâu lau nhiêu nhieu rồi roi chưa chua vẫn đang đã sẽ với voi từ tiền tien
		nạp rút rut chuyển chuyen ví vi lệnh tài khoản khoan làm lam gì gi ai đâu hay hoặc nhưng mà để vào vao ra lại lai
		bị bi mấy phải phai muốn muon giúp giup hỏi hoi tại nếu cái người nguoi mọi ngày giờ gio`,
	langTR: `ve bir bu şu o da de mi mı mu mü ne neden niye nasıl nasil kaç kac ne zaman var yok değil degil için icin ile ama
		çok cok daha gibi kadar sonra önce once ben benim bana beni sen sizin bize hesap hesabım hesabim para param cüzdan
		cuzdan çekim cekim yatırdım yatirdim gelmedi oldu oluyor olmuyor lazım lazim acaba arkadaşlar arkadaslar abi hocam
		merhaba selam lütfen lutfen yardım yardim hala şifre sifre gönderdim gonderdim ya hangi nerede nereden yapmam
		gerekiyor istiyorum edebilir miyim`,
	langID: `dan yang di ke dari ini itu ada tidak tak gak ga nggak ngga enggak kok kenapa knp mengapa gimana gmn bagaimana
		berapa brp lama kapan apa apakah saya sy aku gue gw kamu anda kita kami bisa bs sudah sdh udah udh belum blm masih
		untuk utk dengan dgn sama juga aja saja lagi lg mau akan kalau kalo klo tapi tp karena krn min gan bang kak tolong
		masuk keluar kirim uang akun saldo dompet harus mana siapa dong sih ya yg jadi bukan cara tarik biaya tarik`,
	langES: `el la los las un una unos de del en y o que qué no sí si es son está esta están estoy ser hay mi mis tu su me te
		se nos por para con sin como cómo cuando cuándo cuanto cuánto cuánta donde dónde quien quién porque pero más mas muy
		ya todavía todavia aún aun puedo puede quiero necesito tengo tiene hace hacer cuenta dinero retiro retirar depósito
		deposito billetera monedero saldo envié llegó llega llegado hola gracias ayuda alguien favor ayer hoy mañana lo le al
		cuál cual este esto eso dias días clave`,
	langPT: `o a os as um uma de do da dos das em no na nos nas e ou que não nao é eh são está esta estou tá ta ser tem tenho
		meu minha meus seu sua me se por para pra com sem como quando quanto onde quem porque pq mas mais muito já ja ainda
		posso pode quero preciso fazer conta dinheiro saque sacar depósito carteira saldo enviei chegou caiu oi olá ola
		obrigado ajuda alguém alguem favor ontem hoje amanhã isso este essa você voce vc vcs gente demora dias senha`,
	langFR: `le la les un une des de du en et ou que qui ne pas est sont suis être c j l d n s qu ce cette ces mon ma mes ton
		votre vos me te se nous vous il elle ils on par pour avec sans comment quand combien où pourquoi quel quelle mais
		plus très déjà encore peux peut veux besoin ai as a fait faire compte argent retrait dépôt portefeuille bonjour
		salut merci aide quelqu jours au aux dans sur depuis toujours rien`,
	langDE: `der die das ein eine einen und oder ist sind bin war nicht kein keine ich mein meine mir mich du dein sie er es
		wir ihr auf in im an am zu zum zur mit von für bei aus nach wie was wann wo warum wer welche wieso aber noch schon
		immer kann können will möchte muss habe hat konto geld auszahlung einzahlung hallo danke bitte hilfe jemand seit
		heute gestern lange viel`,
	langHI: `hai h hain ho kya kyu kyun kaise kab kitna kitne kitni kahan kaun mera meri mere mujhe muje main mein aap aapka
		nahi nhi nahin nai mat ka ki ke ko se par bhi aur lekin kar karo karna kare karu raha rahi rahe hua hui gaya gayi
		aaya aya aayi paisa paise bhai bhaiya ji koi kuch abhi tak wala chahiye sakte sakta batao yaar`,
	langRU: `privet kak chto gde kogda pochemu zachem skolko moi moy moya mne menya ya net da ne eto kto pomogite podskazhite
		vyvod vivod kosh koshelek dengi zavis mozhno nado`,
}
