package customer

import "github.com/cosell/cosell/domain"

// Command is a request to one customer's record. Its fields carry, as tags, the limits that domain.Check reads; what they
// ask for beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	decide(c Customer, in Input) ([]domain.Event, error)
}

// Create takes a customer down for the caller's organisation.
type Create struct {
	Name          string             `json:"name" minLength:"1" maxLength:"200" doc:"Name of the organisation."`
	Street        string             `json:"street,omitempty" maxLength:"200" doc:"Street and number."`
	City          string             `json:"city,omitempty" maxLength:"200" doc:"City."`
	PostalCode    string             `json:"postalCode,omitempty" maxLength:"20" doc:"Postal code."`
	Country       string             `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
	Kind          domain.AccountKind `json:"accountKind,omitempty" enum:"managed,unmanaged,duns,manual" doc:"What the vendor's books say of it; left out, duns where a D-U-N-S number is given, else manual."`
	VendorAccount string             `json:"vendorAccount,omitempty" maxLength:"100" doc:"Its account with the vendor. Required of managed and unmanaged ones, for no others."`
	DUNS          string             `json:"duns,omitempty" pattern:"^[0-9]{9}$" doc:"Its D-U-N-S number: nine digits. Required of the kind duns."`
	Linked        []string           `json:"linkedAccounts,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Other accounts of the same customer with the vendor."`
	Federal       bool               `json:"federal,omitempty" doc:"Whether it belongs to a federal government."`
}

// Revise changes what the record says. A field left out stays; null clears one that may be empty. Deals that copied the
// record stay as they are.
type Revise struct {
	Name          domain.Optional[string]             `json:"name,omitzero" minLength:"1" maxLength:"200" doc:"Name of the organisation; cannot be cleared."`
	Street        domain.Optional[string]             `json:"street,omitzero" maxLength:"200" doc:"Street and number."`
	City          domain.Optional[string]             `json:"city,omitzero" maxLength:"200" doc:"City."`
	PostalCode    domain.Optional[string]             `json:"postalCode,omitzero" maxLength:"20" doc:"Postal code."`
	Country       domain.Optional[string]             `json:"country,omitzero" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
	Kind          domain.Optional[domain.AccountKind] `json:"accountKind,omitzero" enum:"managed,unmanaged,duns,manual" doc:"What the vendor's books say of it; cannot be cleared."`
	VendorAccount domain.Optional[string]             `json:"vendorAccount,omitzero" maxLength:"100" doc:"Its account with the vendor. Required of managed and unmanaged ones, for no others."`
	DUNS          domain.Optional[string]             `json:"duns,omitzero" pattern:"^[0-9]{9}$" doc:"Its D-U-N-S number: nine digits. Required of the kind duns."`
	Linked        domain.Optional[[]string]           `json:"linkedAccounts,omitzero" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Other accounts of the same customer with the vendor: the whole list."`
	Federal       domain.Optional[bool]               `json:"federal,omitzero" doc:"Whether it belongs to a federal government."`
}

// LinkAccount says that one more account with the vendor is the same customer. A record has 50 of them at most.
type LinkAccount struct {
	Account string `json:"account" minLength:"1" maxLength:"100" doc:"The account."`
}

// Associate says that a contact is somebody to talk to at the customer. A record has 200 of them at most; a contact may be
// associated with many customers.
type Associate struct {
	Contact domain.ID `json:"contact" format:"uuid" doc:"A contact of the same organisation, not a removed one."`
}

// Dissociate says that a contact no longer is.
type Dissociate struct {
	Contact domain.ID `json:"contact" format:"uuid" doc:"The contact."`
	Reason  string    `json:"reason,omitempty" maxLength:"1000" doc:"Why."`
}
