package customer_test

import (
	"fmt"

	"github.com/cosell/cosell/domain/customer"
)

// A partner takes a customer down and links another of its accounts.
func Example() {
	f := &file{}
	for _, c := range []customer.Command{
		customer.Create{Name: "Northwind Traders", Country: "DE", DUNS: "123456789"},
		customer.LinkAccount{Account: "1-2ABC"},
		customer.Associate{Contact: nora},
	} {
		events, err := customer.Decide(f.state, c, f.input(c, sam))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(events[0].EventKind(), "→", f.record(events...).state.State())
	}
	fmt.Println(f.state.Record().MatchKeys())
	// Output:
	// customer.created → kept
	// customer.account-linked → kept
	// customer.associated → kept
	// [duns:123456789 name:northwindtraders||DE]
}
