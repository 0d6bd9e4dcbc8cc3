package partner

import (
	"fmt"
	"reflect"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Refusals of a partner, beside those of its lifecycle.
var (
	errSuspended         = domain.Refusal("partner-suspended", "The partner is suspended: its members may read and nothing else.")
	errNothingChanged    = domain.Refusal("nothing-changed", "Everything is as it was.")
	errLocationClosed    = domain.Refusal("location-closed", "The location is closed.")
	errAlreadyMember     = domain.Refusal("already-member", "This person is invited or a member already.")
	errNotInvited        = domain.Refusal("not-invited", "This person is a member already.")
	errMemberRemoved     = domain.Refusal("member-removed", "This person was removed and would have to be invited again.")
	errTooManyLocations  = domain.Refusal("too-many-locations", "A partner has at most 500 open locations.")
	errTooManyMembers    = domain.Refusal("too-many-members", "A partner has at most 1,000 members.")
	errNotYourField      = domain.Refusal("not-your-field", "This is the vendor's to say.")
	errLastAdministrator = domain.Refusal("last-administrator", "A partner keeps an active administrator: make another member one first.")
)

// What one partner may have at a time; closed locations and members removed do not count.
const (
	MaxLocations = 500
	MaxMembers   = 1000
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID     domain.ID // of the partner
	Caller domain.Caller
	Now    time.Time // UTC, microseconds; never earlier than the partner's last event
	Policy program.Policy
}

// Decide gives the events that a command leads to, or the rule that refuses it. It takes for granted that Validate and
// Permit had nothing against the command.
func Decide(p Partner, c Command, in Input) ([]domain.Event, error) {
	if err := possible(p, c, in.Caller); err != nil {
		return nil, err
	}
	return c.decide(p, in)
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// possible is what a state says to a command, whatever its fields hold.
func possible(p Partner, c domain.Command, who domain.Caller) error {
	if err := lifecycle.Refuse(row[c.CommandName()], p.state); err != nil {
		return err
	}
	if p.Suspended() && who.IsPartner() {
		return errSuspended
	}
	return nil
}

func fact(events ...domain.Event) ([]domain.Event, error) { return events, nil }

func (c Enrol) decide(Partner, Input) ([]domain.Event, error) {
	return append([]domain.Event{Enrolled{c.Profile}}, founding(c.Administrator)...), nil
}

func (c Apply) decide(Partner, Input) ([]domain.Event, error) {
	return fact(Applied(c))
}

func (StartReview) decide(Partner, Input) ([]domain.Event, error) { return fact(ReviewStarted{}) }

func (Approve) decide(p Partner, _ Input) ([]domain.Event, error) {
	return append([]domain.Event{Approved{}}, founding(p.administrator)...), nil
}

// founding makes somebody the first administrator, active from the beginning.
func founding(who *Person) []domain.Event {
	if who == nil {
		return nil
	}
	return []domain.Event{
		MemberInvited{Person: *who, Roles: []domain.Role{domain.RoleAdministrator}},
		MemberActivated{who.Member},
	}
}

func (c Reject) decide(Partner, Input) ([]domain.Event, error)    { return fact(Rejected(c)) }
func (c Suspend) decide(Partner, Input) ([]domain.Event, error)   { return fact(Suspended(c)) }
func (c Reinstate) decide(Partner, Input) ([]domain.Event, error) { return fact(Reinstated(c)) }

// decide names the location after its place in the history of the partner, so that deciding again gives the same id.
func (c AddLocation) decide(p Partner, in Input) ([]domain.Event, error) {
	if p.openLocations() == MaxLocations {
		return nil, errTooManyLocations
	}
	return fact(LocationAdded{in.ID.Derive(fmt.Sprintf("location-%d", len(p.locations)+1)), c.Site})
}

func (c ChangeLocation) decide(p Partner, _ Input) ([]domain.Event, error) {
	l, err := p.open(c.Location, "location")
	switch {
	case err != nil:
		return nil, err
	case reflect.DeepEqual(l.Site, c.Site):
		return nil, errNothingChanged
	}
	return fact(LocationChanged(c))
}

func (c CloseLocation) decide(p Partner, _ Input) ([]domain.Event, error) {
	if _, err := p.open(c.Location, "location"); err != nil {
		return nil, err
	}
	return fact(LocationClosed(c))
}

// open finds a location that is not closed; field is where the request named it.
func (p Partner) open(id domain.ID, field string) (Location, error) {
	l, ok := p.location(id)
	switch {
	case !ok:
		return l, unknown(field, "unknown-location", "The partner has no such location.")
	case l.Closed:
		return l, errLocationClosed.On(field)
	}
	return l, nil
}

func unknown(field, code, message string) error {
	return domain.Invalid([]domain.FieldError{{Field: field, Code: code, Message: message}})
}
