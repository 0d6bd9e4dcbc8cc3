package api

import (
	"reflect"

	"github.com/cosell/cosell/domain"
)

// readInto takes the body of a request that is no command. Everything that is wrong with it comes as one error.
func readInto[T any](x *exchange) (T, error) {
	var asked T
	var bad []domain.FieldError
	if err := parameters(x.URL.RawQuery, &struct{}{}); err != nil {
		if bad = fieldsIn(err); len(bad) == 0 {
			return asked, err
		}
	}
	body, err := readBody(x)
	if err != nil {
		return asked, err
	}
	v, unread, err := decode(body, reflect.TypeFor[T]())
	if err != nil {
		return asked, err
	}
	asked = v.Interface().(T)
	if bad = append(bad, unread...); len(bad) > 0 {
		bad = merge(bad, domain.Check(asked))
	}
	return asked, domain.Invalid(bad)
}

// bare refuses parameters where there are none, and a body where nothing is asked for in one.
func (x *exchange) bare() error {
	_, err := readInto[struct{}](x)
	return err
}
