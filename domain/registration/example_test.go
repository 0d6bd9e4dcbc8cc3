package registration_test

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// A won deal whose customer the vendor has yet to match to an account: nobody can tell yet whether it is eligible, and the
// verdict says what would change that.
func ExampleJudge() {
	deal := registration.Facts{
		Won: true, Closed: true, State: "won", WonDate: date(-3), Value: usd(30_000), PartnerLed: true,
		Solution: registration.Pass, SolutionName: "Picking", Account: domain.AccountDUNS, HoldsContract: registration.Pass,
	}
	v := registration.Judge(deal, policy(), noon)
	fmt.Println("eligible:", v.Eligible)
	for _, c := range v.Criteria {
		if c.Outcome != registration.Pass {
			fmt.Println(c.Code, "is", c.Outcome)
			fmt.Println(c.Text)
			fmt.Println(c.Remedy)
		}
	}

	// Output:
	// eligible: unknown
	// managed-account is unknown
	// The vendor has not matched the customer to an account yet.
	// The vendor matches the customer to an account that it manages.
}
