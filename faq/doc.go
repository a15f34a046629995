// Package faq finds the FAQ entry that answers a question, and knows when none does.
//
//	entries, err := faq.Load(file)                  // or Parse: strict YAML, errors show the line
//	idx := faq.Build(entries, faq.Options{})        // immutable; learns from the entries alone
//	v := idx.Match(faq.Query{Text: "wen withdraw?", Lang: "en"})
//	switch v.Kind {                                 // Answer, Suggest, Silent
//	case faq.Answer:  // v.Entry in v.Lang
//	case faq.Suggest: // offer the titles of v.Titles()
//	}
//	idx = idx.Apply(changed, deleted)               // the next question sees the edit
//
// An Index never changes: Match is a pure function, safe in parallel, and the same entries give the same verdicts. Keep the
// current one behind an atomic.Pointer. Apply is quick (it trains what changed and its neighbours) and leaves the learned
// weights as they are; run Build beside now and then and swap, see Index.Pending.
//
// How a question is scored: text.Parse normalises it; words, characters and concepts of the lexicon are three blocks of
// features; each entry is scored by a linear model trained one against the rest, by its nearest questions, and by what all
// its texts together have in common with the question; weights learned on held-out questions combine these; one logistic
// head says how likely the best entry is right, another how likely one of the best three is, questions without an entry among
// what they learned from; the gate says how likely the message asks for help of this community, which counts in an FAQ about
// wallets and coins. The confidence is the product, corrected by feedback: see Index.Recalibrated. Safety rules go before all.
package faq
