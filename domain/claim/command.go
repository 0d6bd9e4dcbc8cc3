package claim

import "github.com/cosell/cosell/domain"

// Command is a request to the claims on one customer. All are for our own processes.
type Command interface {
	domain.Command
	decide(c Claim) ([]domain.Event, error)
}

// Commands lists every command.
var Commands = []domain.CommandType{
	{Zero: File{}, Process: true, Doc: "Puts a registration in the queue for exclusivity.", Events: []string{string(KindFiled)}},
	{Zero: Grant{}, Process: true, Doc: "Gives exclusivity to a registration.", Events: []string{string(KindFiled), string(KindGranted)}},
	{Zero: Release{}, Process: true, Doc: "Takes a registration out of the queue, and its exclusivity with it.", Events: []string{string(KindReleased), string(KindFiled)}},
}

// File puts a registration at the end of the queue for exclusivity. One that waits for other products waits for these now, in
// its old place. One that holds, or was released, changes nothing.
type File struct {
	MatchKey     string       `json:"matchKey" minLength:"1" doc:"The customer, by the first of its match keys: the same for all claims of the stream."`
	Registration domain.ID    `json:"registration" format:"uuid" doc:"The registration."`
	Deal         string       `json:"deal" minLength:"1" doc:"Stream of its deal."`
	Partner      domain.Party `json:"partner" doc:"The partner that asks."`
	Products     []string     `json:"products" minItems:"1" minLength:"1" uniqueItems:"true" doc:"The products it is asked for."`
}

// Grant gives a registration exclusivity over products, whatever its place in the queue; it files what was not. While
// another holds one of them it is refused with exclusivity-held. One that holds them all changes nothing.
type Grant struct {
	MatchKey     string       `json:"matchKey" minLength:"1" doc:"As of File."`
	Registration domain.ID    `json:"registration" format:"uuid" doc:"The registration."`
	Deal         string       `json:"deal" minLength:"1" doc:"Stream of its deal."`
	Partner      domain.Party `json:"partner" doc:"The partner that asks."`
	Products     []string     `json:"products" minItems:"1" minLength:"1" uniqueItems:"true" doc:"The products it is to have."`
}

// Release ends what a registration holds or waits for. One that does neither changes nothing.
type Release struct {
	Registration domain.ID `json:"registration" format:"uuid" doc:"The registration."`
	Why          string    `json:"why" minLength:"1" maxLength:"1000" doc:"What made it so."`
	Waits        bool      `json:"waits,omitempty" doc:"Whether it goes on waiting in its old place: where a grant is undone."`
}

// CommandName is the name in receipts.
func (File) CommandName() string { return "file" }

// CommandName is the name in receipts.
func (Grant) CommandName() string { return "grant" }

// CommandName is the name in receipts.
func (Release) CommandName() string { return "release" }

// Founds marks a command that begins a claim whose id was given to it.
func (File) Founds() {}

// Founds marks a command that begins a claim whose id was given to it.
func (Grant) Founds() {}
