package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

func filled(change func(*registration.Form)) referral.Register {
	return referral.Register{Form: with(form, change)}
}

func ended(state registration.State) step {
	return by(process, referral.NoteRegistration{Registration: registrationID(0), State: state})
}

func TestRegisteringAWonDeal(t *testing.T) {
	small := then(accepting, wait(5*day), by(anna, referral.Win{Value: usd(20000)}))
	unmanaged := then(won, by(vera, referral.MatchAccount{Account: domain.AccountUnmanaged, Vendor: "A-1"}))
	refused := then(coSell, by(process, referral.NoteAnswer{Counterpart: ofVendor(referral.StateDeclined), At: noon}), wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	plainWon := then(private, by(anna, referral.GrantVisibility{}), by(sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}}), wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	assessmentWon := then(marked, wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	wonTwo := then(private, by(anna, referral.GrantVisibility{}), by(sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("picker"), own("sorter")}}), wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	ledWon := then(partnerLed, wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	check(t, []rule{
		{"a co-sell deal that the vendor accepted", won, anna, referral.Register{Form: form}, "registered"},
		{"a co-sell deal that the vendor has not answered is taken as well", wonOpen, anna, referral.Register{Form: form}, "registered"},
		{"a partner-led deal", ledWon, anna, referral.Register{Form: form}, "registered"},
		{"a private deal", wonPrivate, anna, referral.Register{Form: form}, "refused not-eligible eligibility.deal-type:deal-type"},
		{"a co-sell deal that the vendor declined", refused, anna, referral.Register{Form: form}, "refused not-eligible eligibility.vendor-accepted:vendor-accepted"},
		{"a deal below the minimum value", small, anna, referral.Register{Form: form}, "refused not-eligible eligibility.minimum-value:minimum-value"},
		{"a deal with a customer that nobody manages", unmanaged, anna, referral.Register{Form: form}, "refused not-eligible eligibility.managed-account:managed-account"},
		{"a deal without an eligible solution", plainWon, anna, filled(func(f *registration.Form) { f.Solution = "sorter" }), "refused not-eligible eligibility.eligible-solution:eligible-solution"},
		{"a solution assessment", assessmentWon, anna, referral.Register{Form: form}, "refused not-eligible eligibility.eligible-solution:eligible-solution eligibility.deal-type:deal-type eligibility.not-an-assessment:not-an-assessment"},
		{"without the attestation", won, anna, filled(func(f *registration.Form) { f.HoldsContract = false }), "refused not-eligible eligibility.holds-contract:holds-contract"},
		{"without being named in the contract", won, anna, filled(func(f *registration.Form) { f.NamedInContract = false }), "refused not-eligible eligibility.holds-contract:holds-contract"},
		{"with a solution that is not the deal's", won, anna, filled(func(f *registration.Form) { f.Solution = "crane" }), "invalid not-of-the-deal form.solution"},
		{"with a solution that is not an eligible one", wonTwo, anna, filled(func(f *registration.Form) { f.Solution = "sorter" }), "invalid not-eligible form.solution"},
		{"with the vendor's own solution", won, anna, filled(func(f *registration.Form) { f.Solution = lead.Solutions[1].ID }), "invalid not-eligible form.solution"},
		{"with a form that says less than is asked", won, anna, filled(func(f *registration.Form) { f.Tenant = "" }), "invalid required form.tenant"},
		{"with a contract signed before the deal", won, anna, filled(func(f *registration.Form) { f.Signed = date(-1) }), "invalid before-the-deal form.signedDate"},
		{"not while another is live", registered, anna, referral.Register{Form: form}, "refused registration-live"},
		{"again after one that failed", then(registered, ended(registration.StateFailed)), anna, referral.Register{Form: form}, "registered"},
		{"not before the win", coSell, anna, referral.Register{Form: form}, "refused wrong-state"},
		{"not a lost deal", lost, anna, referral.Register{Form: form}, "refused terminal-state"},
		{"not by a seller", won, sam, referral.Register{Form: form}, "denied needs-administrator-or-manager"},
		{"not by the vendor, its own copy", then(helping, by(vera, referral.Win{Value: usd(1)})), vera, referral.Register{Form: form}, "denied partner-only"},
		{"not by the vendor, the partner's copy", won, vera, referral.Register{Form: form}, "denied not-owner"},
	})
}

func TestARegistrationCarriesFormAndVerdict(t *testing.T) {
	d := tell(t, registered)
	e := d.history[len(d.history)-1].Event.(referral.Registered)
	assert.Equal(t, registrationID(0), e.Registration)
	assert.Equal(t, registration.Incentive, e.Kind)
	assert.Equal(t, form, e.Form)
	assert.Equal(t, registration.Pass, e.Verdict.Eligible)
	assert.Len(t, e.Verdict.Criteria, 8)
	assert.Equal(t, "partner-"+string(contoso), e.Evidence[1].Stream, "the record of the solution")
	assert.Equal(t, int64(5), e.Evidence[1].Revision)
	assert.Equal(t, &referral.RegView{ID: registrationID(0), Kind: registration.Incentive, State: registration.StatePending}, referral.View(d.state, anna, d.policy).Registration)

	early := tell(t, then(accepting, by(anna, referral.Win{Value: usd(40000)})), []step{wait(5 * day), by(anna, referral.Register{Form: form})})
	assert.Equal(t, []string{registration.WarningWonEarly}, early.history[len(early.history)-1].Event.(referral.Registered).Verdict.Warnings)
}

func TestWhatARefusalTells(t *testing.T) {
	_, _, err := tell(t, wonPrivate).try(anna, referral.Register{Form: form})
	e := domain.AsError(err)
	require.Len(t, e.Fields, 1)
	assert.Equal(t, "The deal is private. Let the vendor view the deal or ask it for help, before the deal is closed.", e.Fields[0].Message)
	assert.Empty(t, registration.ErrNotEligible.Fields, "the refusal itself stays as it is")
}

func TestAskingForAnException(t *testing.T) {
	ask := referral.RequestException{Text: "We forgot to let you in."}
	once := then(wonPrivate, by(anna, ask))
	closed := tell(t, wonPrivate)
	at := referral.View(closed.state, anna, closed.policy).Outcome.At
	check(t, []rule{
		{"for a won deal that is not eligible", wonPrivate, anna, ask, "exception-noted"},
		{"for a lost deal", lost, anna, ask, "exception-noted"},
		{"for an error", wrong, anna, ask, "exception-noted"},
		{"not for one that was declined", declined, fred, ask, "refused terminal-state"},
		{"not for one that expired", expired, fred, ask, "refused terminal-state"},
		{"not for one that is open", private, anna, ask, "refused wrong-state"},
		{"not for one that is eligible", won, anna, ask, "refused nothing-to-except"},
		{"not for one whose eligibility is open", wonOpen, anna, ask, "refused nothing-to-except"},
		{"once for a deal", once, anna, ask, "refused exception-used"},
		{"once, whatever became of it", then(once, by(process, referral.NoteException{Registration: registrationID(0), State: registration.StateClosed})), anna, ask, "refused exception-used"},
		{"not while a registration is live", then(registered, by(vera, referral.MatchAccount{Account: domain.AccountUnmanaged, Vendor: "A-1"})), anna, ask, "refused registration-live"},
		{"60 days after the close", then(wonPrivate, upTo(at.Add(60*day))), anna, ask, "exception-noted"},
		{"not later", then(wonPrivate, upTo(at.Add(60*day+time.Microsecond))), anna, ask, "refused exception-window-over"},
		{"with words", wonPrivate, anna, referral.RequestException{Text: " "}, "invalid required text"},
		{"not by a seller", wonPrivate, sam, ask, "denied needs-administrator-or-manager"},
	})
	e := tell(t, once).history[2].Event.(referral.ExceptionNoted)
	assert.Equal(t, registrationID(0), e.Registration)
	assert.Equal(t, registration.StateException, e.State)
	assert.Equal(t, ask.Text, e.Text)
	assert.Equal(t, registration.Fail, e.Verdict.Eligible)
	assert.Equal(t, registration.StateException, referral.View(tell(t, once).state, anna, closed.policy).Exception.State)
	assert.Equal(t, "refused registration-live", answer(tell(t, once).try(anna, referral.Register{Form: form})))
}

func TestWhatTheDealHearsOfItsRegistrations(t *testing.T) {
	note := func(state registration.State) referral.NoteRegistration {
		return referral.NoteRegistration{Registration: registrationID(0), State: state}
	}
	check(t, []rule{
		{"its state", registered, process, note(registration.StateApproved), referral.RegistrationNoted{Registration: registrationID(0), Kind: registration.Incentive, State: registration.StateApproved}},
		{"nothing new", registered, process, note(registration.StatePending), "nothing"},
		{"nothing of others", won, process, note(registration.StateApproved), "refused unknown-registration registration"},
		{"nothing of others' exceptions", won, process, referral.NoteException{Registration: registrationID(0), State: registration.StateClosed}, "refused unknown-registration registration"},
		{"nothing from people", registered, rita, note(registration.StateApproved), "denied process-only"},
	})
	d := tell(t, registered, []step{ended(registration.StateFailed), by(anna, referral.Register{Form: form}), ended(registration.StateClosed)})
	assert.Equal(t, registrationID(1), referral.View(d.state, anna, d.policy).Registration.ID, "the last one")
}

func TestTheVerdictNamesTheEventThatDecided(t *testing.T) {
	judge := func(d *deal) registration.Verdict {
		in := d.input(d.state, nil, anna)
		return registration.Judge(d.state.Facts(in.Evidence), d.policy, d.now)
	}
	decided := func(t *testing.T, d *deal, criterion string, outcome registration.Outcome, kind string) {
		t.Helper()
		c, ok := judge(d).Find(criterion)
		require.True(t, ok)
		assert.Equal(t, outcome, c.Outcome, criterion)
		assert.Equal(t, kind, c.Event.Kind, criterion)
	}
	d := tell(t, private)
	decided(t, d, registration.CriterionWon, registration.Unknown, "")
	decided(t, d, registration.CriterionSolution, registration.Pass, "partner.solutions-changed")
	decided(t, d, registration.CriterionType, registration.Fail, "referral.created")
	decided(t, d, registration.CriterionValue, registration.Pass, "referral.created")
	decided(t, d, registration.CriterionAccount, registration.Pass, "referral.created")
	decided(t, d, registration.CriterionNoAssessment, registration.Pass, "referral.created")
	decided(t, d, registration.CriterionContract, registration.Unknown, "")
	decided(t, tell(t, partnerLed), registration.CriterionType, registration.Pass, "referral.visibility-granted")
	decided(t, tell(t, coSell), registration.CriterionType, registration.Pass, "referral.help-requested")
	decided(t, tell(t, coSell), registration.CriterionVendor, registration.Unknown, "referral.help-requested")
	decided(t, tell(t, accepting), registration.CriterionVendor, registration.Pass, "referral.counterpart-answered")
	decided(t, tell(t, won), registration.CriterionWon, registration.Pass, "referral.won")
	decided(t, tell(t, won), registration.CriterionValue, registration.Pass, "referral.won")
	decided(t, tell(t, lost), registration.CriterionWon, registration.Fail, "referral.lost")
	decided(t, tell(t, offered), registration.CriterionVendor, registration.Pass, "referral.received")
	decided(t, tell(t, asked), registration.CriterionVendor, registration.Unknown, "referral.received")
	decided(t, tell(t, helping), registration.CriterionVendor, registration.Pass, "referral.accepted")
	decided(t, tell(t, partnerLed, []step{by(vera, referral.MatchAccount{Account: domain.AccountUnmanaged, Vendor: "A"})}), registration.CriterionAccount, registration.Fail, "referral.account-matched")
	decided(t, tell(t, private, []step{by(sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}})}), registration.CriterionSolution, registration.Fail, "referral.solutions-changed")
	decided(t, tell(t, private, []step{by(sam, revise(func(c *referral.Revise) { c.EstimatedValue = domain.Some(usd(1)) }))}), registration.CriterionValue, registration.Fail, "referral.revised")
}

