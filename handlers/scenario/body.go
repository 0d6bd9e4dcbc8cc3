package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"

	"github.com/cosell/cosell/domain"
)

var (
	idWord   = regexp.MustCompile(`^\$([a-z][a-z0-9-]*(?:/[a-z0-9-]+)?)$`)
	dateWord = regexp.MustCompile(`^@([+-][0-9]{1,4})$`)
)

// parseBody reads one JSON object.
func parseBody(text string) (any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var body map[string]any
	if err := d.Decode(&body); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("JSON: something follows the closing brace")
	}
	return body, nil
}

// fill returns a copy of a JSON value in which put has replaced the strings.
func fill(v any, put func(string) (string, error)) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		return put(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			if list[i], err = fill(v[i], put); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for name := range v {
			if object[name], err = fill(v[name], put); err != nil {
				return nil, err
			}
		}
		return object, nil
	}
	return v, nil
}

// withIDs puts ids in the place of "$name".
func withIDs(body any, ids map[string]domain.ID) (any, error) {
	return fill(body, func(s string) (string, error) {
		word := idWord.FindStringSubmatch(s)
		if word == nil {
			return s, nil
		}
		id, ok := ids[word[1]]
		if !ok {
			return "", fmt.Errorf("%s is not there yet", s)
		}
		return string(id), nil
	})
}

// commandOn makes the step's command in a story that ends on a day: the JSON with dates in the place of "@+30", read as
// the command's Go type, without unknown fields.
func (s *step) commandOn(end domain.Date) (domain.Command, error) {
	body, err := fill(s.body, func(s string) (string, error) {
		word := dateWord.FindStringSubmatch(s)
		if word == nil {
			return s, nil
		}
		days, err := strconv.Atoi(word[1])
		return domain.DateOf(end.Start().AddDate(0, 0, days)).String(), err
	})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	command := reflect.New(reflect.TypeOf(s.command.Zero))
	if err := d.Decode(command.Interface()); err != nil {
		return nil, err
	}
	return command.Elem().Interface().(domain.Command), nil
}
