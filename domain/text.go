package domain

import (
	"strings"
	"unicode"
)

// Blank reports whether people see nothing in a text: it is empty or holds only spaces, line breaks, control characters
// and such as have no shape of their own (zero-width spaces and joiners, fillers).
func Blank(s string) bool { return !strings.ContainsFunc(s, visible) }

func visible(r rune) bool {
	const emptyBraille = '\u2800'
	return r != emptyBraille && !unicode.In(r,
		unicode.White_Space, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// control reports what no text may hold: control characters other than tabs and line breaks, and those that turn the
// writing direction of what follows.
func control(r rune) bool {
	turns := r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	return turns || unicode.IsControl(r) && !breaking(r)
}

// breaking reports what only texts of several lines may hold.
func breaking(r rune) bool {
	return strings.ContainsRune("\n\r\t\u2028\u2029", r)
}
