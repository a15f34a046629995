//go:build ignore

// Generate writes the tables of this package from the ICU library (Debian: libicu-dev; Unicode licence):
// confusables.txt from its TR39 spoof checker, simplified.txt and latin.txt from its transliterators.
// A line is a target, a tab, and every character that folds to it.
package main

/*
#cgo LDFLAGS: -licui18n -licuuc
#include <stdlib.h>
#include <unicode/uspoof.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>
#include <unicode/uchar.h>

static int skeleton(USpoofChecker *sc, const char *s, int n, char *out, int cap) {
	UErrorCode e = U_ZERO_ERROR;
	int r = uspoof_getSkeletonUTF8(sc, 0, s, n, out, cap, &e);
	return U_FAILURE(e) ? -1 : r;
}
static USpoofChecker *checker() { UErrorCode e = U_ZERO_ERROR; return uspoof_open(&e); }

static void *translit(const char *id) {
	UChar u[128]; UErrorCode e = U_ZERO_ERROR; UParseError p;
	u_uastrcpy(u, id);
	return utrans_openU(u, -1, UTRANS_FORWARD, NULL, 0, &p, &e);
}
static int transform(void *t, const char *s, int n, char *out, int cap) {
	UChar u[64]; int32_t len, limit; UErrorCode e = U_ZERO_ERROR; int32_t r;
	u_strFromUTF8(u, 64, &len, s, n, &e);
	limit = len;
	utrans_transUChars((UTransliterator*)t, u, &len, 64, 0, &limit, &e);
	u_strToUTF8(out, cap, &r, u, len, &e);
	return U_FAILURE(e) ? -1 : r;
}
*/
import "C"

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"unicode"
	"unsafe"

	"golang.org/x/text/unicode/norm"
)

func main() {
	sc := C.checker()
	write("confusables.txt", func(r rune) string {
		s := string(r)
		to := call(s, func(p *C.char, n C.int, out *C.char, size C.int) C.int { return C.skeleton(sc, p, n, out, size) })
		if r < 0x80 || norm.NFKD.String(s) != s || to == s { // what decomposes is decomposed before the look-up
			return ""
		}
		return to
	})
	simple := open("Traditional-Simplified")
	write("simplified.txt", func(r rune) string {
		if !unicode.Is(unicode.Han, r) {
			return ""
		}
		return transform(simple, string(r))
	})
	latin := open("Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower")
	write("latin.txt", func(r rune) string {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) || r > 0xFFFF && !unicode.Is(unicode.Han, r) || r > 0x9FFF && unicode.Is(unicode.Han, r) || unicode.Is(unicode.Latin, r) || r >= 0xAC00 && r < 0xD7A4 {
			return ""
		}
		if to, ok := cyrillic[unicode.ToLower(r)]; ok {
			return to
		}
		to := strings.Trim(transform(latin, string(r)), "'`^~\"")
		for _, c := range to {
			if c < 'a' || c > 'z' {
				return ""
			}
		}
		return to
	})
}

// cyrillic follows passports and habit where the transliterator follows ISO 9.
var cyrillic = map[rune]string{'ё': "yo", 'ж': "zh", 'й': "y", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ы': "y",
	'ю': "yu", 'я': "ya", 'ї': "yi", 'є': "ye", 'ґ': "g"}

func write(name string, fold func(rune) string) {
	sources := map[string][]rune{}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r < 0xE000 || unicode.Is(unicode.Cc, r) || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S) {
			continue
		}
		if to := fold(r); to != "" && to != string(r) && !strings.ContainsAny(to, "\t\n") {
			sources[to] = append(sources[to], r)
		}
	}
	targets := make([]string, 0, len(sources))
	for to := range sources {
		targets = append(targets, to)
	}
	sort.Strings(targets)
	var b strings.Builder
	for _, to := range targets {
		fmt.Fprintf(&b, "%s\t%s\n", to, string(sources[to]))
	}
	if err := os.WriteFile("tables/"+name, []byte(b.String()), 0o644); err != nil {
		panic(err)
	}
}

func open(id string) unsafe.Pointer {
	c := C.CString(id)
	defer C.free(unsafe.Pointer(c))
	t := C.translit(c)
	if t == nil {
		panic("no transliterator " + id)
	}
	return unsafe.Pointer(t)
}

func transform(t unsafe.Pointer, s string) string {
	return call(s, func(p *C.char, n C.int, out *C.char, size C.int) C.int {
		return C.transform(t, p, n, out, size)
	})
}

func call(s string, f func(*C.char, C.int, *C.char, C.int) C.int) string {
	in := C.CString(s)
	defer C.free(unsafe.Pointer(in))
	out := make([]byte, 256)
	n := f(in, C.int(len(s)), (*C.char)(unsafe.Pointer(&out[0])), 256)
	if n < 0 {
		return ""
	}
	return string(out[:n])
}
