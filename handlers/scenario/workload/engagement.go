package workload

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

// engagement is a co-sell deal with all its copies, in the order in which they began.
type engagement struct{ copies []*share }

// share is one organisation's copy.
type share struct {
	*stream[referral.Referral]
	w        *world
	deal     *engagement
	firm     *firm // nil of the vendor
	inviter  *share
	customer *stream[customer.Customer]
	team     []domain.TeamMember
	value    domain.Money
	plan     plan
	assesses bool
}

var (
	helping = program.Default().Reasons.Help.Codes()
	roles   = program.Default().Reasons.Role.Codes()
)

// engage opens a co-sell deal: a partner's, or one of a seller of the vendor.
func (w *world) engage() {
	f := w.firm()
	if f == nil {
		return
	}
	s := &share{stream: streamOf[referral.Referral]("referral", w.id()), w: w, deal: &engagement{}, value: w.amount()}
	s.deal.copies = append(s.deal.copies, s)
	c := referral.Create{
		Name:           fmt.Sprintf("%s %d", pick(w, topics), w.deals),
		EstimatedValue: s.value,
		EstimatedClose: w.ahead(200),
		Notes:          w.text(30),
		Contact:        w.contact(),
		Consent:        true,
		Intent:         pick(w, []referral.Intent{referral.IntentNo, referral.IntentUndecided}),
	}
	who := seller
	if w.likely(0.1) {
		s.ofVendor(&c)
	} else {
		s.firm = f
		who = f.somebody()
		s.ofPartner(&c, who)
	}
	s.team = c.Team
	if s.do(who, c) {
		s.work()
		if w.likely(0.15) {
			w.later(w.days(8), s.match)
		}
	}
}

// ofVendor makes it a deal to which a seller invites partners.
func (s *share) ofVendor(c *referral.Create) {
	w := s.w
	buyer := pick(w, w.buyers)
	c.Customer, c.Team = &buyer, []domain.TeamMember{w.member(seller.Member)}
	c.Solutions = []referral.Solution{{Kind: referral.SolutionVendor, ID: pick(w, products)}}
	for range 1 + w.IntN(2) {
		if to := w.invitee(); to != nil && !invites(c.Invitations, to) {
			c.Invitations = append(c.Invitations, s.invitation(to))
		}
	}
	c.PartnerRole, c.PartnerProgram = pick(w, roles), "co-sell"
}

func invites(all []referral.Invitation, f *firm) bool {
	for _, i := range all {
		if i.Partner == f.id {
			return true
		}
	}
	return false
}

// ofPartner makes it a partner's, of one of the types that there are.
func (s *share) ofPartner(c *referral.Create, who domain.Caller) {
	w, f := s.w, s.firm
	whose, record := f.customerOf()
	whose.Federal = whose.Federal && whose.Kind == domain.AccountDUNS
	c.Customer, s.customer = &whose, record
	c.Location = f.sites[0]
	c.Team = []domain.TeamMember{w.member(who.Member)}
	if len(f.sellers) > 0 && pickOther(f.sellers, who) != "" {
		c.Team = append(c.Team, w.member(pickOther(f.sellers, who)))
	}
	c.Solutions = f.own(w.IntN(2) + 1)
	if w.likely(0.4) {
		c.CRM = fmt.Sprintf("CRM-%06d", w.IntN(1e6))
	}
	switch x := w.Float64(); {
	case x < 0.06 && f.state.AssessmentVetted():
		s.assesses = true
		c.Solutions = []referral.Solution{{Kind: referral.SolutionAssessment, ID: "migration", Name: "Migration assessment"}}
	case x < 0.6:
		c.Help, c.HelpNotes = pick(w, helping), w.text(15)
	case x < 0.8:
		c.Visible = true
	}
	if !s.assesses && w.likely(0.12) {
		if to := w.invitee(); to != nil && to != f {
			c.Invitations = append(c.Invitations, s.invitation(to))
		}
	}
}

func pickOther(all []domain.Caller, who domain.Caller) string {
	for _, c := range all {
		if c.Member != who.Member {
			return c.Member
		}
	}
	return ""
}

// member is somebody on a team.
func (w *world) member(subject string) domain.TeamMember {
	name, mail, phone := w.person()
	return domain.TeamMember{Member: subject, Name: name, Mail: mail, Phone: phone}
}

// own are the first solutions of the partner that may be put on a deal.
func (f *firm) own(n int) (all []referral.Solution) {
	for _, s := range f.state.Solutions() {
		if s.CoSellReady && len(all) < n {
			all = append(all, referral.Solution{Kind: referral.SolutionOwn, ID: s.ID})
		}
	}
	return all
}

// invitation asks a partner to bring its first solution.
func (s *share) invitation(to *firm) referral.Invitation {
	w := s.w
	inviter := seller.Member
	if s.firm != nil {
		inviter = s.firm.boss.Member
	}
	all := to.own(1)
	for i := range all {
		all[i].Kind, all[i].Partner = referral.SolutionThirdParty, to.id
	}
	return referral.Invitation{
		Partner: to.id, EstimatedValue: w.near(s.value, 30), EstimatedClose: w.ahead(150), Notes: w.text(20),
		Team: []domain.TeamMember{w.member(inviter)}, Solutions: all, Help: pick(w, helping),
		PartnerRole: pick(w, roles), PartnerProgram: "co-sell",
	}
}

func (s *share) do(who domain.Caller, c referral.Command) bool {
	w := s.w
	in := referral.Input{
		ID: s.id, Registration: s.id.Derive(fmt.Sprintf("registration %d", s.revision)), Caller: who, Now: w.now,
		Policy: w.program.state.Policy(), Evidence: referral.Evidence{Partners: w.partners},
	}
	if s.customer != nil && referral.Needs(s.state, c, who).Customer != "" {
		fact := s.customer.state.Fact()
		in.Evidence.Customer = &fact
	}
	return through(w, s.stream, who, c, doors[referral.Referral]{
		validate: func() error { return referral.Validate(c, in) },
		sees:     func(r referral.Referral) bool { return referral.Sees(r, who) },
		permit:   func(r referral.Referral) (domain.Role, error) { return referral.Permit(r, c, who) },
		decide:   func(r referral.Referral) ([]domain.Event, error) { return referral.Decide(r, c, in) },
		evolve:   referral.Evolve,
		follow:   s.follow,
	})
}

// driver is somebody of the owner that may do everything.
func (s *share) driver() domain.Caller {
	if s.firm == nil {
		return seller
	}
	return s.firm.admin // a manager sees only what it is on the team of
}

// match notes what the vendor's books say of the customer.
func (s *share) match() {
	if s.state.Visible() {
		kind := pick(s.w, []domain.AccountKind{domain.AccountManaged, domain.AccountUnmanaged})
		s.do(manager, referral.MatchAccount{Account: kind, Vendor: fmt.Sprintf("ACC-%07d", s.w.IntN(1e7))})
	}
}
