// Package codec turns events into named, versioned bytes and back. It learns the kinds from the catalogues that it is given and
// knows nothing else of them.
package codec

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Event is a fact that the codec can write: its kind is its name on disk.
type Event interface{ EventKind() string }

// Type describes one kind.
type Type struct {
	// Zero is the zero value of the kind's Go type, a struct and not a pointer; events of the kind are written and read as such.
	Zero Event

	// Version is the present version of the payload, from 1.
	Version int

	// Upcast[v] turns the payload of version v into that of version v+1. Every version below the present one has its own.
	Upcast map[int]Upcast
}

// Upcast brings a payload up by one version.
type Upcast = func(json.RawMessage) (json.RawMessage, error)

// What a reader may meet in a log that a newer program has written to.
var (
	ErrUnknownKind  = errors.New("kind of event is not known")
	ErrNewerVersion = errors.New("version of event is newer than this program")
)

// Codec writes and reads the kinds that it was made for. It may be used concurrently.
type Codec struct {
	kinds map[string]kind
}

type kind struct {
	Type
	goType reflect.Type
}

// New makes a codec. It refuses two types of one kind, a kind without a name, a version below 1, an upcaster that is missing or
// never used, and a Zero that is not a struct's zero value.
func New(types ...Type) (*Codec, error) {
	c := &Codec{kinds: make(map[string]kind, len(types))}
	for _, t := range types {
		if err := t.fault(); err != nil {
			return nil, err
		}
		name, goType := t.Zero.EventKind(), reflect.TypeOf(t.Zero)
		if before, ok := c.kinds[name]; ok {
			return nil, fmt.Errorf("kind %s: both %s and %s", name, before.goType, goType)
		}
		c.kinds[name] = kind{Type: t, goType: goType}
	}
	return c, nil
}

func (t Type) fault() error {
	goType := reflect.TypeOf(t.Zero)
	if goType == nil || goType.Kind() != reflect.Struct || !reflect.ValueOf(t.Zero).IsZero() {
		return fmt.Errorf("%T is not the zero value of a struct", t.Zero)
	}
	if t.Zero.EventKind() == "" {
		return fmt.Errorf("%s has no kind", goType)
	}
	if t.Version < 1 {
		return fmt.Errorf("kind %s: version %d", t.Zero.EventKind(), t.Version)
	}
	for v := 1; v < t.Version; v++ {
		if t.Upcast[v] == nil {
			return fmt.Errorf("kind %s: no upcaster from version %d", t.Zero.EventKind(), v)
		}
	}
	if len(t.Upcast) != t.Version-1 {
		return fmt.Errorf("kind %s: %d upcasters to version %d", t.Zero.EventKind(), len(t.Upcast), t.Version)
	}
	return nil
}

// Encode gives the name, version and bytes under which an event is stored: always the present version. A kind that the
// codec was not made for, or another Go type for it, is ErrUnknownKind.
func (c *Codec) Encode(e Event) (name string, version int, data []byte, err error) {
	name = e.EventKind()
	k, ok := c.kinds[name]
	if !ok || k.goType != reflect.TypeOf(e) {
		return "", 0, nil, fmt.Errorf("encode %T as %q: %w", e, name, ErrUnknownKind)
	}
	if data, err = json.Marshal(e); err != nil {
		return "", 0, nil, fmt.Errorf("encode %s: %w", name, err)
	}
	return name, k.Version, data, nil
}

// Decode gives the event as a value of its kind's Go type, brought up to the present version. A payload of a kind that is not
// known is ErrUnknownKind, of a version to come ErrNewerVersion; both mean that a newer program wrote it. Fields that
// the Go type does not have are ignored.
func (c *Codec) Decode(name string, version int, data []byte) (Event, error) {
	k, ok := c.kinds[name]
	switch {
	case !ok:
		return nil, fmt.Errorf("decode %q: %w", name, ErrUnknownKind)
	case version > k.Version:
		return nil, fmt.Errorf("decode %s version %d, known is %d: %w", name, version, k.Version, ErrNewerVersion)
	case version < 1:
		return nil, fmt.Errorf("decode %s: version %d", name, version)
	}
	for v := version; v < k.Version; v++ {
		var err error
		if data, err = k.Upcast[v](data); err != nil {
			return nil, fmt.Errorf("decode %s: upcast from version %d: %w", name, v, err)
		}
	}
	target := reflect.New(k.goType)
	if err := json.Unmarshal(data, target.Interface()); err != nil {
		return nil, fmt.Errorf("decode %s version %d: %w", name, version, err)
	}
	return target.Elem().Interface().(Event), nil
}

// Kinds lists what the codec was made for, with the present versions.
func (c *Codec) Kinds() map[string]int {
	versions := make(map[string]int, len(c.kinds))
	for name, k := range c.kinds {
		versions[name] = k.Version
	}
	return versions
}