func TestWhatTheVendorAnsweredCounts(t *testing.T) {
	heard := func(answers ...referral.Command) registration.Outcome {
		d := tell(t, coSell)
		for _, c := range answers {
			by(process, c)(t, d)
		}
		return d.state.Facts(referral.Evidence{}).VendorAccepted
	}
	answered := func(s referral.State) referral.Command {
		return referral.NoteAnswer{Counterpart: ofVendor(s), At: noon}
	}
	closing := func(s referral.State) referral.Command {
		return referral.NoteClosing{Counterpart: ofVendor(s), At: noon}
	}
	assert.Equal(t, registration.Unknown, heard())
	assert.Equal(t, registration.Pass, heard(answered(referral.StateAccepted)))
	assert.Equal(t, registration.Pass, heard(answered(referral.StateAccepted), closing(referral.StateWon)))
	assert.Equal(t, registration.Pass, heard(closing(referral.StateWon)))
	assert.Equal(t, registration.Pass, heard(closing(referral.StateLost)), "who lost took part, although its answer was not heard")
	assert.Equal(t, registration.Fail, heard(closing(referral.StateLost), closing(referral.StateError)))
	assert.Equal(t, registration.Pass, heard(answered(referral.StateAccepted), closing(referral.StateLost)), "it did accept")
	assert.Equal(t, registration.Fail, heard(answered(referral.StateAccepted), closing(referral.StateError)))
	assert.Equal(t, registration.Fail, heard(answered(referral.StateDeclined)))
	assert.Equal(t, registration.Fail, heard(answered(referral.StateExpired)))
	assert.Equal(t, registration.Fail, heard(answered(referral.StateWithdrawn)))
}

