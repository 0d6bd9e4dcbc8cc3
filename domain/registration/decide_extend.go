package registration

import "github.com/cosell/cosell/domain"

// ExtensionState is where a request for more time stands.
type ExtensionState string

// The states of an extension.
const (
	ExtensionPending  ExtensionState = "pending"
	ExtensionGranted  ExtensionState = "granted"
	ExtensionDeclined ExtensionState = "refused"
)

// guard lets a partner ask again after a refusal.
func (RequestExtension) guard(r Registration, in Input) error {
	switch {
	case in.Now.After(r.until):
		return ErrExclusivityOver
	case r.extension == nil, r.extension.state == ExtensionDeclined:
		return nil
	case r.extension.state == ExtensionPending:
		return ErrExtensionPending
	}
	return ErrExtensionUsed
}

func (c RequestExtension) decide(_ Registration, in Input) ([]domain.Event, error) {
	return one(ExtensionRequested{Reason: c.Reason, Evidence: in.own()}), nil
}

// extending refuses to decide where nothing waits for it, and after the exclusivity is over.
func (r Registration) extending(in Input) error {
	switch {
	case r.extension == nil || r.extension.state != ExtensionPending:
		return ErrNoExtension
	case in.Now.After(r.until):
		return ErrExclusivityOver
	}
	return nil
}

func (Extend) guard(r Registration, in Input) error { return r.extending(in) }

func (Extend) decide(r Registration, in Input) ([]domain.Event, error) {
	return one(Extended{From: r.until, To: r.until.Add(in.Policy.Registration.Exclusivity)}), nil
}

func (RefuseExtension) guard(r Registration, in Input) error { return r.extending(in) }

func (c RefuseExtension) decide(Registration, Input) ([]domain.Event, error) {
	return one(ExtensionRefused(c)), nil
}
