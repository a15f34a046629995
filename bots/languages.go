package bots

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Languages are what a community falls back to where something is not there in a reader's own language.
type Languages struct {
	Order   []string            // the first is the default of rooms; never empty
	Instead map[string][]string // language → what its readers are given before Order: vi: [en], zh-Hant: [zh, en]
}

// languages to fall back to at most: chains of Instead may go in circles.
const maxInstead = 16

// after lists what to try for a reader of lang, best first: the language, its wider forms (zh-TW: zh-Hant, zh), what Instead
// has for any of these, and Order. Each stands there once; codes are compared without regard to case.
func (l Languages) after(lang string) []string {
	out := make([]string, 0, 8)
	add := func(more ...string) {
		for _, s := range more {
			if s != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, s) }) {
				out = append(out, s)
			}
		}
	}
	add(wider(lang)...)
	for i := 0; i < len(out) && len(out) < maxInstead; i++ {
		for _, next := range l.instead(out[i]) {
			add(wider(next)...)
		}
	}
	add(l.Order...)
	return out
}

func (l Languages) instead(lang string) []string {
	if to, ok := l.Instead[lang]; ok {
		return to
	}
	for _, from := range sorted(l.Instead) {
		if strings.EqualFold(from, lang) {
			return l.Instead[from]
		}
	}
	return nil
}

// wider are a language tag and the tags that contain it, narrowest first. Regions that write Chinese in traditional script
// have that between them and zh.
func wider(tag string) (out []string) {
	tag = strings.ReplaceAll(tag, "_", "-")
	out = append(out, tag)
	for {
		i := strings.LastIndexByte(tag, '-')
		if i < 0 {
			break
		}
		tag = tag[:i]
		out = append(out, tag)
	}
	if len(out) > 1 && strings.EqualFold(tag, "zh") && writtenTraditionally(out[0]) {
		out = slices.Insert(out, 1, traditional)
	}
	return out
}

// traditional is Chinese in traditional script.
const traditional = "zh-Hant"

func writtenTraditionally(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script()
	return script.String() == "Hant"
}

// pick finds the variant for a reader of lang: of the first language to try that there is, else a regional one of such a
// language (pt-BR for pt), else any, by its code. Empty texts count as missing.
func (l Languages) pick(variants map[string]string, lang string) (string, bool) {
	langs := sorted(variants)
	for _, want := range l.after(lang) {
		for _, same := range []func(have string) bool{
			func(have string) bool { return strings.EqualFold(have, want) },
			func(have string) bool {
				return len(have) > len(want) && have[len(want)] == '-' && strings.EqualFold(have[:len(want)], want)
			},
		} {
			for _, have := range langs {
				if variants[have] != "" && same(have) {
					return have, true
				}
			}
		}
	}
	for _, have := range langs {
		if variants[have] != "" {
			return have, true
		}
	}
	return "", false
}
