package bots

import (
	"slices"
	"testing"
)

func TestWhoseLanguageIsMissingReadsWhatTheCommunityChoseInstead(t *testing.T) {
	l := Languages{
		Order:   []string{"en", "zh"},
		Instead: map[string][]string{"vi": {"fr"}, "zh-hant": {"zh", "ja"}, "pt": {"es"}, "es": {"pt"}, "uk": {"ru"}},
	}
	all := map[string]string{"en": "e", "zh": "z", "ru": "r", "pt-BR": "b", "fr": "", "ja": "j"}
	for lang, want := range map[string]string{
		"ru": "ru", "ru-RU": "ru", "vi": "en", "zh-Hant": "zh", "ZH-hant": "zh", "zh-TW": "zh", "zh_CN": "zh", "pt": "pt-BR", "pt-PT": "pt-BR",
		"es": "pt-BR", "uk": "ru", "fr": "en", "": "en", "tlh": "en", "-": "en", "\xff": "en",
	} {
		if got, ok := l.pick(all, lang); !ok || got != want {
			t.Errorf("%q reads %q, want %q", lang, got, want)
		}
	}
	for lang, variants := range map[string]map[string]string{"en": {"de": "d", "th": "t"}, "zh": {"de": "d"}} {
		if got, ok := l.pick(variants, lang); !ok || got != "de" {
			t.Errorf("%q of %v reads %q", lang, variants, got)
		}
	}
	if got, ok := l.pick(map[string]string{"en": ""}, "en"); ok {
		t.Errorf("nothing is there in any language, and %q was picked", got)
	}
}

func TestChineseOfTaiwanIsTriedInItsScriptFirst(t *testing.T) {
	l := Languages{Order: []string{"en"}}
	for lang, want := range map[string][]string{
		"zh-TW": {"zh-TW", "zh-Hant", "zh", "en"}, "zh-Hant-HK": {"zh-Hant-HK", "zh-Hant", "zh", "en"}, "zh-CN": {"zh-CN", "zh", "en"},
		"zh-Hant": {"zh-Hant", "zh", "en"}, "en-GB": {"en-GB", "en"},
	} {
		if got := l.after(lang); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", lang, got, want)
		}
	}
}

func TestLanguagesAreChosenByCodeOrByTheirOwnName(t *testing.T) {
	offered := []string{"en", "ru", "zh"}
	for said, want := range map[string]string{
		"en": "en", "RU": "ru", "English": "en", "中文": "zh", "русский": "ru", "auto": "", "AUTO": "", "zh-Hant": "zh-Hant", "en-gb": "en-GB",
	} {
		if got, ok := chosenLang(said, offered); !ok || got != want {
			t.Errorf("%q chose %q, want %q", said, got, want)
		}
	}
	for _, said := range []string{"klingon", "de", "", "x", "\xff", "en;zh"} {
		if got, ok := chosenLang(said, offered); ok {
			t.Errorf("%q chose %q", said, got)
		}
	}
}
