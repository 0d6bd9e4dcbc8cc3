package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// success describes what is answered when it goes well.
func success(r *route, s *schemas) *huma.Response {
	res := &huma.Response{Description: http.StatusText(r.status), Content: map[string]*huma.MediaType{}, Headers: map[string]*huma.Param{}}
	text := &huma.Schema{Type: huma.TypeString}
	if r.answer != nil {
		res.Content["application/json"] = &huma.MediaType{Schema: s.of(r.answer)}
	}
	for _, media := range r.streams {
		res.Content[media] = &huma.MediaType{Schema: s.of(r.line)}
	}
	if r.media != "" {
		res.Content[r.media] = &huma.MediaType{}
		if r.media == textCSV {
			res.Content[r.media].Schema = text
			res.Content[ndjson] = &huma.MediaType{Schema: s.of(itemOf(r.answer))}
		}
	}
	if r.command != "" {
		res.Headers["ETag"] = &huma.Header{Description: "The revision, in quotes.", Schema: text}
		res.Headers[headerReplayed] = &huma.Header{Description: "Is true when this is the answer to an earlier request with the same Idempotency-Key.", Schema: text}
	}
	if r.status == http.StatusCreated {
		res.Headers["Location"] = &huma.Header{Description: "Where it is.", Schema: text}
	}
	return res
}

// itemOf is the type of the rows of a list, each of which is a line of NDJSON.
func itemOf(list reflect.Type) reflect.Type {
	items, ok := list.FieldByName("Items")
	if !ok {
		panic("api: " + list.String() + " is no list")
	}
	return items.Type.Elem()
}

// failures are the statuses of the problems that a route may answer with, besides 405 for its other methods.
func failures(r *route) []int {
	switch {
	case r.access == open:
		return []int{500}
	case r.access == applicants:
		return []int{400, 409, 412, 413, 415, 429, 500, 503}
	case r.command != "" && r.status == http.StatusCreated:
		return []int{400, 401, 403, 409, 412, 413, 415, 429, 500, 503}
	case r.command != "":
		return []int{400, 401, 403, 404, 409, 412, 413, 415, 429, 500, 503}
	case r.method != http.MethodGet && strings.Contains(r.path, "{id}"):
		return []int{400, 401, 403, 404, 409, 413, 415, 429, 500, 503}
	case r.method != http.MethodGet:
		return []int{400, 401, 403, 409, 413, 415, 429, 500, 503}
	case strings.Contains(r.path, "{id}"), r.params == reflect.TypeFor[pastParams]():
		return []int{400, 401, 403, 404, 429, 500, 503}
	}
	return []int{400, 401, 403, 429, 500, 503}
}

func problemName(status int) string { return fmt.Sprintf("Problem%d", status) }

// problems describes every answer that is an error.
func problems(s *schemas) map[string]*huma.Response {
	titles := map[int][]string{
		http.StatusPreconditionFailed:   {"The aggregate is not at the revision that If-Match states."},
		http.StatusUnsupportedMediaType: {errMediaType.Message},
		http.StatusMethodNotAllowed:     {errMethod.Message},
	}
	for _, row := range classes {
		titles[row.status] = append(titles[row.status], row.title)
	}
	all := map[string]*huma.Response{}
	for status, title := range titles {
		res := &huma.Response{
			Description: strings.Join(title, " "),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: s.of(reflect.TypeFor[problem]())}},
		}
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			res.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds to wait.", Schema: &huma.Schema{Type: huma.TypeInteger}}}
		}
		all[problemName(status)] = res
	}
	return all
}
