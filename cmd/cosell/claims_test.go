package main

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// rivals are two partners that each have a deal with the same customer and product.
type rivals struct {
	world
	vendor
	partners [2]company
}

// both does something for both partners at the same moment.
func both(do func(partner int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range 2 {
		all.Go(func() { <-start; do(i) })
	}
	close(start)
	all.Wait()
}

// contest lets both partners ask for exclusivity at the same moment, and the reviewer approve both at the same moment.
func (r rivals) contest(round int) {
	t := r.t
	var deals, asked [2]string
	for i, p := range r.partners {
		deals[i] = r.post(p.token, "/opportunities", obj{
			"topic": fmt.Sprintf("Round %d", round), "customer": obj{"name": fmt.Sprintf("Customer %d", round), "country": "FR"},
			"estimatedValue": eur("50000.00"), "estimatedCloseDate": "2099-01-01", "products": []string{"Cloud", "Desk"},
		}).ID
		r.post(r.manager(), "/opportunities/"+deals[i]+"/approve", nil)
	}
	both(func(i int) {
		a := r.post(r.partners[i].token, "/opportunities/"+deals[i]+"/register", obj{"kind": "exclusivity", "form": obj{"products": []string{"Cloud"}}})
		asked[i] = a.state()["registration"].(map[string]any)["id"].(string)
	})
	places := map[int]int{} // partner by place
	for i, id := range asked {
		var claimed obj
		r.until("the registration is in the queue", func() bool {
			a, err := r.ask("GET", "/api/v1/registrations/"+id, r.reviewer, "")
			if err != nil || a.Status == http.StatusNotFound {
				return false
			}
			receipt, _ := a.state()["receipt"].(map[string]any)
			claimed, _ = receipt["claim"].(map[string]any)
			return claimed != nil
		})
		places[int(claimed["place"].(float64))] = i
	}
	require.Len(t, places, 2, "one is first, the other behind it")
	require.Contains(t, places, 1)

	var answers [2]reply
	both(func(i int) {
		a, err := r.ask("POST", "/api/v1/registrations/"+asked[i]+"/approve", r.reviewer, "")
		require.NoError(t, err)
		answers[i] = a
	})
	won, lost := 0, 1
	if answers[0].Status != http.StatusOK {
		won, lost = 1, 0
	}
	require.Equal(t, http.StatusOK, answers[won].Status, "%s", answers[won].Body)
	require.Equal(t, http.StatusConflict, answers[lost].Status, "%s", answers[lost].Body)
	require.Equal(t, "exclusivity-held", answers[lost].Code, "%s", answers[lost].Body)

	elsewhere := r.create("Elsewhere").ID
	r.do(r.world.manager, elsewhere, "revise", obj{
		"customer": obj{"name": fmt.Sprintf("Customer %d", round), "country": "FR"}, "products": []string{"Cloud"},
	}.String())
	at := "/api/v1/opportunities/" + elsewhere + "/distribute"
	refused := r.must(409, "POST", at, r.world.manager, obj{"partner": r.partners[lost].id}.String())
	require.Equal(t, "exclusive-to-another", refused.Code)
	r.must(200, "POST", at, r.world.manager, obj{"partner": r.partners[won].id}.String())
}

func (r rivals) manager() string { return r.vendor.manager }

func TestOfTwoPartnersThatClaimACustomerAtTheSameMomentOneIsFirst(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	r := rivals{world: w, vendor: w.vendor()}
	for i, name := range []string{"Adatum", "Fabrikam"} {
		r.partners[i] = w.enrol(r.vendor, name)
	}
	for round := range 30 {
		r.contest(round)
	}
}
