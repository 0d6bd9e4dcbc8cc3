package api

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
)

// Names of headers that HTTP itself does not know.
const (
	headerKey         = "Idempotency-Key"
	headerReplayed    = "Idempotent-Replayed"
	headerCorrelation = "X-Correlation-Id"
	headerRequest     = "X-Request-Id"
	headerPosition    = "Cosell-Position"
)

// etag is a revision as an entity tag.
func etag(revision int64) string { return `"` + strconv.FormatInt(revision, 10) + `"` }

// etagForm takes -1 as well: the program is there before its first event.
var etagForm = regexp.MustCompile(`^"(0|-1|[1-9][0-9]{0,17})"$`)

// ifMatch reads the revision that a command was decided on; nil when none was stated.
func ifMatch(values []string) (*int64, *domain.FieldError) {
	if len(values) == 0 {
		return nil, nil
	}
	bad := func(why string) (*int64, *domain.FieldError) {
		return nil, &domain.FieldError{Field: "If-Match", Code: "bad-if-match", Message: why + ` State one revision, as in If-Match: "7".`}
	}
	value := strings.TrimSpace(values[0])
	form := etagForm.FindStringSubmatch(value)
	switch {
	case len(values) > 1 || strings.Contains(value, ","):
		return bad("A list of revisions is not taken.")
	case value == "*":
		return bad("Any revision is what leaving the header out means.")
	case strings.HasPrefix(value, "W/"):
		return bad("A weak tag is not taken.")
	case form == nil:
		return bad("This is no revision in quotes.")
	}
	revision, err := strconv.ParseInt(form[1], 10, 64)
	if err != nil {
		return bad("This is no revision.")
	}
	return &revision, nil
}

// idempotencyKey reads the caller's name for a command; "" when there is none.
func idempotencyKey(values []string) (string, *domain.FieldError) {
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) == 1 && values[0] != "" && len(values[0]) <= command.MaxKey && printable(values[0]):
		return values[0], nil
	}
	return "", &domain.FieldError{Field: headerKey, Code: command.ErrBadKey.Code, Message: command.ErrBadKey.Message}
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

var correlationForm = regexp.MustCompile(`^[0-9A-Za-z._:/+=@-]{1,128}$`)

// correlation is the caller's word for everything that belongs together, or a fresh one.
func correlation(h http.Header) string {
	if given := h.Get(headerCorrelation); correlationForm.MatchString(given) {
		return given
	}
	return uuid.NewString()
}

// bearer reads the token; "" when there is none.
func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
