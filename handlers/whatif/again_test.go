package whatif_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/whatif"
)

var (
	manager  = domain.Caller{Member: "maria", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	admin    = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
	reviewer = domain.Caller{Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	clockOf  = domain.Process("expiry")
)

// deed is a command that was given, at a time, and what it led to.
type deed struct {
	at     time.Time
	issue  func(*command.Service) (command.Answer, error)
	before int // events in the log
	made   []eventstore.Recorded
}

// trial tells a history by one policy, and asks the real service what each command of it leads to by another one: on the very
// log that it was given on, but for the deadlines that the other policy would have set.
type trial struct {
	*world
	t        *rapid.T
	ctx      context.Context
	other    program.Policy
	deeds    []deed
	partner  domain.ID
	carl     domain.Caller
	deals    []domain.ID
	asked    []domain.ID                   // registrations
	rewrites map[string]eventstore.Pending // events with the other policy's deadlines, by id
	differ   map[string]bool               // whether the other policy leads elsewhere, by the id of the event
}

// do issues a command in the history; a refused one leaves nothing behind.
func (w *trial) do(issue func(*command.Service) (command.Answer, error)) command.Answer {
	before := stored(w.ctx, w.t, w.log)
	a, err := issue(w.Service)
	if err != nil {
		return command.Answer{}
	}
	made := stored(w.ctx, w.t, w.log)[len(before):]
	w.deeds = append(w.deeds, deed{w.now, issue, len(before), made})
	return a
}

func (w *trial) opportunity(who domain.Caller, id domain.ID, cmd opportunity.Command) command.Answer {
	req := command.Request{Caller: who, Key: fmt.Sprint("key ", len(w.deeds), " ", w.now.Unix(), cmd.CommandName())}
	return w.do(func(s *command.Service) (command.Answer, error) { return s.Opportunities.Do(w.ctx, req, id, cmd) })
}

func (w *trial) registration(who domain.Caller, id domain.ID, cmd registration.Command) command.Answer {
	req := command.Request{Caller: who, Key: fmt.Sprint("key ", len(w.deeds), " ", w.now.Unix(), cmd.CommandName())}
	return w.do(func(s *command.Service) (command.Answer, error) { return s.Registrations.Do(w.ctx, req, id, cmd) })
}

// policy is that of the log.
func (w *trial) policy() program.Policy {
	p, err := w.Policy(w.ctx, command.AsOf{})
	require.NoError(w.t, err)
	return p
}

func (w *trial) govern(own program.Policy) {
	for _, c := range []program.Command{
		program.SetWindows{Windows: own.Part(program.PartWindows).(program.Windows), Reason: "Trial"},
		program.SetRegistration{RegistrationRules: own.Part(program.PartRegistration).(program.RegistrationRules), Reason: "Trial"},
		program.SetStages{Stages: own.Part(program.PartStages).(program.Stages), Reason: "Trial"},
		program.SetReasons{Reasons: own.Reasons, Reason: "Trial"},
	} {
		if _, err := w.Program.Do(w.ctx, command.Request{Caller: admin}, program.ID, c); err != nil {
			require.Equal(w.t, "nothing-changed", domain.AsError(err).Code)
		}
	}
}

func (w *trial) settle(own program.Policy) {
	w.govern(own)
	a, err := w.Partners.Do(w.ctx, command.Request{Caller: admin, Key: "enrol"}, "", partner.Enrol{
		Profile:       partner.Profile{Name: "Contoso"},
		Administrator: &partner.Person{Member: "carl", Name: "Carl", Mail: "carl@example.com"},
	})
	require.NoError(w.t, err)
	yes := true
	_, err = w.Partners.Do(w.ctx, command.Request{Caller: admin}, a.ID, partner.ChangeSolutions{Solutions: []partner.ListedSolution{
		{ID: "picking", Name: "Picking", CoSellReady: &yes, Eligible: &yes},
	}})
	require.NoError(w.t, err)
	w.partner = a.ID
	w.carl = domain.Caller{Member: "carl", Org: domain.Org(a.ID), Roles: []domain.Role{domain.RoleAdministrator}}
}

func (w *trial) create(worth int) {
	a := w.opportunity(manager, "", opportunity.Create{
		Topic:    fmt.Sprint("Deal ", len(w.deals)),
		Customer: &domain.Customer{Name: "Northwind", Country: "FR", Kind: domain.AccountManaged, VendorAccount: "NW"},
		Currency: program.USD, EstimatedValue: domain.NewMoney(int64(worth)*100, program.USD), Solutions: []string{"picking"},
	})
	if a.ID != "" {
		w.deals = append(w.deals, a.ID)
	}
}

// register asks for an incentive, and does what our process does because of it.
func (w *trial) register(deal domain.ID, worth, signed int) {
	day := func(n int) domain.Date { return domain.DateOf(w.now.AddDate(0, 0, n)) }
	money := domain.NewMoney(int64(worth)*100, program.USD)
	a := w.opportunity(w.carl, deal, opportunity.Register{Kind: registration.Incentive, Form: registration.Form{
		ContractValue: money, SolutionValue: money, Term: registration.Finite, Signed: day(-signed), Start: day(-signed), End: day(300 - signed),
		Pricing: registration.OtherPricing, Deployed: new(true), Tenant: "customer", Marketplace: new(false),
		Solution: "picking", HoldsContract: true, NamedInContract: true,
	}})
	if len(a.Events) == 0 {
		return
	}
	made := w.deeds[len(w.deeds)-1].made[0]
	r, err := command.Decode(newCodec(w.t), made)
	require.NoError(w.t, err)
	p := r.Event.(opportunity.Registered)
	v, err := w.Opportunities.Load(w.ctx, deal, command.AsOf{})
	require.NoError(w.t, err)
	process := domain.Process("registrar")
	w.registration(process, p.Registration, registration.Request{
		Purpose: p.Kind, Subject: v.State.Subject(r.Ref(), "carl"), Form: *p.Form, Verdict: *p.Verdict,
	})
	w.registration(process, p.Registration, registration.AutoApprove{})
	w.asked = append(w.asked, p.Registration)
}

func (w *trial) wait() {
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(w.t, "hours")) * time.Hour)
}

