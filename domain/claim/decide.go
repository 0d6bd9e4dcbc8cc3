package claim

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Denials and refusals.
var (
	ErrProcessOnly     = domain.Denial("process-only", "This is done by the program's own processes.")
	ErrRoleNotAllowed  = domain.Denial("role-not-allowed", "None of your roles may do this.")
	ErrExclusivityHeld = domain.Refusal("exclusivity-held", "Another registration has exclusivity over this customer and product.")
)

// Input is what a decision is made of besides the state and the command. No rule here asks for more than these two.
type Input struct {
	ID     domain.ID // of the claim
	Caller domain.Caller
	Now    time.Time // UTC, microseconds; never earlier than the claim's last event
	Policy program.Policy
}

// Validate says every field of a command that cannot be taken.
func Validate(c Command, _ Input) error { return domain.Invalid(domain.Check(c)) }

// readers are the roles of the vendor that know of claims.
var readers = []domain.Role{
	domain.RoleReviewer, domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleProgramAdministrator, domain.RoleAuditor,
}

// Sees reports whether the caller may know who holds and who waits: our own processes and the vendor's members, but no
// analyst. To every partner there is no claim, not even its own.
func Sees(c Claim, who domain.Caller) bool {
	if c.State() == "" {
		return false
	}
	_, reads := who.As(readers...)
	return who.IsSystem() || who.IsVendor() && reads
}

// Permit says which role the caller uses: that of our processes, which nobody else has.
func Permit(_ Claim, _ Command, who domain.Caller) (domain.Role, error) {
	if !who.IsSystem() {
		return "", ErrProcessOnly
	}
	role, ok := who.As(domain.RoleProcess)
	if !ok {
		return "", ErrRoleNotAllowed
	}
	return role, nil
}

// Decide says what a command leads to: events, or the rule that refuses it. What comes too late, or twice, leads to
// nothing and is no error.
func Decide(c Claim, cmd Command, _ Input) ([]domain.Event, error) { return cmd.decide(c) }

// Allowed says for every command of people whether the caller may issue it now: there is none.
func Allowed(Claim, Input) []domain.AllowedCommand { return nil }

func (f File) decide(c Claim) ([]domain.Event, error) {
	i := c.find(f.Registration)
	if i >= 0 && (c.queue[i].State != StateWaiting || sameProducts(c.queue[i].Products, f.Products)) {
		return nil, nil
	}
	return []domain.Event{Filed(f)}, nil
}

// sameProducts reports whether two lists without repetitions name the same, in whatever order.
func sameProducts(a, b []string) bool { return len(a) == len(b) && len(union(a, b)) == len(a) }

func (g Grant) decide(c Claim) (events []domain.Event, err error) {
	held := 0
	for _, product := range g.Products {
		switch holder, ok := c.Holder(product); {
		case ok && holder.Registration != g.Registration:
			return nil, ErrExclusivityHeld
		case ok:
			held++
		}
	}
	if held == len(g.Products) {
		return nil, nil
	}
	products, i := g.Products, c.find(g.Registration)
	if i < 0 || c.queue[i].State == StateReleased {
		events = append(events, Filed{g.MatchKey, g.Registration, g.Deal, g.Partner, g.Products})
	} else if c.queue[i].State == StateHolding {
		products = union(c.queue[i].Products, g.Products)
	}
	return append(events, Granted{g.Registration, g.Partner, products}), nil
}

// union is a new list of what is in either, each once.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

func (r Release) decide(c Claim) ([]domain.Event, error) {
	i := c.find(r.Registration)
	if i < 0 || c.queue[i].State == StateReleased || r.Waits && c.queue[i].State == StateWaiting {
		return nil, nil
	}
	events := []domain.Event{Released{r.Registration, r.Why}}
	if e := c.queue[i]; r.Waits {
		events = append(events, Filed{c.matchKey, e.Registration, e.Deal, e.Partner, e.Products})
	}
	return events, nil
}
