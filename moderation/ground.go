package moderation

import (
	"strings"

	"frontdesk/chat"
)

// Ground is one thing that speaks against an account or a message, for the catalogue. Reasons say the same in English.
type Ground struct {
	Key string `json:"key"` // «name» or «handle»: what is like whose; a [DifferenceKind]: a character of it; «because»: the cause

	Rule  nameRule `json:"rule,omitempty"` // what makes a name like it …
	How   nameHow  `json:"how,omitempty"`
	Whose string   `json:"whose,omitempty"` // … an official's; empty: the brand's

	Who string `json:"who,omitempty"` // the character, as people are told of it
	For string `json:"for,omitempty"`

	Cause *Cause `json:"cause,omitempty"`
}

// nameRule is what makes a name like a protected one: a key of the catalogue.
type nameRule string

// nameHow is in what it differs from the rule in its plain form.
type nameHow string

const (
	byLetter nameHow = "letter"
	byScript nameHow = "script"
	byCut    nameHow = "cut"
)

const (
	ruleSame        nameRule = "same"
	brandName       nameRule = "brand"
	brandShort      nameRule = "brand-short"
	brandPlace      nameRule = "brand-place"
	brandOffice     nameRule = "brand-office"
	brandAmong      nameRule = "brand-among"
	brandFirst      nameRule = "brand-first"
	brandWord       nameRule = "brand-word"
	officeDisguised nameRule = "office-disguised"
	officeFirst     nameRule = "office-first"
	officeAlone     nameRule = "office-alone"
	sameHandle      nameRule = "same-handle"
	officialName    nameRule = "official"
	officialNumber  nameRule = "official-number"
	officialOffice  nameRule = "official-office"
	officialLetters nameRule = "official-letters"
	officeCommon    nameRule = "office-common"
	officeGlued     nameRule = "office-glued"
	nameTitled      nameRule = "titled"
)

// nameSentences and nameHows say it in English, for command lines and files.
var nameSentences = map[nameRule]string{
	ruleSame:        "the same name",
	brandName:       "the brand's name",
	brandShort:      "the brand's short name",
	brandPlace:      "the brand with a place of the community",
	brandOffice:     "the brand with an office",
	brandAmong:      "the brand with an office among other words",
	brandFirst:      "the brand with an official's first name",
	brandWord:       "the brand with a word that changes nothing",
	officeDisguised: "an office in disguised letters",
	officeFirst:     "an official's first name with an office",
	officeAlone:     "nothing but an office",
	sameHandle:      "the same handle",
	officialName:    "an official's name",
	officialNumber:  "an official's name with a number",
	officialOffice:  "an official's name with an office",
	officialLetters: "an official's name with a few letters",
	officeCommon:    "a common word of the brand's name with an office",
	officeGlued:     "the brand's or an official's name glued to an office",
	nameTitled:      "an official's name with a title",
}

var nameHows = map[nameHow]string{byLetter: ", one letter off", byScript: " in another script", byCut: ", cut in two"}

// sentence is the rule in English.
func (r nameRule) sentence() string {
	if s, ok := nameSentences[r]; ok {
		return s
	}
	return string(r)
}

// mostGrounds are the characters that a card lists.
const mostGrounds = 12

// Grounds are what a verdict rests on, with every character that is not what it seems, once each.
func (n *Names) Grounds(v NameVerdict) []Ground {
	if v.Verdict == Clear || nameSentences[v.rule] == "" {
		return nil
	}
	first := Ground{Key: v.what, Rule: v.rule, How: v.how}
	if o, ok := n.roster.ByID(v.Like); ok {
		first.Whose = o.Name()
	}
	out := []Ground{first}
	seen := map[Ground]bool{}
	_, differences := n.Explain(v.Text, v.Like)
	for _, d := range differences {
		if edit := d.Kind == Added || d.Kind == Missing || d.Kind == Replaced; edit && v.how != byLetter {
			continue
		}
		g := Ground{Key: string(d.Kind), Who: d.who(), For: d.For}
		if !seen[g] && len(out) <= mostGrounds {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

// phrase is the ground in words. What it quotes cannot be tapped.
func (g Ground) phrase() *chat.Phrase {
	switch {
	case g.Cause != nil:
		return g.Cause.Phrase()
	case g.Rule == "":
		return chat.Say("ground-"+g.Key, "who", unlinked(g.Who), "for", unlinked(g.For))
	}
	args := []any{"rule", chat.Say("ground-rule-" + string(g.Rule)), "whose", chat.Say("ground-brand"), "how", ""}
	if g.Whose != "" {
		args[3] = unlinked(g.Whose)
	}
	if g.How != "" {
		args[5] = chat.Say("ground-how-" + string(g.How))
	}
	return chat.Say("ground-"+g.Key, args...)
}

// grounds are the lines of a card that say why; of flags of an earlier version their reasons in English.
func (f *Flag) grounds() (out []*chat.Phrase) {
	if f.Cause != nil {
		out = append(out, chat.Say("flag-reason", "reason", f.Cause.Phrase()))
	}
	for _, g := range f.Grounds {
		out = append(out, chat.Say("flag-reason", "reason", g.phrase()))
	}
	if len(out) > 0 {
		return out
	}
	for _, r := range f.Reasons {
		out = append(out, chat.Say("flag-reason", "reason", unlinked(strings.ToValidUTF8(r, "\ufffd"))))
	}
	return out
}
