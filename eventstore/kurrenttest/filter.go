package kurrenttest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// defaultWindow is how many events the server looks at before it pauses, where a filter sets no limit.
const defaultWindow = 32

// filter lets events of a read of everything pass. A nil filter lets all pass.
type filter struct {
	types    bool // look at the type, not at the stream
	prefixes []string
	pattern  *regexp.Regexp // nil: prefixes count
	window   int
	interval int // events between checkpoints
}

func filterOf(o *streams.ReadReq_Options_FilterOptions) (*filter, error) {
	if o == nil {
		return nil, nil
	}
	f := &filter{window: defaultWindow}
	expression := o.GetStreamIdentifier()
	if o.GetEventType() != nil {
		f.types, expression = true, o.GetEventType()
	}
	if expression == nil {
		return nil, errInvalid("a filter needs an expression")
	}
	f.prefixes = expression.GetPrefix()
	if expression.GetRegex() != "" {
		pattern, err := regexp.Compile(expression.GetRegex())
		if err != nil {
			return nil, errInvalid("filter: %s", err)
		}
		f.pattern = pattern
	}
	if o.GetCount() == nil {
		if o.GetMax() == 0 {
			return nil, errInvalid("a filter's window of 0 events")
		}
		f.window = int(o.GetMax())
	}
	f.interval = f.window * int(o.GetCheckpointIntervalMultiplier())
	return f, nil
}

func (f *filter) passes(r *record) bool {
	if f == nil {
		return true
	}
	subject := r.stream
	if f.types {
		subject = r.kind
	}
	if f.pattern != nil {
		return f.pattern.MatchString(subject)
	}
	return slices.ContainsFunc(f.prefixes, func(p string) bool { return strings.HasPrefix(subject, p) })
}
