package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// ofFields are codes that may be given where a command could be about nothing else, but depend on what it says.
var ofFields = []string{"not-your-field"}

// honesty gathers what became of commands beside what was said of them before.
type honesty struct {
	*world
	said    map[string]bool   // codes that were ever given as the reason why a command is not allowed
	refused map[string]string // codes with which commands that were allowed were refused, with an example of each
	tried   map[bool]int      // how many commands that were allowed, and how many that were not
}

// ask issues every command that the caller is told of, each after a look at what is allowed now.
func (h *honesty) ask(t *testing.T, subject, who, about string) {
	t.Helper()
	kind, id, _ := strings.Cut(subject, "/")
	for _, c := range h.allowed(subject, who) {
		now := h.allowed(subject, who)
		i := slices.IndexFunc(now, func(x domain.AllowedCommand) bool { return x.Command == c.Command })
		if i < 0 {
			return // what was done before has taken it out of sight
		}
		c = now[i]
		a := h.about("POST /api/v1/"+kind+"/{id}/"+c.Command, id, who)
		example := fmt.Sprintf("%s asks %s of %s: %s", who, c.Command, about, a.text)
		require.Less(t, a.Code, 500, example)
		h.tried[c.Allowed]++
		switch {
		case !c.Allowed:
			h.said[c.Code] = true
			require.Equal(t, c.Code, a.code(), example)
		case a.Code >= 300:
			require.NotContains(t, hides, a.Code, example)
			h.refused[a.code()] = example
		}
	}
}

// allowed is what a look at a subject says of commands; nil for what is not to be seen.
func (h *honesty) allowed(subject, who string) (all []domain.AllowedCommand) {
	h.t.Helper()
	a := h.get("/api/v1/"+subject, who)
	if a.Code != http.StatusOK {
		require.Contains(h.t, hides, a.Code, a.text)
		return nil
	}
	list, _ := a.json["allowed"].([]any)
	require.NotEmpty(h.t, list, a.text)
	for _, c := range list {
		code, _ := at(c, "code").(string)
		all = append(all, domain.AllowedCommand{Command: at(c, "command").(string), Allowed: at(c, "allowed").(bool), Code: code})
	}
	return all
}

func TestWhatIsAllowedIsSaidTruly(t *testing.T) {
	w := inMemory(t)
	_, location := w.equip("contoso")
	litware, _ := w.equip("litware")
	h := &honesty{w, map[string]bool{}, map[string]string{}, map[bool]int{}}
	members := append(outsiders("contoso"), "auditor", "litware administrator", "litware seller")
	for about, story := range w.tales(location, litware) {
		for _, who := range members {
			h.ask(t, story(), who, about)
		}
	}
	for code, example := range h.refused {
		require.False(t, h.said[code] && !slices.Contains(ofFields, code), "allowed says nothing of %s: %s", code, example)
	}
	require.Greater(t, h.tried[true], 200)
	require.Greater(t, h.tried[false], 2000)
}

// tales make one of each kind in each of its states, anew at every call.
func (w *world) tales(location string, litware domain.ID) map[string]func() string {
	all := map[string]func() string{}
	partners := map[string]domain.ID{"contoso": domain.ID(w.members["contoso seller"].Org), "litware": litware}
	for state, story := range states {
		if state != "expired" { // which lets the day of all others pass
			all["a deal that is "+state] = func() string { return "opportunities/" + w.tell(story, partners) }
		}
	}
	refer := func(copy string, more map[string]any, story ...told) func() string {
		return func() string {
			subject := "referrals/" + w.refer(w.cosell(location, more))[copy]
			for _, step := range story {
				w.does(step.who, subject+"/"+step.command, step.body)
			}
			return subject
		}
	}
	help, invite := map[string]any{"help": "other"}, map[string]any{"invitations": []any{invitation(litware)}}
	taken := map[string]any{"name": "x", "team": team("litware-seller")}
	for about, story := range map[string]func() string{
		"a private referral":     refer("own", nil),
		"a visible referral":     refer("own", map[string]any{"visible": true}),
		"a co-sell referral":     refer("own", help),
		"the vendor's copy":      refer("the vendor", help),
		"the vendor's, accepted": refer("the vendor", help, told{"vendor-seller", "accept", map[string]any{"name": "x"}}),
		"the vendor's, declined": refer("the vendor", help, told{"vendor-seller", "decline", map[string]any{"reason": "other"}}),
		"an invitation":          refer("litware", invite),
		"an accepted one":        refer("litware", invite, told{"litware administrator", "accept", taken}),
		"a declined one":         refer("litware", invite, told{"litware administrator", "decline", map[string]any{"reason": "other"}}),
		"a won referral":         refer("own", help, told{"contoso administrator", "win", map[string]any{"value": money}}),
		"a lost referral":        refer("own", nil, told{"contoso administrator", "lose", map[string]any{"reason": "other"}}),
		"an erroneous referral":  refer("own", nil, told{"contoso administrator", "close-as-error", map[string]any{"reason": "test-deal"}}),
	} {
		all[about] = story
	}
	w.registrationTales(all, location)
	w.recordTales(all)
	return all
}

