package faq

import (
	"math"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// Query is a message to be judged.
type Query struct {
	Text      string
	Lang      string // the asker's language if it is known; the message itself goes first
	Addressed bool   // the bot was spoken to: mention, private message, /ask
	Reply     bool   // an answer to another member's message: less likely meant for the desk
	Brief     bool   // only what to do matters: a message that the gate rules out gets no candidates, and costs a fraction
}

// Kind is what to do with a message.
type Kind uint8

// The verdicts.
const (
	Silent  Kind = iota // say nothing; to somebody who addressed the bot, offer to ask staff
	Suggest             // offer Verdict.Titles
	Answer              // post the entry
)

var kindNames = [...]string{"silent", "suggest", "answer"}

func (k Kind) String() string { return kindNames[k] }

// Verdict is what an Index makes of a message.
type Verdict struct {
	Kind       Kind
	Entry      string      // the best entry's ID whatever the verdict; "" when no entry shares anything with the message
	Confidence float64     // P(Entry is right), whatever the verdict
	Untaught   float64     // Confidence before feedback corrected it: what Feedback refers to
	Help       float64     // P(the message asks this community for help): the gate's, or a question of the FAQ is as good as the same
	Lang       string      // the language to answer in: the message's, else the asker's, else that of the likest question
	Rule       string      // the safety tag that decided, or ""
	Candidates []Candidate // up to MaxCandidates, best first
}

// Candidate is an entry that the message may be about.
type Candidate struct {
	Entry string
	Score float64 // P(this entry is right); of the first it is Verdict.Confidence
}

// MaxCandidates is how many candidates a Verdict holds.
const MaxCandidates = 5

// maxTitles is how many titles are worth offering.
const maxTitles = 3

// Titles returns the IDs whose titles are worth offering, best first: those not far behind the best.
func (v *Verdict) Titles() []string {
	var out []string
	for _, c := range v.Candidates {
		if len(out) < maxTitles && c.Score >= v.Confidence/8 {
			out = append(out, c.Entry)
		}
	}
	return out
}

// The working thresholds: of the confidence for an answer, and of P(one of the titles is right) for an offer. Addressed, an
// offer is made far sooner; to another member's message, nothing but a sure answer.
const (
	answerAt       = 0.78
	suggestAt      = 0.55
	addressedAt    = 0.25
	ruleConfidence = 0.95
	sure           = 0.97 // of what the FAQ has word for word
	sameText       = 0.6  // likeness to the best entry of a message that it has word for word, be it as a title
)

// Messages longer than longMessage words are also judged clause by clause, up to maxClauses of them. A clause wins when it is
// clauseGain times as convincing as the best so far: taken alone, most clauses say less than the whole.
const (
	longMessage = 24
	maxClauses  = 8
	clauseGain  = 2
)

// Match judges a message. It is a pure function of the index and the query, safe in parallel, bounded in time for any text.
func (x *Index) Match(q Query) Verdict {
	t := text.Parse(q.Text)
	v := Verdict{Lang: t.Lang()}
	if v.Lang == "" {
		v.Lang = q.Lang
	}
	hits := x.knowledge.find(t)
	v.Help = x.knowledge.help(t, hits)
	tag := safetyRules().match(t)
	if q.Brief && tag == "" && x.ruledOut(t, v.Help, q) {
		return v
	}
	s := x.borrow()
	defer x.pool.Put(s)
	best := x.weigh(s, t, v.Lang, x.findCorrected(t, hits))
	best.exact = best.same >= sameText && x.says(t)
	best.thin = thin(t) && !best.exact
	if t.Words() > longMessage {
		best = x.weighClauses(s, t, &v, best)
	}
	x.conclude(&v, &best, q)
	if tag != "" && !best.exact && owned(best.nearest) < sure { // what moderators wrote of a case goes before what is known of all
		x.overrule(&v, tag)
	}
	return v
}

// sureHelp is how little of a chance the gate must give a message of an FAQ of its field to be ruled out without ranking. The
// confidence never exceeds what the gate gives; only near-copies of the FAQ's questions would be offered all the same.
const sureHelp = 0.15

// ruledOut reports that the gate alone decides on silence. What stands in the FAQ word for word is never ruled out.
func (x *Index) ruledOut(t text.Text, help float64, q Query) bool {
	if x.field < 1 || q.Addressed || help >= sureHelp {
		return false
	}
	return !x.says(t)
}

// says reports whether t stands in the FAQ word for word, as a question or a title.
func (x *Index) says(t text.Text) bool {
	_, ok := x.verbatim[wording(t)]
	return ok
}

// thin reports whether t is hardly more than one word; two Han characters make one.
func thin(t text.Text) bool {
	n := 0
	for i := range t.Tokens {
		switch {
		case t.Tokens[i].Single():
			n++
		case t.Tokens[i].Content():
			n += 2
		}
	}
	return n < 4
}

// wording is a hash of the words of a text, whatever its case and punctuation.
func wording(t text.Text) uint64 {
	h := uint64(fnvOffset)
	for i := range t.Tokens {
		if t.Tokens[i].Content() {
			h = pair(h, hash(t.Tokens[i].Plain, 41), 42)
		}
	}
	return h
}

// opinion is what the index thinks of a text: its best candidates and how good they are.
type opinion struct {
	best, three float64 // P(the best candidate is right), P(one of the best three is), for a message that asks for help
	spared      float64 // low when it resembles what must not be answered
	exact       bool    // the FAQ has this text as a question or title
	thin        bool    // one word, and not what the FAQ calls anything: the best entry may be offered only
	same        float64 // likeness to the best entry's examples in words or in letters, whichever is more: 1 = the same text
	nearest     float64 // … in both; messages of one or two words prove less
	lang        string  // of that example
	words       int
	found       int
	candidates  [MaxCandidates]struct {
		entry int32
		share float64
	}
}

// weigh ranks the entries for one text.
func (x *Index) weigh(s *scratch, t text.Text, lang string, hits []lexicon.Hit) opinion {
	var o opinion
	x.read(s, t, lang, hits)
	x.compare(s)
	x.rank(s, nil)
	if len(s.scored) == 0 {
		return o
	}
	e := s.evidence()
	o.best, o.three = x.heads.judge(&e)
	o.spared = s.spared()
	o.found = min(len(s.scored), MaxCandidates)
	for i := range o.found {
		o.candidates[i].entry, o.candidates[i].share = s.scored[i].entry, s.scored[i].share
	}
	word, char := float64(s.scored[0].word), float64(s.scored[0].char)
	o.same = max(word, char)
	o.nearest = (word + char) / 2 * min(1, float64(s.question.words)/3) // concepts prove nothing: a remark may have a question's
	o.lang = x.likestLang(s, t, s.scored[0].entry)
	o.words = s.question.words
	return o
}

// weighClauses judges a long message clause by clause and returns the most convincing opinion, the whole's included.
func (x *Index) weighClauses(s *scratch, t text.Text, v *Verdict, best opinion) opinion {
	for i, clause := range t.Clauses() {
		if i == maxClauses {
			break
		}
		if len(clause.Tokens) == len(t.Tokens) || clause.Words() < 3 {
			continue
		}
		hits := x.knowledge.find(clause)
		o := x.weigh(s, clause, v.Lang, x.findCorrected(clause, hits))
		if o.best*o.spared > clauseGain*best.best*best.spared {
			best = o
			v.Help = max(v.Help, x.knowledge.help(clause, hits))
		}
	}
	return best
}

// conclude turns an opinion into the verdict.
func (x *Index) conclude(v *Verdict, o *opinion, q Query) {
	if o.found == 0 {
		return
	}
	if v.Lang == "" {
		v.Lang = o.lang
	}
	v.Help = max(v.Help, owned(o.nearest))
	asks, right, offered := x.asks(v.Help)*o.spared, o.best, o.three
	if o.exact && o.spared > 0.5 {
		v.Help, asks, right, offered = max(v.Help, sure), max(asks, sure), max(right, sure), max(offered, sure)
	}
	chance := func(p float64) float64 { return x.shift.apply(x.honest(p*asks, o.words)) }
	v.Entry, v.Untaught = x.entries[o.candidates[0].entry].ID, x.honest(right*asks, o.words)
	v.Confidence = chance(right)
	v.Candidates = make([]Candidate, o.found)
	last := right
	for i := range o.found {
		if i > 0 {
			last = min(last, o.chance(i, right, offered))
		}
		v.Candidates[i] = Candidate{x.entries[o.candidates[i].entry].ID, chance(last)}
	}
	switch one := chance(offered); {
	case v.Confidence >= answerAt && !o.thin:
		v.Kind = Answer
	case q.Addressed && one >= addressedAt, !q.Reply && one >= suggestAt:
		v.Kind = Suggest
	}
}

// chance is the probability of candidate number i, not the best: what is neither right's nor nobody's is divided by shares
// among the next two, and what is left among the others.
func (o *opinion) chance(i int, right, offered float64) float64 {
	var next, others float64
	for k := 1; k < o.found; k++ {
		if k < maxTitles {
			next += o.candidates[k].share
		} else {
			others += o.candidates[k].share
		}
	}
	if i < maxTitles {
		return (offered - right) * o.candidates[i].share / max(next, 1e-9)
	}
	return (1 - offered) * o.candidates[i].share / max(others, 1e-9)
}

// asks is how much of the confidence the gate leaves: in an FAQ of its field it knows what the FAQ's questions never show,
// elsewhere it has no say.
func (x *Index) asks(help float64) float64 {
	return math.Pow(sigmoid(gateSharper*logit(help)), x.field)
}

// gateSharper was fitted on the development sets of the field.
const gateSharper = 1.1

// In the field the heads and the gate make the same doubts twice, so their product is too modest: the more so the longer the
// message, remarks being short, and the more questions an entry has, which its held-out questions show too little. Fitted on
// the development sets of the field, weighted to 55 in 100 messages out of scope: groups have 45 to 70.
const (
	honestSharper  = 1.1
	honestLength   = 0.35 // of the logarithm of the words
	honestWords    = 20   // more words prove nothing more
	honestPractice = 0.25 // of heads.practice …
	honestFrom     = 0.7  // … above this: two questions
)

// honest corrects a probability of a message of so many words by what came true in the field; elsewhere the heads are right as
// they are.
func (x *Index) honest(p float64, words int) float64 {
	if x.field == 0 || p <= 0 || p >= 1 {
		return p
	}
	odds := logit(p)
	up := (honestSharper-1)*odds + honestLength*math.Log(float64(1+min(words, honestWords))) + honestPractice*(x.heads.practice-honestFrom)
	return sigmoid(odds + x.field*up)
}

// owned is the least help that a likeness to a question of the FAQ proves: what moderators entered as a question is one,
// whatever the gate thinks of its words.
func owned(likeness float64) float64 {
	return min(max((likeness-0.55)/0.2, 0), 1) * sure
}

// overrule answers with the entry that carries a safety tag, if there is one.
func (x *Index) overrule(v *Verdict, tag string) {
	e, ok := x.tagged[tag]
	if !ok {
		return
	}
	id := x.entries[e].ID
	v.Kind, v.Rule, v.Entry = Answer, tag, id
	v.Confidence = max(v.Confidence, ruleConfidence)
	v.Untaught = v.Confidence
	rest := v.Candidates
	v.Candidates = append(make([]Candidate, 0, MaxCandidates), Candidate{id, v.Confidence})
	for _, c := range rest {
		if c.Entry != id && len(v.Candidates) < MaxCandidates {
			v.Candidates = append(v.Candidates, c)
		}
	}
}

// spared is near 1, and falls to 0 when the message looks more like what must not be answered (the best entry's «not» lines,
// the FAQ's negatives) than like the best entry's own questions.
func (s *scratch) spared() float64 {
	best := &s.scored[0]
	worst := max(best.against, s.refused)
	if worst == 0 {
		return 1
	}
	return sigmoid(12 * float64(best.nearest-worst) / math.Max(float64(best.nearest), 0.1))
}

// likestLang is the language of the entry's example that the question resembles most, of those that its script allows.
func (x *Index) likestLang(s *scratch, t text.Text, entry int32) string {
	lang, best := "", float32(0)
	for _, i := range x.own[entry] {
		if s.total[i] > best && (x.examples[i].lang == lang || !t.Excludes(x.examples[i].lang)) {
			lang, best = x.examples[i].lang, s.total[i]
		}
	}
	return lang
}
