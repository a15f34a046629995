package secret

import "strings"

// judgeHan judges a run of Chinese list characters. Ordinary prose is full of them, and one message in ten has a window with
// a valid checksum, so more is asked: separators between all characters, or a run of just the right length with few
// grammar characters and no everyday word.
func (s *phraseSearch) judgeHan(run []token, language int) {
	if s.judgeLone(run, language) {
		return
	}
	if s.cued() {
		s.judgeAfterCue(run, language)
		return
	}
	if validLength(len(run)) && len(s.words) == len(run) && grouped(run) && s.likely(run, language) {
		s.add(run, Hold)
	}
}

// judgeLone looks for characters each of which stands alone, whatever prose is before and after them.
func (s *phraseSearch) judgeLone(run []token, language int) (found bool) {
	lone := func(i int) bool { return !run[i].glued && (i+1 == len(run) || !run[i+1].glued) }
	for i := 0; i < len(run); {
		from := i
		for i < len(run) && lone(i) {
			i++
		}
		if part := run[from:i]; len(part) >= fewestListWords && (s.cued() || containsPhrase(part, language)) {
			s.add(part, Leak)
			found = true
		}
		i = max(i, from+1)
	}
	return found
}

// judgeAfterCue looks for a phrase without gaps: characters that begin where a stretch of them does, or right after an opener, and
// end where a stretch ends, with a cue beside them but none among them.
func (s *phraseSearch) judgeAfterCue(run []token, language int) {
	for i := range run {
		if run[i].glued && !endsWithAny(s.text.lower[:run[i].start], hanOpeners) {
			continue
		}
		for n := 24; n >= 12; n -= 3 {
			if i+n > len(run) || i+n < len(run) && run[i+n].glued {
				continue
			}
			if part := run[i : i+n]; s.besideCue(part) && s.likely(part, language) {
				s.add(part, Leak)
				return
			}
		}
	}
}

// besideCue reports a cue just before or behind a part of a message, and none in it.
func (s *phraseSearch) besideCue(part []token) bool {
	const reach = 30 // bytes, ten characters
	text, start, end := s.text.lower, part[0].start, part[len(part)-1].end
	return !containsAny(text[start:end], phraseCues) &&
		(containsAny(text[max(0, start-reach):start], phraseCues) || containsAny(text[end:min(len(text), end+reach)], phraseCues))
}

func (s *phraseSearch) likely(run []token, language int) bool {
	grammar := 0
	var b strings.Builder
	for _, k := range run {
		char := s.text.lower[k.start:k.end]
		if strings.Contains(hanGrammar, char) {
			grammar++
		}
		b.WriteString(char)
	}
	return grammar <= len(run)/6 && checksum(run, language) && !containsAny(b.String(), hanEveryday) // dearest last
}

// grouped reports groups of one length, as people copy a phrase; clauses have lengths of their own.
func grouped(run []token) bool {
	size, n := 0, 1
	for _, k := range run[1:] {
		if k.glued {
			n++
			continue
		}
		if size > 0 && n != size {
			return false
		}
		size, n = n, 1
	}
	return size == 0 || n == size
}

func endsWithAny(text string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}
