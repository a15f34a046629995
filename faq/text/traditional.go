package text

// Traditional reports whether a Chinese message is written in traditional characters: of its Han characters, at least one in
// eight has another, simplified form. A few characters are common to both scripts and count as traditional here, so that a
// single one in a long line proves nothing.
func (t Text) Traditional() bool {
	han, changed := 0, 0
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Kind != Han {
			continue
		}
		han++
		if t.Source[tok.Start:tok.End] != tok.Plain {
			changed++
		}
	}
	return changed > 0 && 8*changed >= han
}
