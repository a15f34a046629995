package faq

import "slices"

// table maps 64-bit feature hashes to dense numbers, by open addressing. It is several times faster than a map for the
// hundreds of look-ups of one question. Zero hashes are not allowed.
type table struct {
	keys []uint64
	vals []uint32
	n    int
}

func newTable(capacity int) table {
	size := 16
	for size < capacity+capacity/2 {
		size *= 2
	}
	return table{keys: make([]uint64, size), vals: make([]uint32, size)}
}

func (t *table) get(key uint64) (uint32, bool) {
	if len(t.keys) == 0 {
		return 0, false
	}
	mask := uint64(len(t.keys) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case key:
			return t.vals[i], true
		case 0:
			return 0, false
		}
	}
}

// put stores a key that is not there yet.
func (t *table) put(key uint64, val uint32) {
	if 3*t.n >= 2*len(t.keys) {
		old := *t
		*t = newTable(2 * max(8, len(old.keys)))
		for i, k := range old.keys {
			if k != 0 {
				t.put(k, old.vals[i])
			}
		}
	}
	mask := uint64(len(t.keys) - 1)
	i := key & mask
	for t.keys[i] != 0 {
		i = (i + 1) & mask
	}
	t.keys[i], t.vals[i] = key, val
	t.n++
}

func (t *table) clone() table {
	return table{keys: slices.Clone(t.keys), vals: slices.Clone(t.vals), n: t.n}
}
