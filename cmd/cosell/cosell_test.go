package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestADealOfThreePartnersAndTheVendorFromItsInvitationsToAnExpiry(t *testing.T) {
	data := localservertest.Folder(t)
	r := serve(t, data, "--demo", "--clock", "2026-03-02T09:00:00Z")
	v := r.vendor()
	opener, second, third := r.enrol(v, "Adatum"), r.enrol(v, "Fabrikam"), r.enrol(v, "Contoso")
	body := opener.refer("New plant", "2026-06-30")
	body["crmId"], body["invitations"] = "CRM-1", []obj{opener.asks(second, "2026-06-30"), opener.asks(third, "2026-06-30")}
	opened := r.post(opener.token, "/referrals", body)
	engagement := opened.state()["engagement"].(string)
	own := "/referrals/" + opened.ID

	waits := func(row obj) bool { return row["state"] == "received" && row["direction"] == "inbound" }
	helper := r.copyOf(v.seller, engagement, func(row obj) bool { return waits(row) && row["owner"] == "vendor" })
	asked := "/referrals/" + r.copyOf(second.token, engagement, waits)["id"].(string)
	silent := "/referrals/" + r.copyOf(third.token, engagement, waits)["id"].(string)
	require.NotContains(t, string(r.get(second.token, asked).Body), "CRM-1")
	r.must(404, "GET", "/api/v1"+asked, third.token, "")
	r.must(404, "GET", "/api/v1"+own, second.token, "")

	r.post(second.token, asked+"/accept", obj{"name": "Plant for Adatum", "team": second.team()})
	before := r.outcomes(opener.token, own, "")
	require.Equal(t, "unknown", before["vendor-accepted"])
	r.post(v.seller, "/referrals/"+helper["id"].(string)+"/accept", obj{"name": "Help for Adatum"})
	r.until("the opener hears of the vendor's answer", func() bool { return r.outcomes(opener.token, own, "")["vendor-accepted"] == "pass" })
	after := r.outcomes(opener.token, own, "")
	before["vendor-accepted"] = "pass"
	require.Equal(t, before, after, "nothing else changes")
	require.Equal(t, "unknown", r.outcomes(opener.token, own, "?revision=3")["vendor-accepted"], "as of then it stays so")

	r.stop()
	r = serve(t, data, "--demo", "--clock", "2026-03-17T09:00:00Z")
	r.copyOf(third.token, engagement, func(row obj) bool { return row["state"] == "expired" })
	r.until("the opener hears of the expiry", func() bool {
		var states []any
		for _, c := range r.get(opener.token, own).state()["counterparts"].([]any) {
			states = append(states, c.(map[string]any)["state"])
		}
		return len(states) == 3 && !contains(states, "received") && contains(states, "expired")
	})
	r.tells(opener.token, own, "Fabrikam accepted the invitation", "The vendor accepted the invitation", "Contoso did not answer")
	r.tells(second.token, asked, "Adatum invited Fabrikam", "The vendor accepted the invitation", "Contoso did not answer")
	r.tells(v.seller, "/referrals/"+helper["id"].(string), "Fabrikam accepted the invitation", "Contoso did not answer")
	r.tells(third.token, silent, "Adatum invited Contoso", "The invitation was not answered in time")
	r.must(409, "POST", "/api/v1"+silent+"/accept", third.token, `{"name":"Too late"}`)

	out, talk, code := verb(t, "why", "--data", data, "referral/"+opened.ID)
	require.Equal(t, exitDone, code, talk)
	require.Contains(t, out, "vendor-accepted")
}

func contains(all []any, one string) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}

func TestAContractInEuroIsApprovedByItselfUpToTheLineAndReviewedBeyond(t *testing.T) {
	data := localservertest.Folder(t)
	r := serve(t, data, "--demo", "--clock", "2026-03-02T09:00:00Z")
	v := r.vendor()
	opener := r.enrol(v, "Adatum")
	r.must(200, "PUT", "/api/v1/program/rates", v.administrator, obj{
		"rates":  []obj{{"month": "2026-03", "currency": "EUR", "usd": "1.25", "source": "Central bank, monthly mean"}},
		"reason": "March is published",
	}.String())

	register := func(name, worth string) (deal, registration string) {
		opened := r.post(opener.token, "/referrals", opener.refer(name, "2026-06-30"))
		deal = "/referrals/" + opened.ID
		engagement := opened.state()["engagement"].(string)
		help := r.copyOf(v.seller, engagement, func(row obj) bool { return row["owner"] == "vendor" && row["state"] == "received" })
		r.post(opener.token, deal+"/win", obj{"value": eur(worth)})
		require.Equal(t, "unknown", r.outcomes(opener.token, deal, "")["eligible"])
		r.post(v.seller, "/referrals/"+help["id"].(string)+"/accept", obj{"name": "Help"})
		r.until("the owner hears of the vendor's answer", func() bool { return r.outcomes(opener.token, deal, "")["vendor-accepted"] == "pass" })
		registered := r.post(opener.token, deal+"/register", obj{"form": obj{
			"contractValue": eur(worth), "solutionValue": eur(worth), "term": "finite", "signedDate": "2026-03-02",
			"startDate": "2026-03-02", "endDate": "2027-03-01", "pricing": "other", "deployedHere": true, "tenant": "customer",
			"marketplace": false, "solution": "suite", "holdsContract": true, "namedInContract": true,
		}})
		return deal, registered.state()["registration"].(map[string]any)["id"].(string)
	}
	state := func(id string) string {
		a, err := r.ask("GET", "/api/v1/registrations/"+id, v.reviewer, "")
		require.NoError(t, err)
		if a.Status == 404 {
			return ""
		}
		return a.state()["state"].(string)
	}
	small, below := register("Below the line", "720000.00")
	_, above := register("Beyond it", "880000.00")
	r.until("the registration is approved", func() bool { return state(below) == "approved" })
	r.until("the other one is there", func() bool { return state(above) == "pending-review" })

	shown := r.get(v.reviewer, "/registrations/"+below).state()
	require.Equal(t, map[string]any{"amount": "900000.00", "currency": "USD"}, shown["annualUsd"])
	require.Contains(t, shown["verdict"].(map[string]any)["rate"], "1 EUR = 1.25 USD in 2026-03")
	r.until("the deal hears of it", func() bool {
		return r.get(opener.token, small).state()["registration"].(map[string]any)["state"] == "approved"
	})
	r.post(v.reviewer, "/registrations/"+above+"/pass", obj{"reason": "All as it should be"})
	r.until("what has passed is closed", func() bool { return state(above) == "closed" })

	out, talk, code := verb(t, "why", "--data", data, "registration/"+above)
	require.Equal(t, exitDone, code, talk)
	for _, says := range []string{"incentive, closed", "receipt: registration-" + above + " revision 0", "eligible for an incentive: pass", "worth 1100000.00 USD: 1 EUR = 1.25 USD in 2026-03"} {
		require.Contains(t, out, says)
	}
}
