package eventstore

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Reading the metadata of every event is what a rebuild does most, and encoding/json takes 3 µs for it. So the usual form, the
// fields in their order and every string of plain characters, is written and read here by hand, byte for byte as
// encoding/json has it; anything else is left to encoding/json.

// Encode gives the stored form of m.Rounded(). It fails only where Check says ErrInvalid.
func (m Metadata) Encode() ([]byte, error) {
	m = m.Rounded()
	if !m.plain() {
		return json.Marshal(m)
	}
	b := append(make([]byte, 0, 512), `{"recordedAt":"`...)
	b = m.RecordedAt.AppendFormat(b, time.RFC3339Nano)
	if !m.EffectiveAt.IsZero() {
		b = append(b, `","effectiveAt":"`...)
		b = m.EffectiveAt.AppendFormat(b, time.RFC3339Nano)
	}
	b = appendField(b, `","actor":{"member":"`, m.Actor.Member)
	b = appendField(b, `","org":"`, m.Actor.Org)
	b = appendField(b, `","role":"`, m.Actor.Role)
	b = appendOptional(b, `","onBehalfOf":"`, m.Actor.OnBehalfOf)
	b = appendField(b, `"},"commandId":"`, m.CommandID)
	b = appendField(b, `","correlationId":"`, m.CorrelationID)
	b = appendOptional(b, `","causationId":"`, m.CausationID)
	b = append(b, '"')
	if m.PolicyVersion != 0 {
		b = strconv.AppendInt(append(b, `,"policyVersion":`...), int64(m.PolicyVersion), 10)
	}
	for _, f := range [...]struct{ name, value string }{
		{`,"requestHash":"`, m.RequestHash}, {`,"previousHash":"`, m.PreviousHash}, {`,"hash":"`, m.Hash},
	} {
		if f.value != "" {
			b = append(appendField(b, f.name, f.value), '"')
		}
	}
	return append(b, '}'), nil
}

func appendField(b []byte, name, value string) []byte { return append(append(b, name...), value...) }

func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendField(b, name, value)
}

// plain reports whether no string of m needs an escape and both years have four digits.
func (m *Metadata) plain() bool {
	return m.fault() == "" && isPlain(m.Actor.Member) && isPlain(m.Actor.Org) && isPlain(m.Actor.Role) &&
		isPlain(m.Actor.OnBehalfOf) && isPlain(m.CommandID) && isPlain(m.CorrelationID) && isPlain(m.CausationID) &&
		isPlain(m.RequestHash) && isPlain(m.PreviousHash) && isPlain(m.Hash)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if !plainByte[s[i]] {
			return false
		}
	}
	return true
}

// plainByte holds the characters that encoding/json writes as they are.
var plainByte = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = !strings.ContainsRune("\"\\<>&", c)
	}
	return t
}()

// DecodeMetadata reads what Encode gives.
func DecodeMetadata(b []byte) (m Metadata, err error) {
	if m, ok := decodeUsual(string(b)); ok {
		return m, nil
	}
	err = json.Unmarshal(b, &m)
	return m, err
}

// decodeUsual reports false for every form but the usual one. All strings of m share the memory of s.
func decodeUsual(s string) (m Metadata, ok bool) {
	r := metadataReader{rest: s}
	r.must(`{"recordedAt":"`)
	r.moment(&m.RecordedAt)
	if r.has(`,"effectiveAt":"`) {
		r.moment(&m.EffectiveAt)
	}
	r.must(`,"actor":{"member":"`)
	m.Actor.Member = r.text()
	r.must(`,"org":"`)
	m.Actor.Org = r.text()
	r.must(`,"role":"`)
	m.Actor.Role = r.text()
	m.Actor.OnBehalfOf = r.optional(`,"onBehalfOf":"`)
	r.must(`},"commandId":"`)
	m.CommandID = r.text()
	r.must(`,"correlationId":"`)
	m.CorrelationID = r.text()
	m.CausationID = r.optional(`,"causationId":"`)
	if r.has(`,"policyVersion":`) {
		m.PolicyVersion = r.number()
	}
	m.RequestHash = r.optional(`,"requestHash":"`)
	m.PreviousHash = r.optional(`,"previousHash":"`)
	m.Hash = r.optional(`,"hash":"`)
	r.must(`}`)
	return m, !r.bad && r.rest == ""
}

// metadataReader walks over the usual form; bad says that it met another.
type metadataReader struct {
	rest string
	bad  bool
}

func (r *metadataReader) has(token string) (ok bool) {
	r.rest, ok = strings.CutPrefix(r.rest, token)
	return ok
}

func (r *metadataReader) must(token string) { r.bad = !r.has(token) || r.bad }

// text reads up to a closing quote and past it.
func (r *metadataReader) text() string {
	for i := range len(r.rest) {
		if plainByte[r.rest[i]] {
			continue
		}
		if r.rest[i] != '"' {
			break
		}
		s := r.rest[:i]
		r.rest = r.rest[i+1:]
		return s
	}
	r.bad = true
	return ""
}

func (r *metadataReader) optional(token string) string {
	if !r.has(token) {
		return ""
	}
	return r.text()
}

func (r *metadataReader) moment(t *time.Time) {
	s := r.text()
	if !strings.HasSuffix(s, "Z") || t.UnmarshalText([]byte(s)) != nil {
		r.bad = true
	}
}

// number reads digits without a sign or a leading zero, few enough for any int.
func (r *metadataReader) number() int {
	n := len(r.rest) - len(strings.TrimLeft(r.rest, "0123456789"))
	v, err := strconv.Atoi(r.rest[:n])
	if err != nil || r.rest[0] == '0' || n > 9 {
		r.bad = true
	}
	r.rest = r.rest[n:]
	return v
}
