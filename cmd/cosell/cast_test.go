package main

import (
	"encoding/json"
	"strings"
	"time"
)

// obj is the body of a request, or what an answer says.
type obj map[string]any

func (o obj) String() string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // it holds nothing that JSON cannot
	}
	return string(text)
}

// post issues a command and expects it to be taken.
func (r *running) post(token, path string, body obj) reply {
	r.t.Helper()
	text := ""
	if body != nil {
		text = body.String()
	}
	a, err := r.ask("POST", "/api/v1"+path, token, text)
	if err != nil || a.Status >= 300 {
		r.t.Fatalf("%s: %v %d %s", path, err, a.Status, a.Body)
	}
	return a
}

// get reads what is expected to be there.
func (r *running) get(token, path string) reply {
	r.t.Helper()
	return r.must(200, "GET", "/api/v1"+path, token, "")
}

// state is what an answer says of the aggregate.
func (a reply) state() (o obj) {
	_ = json.Unmarshal(a.State, &o)
	return o
}

// until waits until something holds that our own processes bring about.
func (r *running) until(what string, holds func() bool) {
	r.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			r.t.Fatalf("%s: not after half a minute", what)
		}
	}
}

// vendor is the vendor's people.
type vendor struct {
	manager, seller, administrator, reviewer, auditor string
}

func (r *running) vendor() vendor {
	r.t.Helper()
	return vendor{
		manager:       r.token("vendor", "nora", "channel-manager"),
		seller:        r.token("vendor", "sven", "seller"),
		administrator: r.token("vendor", "paul", "program-administrator"),
		reviewer:      r.token("vendor", "ruth", "registration-reviewer"),
		auditor:       r.token("vendor", "otto", "auditor"),
	}
}

// company is a partner that takes part in everything, with its administrator.
type company struct {
	id, name, location, token string
}

// enrol takes a partner in, with a location in Lyon and a solution that counts for incentives.
func (r *running) enrol(by vendor, name string) company {
	r.t.Helper()
	member := strings.ToLower(name)
	c := company{name: name}
	c.id = r.post(by.administrator, "/partners", obj{
		"name": name, "administrator": obj{"member": member, "name": name + " Head", "mail": member + "@example.com"},
	}).ID
	at := "/partners/" + c.id
	placed := r.post(by.administrator, at+"/add-location", obj{"name": "Lyon", "country": "FR"}).state()
	c.location = placed["locations"].([]any)[0].(map[string]any)["id"].(string)
	r.post(by.administrator, at+"/revise", obj{"transacting": true})
	r.post(by.administrator, at+"/change-solutions", obj{"solutions": []obj{
		{"id": "suite", "name": name + " Suite", "coSellReady": true, "eligible": true, "incentivised": true},
	}})
	c.token = r.token(c.id, member, "administrator")
	return c
}

func (c company) team() []obj {
	return []obj{{"member": strings.ToLower(c.name), "name": c.name + " Head", "mail": "team@example.com", "phone": "+33 1 00 00 00 00"}}
}

func eur(amount string) obj { return obj{"amount": amount, "currency": "EUR"} }

// refer is what a partner opens a co-sell deal with, asking the vendor for help.
func (c company) refer(name string, closes string) obj {
	return obj{
		"name": name, "location": c.location, "estimatedValue": eur("120000.00"), "estimatedCloseDate": closes, "notes": "Met at the fair.",
		"customer": obj{"name": "Tailspin", "postalCode": "69001", "country": "FR", "accountKind": "managed", "vendorAccount": "FR-100"},
		"contact":  obj{"name": "Ann Vidal", "mail": "ann@example.com", "phone": "+33 1 00 00 00 01"},
		"consent":  true, "marketplaceIntent": "undecided", "team": c.team(),
		"solutions": []obj{{"kind": "own", "id": "suite"}}, "help": "proof-of-concept",
	}
}

// asks is what a partner asks another one to bring.
func (c company) asks(other company, closes string) obj {
	return obj{
		"partner": other.id, "estimatedValue": eur("40000.00"), "estimatedCloseDate": closes, "notes": "We need your suite.",
		"team": c.team(), "solutions": []obj{{"kind": "third-party", "id": "suite", "partner": other.id}}, "help": "proof-of-concept",
	}
}

// copyOf waits until somebody has a copy of a co-sell deal, and gives its row in the list.
func (r *running) copyOf(token, engagement string, is func(obj) bool) (row obj) {
	r.t.Helper()
	r.until("a copy of "+engagement, func() bool {
		for _, item := range r.get(token, "/referrals?limit=200").Items {
			if item["engagement"] == engagement && is(item) {
				row = item
				return true
			}
		}
		return false
	})
	return row
}

// outcomes are what a verdict says, by criterion, with its sum as "eligible".
func (r *running) outcomes(token, deal, query string) map[string]string {
	r.t.Helper()
	var v struct {
		Eligible string
		Criteria []struct{ Code, Outcome string }
	}
	a := r.get(token, deal+"/eligibility"+query)
	if err := json.Unmarshal(a.Body, &v); err != nil {
		r.t.Fatal(err)
	}
	all := map[string]string{"eligible": v.Eligible}
	for _, c := range v.Criteria {
		all[c.Code] = c.Outcome
	}
	return all
}

// tells waits until a timeline says all of this.
func (r *running) tells(token, deal string, all ...string) {
	r.t.Helper()
	for _, says := range all {
		r.until(deal+" tells "+says, func() bool {
			for _, line := range r.get(token, deal+"/timeline").Items {
				if strings.Contains(line["text"].(string), says) {
					return true
				}
			}
			return false
		})
	}
}
