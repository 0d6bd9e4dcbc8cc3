package registration

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

func (SelectForReview) guard(r Registration, in Input) error {
	if in.Now.After(r.until) {
		return ErrReviewOver
	}
	return nil
}

func (c SelectForReview) decide(Registration, Input) ([]domain.Event, error) {
	return one(SelectedForReview(c)), nil
}

func (c RequireAction) decide(Registration, Input) ([]domain.Event, error) {
	return one(ActionRequired(c)), nil
}

func (c PassReview) decide(Registration, Input) ([]domain.Event, error) { return one(Passed(c)), nil }

// decide leaves an exception the time that the policy gives from the first request on.
func (c FailReview) decide(r Registration, in Input) ([]domain.Event, error) {
	return one(Failed{Reason: c.Reason, Until: r.receipt.RecordedAt.Add(in.Policy.Registration.Exception)}), nil
}

func (c Approve) decide(r Registration, in Input) ([]domain.Event, error) {
	relied, err := r.claimed(in)
	if err != nil {
		return nil, err
	}
	window := in.Policy.Registration.Exclusivity
	if c.Days != nil {
		window = time.Duration(*c.Days) * 24 * time.Hour
	}
	return one(Approved{Until: in.Now.Add(window), Note: c.Note, Evidence: relied}), nil
}

// claimed is what the claims on the customer say: that this registration holds every product, and nobody else holds one
// under whatever match key.
func (r Registration) claimed(in Input) (relied []domain.Evidence, err error) {
	mine := map[string]bool{}
	for _, claim := range in.Evidence.Claims {
		for _, hold := range claim.Holds {
			switch {
			case !slices.Contains(r.Products(), hold.Product):
			case hold.Registration != r.id:
				return nil, ErrExclusivityHeld
			default:
				mine[hold.Product] = true
				relied = append(relied, domain.Evidence{
					Fact: hold.Partner.Name + " holds the claim for " + hold.Product, Stream: claim.Stream, Revision: claim.Revision,
				})
			}
		}
	}
	for _, product := range r.Products() {
		if !mine[product] {
			return nil, ErrClaimNotGranted
		}
	}
	return relied, nil
}

func (c Reject) decide(Registration, Input) ([]domain.Event, error) { return one(Rejected(c)), nil }

func (c GrantException) decide(Registration, Input) ([]domain.Event, error) {
	return one(ExceptionGranted(c)), nil
}

func (c DenyException) decide(Registration, Input) ([]domain.Event, error) {
	return one(ExceptionDenied(c)), nil
}
