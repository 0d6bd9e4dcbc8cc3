package registration

import "github.com/cosell/cosell/domain"

// Term says how long a contract runs.
type Term string

// The terms.
const (
	Finite    Term = "finite"
	Perpetual Term = "perpetual"
)

// Pricing is how the customer pays.
type Pricing string

// The pricings.
const (
	PayAsYouGo   Pricing = "pay-as-you-go"
	OtherPricing Pricing = "other"
)

// Form is what the partner says of the contract. Of exclusivity only Products, which must be among the deal's; of an
// incentive everything else.
type Form struct {
	Products        []string     `json:"products,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Exclusivity: the products it is asked for; those of the deal when left out."`
	ContractValue   domain.Money `json:"contractValue,omitzero" doc:"Incentive: the whole value of the contract."`
	SolutionValue   domain.Money `json:"solutionValue,omitzero" doc:"Incentive: what of it the eligible solution is worth."`
	Term            Term         `json:"term,omitempty" enum:"finite,perpetual" doc:"Incentive: how long the contract runs."`
	Signed          domain.Date  `json:"signedDate,omitzero" doc:"Incentive: the day it was signed."`
	Start           domain.Date  `json:"startDate,omitzero" doc:"Incentive: the day it begins."`
	End             domain.Date  `json:"endDate,omitzero" doc:"Incentive: its last day; not of a perpetual one."`
	Pricing         Pricing      `json:"pricing,omitempty" enum:"pay-as-you-go,other" doc:"Incentive: how the customer pays."`
	Deployed        *bool        `json:"deployedHere,omitempty" doc:"Incentive: whether the solution runs on the vendor's platform."`
	Tenant          string       `json:"tenant,omitempty" enum:"customer,partner" doc:"Incentive: in whose tenant it mainly runs."`
	Marketplace     *bool        `json:"marketplace,omitempty" doc:"Incentive: whether it was bought on the marketplace."`
	MarketplaceDate domain.Date  `json:"marketplaceDate,omitzero" doc:"Incentive: when it is expected to be bought there."`
	Solution        string       `json:"solution,omitempty" maxLength:"100" doc:"Incentive: id of the eligible solution in the contract."`
	HoldsContract   bool         `json:"holdsContract,omitempty" doc:"Incentive: the requester attests that it holds the customer's contract."`
	NamedInContract bool         `json:"namedInContract,omitempty" doc:"Incentive: the requester attests that the contract names it and the solution."`
}

// Elsewhere reports whether the form says that the solution does not run on the vendor's platform.
func (f Form) Elsewhere() bool { return f.Deployed != nil && !*f.Deployed }
