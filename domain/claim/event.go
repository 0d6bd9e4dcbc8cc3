package claim

import "github.com/cosell/cosell/domain"

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a claim's life.
const (
	KindFiled    Kind = "claim.filed"
	KindGranted  Kind = "claim.granted"
	KindReleased Kind = "claim.released"
)

// Event is a fact of the claims on one customer.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Filed records that a registration waits for exclusivity over the customer and these products. The order of the first such
// event of each registration is the order of arrival.
type Filed struct {
	MatchKey     string       `json:"matchKey"`
	Registration domain.ID    `json:"registration"`
	Deal         string       `json:"deal"` // stream of the deal
	Partner      domain.Party `json:"partner"`
	Products     []string     `json:"products"`
}

// Granted records that a registration holds exclusivity over these products.
type Granted struct {
	Registration domain.ID    `json:"registration"`
	Partner      domain.Party `json:"partner"`
	Products     []string     `json:"products"`
}

// Released records that a registration neither holds nor waits for anything any more.
type Released struct {
	Registration domain.ID `json:"registration"`
	Why          string    `json:"why"`
}