// registrationTales are those of exclusivity and of an exception, of a customer of its own each.
func (w *world) registrationTales(all map[string]func() string, location string) {
	n := 0
	exclusivity := func(story ...told) func() string {
		return func() string {
			n++
			body := map[string]any{"topic": "x", "customer": map[string]any{"name": fmt.Sprint("Customer ", n)}, "estimatedValue": money, "estimatedCloseDate": "2026-06-30", "products": []string{"x"}}
			deal := "opportunities/" + w.does("contoso administrator", "opportunities", body).json["id"].(string)
			w.does("contoso administrator", deal+"/register", map[string]any{"kind": "exclusivity"})
			subject := "registrations/" + w.registered(deal)
			for _, step := range story {
				w.does(step.who, subject+"/"+step.command, step.body)
			}
			return subject
		}
	}
	reason := map[string]any{"reason": "x"}
	approve, more := told{"registration-reviewer", "approve", nil}, told{"contoso manager", "request-extension", reason}
	all["exclusivity that is asked for"] = exclusivity()
	all["exclusivity that needs action"] = exclusivity(told{"registration-reviewer", "require-action", map[string]any{"message": "x"}})
	all["exclusivity that is approved"] = exclusivity(approve)
	all["exclusivity that was rejected"] = exclusivity(told{"registration-reviewer", "reject", reason})
	all["exclusivity of which more is asked for"] = exclusivity(approve, more)
	all["exclusivity that was extended"] = exclusivity(approve, more, told{"registration-reviewer", "extend", nil})
	all["exclusivity that was withdrawn"] = exclusivity(told{"contoso manager", "withdraw", nil})
	all["an exception"] = func() string {
		deal := "referrals/" + w.refer(w.cosell(location, nil))["own"]
		w.does("contoso administrator", deal+"/lose", map[string]any{"reason": "other"})
		w.does("contoso administrator", deal+"/request-exception", map[string]any{"text": "x"})
		return "registrations/" + w.registered(deal)
	}
}

// recordTales are those of partners, customers and contacts.
func (w *world) recordTales(all map[string]func() string) {
	n := 0
	all["a partner"] = func() string {
		n++
		id := w.does("program-administrator", "partners", map[string]any{"name": fmt.Sprint("Partner ", n)}).json["id"].(string)
		return "partners/" + id
	}
	all["a suspended partner"] = func() string {
		subject := all["a partner"]()
		w.does("program-administrator", subject+"/suspend", map[string]any{"reason": "x"})
		return subject
	}
	all["an applicant"] = func() string {
		a := w.post("/api/v1/applications", "", map[string]any{"name": "Applicant"})
		require.Equal(w.t, http.StatusCreated, a.Code, a.text)
		return "partners/" + a.json["id"].(string)
	}
	for owner, who := range map[string]string{"contoso": "contoso seller", "the vendor": "vendor-seller"} {
		all["a customer of "+owner] = func() string {
			return "customers/" + w.does(who, "customers", map[string]any{"name": "x"}).json["id"].(string)
		}
		all["a contact of "+owner] = func() string {
			return "contacts/" + w.does(who, "contacts", map[string]any{"name": "x"}).json["id"].(string)
		}
		all["a removed contact of "+owner] = func() string {
			subject := all["a contact of "+owner]()
			w.does(who, subject+"/remove", nil)
			return subject
		}
	}
}