// win takes a deal from wherever it is to its registration.
func (w *trial) win(deal domain.ID, worth int) {
	stage := rapid.IntRange(20, 99).Draw(w.t, "stage")
	w.opportunity(manager, deal, opportunity.Distribute{Partner: opportunity.Addressee(w.partner)})
	w.wait()
	w.opportunity(w.carl, deal, opportunity.Accept{})
	w.opportunity(w.carl, deal, opportunity.MarkStage{Stage: &stage})
	w.wait()
	w.opportunity(w.carl, deal, opportunity.Win{Value: domain.NewMoney(int64(worth)*100, program.USD)})
	w.register(deal, worth, 0)
}

// act does something that somebody might do, whether it is allowed or not.
func (w *trial) act() {
	draw := func(from, to int, what string) int { return rapid.IntRange(from, to).Draw(w.t, what) }
	w.wait()
	if len(w.deals) == 0 || draw(0, 9, "new") == 0 {
		w.create(draw(20_000, 60_000, "worth"))
		return
	}
	deal, stage := rapid.SampledFrom(w.deals).Draw(w.t, "deal"), draw(20, 99, "stage")
	reasons := program.Default().Reasons
	acts := []func(){
		func() { w.win(deal, draw(20_000, 150_000, "won")) },
		func() { w.win(deal, draw(20_000, 150_000, "won")) },
		func() { w.win(deal, draw(20_000, 150_000, "won")) },
		func() {
			c := opportunity.Distribute{Partner: opportunity.Addressee(w.partner)}
			if draw(0, 3, "window") == 0 {
				c.AnswerWithinDays = new(60) // no policy of these tests has that
			}
			w.opportunity(manager, deal, c)
		},
		func() { w.opportunity(w.carl, deal, opportunity.Accept{}) },
		func() { w.opportunity(w.carl, deal, opportunity.Accept{}) },
		func() {
			w.opportunity(w.carl, deal, opportunity.Decline{Reason: rapid.SampledFrom(reasons.Decline).Draw(w.t, "reason").Code})
		},
		func() { w.opportunity(manager, deal, opportunity.Recall{Reason: "A mistake"}) },
		func() { w.opportunity(clockOf, deal, opportunity.Expire{}) },
		func() {
			w.opportunity(manager, deal, opportunity.Revise{Topic: domain.Some(fmt.Sprint("Topic ", len(w.deeds)))})
		},
		func() { w.opportunity(w.carl, deal, opportunity.MarkStage{Stage: &stage, Reason: "It is so"}) },
		func() {
			w.opportunity(w.carl, deal, opportunity.Win{Value: domain.NewMoney(int64(draw(20_000, 60_000, "won"))*100, program.USD)})
		},
		func() {
			w.opportunity(manager, deal, opportunity.CloseAsError{Reason: rapid.SampledFrom(reasons.Error).Draw(w.t, "reason").Code, Note: "Sorry"})
		},
		func() { w.register(deal, draw(20_000, 120_000, "contract"), draw(0, 12, "signed")) },
	}
	if len(w.asked) > 0 {
		asked := rapid.SampledFrom(w.asked).Draw(w.t, "registration")
		acts = append(acts,
			func() { w.registration(reviewer, asked, registration.SelectForReview{Reason: "To be sure"}) },
			func() { w.registration(reviewer, asked, registration.FailReview{Reason: "No"}) },
			func() { w.registration(reviewer, asked, registration.FailReview{Reason: "No"}) },
			func() { w.registration(w.carl, asked, registration.RequestException{Text: "Please"}) },
			func() { w.registration(reviewer, asked, registration.RequireAction{Message: "Put it right"}) },
			func() { w.registration(w.carl, asked, registration.Resubmit{}) },
			func() { w.registration(w.carl, asked, registration.RequestException{Text: "Please"}) },
			func() { w.registration(clockOf, asked, registration.Close{Why: registration.ClosedReviewOver}) },
			func() { w.registration(clockOf, asked, registration.Close{Why: registration.ClosedExceptionOver}) },
		)
	}
	acts[draw(0, len(acts)-1, "act")]()
}

