package api_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// outlasts returns when a server has closed two connections, one after the other, on which it heard nothing: whatever was asked
// before is older than its bounds on a request.
func outlasts(t *testing.T, s *httptest.Server) {
	t.Helper()
	for range 2 {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		require.NoError(t, err)
		_, err = io.ReadAll(c)
		require.NoError(t, err)
		require.NoError(t, c.Close())
	}
}

func TestAnExportOrAReportMayTakeLongerThanAServerGivesARequest(t *testing.T) {
	w := inPostgres(t)
	w.deal()
	w.caughtUp()
	s := httptest.NewUnstartedServer(w.handler)
	s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	s.Start()
	defer s.Close()
	for _, path := range []string{"/api/v1/deals", "/api/v1/reports/pipeline"} {
		lock, err := w.pool.Begin(t.Context())
		require.NoError(t, err)
		_, err = lock.Exec(t.Context(), "lock table cosell.deals_v1 in access exclusive mode")
		require.NoError(t, err)
		asked, done := make(chan struct{}), make(chan error, 1)
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { close(asked) }})
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+path, nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+w.token("channel-manager"))
		r.Header.Set("Accept", "text/csv")
		var text []byte
		go func() {
			a, err := s.Client().Do(r)
			if err == nil {
				defer a.Body.Close()
				text, err = io.ReadAll(a.Body)
			}
			done <- err
		}()
		<-asked
		outlasts(t, s)
		require.NoError(t, lock.Rollback(t.Context()))
		require.NoError(t, <-done, path)
		require.Contains(t, string(text), ",EUR,", path)
	}
}
