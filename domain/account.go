package domain

import "fmt"

// CheckAccount says what a kind of account asks of a customer and what it does not, by the names of the customer's fields
// after at, such as "customer.". A customer without a kind is one that nobody has matched.
func (c Customer) CheckAccount(at string) (bad []FieldError) {
	matched := c.Kind == AccountManaged || c.Kind == AccountUnmanaged
	switch {
	case matched && Blank(c.VendorAccount):
		bad = append(bad, FieldError{at + "vendorAccount", "required", "A managed or unmanaged account is one of the vendor's."})
	case !matched && c.VendorAccount != "":
		bad = append(bad, FieldError{at + "vendorAccount", "not-asked", "Only a managed or unmanaged account is one of the vendor's."})
	}
	if c.Kind == AccountDUNS && c.DUNS == "" {
		bad = append(bad, FieldError{at + "duns", "required", "This kind of account has a D-U-N-S number."})
	}
	for i, linked := range c.Linked {
		if linked == c.VendorAccount {
			bad = append(bad, FieldError{fmt.Sprintf("%slinkedAccounts[%d]", at, i), "duplicate", "This is vendorAccount already."})
		}
	}
	return bad
}

// Completed is a deal's copy of a customer record: what the copy says itself stays, and where it says nothing of the address
// or of the account the record does.
func (c Customer) Completed(record Customer) Customer {
	if c.Street == "" && c.City == "" && c.PostalCode == "" && c.Country == "" {
		c.Street, c.City, c.PostalCode, c.Country = record.Street, record.City, record.PostalCode, record.Country
	}
	if c.Kind == "" && c.VendorAccount == "" && c.DUNS == "" && len(c.Linked) == 0 && !c.Federal {
		c.Kind, c.VendorAccount, c.DUNS = record.Kind, record.VendorAccount, record.DUNS
		c.Linked, c.Federal = record.Linked, record.Federal
	}
	return c
}
