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
	"time"

	"github.com/cosell/cosell/domain"
)

var (
	idWord    = regexp.MustCompile(`^\$([a-z][a-z0-9-]*(?:@[a-z][a-z0-9-]*)?(?:/[a-z0-9-]+)?)$`)
	dateWord  = regexp.MustCompile(`^@([+-][0-9]{1,4})$`)
	monthWord = regexp.MustCompile(`^@month-([0-9]{1,2})$`)
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
func withIDs(body any, find func(string) (domain.ID, bool)) (any, error) {
	return fill(body, func(s string) (string, error) {
		word := idWord.FindStringSubmatch(s)
		if word == nil {
			return s, nil
		}
		id, ok := find(word[1])
		if !ok {
			return "", fmt.Errorf("%s is not there yet", s)
		}
		return string(id), nil
	})
}

// commandOn makes the step's command in a story that ends on a day: the JSON with dates in the place of "@+30" and months
// in that of "@month-1", read as the command's Go type, without unknown fields.
func (s *step) commandOn(end domain.Date) (domain.Command, error) {
	body, err := fill(s.body, func(word string) (string, error) { return s.dated(word, end) })
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

// dated gives a word that stands for a date, counted from the end of the story, or for a month, counted from that of the
// step. Any other word stays.
func (s *step) dated(word string, end domain.Date) (string, error) {
	if m := dateWord.FindStringSubmatch(word); m != nil {
		days, err := strconv.Atoi(m[1])
		return domain.DateOf(end.Start().AddDate(0, 0, days)).String(), err
	}
	if m := monthWord.FindStringSubmatch(word); m != nil {
		back, err := strconv.Atoi(m[1])
		at := s.when.in(end)
		return time.Date(at.Year(), at.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), err
	}
	return word, nil
}
