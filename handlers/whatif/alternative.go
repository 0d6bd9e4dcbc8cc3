package whatif

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain/program"
)

// Alternative is another policy: what some fields of some parts are, whatever they were. All else stays as it was in force
// when a decision was made. The zero Alternative changes nothing. It is a value.
type Alternative struct {
	parts map[program.Part]fields
	name  string // of the parts, to tell alternatives of one policy apart
}

type fields map[string]json.RawMessage

// besides are the names beside the parts that what the API and cosell show say of a program hold.
var besides = []string{"version", "changes"}

// Read reads a policy as the API and cosell show give it (with or without what they have around it), or any parts of one, in
// the form in which PUT takes them; of a part any fields. Rates take the places of those known for their months and
// currencies. Its error names every part that cannot be read, and fields that there are not.
func Read(data []byte) (Alternative, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return Alternative{}, fmt.Errorf("a policy is a JSON object: %w", err)
	}
	if state, wrapped := all["state"]; wrapped {
		return Read(state)
	}
	a := Alternative{parts: map[program.Part]fields{}}
	var bad []error
	for _, name := range slices.Sorted(maps.Keys(all)) {
		part := program.Part(name)
		switch {
		case slices.Contains(besides, name):
			continue
		case !slices.Contains(program.Parts, part):
			bad = append(bad, fmt.Errorf("unknown field %q: a policy has %s", name, list(program.Parts)))
			continue
		}
		f, err := readPart(part, all[name])
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", name, err))
		}
		a.parts[part] = f
	}
	a.name = list(a.Parts())
	return a, errors.Join(bad...)
}

func readPart(part program.Part, data json.RawMessage) (f fields, err error) {
	if part == program.PartRates && bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		data = slices.Concat([]byte(`{"rates":`), data, []byte(`}`))
	}
	if err = json.Unmarshal(data, &f); err == nil {
		_, err = f.over(part, program.Default())
	}
	return f, err
}

// Parts are those that the alternative says something of, in the order of a policy's page.
func (a Alternative) Parts() (all []program.Part) {
	for _, part := range program.Parts {
		if _, ok := a.parts[part]; ok {
			all = append(all, part)
		}
	}
	return all
}

// Only is what the alternative says of one part.
func (a Alternative) Only(part program.Part) Alternative {
	return Alternative{map[program.Part]fields{part: a.parts[part]}, string(part)}
}

// Over is a policy with what the alternative says in the place of its own, still of its version.
func (a Alternative) Over(p program.Policy) program.Policy {
	for _, part := range a.Parts() {
		e, err := a.parts[part].over(part, p)
		if err != nil {
			panic(err) // Read has seen to that: what a policy's own fields are makes no difference
		}
		p = p.With(e)
	}
	return p
}

// over is the event that sets a part of a policy to what the fields say, its others as they are.
func (f fields) over(part program.Part, p program.Policy) (program.Event, error) {
	data, err := json.Marshal(p.Part(part))
	if err != nil {
		return nil, err
	}
	var whole fields
	if err := json.Unmarshal(data, &whole); err != nil {
		return nil, err
	}
	maps.Copy(whole, f)
	if data, err = json.Marshal(whole); err != nil {
		return nil, err
	}
	e := reflect.New(eventOf[part])
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(e.Interface()); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	return e.Elem().Interface().(program.Event), nil
}

// eventOf is the type of the event that sets a part.
var eventOf = func() map[program.Part]reflect.Type {
	all := map[program.Part]reflect.Type{}
	for _, t := range program.EventTypes {
		e := t.Zero.(program.Event)
		all[program.PartOf(e)] = reflect.TypeOf(e)
	}
	return all
}()

func list(parts []program.Part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}
