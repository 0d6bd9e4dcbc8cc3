package domain_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
)

func TestADateIsReadInOneFormOnly(t *testing.T) {
	for wire, want := range map[string]string{
		`"2026-03-31"`: "2026-03-31",
		`"1900-01-01"`: "1900-01-01",
		`"9999-12-31"`: "9999-12-31",
		`""`:           "",
		`null`:         "",
	} {
		d := domain.DateOf(time.Unix(0, 0))
		require.NoError(t, json.Unmarshal([]byte(wire), &d), wire)
		assert.Equal(t, want, d.String())
		assert.Equal(t, want == "", d.IsZero())
	}
	for wire, want := range map[string]string{
		`"2026-02-29"`: ":not-a-date", `"1899-12-31"`: ":not-a-date", `"31.03.2026"`: ":not-a-date",
		`"2026-03-31T00:00:00Z"`: ":not-a-date", `"2026-3-31"`: ":not-a-date", `20260331`: ":wrong-type", `{}`: ":wrong-type",
	} {
		var d domain.Date
		assert.Equal(t, want, faults(json.Unmarshal([]byte(wire), &d)), wire)
		assert.True(t, d.IsZero())
	}
}

func TestADateIsThatOfUTC(t *testing.T) {
	late := time.Date(2026, 3, 31, 23, 30, 0, 0, time.FixedZone("west", -3600))
	d := domain.DateOf(late)
	assert.Equal(t, "2026-04-01", d.String())
	assert.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), d.Start())
	earlier, err := domain.ParseDate("2026-03-31")
	require.NoError(t, err)
	assert.True(t, earlier.Before(d) && d.After(earlier) && !d.Before(d) && !d.After(d))
	wire, err := json.Marshal(d)
	require.NoError(t, err)
	assert.JSONEq(t, `"2026-04-01"`, string(wire))
}

func TestAnIDIsAUUIDInLowerCase(t *testing.T) {
	assert.True(t, someID.Valid())
	for _, id := range []domain.ID{"", "x", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", someID + "0", "{" + someID + "}", someID + "\n"} {
		assert.False(t, id.Valid(), "%q", id)
	}
}

func TestADerivedIDIsTheUUIDOfVersionFive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.SampledFrom([]uuid.UUID{uuid.NameSpaceDNS, uuid.NameSpaceURL, uuid.MustParse(string(someID))}).Draw(t, "space")
		name := rapid.String().Draw(t, "name")
		got := domain.ID(space.String()).Derive(name)
		assert.Equal(t, uuid.NewSHA1(space, []byte(name)).String(), string(got))
		assert.True(t, got.Valid())
	})
}

func TestAnOptionalTellsAbsentFromNull(t *testing.T) {
	type revision struct {
		Name domain.Optional[string] `json:"name,omitzero"`
	}
	for _, c := range []struct {
		wire  string
		want  domain.Optional[string]
		after string
	}{
		{`{}`, domain.Optional[string]{}, "before"},
		{`{"name":null}`, domain.Null[string](), ""},
		{`{"name":""}`, domain.Some(""), ""},
		{`{"name":"after"}`, domain.Some("after"), "after"},
	} {
		var r revision
		require.NoError(t, json.Unmarshal([]byte(c.wire), &r))
		assert.Equal(t, c.want, r.Name)
		assert.Equal(t, c.after, r.Name.Or("before"))
		written, err := json.Marshal(r)
		require.NoError(t, err)
		assert.JSONEq(t, c.wire, string(written))
	}
	assert.Error(t, json.Unmarshal([]byte(`{"name":1}`), &revision{}))
}

func TestLogsShowNoPersonalData(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x",
		"name", domain.PersonName("Ada"), "mail", domain.Mail("ada@example.com"), "phone", domain.Phone("+1 555 0100"))
	assert.NotRegexp(t, `Ada|ada|555`, out.String())
	assert.Contains(t, out.String(), "[personal]")
}

func TestACallerBelongsToOneKindOfOrganisation(t *testing.T) {
	vendor := domain.Caller{Org: domain.Vendor}
	partner := domain.Caller{Org: domain.Org(someID)}
	process := domain.Process("expiry")
	nobody := domain.Caller{}
	assert.Equal(t, [3]bool{true, false, false}, kindOf(vendor))
	assert.Equal(t, [3]bool{false, true, false}, kindOf(partner))
	assert.Equal(t, [3]bool{false, false, true}, kindOf(process))
	assert.Equal(t, [3]bool{}, kindOf(nobody))
	assert.Equal(t, someID, partner.Partner())
	assert.Equal(t, []domain.Role{domain.RoleProcess}, process.Roles)
}

func kindOf(c domain.Caller) [3]bool { return [3]bool{c.IsVendor(), c.IsPartner(), c.IsSystem()} }

func TestACallerActsInTheFirstRoleThatFits(t *testing.T) {
	c := domain.Caller{Roles: []domain.Role{domain.RoleSeller, domain.RoleManager}}
	role, ok := c.As(domain.RoleAdministrator, domain.RoleManager, domain.RoleSeller)
	assert.True(t, ok)
	assert.Equal(t, domain.RoleManager, role)
	_, ok = c.As(domain.RoleAuditor)
	assert.False(t, ok)
}
