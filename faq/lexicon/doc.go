// Package lexicon knows the words of wallets, exchanges and their communities in many languages.
//
// A concept is a meaning («withdrawal», «not arrived», «how long») with the forms in which members really type it. Find turns a
// message into concepts, so that two questions that share no word, or not even a language, can still be seen to ask the
// same. The knowledge is data (data/*.yaml, one file per area, described in data/README.md) that a native speaker can
// review without reading Go.
//
// How forms are found: tokens are mapped to symbols (the exact word, and every stem that begins it), and from each token a
// trie of forms is walked. Forms have a bounded length and at most two bounded gaps, so the work is linear in the
// message. Afterwards a hit is dropped when
//
//   - its language is not the message's (English always counts, other scripts decide for themselves),
//   - it needs company («near») that the message does not have,
//   - a longer hit covers all of its tokens and more: 没到账 is not 到账.
package lexicon
