package program_test

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// The rate of a month is published; a deal in another currency can then be held against a threshold.
func Example() {
	var p program.Program
	value, _ := domain.ParseMoney("23500.00", "EUR")
	_, _, known := p.Policy().USD(value, "2026-02")
	fmt.Println("version", p.Policy().Version, "knows the rate:", known)

	events, err := program.Decide(p, publish(rate("2026-02", "EUR", "1.0842")), program.Input{Caller: rules, Now: noon})
	if err != nil {
		fmt.Println(err)
		return
	}
	p = program.Evolve(p, domain.Recorded{Event: events[0], Meta: domain.Meta{RecordedAt: noon}})
	usd, _, _ := p.Policy().USD(value, "2026-02")
	fmt.Println("version", p.Policy().Version, "says", usd)
	fmt.Println("enough:", usd.Cmp(p.Policy().Registration.MinimumValue) >= 0)
	// Output:
	// version 1 knows the rate: false
	// version 2 says 25478.70 USD
	// enough: true
}
