package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/handlers/scenario"
)

// small is a story as short as one can be that has everything a parser can meet.
const small = `# A remark.
cast:
nora  vendor     channel-manager auditor
paul  vendor     program-administrator
anna  alpenrose  administrator
guest anonymous
clock system

story:
-3 09:00 paul enrol alpenrose {"name": "Alpenrose",
    "administrator": {"member": "anna", "name": "Anna", "mail": "anna@example.com"}}
-2 10:00 nora create deal
    # Remarks may stand inside of a step.
    {"topic": "Tickets", "currency": "EUR", "estimatedCloseDate": "@+30"}
-1 23:59 nora distribute deal {"partner": "$alpenrose"}
`

func TestParse_takes_a_cast_and_steps(t *testing.T) {
	s, err := scenario.Parse("small.story", small)
	require.NoError(t, err)
	partner, ok := s.ID("alpenrose")
	require.True(t, ok)
	require.True(t, partner.Valid())
	require.Equal(t, []scenario.Member{
		{Name: "nora", Company: "vendor", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager, domain.RoleAuditor}},
		{Name: "paul", Company: "vendor", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}},
		{Name: "anna", Company: "alpenrose", Org: domain.Org(partner), Roles: []domain.Role{domain.RoleAdministrator}},
	}, s.Members())
	_, ok = s.ID("nobody")
	require.False(t, ok)
}

func TestParse_gives_ids_that_other_steps_do_not_move(t *testing.T) {
	before, err := scenario.Parse("small.story", small)
	require.NoError(t, err)
	after, err := scenario.Parse("small.story", strings.Replace(small, "-2 10:00", `-3 11:00 nora create earlier {"topic": "Seats", "currency": "EUR"}
-2 10:00`, 1))
	require.NoError(t, err)
	id, _ := before.ID("deal")
	same, _ := after.ID("deal")
	require.Equal(t, id, same)

	renamed, err := scenario.Parse("other.story", small)
	require.NoError(t, err)
	other, _ := renamed.ID("deal")
	require.NotEqual(t, id, other)
}

