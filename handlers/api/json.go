package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cosell/cosell/domain"
)

// Limits of a body.
const (
	MaxBody   = 1 << 20 // bytes
	MaxDepth  = 32      // of objects and lists within one another
	MaxValues = 10_000  // of any kind, members and items counted one by one
)

var (
	errMalformed  = &domain.Error{Class: domain.ClassInvalid, Code: "malformed", Message: "The body is not JSON."}
	errBodySize   = &domain.Error{Class: domain.ClassTooLarge, Code: "body-too-large", Message: "The body is over 1 MiB."}
	errTooDeep    = &domain.Error{Class: domain.ClassTooLarge, Code: "too-deep", Message: "The body has objects or lists within one another more than 32 deep."}
	errManyValues = &domain.Error{Class: domain.ClassTooLarge, Code: "too-many-values", Message: "The body has more than 10,000 values."}
)

// node is one JSON value.
type node struct {
	kind  kind
	text  string   // of a string, what it means; of a number, as written
	raw   []byte   // as written
	names []string // of the members of an object, beside items
	items []node
}

// kind says what a value is, in words for people.
type kind string

const (
	anObject kind = "an object"
	aList    kind = "a list"
	aString  kind = "a string"
	aNumber  kind = "a number"
	aFlag    kind = "true or false"
	aNull    kind = "null"
)

// parse reads one JSON value and nothing else. Its errors are of class invalid, code malformed, with the offset, or of
// class too-large.
func parse(body []byte) (node, error) {
	if !utf8.Valid(body) {
		return node{}, malformed(invalidAt(body), "it is not UTF-8")
	}
	if depth(body) > MaxDepth {
		return node{}, errTooDeep
	}
	var whole json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(body, &whole); errors.As(err, &syntax) {
		return node{}, malformed(int(syntax.Offset), syntax.Error())
	} else if err != nil {
		return node{}, malformed(0, err.Error())
	}
	p := parser{body: body, tokens: json.NewDecoder(bytes.NewReader(body))}
	p.tokens.UseNumber()
	return p.value()
}

func malformed(offset int, why string) error {
	return errMalformed.Saying("The body is not JSON: byte %d: %s.", offset, why)
}

func invalidAt(b []byte) (offset int) {
	for offset < len(b) {
		r, n := utf8.DecodeRune(b[offset:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		offset += n
	}
	return offset
}

// depth is how many objects and lists lie within one another at most, in what may not be JSON.
func depth(b []byte) (deepest int) {
	now, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// parser makes nodes of a text that is known to be JSON.
type parser struct {
	body   []byte
	tokens *json.Decoder
	values int
}

func (p *parser) value() (n node, err error) {
	if p.values++; p.values > MaxValues {
		return n, errManyValues
	}
	begin := p.skip(int(p.tokens.InputOffset()))
	token, err := p.tokens.Token()
	if err != nil {
		return n, malformed(begin, err.Error())
	}
	switch t := token.(type) {
	case json.Delim:
		n.kind = aList
		if t == '{' {
			n.kind = anObject
		}
		err = p.members(&n)
	case string:
		n.kind, n.text = aString, t
	case json.Number:
		n.kind, n.text = aNumber, string(t)
	case bool:
		n.kind = aFlag
	default:
		n.kind = aNull
	}
	n.raw = p.body[begin:p.tokens.InputOffset()]
	if n.kind == aString && altered(n.text, n.raw) {
		return n, malformed(begin, `a \u escape stands for half a character`)
	}
	return n, err
}

// skip passes what lies between two values.
func (p *parser) skip(at int) int {
	for at < len(p.body) && strings.IndexByte(" \t\r\n,:", p.body[at]) >= 0 {
		at++
	}
	return at
}

func (p *parser) members(n *node) error {
	for p.tokens.More() {
		if n.kind == anObject {
			name, err := p.tokens.Token()
			if err != nil {
				return err
			}
			n.names = append(n.names, fmt.Sprint(name))
		}
		item, err := p.value()
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := p.tokens.Token() // the closing brace
	return err
}

// altered reports whether reading a string put the replacement character where its text has none.
func altered(text string, raw []byte) bool {
	const replacement = "\uFFFD"
	written := bytes.Count(raw, []byte(replacement)) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	return strings.Count(text, replacement) > written
}
