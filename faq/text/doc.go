// Package text turns a chat message into tokens that a matcher can compare.
//
// Parse does everything once: Unicode normalisation (NFKC), lower case, curly quotes, English contractions,
// traditional to simplified Chinese, links and addresses to class tokens, zero-width and direction marks removed.
// The lexicon, the gate and the index all read the same Text, so the work is never repeated and all agree.
//
// Everything here is a pure function of its argument, safe in parallel, linear in the input and bounded by Limit.
package text
