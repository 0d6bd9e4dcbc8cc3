package program_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

func TestEveryMemberOfTheVendorSeesTheWholePolicyAndWhoChangedIt(t *testing.T) {
	b := after(t, samples(t)...)
	full := asJSON(t, program.View(b.state, rules))
	for _, r := range domain.VendorRoles {
		assert.Equal(t, full, asJSON(t, program.View(b.state, domain.Caller{Member: "x", Org: domain.Vendor, Roles: []domain.Role{r}})), r)
	}
	v := program.View(b.state, auditor)
	require.Len(t, v.Changes, len(program.Parts))
	for i, c := range v.Changes {
		assert.Equal(t, program.Parts[i], c.Part)
		assert.Equal(t, i+2, c.Version)
		assert.Equal(t, noon.Add(time.Duration(i)*time.Hour), c.At)
		assert.Equal(t, "paul", c.By)
		assert.NotEmpty(t, c.Reason)
	}
	assert.Equal(t, "0.5", v.Weights.TouchRate)
	assert.Equal(t, 20, v.Alerts.StalledDays)
	assert.True(t, v.Teaser.On)
	assert.Len(t, v.Routing.Routes, 4)
}

func TestOnlyTheLastChangeOfAPartIsShown(t *testing.T) {
	b := after(t, windows(10, 2), teaser(true), windows(21, 0))
	var got []string
	for _, c := range program.View(b.state, rules).Changes {
		got = append(got, string(c.Part))
	}
	assert.Equal(t, []string{"teaser", "windows"}, got)
}

func TestAPartnerSeesWhatItIsBoundByAndItsOwnRoutes(t *testing.T) {
	b := after(t, samples(t)...)
	for _, who := range []domain.Caller{ada, fay} {
		var shown map[string]any
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, program.View(b.state, who))), &shown))
		for _, part := range []string{"weights", "teaser", "alerts"} {
			assert.NotContains(t, shown, part)
		}
		for _, part := range []string{"windows", "registration", "stages", "reasons", "rates"} {
			assert.NotEmpty(t, shown[part], part)
		}
		assert.Len(t, shown["changes"], 5)
		for _, c := range shown["changes"].([]any) {
			assert.NotContains(t, c, "by")
			assert.NotContains(t, c, "reason")
		}
	}
	assert.Len(t, program.View(b.state, ada).Routing.Routes, 4)
	assert.Empty(t, program.View(b.state, fay).Routing.Routes)
}

func TestWhoHasNoOrganisationSeesNothing(t *testing.T) {
	b := after(t, samples(t)...)
	assert.False(t, program.Sees(b.state, domain.Caller{}))
	assert.Equal(t, program.PolicyView{Version: 10, Routing: program.Routing{Routes: []program.Route{}}, Rates: []program.Rate{}, Changes: []program.ChangeView{}},
		program.View(b.state, domain.Caller{}))
	for _, who := range []domain.Caller{rules, ada, domain.Process("expiry")} {
		assert.True(t, program.Sees(program.Program{}, who))
	}
}