// otherwise gives every command again to a service with the other policy.
func (w *trial) otherwise() {
	w.rewrites, w.differ = map[string]eventstore.Pending{}, map[string]bool{}
	all := stored(w.ctx, w.t, w.log)
	for _, d := range w.deeds {
		o := open(w.t, &w.other)
		o.now = d.at
		w.copy(all[:d.before], o.log)
		_, err := d.issue(o.Service)
		again := stored(w.ctx, w.t, o.log)[d.before:]
		for i, e := range d.made {
			same := err == nil && i < len(again) && again[i].Kind == e.Kind
			w.differ[e.ID] = !same || gist(w.t, e.Data) != gist(w.t, again[i].Data)
			if same && slices.Contains([]string{"opportunity.distributed", "registration.auto-approved", "registration.failed"}, e.Kind) {
				w.rewrites[e.ID] = again[i].Pending
			}
		}
		if len(d.made) == 0 && len(again) > 0 { // left for a review, and would not have been
			w.differ[w.request(again[0].Stream, all)] = true
		}
	}
}

// request is the id of the first event of a registration.
func (w *trial) request(stream string, all []eventstore.Recorded) string {
	i := slices.IndexFunc(all, func(e eventstore.Recorded) bool { return e.Stream == stream })
	return all[i].ID
}

