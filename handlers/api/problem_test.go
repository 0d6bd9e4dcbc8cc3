package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/command"
)

func TestEveryClassHasAStatus(t *testing.T) {
	statuses := map[domain.Class]int{
		domain.ClassInvalid: 400, domain.ClassUnauthenticated: 401, domain.ClassDenied: 403, domain.ClassMissing: 404, domain.ClassRefused: 409,
		domain.ClassConflict: 409, domain.ClassTooLarge: 413, domain.ClassTooMany: 429, domain.ClassUnavailable: 503, domain.ClassInternal: 500,
	}
	require.Len(t, api.Classes(), len(statuses))
	for _, class := range api.Classes() {
		require.Equal(t, statuses[class], api.StatusOf(&domain.Error{Class: class, Code: "x"}, false), class)
		p := api.ProblemOf(&domain.Error{Class: class, Code: "x"}, true)
		require.Equal(t, "/docs#class-"+string(class), p.Type)
		require.NotEmpty(t, p.Title)
	}
}

func TestARevisionThatIsNotThereIsA412OnlyWhereOneWasStated(t *testing.T) {
	err := fmt.Errorf("wrapped: %w", command.ErrRevisionMismatch.Because(&command.RevisionMismatch{Stated: 3, Actual: 7}))
	require.Equal(t, http.StatusPreconditionFailed, api.StatusOf(err, true))
	require.Equal(t, http.StatusConflict, api.StatusOf(err, false))
	require.Equal(t, int64(7), *api.ProblemOf(err, true).ActualRevision)
	require.Equal(t, http.StatusConflict, api.StatusOf(command.ErrKeyReused, true))
}

func TestAnInternalErrorSaysNothingButItsRequest(t *testing.T) {
	secret := errors.New("password of the database")
	for _, err := range []error{secret, &domain.Error{Class: domain.ClassInternal, Code: "secret", Message: "secret", Fields: []domain.FieldError{{Field: "secret"}}}} {
		p := api.ProblemOf(err, false)
		require.Equal(t, "internal", p.Code)
		require.Empty(t, p.Errors)
		require.NotContains(t, fmt.Sprint(p), "secret")
		require.NotContains(t, fmt.Sprint(p), "password")
	}
}

func TestAPanicIsA500ThatTheLogExplains(t *testing.T) {
	w := inMemory(t, func(o *made) { o.Ready = func() []string { panic("a mistake of ours") } })
	a := w.get("/readyz", "")
	require.Equal(t, 500, a.Code)
	require.Equal(t, "internal", a.code())
	require.NotContains(t, a.text, "mistake")
	require.Equal(t, a.Header().Get("X-Request-Id"), a.json["requestId"])
	require.Contains(t, w.log.String(), "a mistake of ours")
	require.Contains(t, w.log.String(), a.json["requestId"])
}

func TestTheLogHoldsNoTokenNoQueryAndNoName(t *testing.T) {
	w := inMemory(t)
	token := w.token("channel-manager")
	a := w.post("/api/v1/opportunities?q=secret", "channel-manager", map[string]any{"topic": "secret", "contact": map[string]any{"name": "secret"}})
	require.Equal(t, 400, a.Code)
	a = w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "secret", "currency": "EUR"}, "X-Correlation-ID", "together")
	require.Equal(t, 201, a.Code)
	require.Equal(t, "together", a.Header().Get("X-Correlation-ID"))
	log := w.log.String()
	require.Contains(t, log, `"correlationId":"together"`)
	require.Contains(t, log, `"org":"vendor"`)
	require.Contains(t, log, `"code":"invalid"`)
	for _, word := range []string{"secret", token, token[:40], "vera"} {
		require.NotContains(t, log, word)
	}
	require.Equal(t, 2, strings.Count(log, "\n"), "a line for each request")
}

func TestACorrelationIDThatIsNotWellFormedIsReplaced(t *testing.T) {
	w := inMemory(t)
	for _, bad := range []string{"two words", "a\"b", strings.Repeat("x", 129)} {
		got := w.get("/healthz", "", "X-Correlation-ID", bad).Header().Get("X-Correlation-ID")
		require.NotEqual(t, bad, got)
		require.True(t, domain.ID(got).Valid())
	}
}

func TestARequestThatTakesTooLongSaysSo(t *testing.T) {
	w := inMemory(t, func(o *made) { o.Timeout = time.Nanosecond })
	a := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"})
	require.Equal(t, 503, a.Code, a.text)
	require.Equal(t, "timeout", a.code())
	require.Equal(t, "1", a.Header().Get("Retry-After"))
}

func TestAnAnswerThatBreaksOffIsCutSoThatNobodyTakesItForTheWhole(t *testing.T) {
	w := inMemory(t)
	r := httptest.NewRequest("GET", "/healthz", nil)
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { w.handler.ServeHTTP(broken{httptest.NewRecorder()}, r) })
	require.Contains(t, w.log.String(), "the wire is cut")
}

// broken is a caller that cannot be written to.
type broken struct{ *httptest.ResponseRecorder }

func (broken) Write([]byte) (int, error) { panic("the wire is cut") }
