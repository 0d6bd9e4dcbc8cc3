package api

import (
	"context"
	"iter"
	"reflect"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

// subject is an aggregate as the API knows it: how it is called, and what may be asked of it.
type subject struct {
	kind, path, tag string
	commands        []domain.CommandType
	answer, shown   reflect.Type
	doc             string // of showing it
	personal        bool   // no analyst reads one
	historians      []domain.Role

	check func(context.Context, domain.Caller, domain.ID, domain.Command) error
	do    func(context.Context, command.Request, domain.ID, domain.Command) (command.Answer, error)
	show  func(context.Context, domain.Caller, domain.ID, command.AsOf) (command.Seen, error)
	look  func(context.Context, command.Request, domain.ID) (command.Seen, error) // nil where a look is not noted
	// vendorLooks says that the vendor's members are among those whose look is noted.
	vendorLooks bool
	// verdict is that on a deal's eligibility, story what of its timeline the caller may read; nil where there is none.
	verdict func(context.Context, domain.Caller, domain.ID, command.AsOf) (registration.Verdict, error)
	story   func(state any, who domain.Caller, p program.Policy) telling

	events  func(context.Context, domain.ID) iter.Seq2[command.Entry, error]
	present func(context.Context, domain.Caller, domain.ID) (command.Seen, error) // the state itself, if the caller may know of it
}

// doors are what is asked of the handler of an aggregate.
type doors[S any, C domain.Command] interface {
	Check(context.Context, domain.Caller, domain.ID, C) error
	Do(context.Context, command.Request, domain.ID, C) (command.Answer, error)
	Show(context.Context, domain.Caller, domain.ID, command.AsOf) (command.Seen, error)
	History(context.Context, domain.ID) iter.Seq2[command.Entry, error]
	Visible(context.Context, domain.Caller, domain.ID) (command.Version[S], error)
}

// through lets a subject be asked through the doors of its handler.
func through[S any, C domain.Command](d doors[S, C], s subject) subject {
	s.check = func(ctx context.Context, who domain.Caller, id domain.ID, c domain.Command) error {
		return d.Check(ctx, who, id, c.(C))
	}
	s.do = func(ctx context.Context, r command.Request, id domain.ID, c domain.Command) (command.Answer, error) {
		return d.Do(ctx, r, id, c.(C))
	}
	s.show, s.events = d.Show, d.History
	s.present = func(ctx context.Context, who domain.Caller, id domain.ID) (command.Seen, error) {
		v, err := d.Visible(ctx, who, id)
		return command.Seen{ID: id, Revision: v.Revision, Position: v.Position, State: v.State}, err
	}
	if v, ok := d.(interface {
		Eligibility(context.Context, domain.Caller, domain.ID, command.AsOf) (registration.Verdict, error)
	}); ok {
		s.verdict = v.Eligibility
	}
	if l, ok := d.(interface {
		Look(context.Context, command.Request, domain.ID) (command.Seen, error)
	}); ok {
		s.look = l.Look
	}
	return s
}

// readers says whose a history is to read.
func (s subject) readers() string {
	if len(s.historians) == 1 {
		return "For the vendor's auditors."
	}
	return "For the vendor's auditors, channel managers and program administrators."
}

// subjects lists every aggregate that has an address of its own. The program has one as a whole; see program.go.
func (h *Handler) subjects() []subject {
	s := h.Commands
	return []subject{
		through(s.Opportunities, subject{
			kind: "opportunity", path: "/opportunities", tag: tagOpportunities, commands: opportunity.Commands, personal: true, historians: historians, story: storyOfOpportunity,
			answer: reflect.TypeFor[opportunityAnswer](), shown: reflect.TypeFor[shownOpportunity](),
			doc: "A deal as the caller may see it: now, with the commands that the caller may issue, or as of a past revision, time or position. The offered partner's first look is noted, but not that of HEAD. Not for analysts.",
		}),
		through(s.Referrals, subject{
			kind: "referral", path: "/referrals", tag: tagReferrals, commands: referral.Commands, personal: true, historians: auditors, story: storyOfReferral, vendorLooks: true,
			answer: reflect.TypeFor[referralAnswer](), shown: reflect.TypeFor[shownReferral](),
			doc: "One organisation's copy of a co-sell deal as the caller may see it: now, with the commands that the caller may issue, or as of a past revision, time or position. The receiver's first look is noted, but not that of HEAD. Not for analysts.",
		}),
		through(s.Registrations, subject{
			kind: "registration", path: "/registrations", tag: tagRegistrations, commands: registration.Commands, personal: true, historians: auditors, story: storyOfRegistration,
			answer: reflect.TypeFor[registrationAnswer](), shown: reflect.TypeFor[shownRegistration](),
			doc: "A registration as the caller may see it, with its receipt: now, with the commands that the caller may issue, or as of a past revision, time or position. Not for analysts.",
		}),
		through(s.Partners, subject{
			kind: "partner", path: "/partners", tag: tagPartners, commands: partner.Commands, historians: historians,
			answer: reflect.TypeFor[partnerAnswer](), shown: reflect.TypeFor[shownPartner](),
			doc: "A partner as the caller may see it: now, with the commands that the caller may issue, or as of a past revision, time or position.",
		}),
		through(s.Customers, subject{
			kind: "customer", path: "/customers", tag: tagCustomers, commands: customer.Commands, personal: true, historians: auditors,
			answer: reflect.TypeFor[customerAnswer](), shown: reflect.TypeFor[shownCustomer](),
			doc: "A customer of the caller's organisation: now, with the commands that the caller may issue, or as of a past revision, time or position.",
		}),
		through(s.Contacts, subject{
			kind: "contact", path: "/contacts", tag: tagCustomers, commands: contact.Commands, personal: true, historians: auditors,
			answer: reflect.TypeFor[contactAnswer](), shown: reflect.TypeFor[shownContact](),
			doc: "A contact of the caller's organisation: now, with the commands that the caller may issue, or as of a past revision, time or position.",
		}),
	}
}

// program is the subject that there is one of.
func (h *Handler) program() subject {
	return through(h.Commands.Program, subject{
		kind: "program", path: "/program", tag: tagProgram, commands: program.Commands, historians: historians,
		answer: reflect.TypeFor[programAnswer](), shown: reflect.TypeFor[shownProgram](),
	})
}
