package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"github.com/cosell/cosell/handlers/api"
)

func TestAMemberThatAsksTooOftenIsToldWhenToGoOn(t *testing.T) {
	w := inMemory(t, func(o *made) { o.Limits = api.Limits{Member: rate.Every(time.Hour), MemberBurst: 2} })
	for range 2 {
		require.Equal(t, 404, w.get("/api/v1/opportunities/none", "channel-manager").Code)
	}
	a := w.get("/api/v1/opportunities/none", "channel-manager")
	require.Equal(t, 429, a.Code)
	require.Equal(t, "too-many", a.json["class"])
	require.Regexp(t, `^3[56]\d\d$`, a.Header().Get("Retry-After"))
	require.Equal(t, 404, w.get("/api/v1/opportunities/none", "auditor").Code, "another member goes on")
	require.Equal(t, 200, w.get("/healthz", "").Code)
}

func TestAnAddressAppliesTwentyTimesInAnHour(t *testing.T) {
	w := inMemory(t)
	apply := func(address string, i int) int {
		r := httptest.NewRequest("POST", "/api/v1/applications", strings.NewReader(fmt.Sprintf(`{"name":"Applicant %d"}`, i)))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = address
		return w.ask(r).Code
	}
	for i := range 20 {
		require.Equal(t, 201, apply(fmt.Sprintf("192.0.2.1:%d", 1000+i), i))
	}
	require.Equal(t, 429, apply("192.0.2.1:9", 21))
	require.Equal(t, 201, apply("192.0.2.2:9", 22))
}

func TestStrangersAreSlowedDown(t *testing.T) {
	w := inMemory(t, func(o *made) { o.Limits = api.Limits{Strangers: rate.Every(time.Hour), StrangersTop: 3} })
	for range 3 {
		require.Equal(t, 401, w.get("/api/v1/dashboards/managed", "", "Authorization", "Bearer guess").Code)
	}
	require.Equal(t, 429, w.get("/api/v1/dashboards/managed", "", "Authorization", "Bearer guess").Code)
	require.Equal(t, 404, w.get("/api/v1/opportunities/none", "auditor").Code, "a token lets pass from the same address")
}

func TestTheMemoryOfLimitsIsBounded(t *testing.T) {
	b := api.Buckets(api.Limits{Strangers: rate.Every(time.Hour), StrangersTop: 1})
	require.Zero(t, api.Take(b, "regular", begin))
	for i := range 35_000 {
		api.Take(b, fmt.Sprint("passer-by ", i), begin)
		if i%5000 == 0 {
			require.NotZero(t, api.Take(b, "regular", begin), "who keeps asking is remembered")
		}
	}
	require.LessOrEqual(t, b.Size(), 20_000)
	require.Zero(t, api.Take(b, "regular", begin.Add(time.Hour)))
}
