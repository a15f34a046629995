package text

//go:generate go run gen.go TSCharacters.txt

// The table covers the CJK blocks of the basic plane.
const hanFirst, hanLast = 0x3400, 0x9FFF

// simplified maps a traditional character to its simplified form; zero means the character stays as it is.
var simplified = simplifiedTable()

func simplifiedTable() *[hanLast - hanFirst + 1]uint16 {
	var table [hanLast - hanFirst + 1]uint16
	var from rune
	for i, r := range []rune(hantPairs) {
		if i%2 == 0 {
			from = r
		} else if from >= hanFirst && from <= hanLast {
			table[from-hanFirst] = uint16(r)
		}
	}
	return &table
}

// simplify converts one character, without looking at its neighbours: both sides of a comparison get the same treatment, so
// the few characters with two simplified forms do no harm.
func simplify(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	if s := simplified[r-hanFirst]; s != 0 {
		return rune(s)
	}
	return r
}
