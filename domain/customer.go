package domain

import (
	"strings"
	"unicode"
)

// AccountKind says what is known of a customer in the vendor's books.
type AccountKind string

// The kinds of account.
const (
	AccountManaged   AccountKind = "managed"   // a team of the vendor looks after it
	AccountUnmanaged AccountKind = "unmanaged" // known to the vendor, looked after by nobody
	AccountDUNS      AccountKind = "duns"      // from the D-U-N-S directory; the vendor has yet to match it
	AccountManual    AccountKind = "manual"    // typed in; the vendor has yet to match it
)

// Customer is the organisation that may buy: a copy that belongs to the deal, with a reference to the customer record
// where there is one. Country is ISO 3166-1 alpha-2.
type Customer struct {
	ID            ID          `json:"id,omitempty" format:"uuid" doc:"The customer record, where there is one."`
	Name          string      `json:"name" minLength:"1" maxLength:"200" doc:"Name of the organisation."`
	Street        string      `json:"street,omitempty" maxLength:"200" doc:"Street and number."`
	City          string      `json:"city,omitempty" maxLength:"200" doc:"City."`
	PostalCode    string      `json:"postalCode,omitempty" maxLength:"20" doc:"Postal code."`
	Country       string      `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
	Kind          AccountKind `json:"accountKind,omitempty" enum:"managed,unmanaged,duns,manual" doc:"What the vendor's books say of it."`
	VendorAccount string      `json:"vendorAccount,omitempty" maxLength:"100" doc:"Its account with the vendor: of managed and unmanaged ones."`
	DUNS          string      `json:"duns,omitempty" pattern:"^[0-9]{9}$" doc:"Its D-U-N-S number: nine digits."`
	Linked        []string    `json:"linkedAccounts,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Other accounts of the same customer with the vendor."`
	Federal       bool        `json:"federal,omitempty" doc:"Whether it belongs to a federal government."`
}

// MatchKeys are the keys under which exclusivity over the customer is claimed, best first: its account with the vendor,
// its D-U-N-S number, its name with postal code and country in one spelling. The first is the one to claim under, all are
// to be looked at. A customer with a name has one at least.
func (c Customer) MatchKeys() (keys []string) {
	if c.VendorAccount != "" {
		keys = append(keys, "account:"+c.VendorAccount)
	}
	if c.DUNS != "" {
		keys = append(keys, "duns:"+c.DUNS)
	}
	name := plain(c.Name)
	if name == "" {
		name = strings.TrimSpace(c.Name) // of signs alone: these are its letters
	}
	if name != "" {
		keys = append(keys, "name:"+name+"|"+plain(c.PostalCode)+"|"+c.Country)
	}
	return keys
}

// plain is a text in lower case without anything but letters and digits: no spaces, signs, marks or invisible characters.
// A letter of the Latin alphabet with a mark is the letter, whether it came as one character or two.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		r = unicode.ToLower(r)
		if letter, ok := unmarked[r]; ok {
			return letter
		}
		return r
	}, s)
}

// unmarked are the letters with marks of the Latin alphabets of Europe, with what is left of each without its mark. On
// disk for ever, as claims are named by what comes of it.
var unmarked = func() map[rune]rune {
	letters := map[rune]rune{}
	for word := range strings.FieldsSeq("aàáâãäåāăąǎ cçćĉċč dď eèéêëēĕėęěẽ gĝğġģǧ hĥ iìíîïĩīĭįǐ jĵ kķ lĺļľ nñńņňǹ oòóôõöōŏőǒ rŕŗř " +
		"sśŝşšș tţťț uùúûüũūŭůűųǔ wŵẁẃẅ yýÿŷỳ zźżž") {
		base, marked := rune(word[0]), word[1:]
		for _, r := range marked {
			letters[r] = base
		}
	}
	return letters
}()

// claims is the namespace of claims; on disk for ever.
const claims = ID("5d3c0c58-1c58-4a6e-9a53-7f6f24b8b9d4")

// ClaimID is the id of the claim that holds who has exclusivity over the customer with that match key.
func ClaimID(matchKey string) ID { return claims.Derive(matchKey) }

// TeamMember is somebody who works on a referral: a member of the owner's organisation where Member says so.
type TeamMember struct {
	Member string     `json:"member,omitempty" maxLength:"128" pattern:"^[!-~]+$" doc:"Subject (sub) of the person's tokens, where it has some."`
	Name   PersonName `json:"name" minLength:"1" maxLength:"200" doc:"Name of the person."`
	Mail   Mail       `json:"mail" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$" doc:"Mail address."`
	Phone  Phone      `json:"phone" minLength:"1" maxLength:"50" doc:"Phone number."`
}

// Organisation is an organisation with the name it had when the event was written: the vendor or a partner.
type Organisation struct {
	Org  Org    `json:"org" doc:"The word vendor, or the partner's id."`
	Name string `json:"name" doc:"Its name at that time."`
}
