package registration

import (
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

func criterion(code string, o Outcome, text, remedy string) Criterion {
	return Criterion{Code: code, Outcome: o, Text: text, Remedy: remedy}
}

func (f Facts) won() Criterion {
	switch {
	case f.Won:
		return criterion(CriterionWon, Pass, "The deal was won on "+f.WonDate.String()+".", "")
	case f.Closed:
		return criterion(CriterionWon, Fail, "The deal is closed and was not won: it is "+f.State+".", "A closed deal stays closed; a new one may be created that takes it up again.")
	}
	return criterion(CriterionWon, Unknown, "The deal is not decided yet: it is "+f.State+".", "Win the deal.")
}

func (f Facts) solution() Criterion {
	const remedy = "Put a solution on the deal that the vendor has judged eligible."
	switch f.Solution {
	case Pass:
		return criterion(CriterionSolution, Pass, strings.TrimSpace("An eligible solution is part of the deal: "+f.SolutionName)+".", "")
	case Fail:
		return criterion(CriterionSolution, Fail, "No solution of the deal is eligible.", remedy)
	}
	return criterion(CriterionSolution, Unknown, "Whether a solution of the deal is eligible has not been judged.", remedy)
}

func (f Facts) dealType() Criterion {
	switch {
	case f.CoSell:
		return criterion(CriterionType, Pass, "The deal is a co-sell deal.", "")
	case f.PartnerLed:
		return criterion(CriterionType, Pass, "The deal is partner-led.", "")
	case f.Assessment:
		return criterion(CriterionType, Fail, "A solution assessment is neither partner-led nor a co-sell deal.", "")
	}
	return criterion(CriterionType, Fail, "The deal is private.", "Let the vendor view the deal or ask it for help, before the deal is closed.")
}

func (f Facts) vendor() Criterion {
	switch {
	case !f.CoSell:
		return criterion(CriterionVendor, Pass, "The vendor was not asked for help, so it need not accept.", "")
	case f.VendorAccepted == Pass:
		return criterion(CriterionVendor, Pass, "The vendor takes part in the deal.", "")
	case f.VendorAccepted == Fail:
		return criterion(CriterionVendor, Fail, "The vendor was asked and does not take part.", "")
	}
	return criterion(CriterionVendor, Unknown, "The vendor has not answered yet.", "The vendor accepts.")
}

func (f Facts) minimum(p program.Policy, at time.Time) Criterion {
	least, month := p.Registration.MinimumValue, f.month(at)
	if f.Value.IsZero() {
		return criterion(CriterionValue, Unknown, "The deal has no value yet.", "Give the deal a value of "+least.String()+" at least.")
	}
	usd, _, ok := p.USD(f.Value, month)
	switch {
	case !ok:
		return criterion(CriterionValue, Unknown,
			fmt.Sprintf("There is no exchange rate of %s for %s.", f.Value.Currency(), month),
			fmt.Sprintf("The vendor publishes the rate of %s for %s.", f.Value.Currency(), month))
	case usd.Cmp(least) < 0:
		return criterion(CriterionValue, Fail, fmt.Sprintf("%s is less than %s.", f.inUSD(usd, month), least), "")
	}
	return criterion(CriterionValue, Pass, fmt.Sprintf("%s is %s or more.", f.inUSD(usd, month), least), "")
}

// inUSD is the beginning of a sentence about the deal's value.
func (f Facts) inUSD(usd domain.Money, month string) string {
	if f.Value.Currency() == usd.Currency() {
		return "The value of " + f.Value.String()
	}
	return fmt.Sprintf("The value of %s, %s at the rate of %s,", f.Value, usd, month)
}

func (f Facts) account() Criterion {
	const remedy = "The vendor matches the customer to an account that it manages."
	switch f.Account {
	case domain.AccountManaged:
		return criterion(CriterionAccount, Pass, "The vendor manages the customer's account.", "")
	case domain.AccountUnmanaged:
		return criterion(CriterionAccount, Fail, "Nobody at the vendor manages the customer's account.", remedy)
	}
	return criterion(CriterionAccount, Unknown, "The vendor has not matched the customer to an account yet.", remedy)
}

func (f Facts) assessment() Criterion {
	if f.Assessment {
		return criterion(CriterionNoAssessment, Fail, "The deal is a solution assessment.", "")
	}
	return criterion(CriterionNoAssessment, Pass, "The deal is not a solution assessment.", "")
}

func contract(attested Outcome) Criterion {
	const remedy = "Attest that you hold the customer's contract, and that it names you and the solution."
	switch attested {
	case Pass:
		return criterion(CriterionContract, Pass, "The requester attests that it holds the customer's contract.", "")
	case Fail:
		return criterion(CriterionContract, Fail, "The requester does not attest that it holds the customer's contract and is named in it.", remedy)
	}
	return criterion(CriterionContract, Unknown, "The requester has not said yet whether it holds the customer's contract.", remedy)
}
