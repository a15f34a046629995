package text

// minClause is the fewest content tokens of a piece that Clauses cuts off; a Han character counts as half.
const minClause = 3

// Clauses cuts a message into its clauses, in order: at sentence ends and line breaks always, at commas and dashes (and at
// spaces between Han characters, which Chinese chat writes for commas) when both sides carry enough words. A message of one
// clause gives itself. The pieces share the tokens of t, so their positions stay those of the message.
func (t Text) Clauses() []Text {
	var out []Text
	from, weight := 0, 0
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		switch {
		case tok.Kind == Mark && sentenceEnd(tok.Plain):
			if i+1 == len(t.Tokens) || weight < 2 || tok.Plain == "." && !t.Tokens[i+1].Space && !ideographic(t.Tokens[i+1:]) {
				continue
			}
			out, from, weight = append(out, t.slice(from, i+1)), i+1, 0
		case tok.Kind == Mark && clauseEnd(tok.Plain) && weight >= 2*minClause && t.weight(i+1) >= 2*minClause:
			out, from, weight = append(out, t.slice(from, i+1)), i+1, 0
		case tok.Kind == Han && tok.Space && i > from && t.Tokens[i-1].Kind == Han && weight >= minClause && t.weight(i) >= minClause:
			out, from, weight = append(out, t.slice(from, i)), i, 1
		case tok.Single():
			weight++
		case tok.Content():
			weight += 2
		}
	}
	if from == 0 {
		return []Text{t}
	}
	if weight > 0 {
		out = append(out, t.slice(from, len(t.Tokens)))
	}
	return out
}

func (t Text) slice(from, to int) Text {
	return Text{Source: t.Source, Tokens: t.Tokens[from:to:to], Cut: t.Cut}
}

// weight counts what follows token i up to the next possible cut, as far as it matters to Clauses.
func (t Text) weight(i int) int {
	w := 0
	for ; i < len(t.Tokens) && w < 2*minClause; i++ {
		tok := &t.Tokens[i]
		switch {
		case tok.Kind == Mark && (sentenceEnd(tok.Plain) || clauseEnd(tok.Plain)):
			return w
		case tok.Single():
			w++
		case tok.Content():
			w += 2
		}
	}
	return w
}

func ideographic(rest []Token) bool { return len(rest) > 0 && rest[0].Single() }

func sentenceEnd(mark string) bool {
	switch mark {
	case ".", "?", "!", "\n", ";", "।":
		return true
	}
	return false
}

func clauseEnd(mark string) bool {
	switch mark {
	case ",", ":", "-", "(", ")":
		return true
	}
	return false
}
