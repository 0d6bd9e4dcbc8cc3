package domain

import "log/slog"

// The types of this file are personal data: whatever is declared with one of them is a person's name, mail address or
// phone number. They are the one place where sealing such data attaches; rules never look inside them. Logs show
// them redacted.

// PersonName is a person's name.
type PersonName string

// Mail is a person's mail address.
type Mail string

// Phone is a person's phone number.
type Phone string

const redacted = "[personal]"

// LogValue redacts.
func (PersonName) LogValue() slog.Value { return slog.StringValue(redacted) }

// LogValue redacts.
func (Mail) LogValue() slog.Value { return slog.StringValue(redacted) }

// LogValue redacts.
func (Phone) LogValue() slog.Value { return slog.StringValue(redacted) }

// Contact is the person to talk to at a customer. A deal stores its own copy.
type Contact struct {
	Name  PersonName `json:"name" minLength:"1" maxLength:"200" doc:"Name of the person."`
	Mail  Mail       `json:"mail,omitempty" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$" doc:"Mail address."`
	Phone Phone      `json:"phone,omitempty" maxLength:"50" doc:"Phone number."`
}