func (w *trial) copy(all []eventstore.Recorded, to eventstore.Store) {
	for _, e := range all {
		p := e.Pending
		if other, rewritten := w.rewrites[p.ID]; rewritten {
			p.Data = other.Data
		}
		_, err := to.Append(w.ctx, e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{p})
		require.NoError(w.t, err)
	}
}

// gist is an event without what no decision hangs on: the words of a verdict, and where things were read.
func gist(t require.TestingT, data []byte) string {
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	var strip func(any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, words := range []string{"evidence", "text", "remedy", "event"} {
				delete(v, words)
			}
			for _, field := range v {
				strip(field)
			}
		case []any:
			for _, element := range v {
				strip(element)
			}
		}
	}
	strip(v)
	return toJSON(t, v)
}

// policies are one to begin with, and what another says otherwise.
func policies(t *rapid.T) (own program.Policy, other whatif.Alternative) {
	number := func(from, to int, what string) int { return rapid.IntRange(from, to).Draw(t, what) }
	rules := func(which string) map[program.Part]any {
		answer := number(2, 20, which+" answerDays")
		dollars := func(from, to int, what string) map[string]string {
			return map[string]string{"amount": fmt.Sprint(number(from, to, which+what), ".00"), "currency": "USD"}
		}
		return map[program.Part]any{
			program.PartWindows: map[string]int{"answerDays": answer, "reminderDays": answer - 1},
			program.PartRegistration: map[string]any{
				"minimumValue": dollars(20_000, 45_000, " minimum"), "reviewAbove": dollars(50_000, 150_000, " review"),
				"earlyWinHours": number(0, 2000, which+" early"), "signedWithinDays": number(0, 12, which+" signed"),
				"startWithinDays": number(0, 12, which+" start"), "reviewDays": number(1, 40, which+" reviewDays"),
				"exceptionDays": number(1, 40, which+" exception"), "exceptionAnswerDays": number(1, 3, which+" answer"),
			},
			program.PartStages:  rapid.SampledFrom([]any{renamed(), map[string]any{}}).Draw(t, which+" stages"),
			program.PartReasons: map[string]any{"decline": program.Default().Reasons.Decline[number(0, 3, which+" reasons"):]},
		}
	}
	own = read(t, toJSON(t, rules("own"))).Over(program.Default())
	some := map[program.Part]any{}
	all := rules("other")
	for _, part := range program.Parts {
		if says, ok := all[part]; ok && rapid.Bool().Draw(t, string(part)) {
			some[part] = says
		}
	}
	return own, read(t, toJSON(t, some))
}

func TestWhatWouldHaveBeenDifferentIsWhatTheServiceDecidesByTheOtherPolicy(t *testing.T) {
	foreseen := []string{whatif.Reminder, whatif.OpenOffer, whatif.Overdue, whatif.Stalled, whatif.TeaserShown}
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		own, other := policies(r)
		w := &trial{world: open(r, nil), t: r, ctx: t.Context()}
		w.settle(own)
		w.other = other.Over(w.policy())
		for range rapid.IntRange(5, 30).Draw(r, "acts") {
			w.act()
		}
		w.otherwise()
		log := whatif.Log{Events: events(r, stored(w.ctx, r, w.log)), Until: w.now}
		report, err := whatif.Compare(log, other)
		require.NoError(r, err)
		found := map[string]bool{}
		for _, d := range report.Differences {
			if !slices.Contains(foreseen, d.What) {
				found[string(d.Event.ID)] = true
				seen[d.What]++
			}
		}
		for _, d := range w.deeds {
			for _, e := range d.made {
				require.Equal(r, w.differ[e.ID], found[e.ID], "%s at %d of %s: %v", e.Kind, e.Revision, e.Stream, report.Differences)
			}
		}
	})
	for _, often := range []string{whatif.AnswerDeadline, whatif.AutoApproval, whatif.EarlyWin, whatif.StageReached} {
		require.NotZero(t, seen[often], "the histories are of a kind in which policies differ")
	}
}