func TestParse_knows_copies_registrations_and_the_program_by_their_names(t *testing.T) {
	s, err := scenario.Parse("small.story", small+`-1 23:59 anna create-referral plant {"name": "Plant", "location": "$alpenrose"}
-1 23:59 nora accept plant@vendor {"name": "Their plant"}
-1 23:59 nora accept plant@alpenrose {"name": "Ours"}
-1 23:59 anna register plant@vendor
-1 23:59 paul publish-rates program {"reason": "Monthly.", "rates": [{"month": "@month-1", "currency": "EUR", "usd": "1.1", "source": "us"}]}
-1 23:59 anna withdraw plant@vendor/registration {"reason": "$plant@vendor"}
-1 23:59 anna create-customer acme {"name": "Acme"}
-1 23:59 anna create-contact joan {"name": "Joan"}
`)
	require.NoError(t, err)
	deal, _ := s.ID("plant")
	partner, _ := s.ID("alpenrose")
	for name, want := range map[string]domain.ID{
		"plant@vendor":    referral.CopyID(deal.Derive("engagement"), domain.Vendor),
		"plant@alpenrose": referral.CopyID(deal.Derive("engagement"), domain.Org(partner)),
		"program":         program.ID,
	} {
		got, ok := s.ID(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
	_, ok := s.ID("plant@vendor/registration")
	require.True(t, ok)
	for _, name := range []string{"plant@nobody", "deal@vendor/registration", "nothing@vendor"} {
		_, ok := s.ID(name)
		require.False(t, ok, name)
	}
}

func TestParse_names_file_and_line_of_every_error(t *testing.T) {
	head := "cast:\nnora vendor channel-manager\npaul vendor program-administrator\nstory:\n"
	deal := head + `-9 09:00 nora create deal {"topic": "T", "currency": "EUR"}` + "\n"
	for name, c := range map[string]struct{ text, want string }{
		"an empty file":                {"", "x.story:1: nothing happens in this story"},
		"a cast without a story":       {"cast:\nnora vendor auditor", "x.story:1: nothing happens in this story"},
		"a step before the cast":       {"\n\n-1 09:00 a b c", `x.story:3: a story begins with "cast:"`},
		"a person without a company":   {"cast:\nnora", "x.story:2: a person is: name, organisation, roles"},
		"a person in capitals":         {"cast:\nNora vendor auditor", "x.story:2: a person is"},
		"a person twice":               {"cast:\nnora vendor auditor\nnora vendor analyst", "x.story:3: nora is in the cast already"},
		"a role of the other side":     {"cast:\nnora vendor manager", "x.story:2: manager is not a role there"},
		"a person without a role":      {"cast:\nnora vendor", "x.story:2: a role is missing"},
		"a process with a role":        {"cast:\nclock system process", "x.story:2: process is not a role there"},
		"a company that never comes":   {"cast:\nnora vendor channel-manager\nanna nowhere manager\nstory:\n-1 09:00 nora create deal {\"topic\": \"T\", \"currency\": \"EUR\"}", "x.story:3: nowhere, the company of anna, is not a partner of the story"},
		"a step that is too short":     {head + "-1 09:00 nora create", "x.story:5: a step is: day, time, who"},
		"a day after the end":          {head + "0 09:00 nora create deal {}", `x.story:5: "0" is not a day`},
		"a day too long ago":           {head + "-10000 09:00 nora create deal {}", `x.story:5: "-10000" is not a day`},
		"no time of day":               {head + "-1 24:00 nora create deal {}", `x.story:5: "24:00" is not a time of day`},
		"a subject in capitals":        {head + "-1 09:00 nora create Deal {}", `x.story:5: "Deal" cannot be a name`},
		"a subject called vendor":      {head + "-1 09:00 nora create vendor {}", `x.story:5: "vendor" cannot be a name`},
		"JSON that does not end":       {head + "-1 09:00 nora create deal {\"topic\": ", "x.story:5: JSON: unexpected EOF"},
		"something behind the JSON":    {head + "-1 09:00 nora create deal {} {}", "x.story:5: JSON: something follows"},
		"somebody unknown":             {head + "-1 09:00 nina create deal {}", "x.story:5: nina is not in the cast"},
		"an unknown command":           {deal + "-1 09:00 nora sell deal", "x.story:6: sell cannot be asked of deal, which is there as opportunity"},
		"a command of another kind":    {deal + "-1 09:00 paul suspend deal", "x.story:6: suspend cannot be asked of deal"},
		"a name used twice":            {deal + "-1 09:00 paul enrol deal", "x.story:6: enrol cannot be asked of deal"},
		"a subject that is not there":  {head + "-1 09:00 nora accept deal", "x.story:5: deal is not there yet, and accept does not create it"},
		"an id that is not there":      {deal + `-1 09:00 nora distribute deal {"partner": "$alpenrose"}`, "x.story:6: $alpenrose is not there yet"},
		"no registration":              {deal + `-1 09:00 nora distribute deal {"partner": "$deal/registration"}`, "x.story:6: $deal/registration is not there yet"},
		"no copy of anybody":           {deal + "-1 09:00 nora accept deal@alpenrose", "x.story:6: deal@alpenrose is not there yet"},
		"a registration of nothing":    {deal + "-1 09:00 nora approve deal/registration", "x.story:6: deal/registration is not there yet"},
		"a second program":             {head + "-1 09:00 nora create program {}", "x.story:5: create cannot be asked of program, which is there as program"},
		"an unknown field":             {head + `-1 09:00 nora create deal {"subject": "T"}`, `x.story:5: json: unknown field "subject"`},
		"a field of another type":      {head + `-1 09:00 nora create deal {"topic": 7}`, "x.story:5: json: cannot unmarshal number"},
		"a date that is none":          {head + `-1 09:00 nora create deal {"estimatedCloseDate": "soon"}`, "x.story:5:"},
		"steps of a deal out of order": {deal + "-10 09:00 nora lose deal", "x.story:6: this happens before line 5, which is about deal too"},
		"a date in the first step":     {head + `-1 09:00 nora create deal {"topic": "T", "currency": "EUR", "estimatedCloseDate": "@+1"}`, "x.story:5: neither the first step"},
		"a date of somebody anonymous": {"cast:\nnora vendor channel-manager\nguest anonymous\nstory:\n-9 09:00 nora create deal {\"topic\": \"T\", \"currency\": \"EUR\"}\n-1 09:00 guest apply alp {\"name\": \"@+1\"}", "x.story:6: neither the first step"},
		"somebody of a later partner":  {"cast:\npaul vendor program-administrator\nanna alp administrator\nstory:\n-2 09:00 anna create deal {}\n-1 09:00 paul enrol alp {\"name\": \"A\"}", "x.story:5: alp, the company of anna, is not there yet"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Parse("x.story", c.text)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, s)
		})
	}
}

func TestParse_finds_all_errors_in_the_order_of_the_lines(t *testing.T) {
	_, err := scenario.Parse("x.story", "cast:\nnora vendor manager\nstory:\nwhat\n-1 9 nora create deal")
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 3)
	for i, prefix := range []string{"x.story:2: ", "x.story:4: ", "x.story:5: "} {
		require.True(t, strings.HasPrefix(lines[i], prefix), lines[i])
	}
}

func TestParse_refuses_a_file_that_cannot_be_a_key(t *testing.T) {
	for _, name := range []string{"", ".story", "Demo.story", "a/b.story", "a b.story"} {
		_, err := scenario.Parse(name, small)
		require.ErrorContains(t, err, "does not name a story", name)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("cast:\r\nnora vendor auditor\r\nstory:\r\n-1 00:00 nora create a {\"topic\": \"$a\", \"x\": [null, {\"@+1\": \"@+1\"}]}")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.Parse("fuzz.story", text)
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if strings.HasPrefix(line, "fuzz.story:") {
					return
				}
			}
			t.Fatalf("no line named: %v", err)
		}
		again, err := scenario.Parse("fuzz.story", text)
		require.NoError(t, err)
		require.Equal(t, s, again)
	})
}
