package moderation

import "bytes"

// corrected explains a reading with its unknown words replaced by the protected ones they are an edit away from.
func (v *vocabulary) corrected(r *reading, isHandle bool) finding {
	n := int32(len(r.vis))
	if k := v.nearest(r, 0, n, wholeName); k >= 0 && v.edit(r, k, 0, n) == edited {
		return claim{worst: edited}.found(v.words[k].who, ruleSame)
	}
	found := false
	for i := range r.segments {
		s := &r.segments[i]
		if s.word != unknownWord {
			continue
		}
		if k := v.clusterRead(r, s.from, s.to); k >= 0 {
			s.word, s.quality, found = k, edited, true
			continue
		}
		if whole, ok := v.glued(r, s.from, s.to); ok && len(r.segments) <= 2 {
			return finding{verdict: Near, who: v.words[whole].who, score: .75, rule: officeGlued, how: byLetter}
		}
		if k := v.nearest(r, s.from, s.to, anyWord); k >= 0 {
			s.word, s.quality, found = k, v.edit(r, k, s.from, s.to), true
		} else if k := v.soundsLike(r, s.from, s.to); k >= 0 {
			s.word, s.quality, found = k, edited, true
		}
	}
	if !found {
		return finding{verdict: Clear}
	}
	f := v.judge(r, isHandle)
	if f.verdict == Identical {
		f.verdict, f.score = Near, .8
	}
	return f
}

// clusterRead finds the protected word that a stretch is if its «cl» is a d.
func (v *vocabulary) clusterRead(r *reading, from, to int32) int32 {
	typed := r.typed(from, to)
	at := bytes.Index(typed, []byte("cl"))
	if at < 0 || len(typed) < 6 || len(typed) > longestKey || common(typed) {
		return unknownWord
	}
	var buf, seen [longestKey]byte
	text := append(append(append(buf[:0], typed[:at]...), 'd'), typed[at+2:]...)
	if k, ok := v.byText[string(visual(seen[:0], text))]; ok && wholeName(&v.words[k]) {
		return k
	}
	return unknownWord
}

// glued splits a token into a protected name and an office of which one is an edit away: «brandsupportt».
func (v *vocabulary) glued(r *reading, from, to int32) (int32, bool) {
	const least = 5
	office := func(w *word) bool {
		return w.class == strong || w.class == weak || w.class == venue || w.class == trade
	}
	for at := from + least; at+least <= to; at++ {
		for _, side := range [...][4]int32{{from, at, at, to}, {at, to, from, at}} {
			k, ok := v.byText[string(r.vis[side[0]:side[1]])]
			if !ok {
				continue
			}
			switch w := &v.words[k]; {
			case wholeName(w):
				if v.nearest(r, side[2], side[3], office) >= 0 {
					return k, true
				}
			case office(w):
				if near := v.nearest(r, side[2], side[3], wholeName); near >= 0 {
					return near, true
				}
			}
		}
	}
	return unknownWord, false
}

// soundsLike finds a word of an official's name in another spelling of the same sound.
func (v *vocabulary) soundsLike(r *reading, from, to int32) int32 {
	typed := r.typed(from, to)
	if len(typed) < 5 || !isLetters(typed) || len(v.names) == 0 {
		return unknownWord
	}
	var buf [48]byte
	if list := v.sound[string(appendPhonetic(buf[:0], typed))]; len(list) > 0 {
		if w := &v.words[list[0]]; w.class == brand && len(w.text) < 6 {
			return unknownWord // many names sound like so short a brand
		}
		return list[0]
	}
	return unknownWord
}

func wholeName(w *word) bool { return w.class == brand || w.class == person || w.class == handle }
func anyWord(w *word) bool   { return w.class != handle }