func TestPartnersThatTakePartAreCounted(t *testing.T) {
	count := func(story []step, more ...step) int {
		return tell(t, story, more).state.Facts(referral.Evidence{}).Partners
	}
	assert.Equal(t, 1, count(accepting), "the vendor is none")
	assert.Equal(t, 1, count(inviting), "one that has not answered does not take part")
	assert.Equal(t, 2, count(inviting, by(process, referral.NoteAnswer{Counterpart: ofFabrikam(referral.StateAccepted), At: noon})))
	assert.Equal(t, 2, count(taken))
	assert.Equal(t, 0, count(bought))
}

func TestASolutionOfAPartnerThatNobodyReadLeavesItOpen(t *testing.T) {
	d := tell(t, private, []step{by(sam, referral.ChangeSolutions{Solutions: []referral.Solution{of(fabrik, "crane")}})})
	assert.Equal(t, registration.Unknown, d.state.Facts(referral.Evidence{}).Solution)
	assert.Equal(t, registration.Fail, d.state.Facts(referral.Evidence{Partners: d.partners}).Solution)
	d.change(fabrik, func(p *evidence.Partner) {
		p.Solutions["crane"] = evidence.Solution{Name: "Crane", CoSellReady: true, Eligible: true, Event: ref("partner-x", 9)}
	})
	f := d.state.Facts(referral.Evidence{Partners: d.partners})
	assert.Equal(t, registration.Pass, f.Solution)
	assert.Equal(t, "Crane", f.SolutionName)
	assert.Equal(t, int64(9), f.Events[registration.CriterionSolution].Revision)
}

