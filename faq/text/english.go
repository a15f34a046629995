package text

import "strings"

// expand appends t, taking apart what an apostrophe joins: «don't» gives do, not; «where's» where, is; «l'argent» l, argent.
// Forms typed without the apostrophe («dont», «im») are expanded by table. The possessive «'s» is dropped.
func expand(out []Token, t Token) []Token {
	at := strings.IndexByte(t.Plain, '\'')
	if at < 0 {
		if c, ok := bareContraction(t.Plain); ok {
			return append(out, t.as(c[0]), t.after(c[1]))
		}
		return append(out, t)
	}
	head, tail := t.Plain[:at], t.Plain[at+1:]
	switch tail {
	case "t":
		if stem, ok := negated(head); ok {
			return append(out, t.as(stem), t.after("not"))
		}
	case "re":
		return append(out, t.as(head), t.after("are"))
	case "ve":
		return append(out, t.as(head), t.after("have"))
	case "ll":
		return append(out, t.as(head), t.after("will"))
	case "d":
		return append(out, t.as(head), t.after("would"))
	case "m":
		return append(out, t.as(head), t.after("am"))
	case "s":
		switch head {
		case "what", "where", "how", "who", "when", "why", "that", "this", "it", "he", "she", "there", "here":
			return append(out, t.as(head), t.after("is"))
		case "let":
			return append(out, t.as("let"), t.after("us"))
		}
		return append(out, t.as(head))
	}
	for part := range strings.SplitSeq(t.Plain, "'") {
		if part != "" {
			out = append(out, t.as(part))
			t.Space = false
		}
	}
	return out
}

func (t Token) as(plain string) Token {
	t.Plain, t.Folded = plain, Fold(plain)
	return t
}

// after is as for a second word, which no space precedes.
func (t Token) after(plain string) Token {
	t = t.as(plain)
	t.Space = false
	return t
}

// negated gives the verb of a contraction with n't.
func negated(head string) (string, bool) {
	switch head {
	case "can":
		return "can", true
	case "won":
		return "will", true
	case "shan":
		return "shall", true
	case "ain":
		return "is", true
	}
	stem, ok := strings.CutSuffix(head, "n")
	return stem, ok && stem != ""
}

func bareContraction(w string) ([2]string, bool) {
	switch w {
	case "cannot", "cant":
		return [2]string{"can", "not"}, true
	case "wont":
		return [2]string{"will", "not"}, true
	case "im":
		return [2]string{"i", "am"}, true
	case "ive":
		return [2]string{"i", "have"}, true
	case "youre":
		return [2]string{"you", "are"}, true
	case "theyre":
		return [2]string{"they", "are"}, true
	case "whats":
		return [2]string{"what", "is"}, true
	case "wheres":
		return [2]string{"where", "is"}, true
	case "hows":
		return [2]string{"how", "is"}, true
	case "thats":
		return [2]string{"that", "is"}, true
	case "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "havent", "hasnt", "hadnt", "couldnt", "wouldnt", "shouldnt":
		return [2]string{w[:len(w)-2], "not"}, true
	}
	return [2]string{}, false
}
