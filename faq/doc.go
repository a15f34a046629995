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
// features; each entry is scored by a linear model trained one against the rest and by its nearest questions; weights learned
// on held-out questions combine these; two logistic heads say how likely the best entry is right and how likely the
// question is in scope at all; the gate says how likely the message asks for help of this community, and takes the second
// head's place in an FAQ about wallets and coins. The confidence is the product. Safety rules go before all of it.
package faq