func TestTheSubjectOfARegistration(t *testing.T) {
	d := tell(t, registered)
	asked := d.history[len(d.history)-1].Ref()
	s := d.state.Subject(asked, "anna")
	assert.Equal(t, registration.Subject{
		Deal: asked, Partner: domain.Party{ID: contoso, Name: "Contoso"}, Requester: "anna", Customer: lead.Customer, Partners: 1,
		Dates: registration.Dates{Created: noon, Invited: noon.Add(time.Minute)},
	}, s)
	assert.Zero(t, tell(t, wonPrivate).state.Subject(domain.EventRef{}, "").Dates.Invited, "the vendor was not asked")
	dates := tell(t, taken).state.Subject(domain.EventRef{}, "").Dates
	assert.Equal(t, dates.Created, dates.Invited, "a receiver's deal begins with the invitation")
	later := noon.Add(2 * day)
	d = tell(t, taken, []step{by(process, referral.NoteCounterpart{Counterpart: ofContoso(referral.StateAccepted), At: later, Help: "other"})})
	assert.Equal(t, later, d.state.Subject(domain.EventRef{}, "").Dates.Invited, "the vendor was asked after that")
}

func ofContoso(state referral.State) referral.Counterpart {
	return referral.Counterpart{Referral: dealID, Owner: domain.Organisation{Org: domain.Org(contoso), Name: "Contoso"}, State: state}
}

func TestNoContractIsSignedBeforeTheVendorWasAsked(t *testing.T) {
	late := then(private, wait(4*day), by(anna, referral.RequestHelp{Help: "other"}), wait(2*day), by(anna, referral.Win{Value: usd(40000)}))
	check(t, []rule{
		{"the day before", late, anna, filled(func(f *registration.Form) { f.Signed = date(3) }), "invalid before-the-deal form.signedDate"},
		{"on that day", late, anna, filled(func(f *registration.Form) { f.Signed = date(4) }), "registered"},
	})
}

func TestADealHasOneExceptionWhicheverRegistrationAskedForIt(t *testing.T) {
	inFirst := then(registered, ended(registration.StateFailed), ended(registration.StateException), ended(registration.StateClosed))
	assert.False(t, tell(t, registered).state.Subject(domain.EventRef{}, "").Excepted)
	second := tell(t, inFirst, []step{by(anna, referral.Register{Form: form})}).state.Subject(domain.EventRef{}, "")
	assert.True(t, second.Excepted)
	assert.True(t, second.Again, "an incentive was asked for before")
	assert.False(t, tell(t, registered).state.Subject(domain.EventRef{}, "").Again)
	unmanaged := by(vera, referral.MatchAccount{Account: domain.AccountUnmanaged, Vendor: "A-1"})
	check(t, []rule{
		{"a failed one that asked for none", then(registered, ended(registration.StateFailed), unmanaged), anna, sample("request-exception"), "exception-noted"},
		{"a failed one that asked for it", then(inFirst, unmanaged), anna, sample("request-exception"), "refused exception-used"},
	})
}
