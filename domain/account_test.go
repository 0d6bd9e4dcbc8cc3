package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

func codes(bad []domain.FieldError) (all []string) {
	for _, f := range bad {
		all = append(all, f.Field+":"+f.Code)
	}
	return all
}

func TestAnAccountHasWhatItsKindAsksFor(t *testing.T) {
	for name, c := range map[string]struct {
		customer domain.Customer
		want     []string
	}{
		"one without a kind":                 {domain.Customer{}, nil},
		"one without, of the vendor's":       {domain.Customer{VendorAccount: "A-1"}, []string{"at.vendorAccount:not-asked"}},
		"a managed one":                      {domain.Customer{Kind: domain.AccountManaged, VendorAccount: "A-1"}, nil},
		"a managed one, not said which":      {domain.Customer{Kind: domain.AccountManaged, VendorAccount: " "}, []string{"at.vendorAccount:required"}},
		"an unmanaged one, not said which":   {domain.Customer{Kind: domain.AccountUnmanaged}, []string{"at.vendorAccount:required"}},
		"one of the directory":               {domain.Customer{Kind: domain.AccountDUNS, DUNS: "123456789"}, nil},
		"one of the directory, not numbered": {domain.Customer{Kind: domain.AccountDUNS, VendorAccount: "A-1"}, []string{"at.vendorAccount:not-asked", "at.duns:required"}},
		"one linked to itself": {domain.Customer{Kind: domain.AccountManaged, VendorAccount: "A-1", Linked: []string{"A-2", "A-1"}},
			[]string{"at.linkedAccounts[1]:duplicate"}},
	} {
		assert.Equal(t, c.want, codes(c.customer.CheckAccount("at.")), name)
	}
}

func TestADayIsDueOrHasCome(t *testing.T) {
	now := time.Date(2026, 3, 2, 23, 59, 0, 0, time.UTC)
	today, before, after := domain.DateOf(now), domain.DateOf(now.AddDate(0, 0, -1)), domain.DateOf(now.AddDate(0, 0, 1))
	assert.Equal(t, []string{"by:in-the-past"}, codes(before.CheckDue("by", now)))
	assert.Equal(t, []string{"by:in-the-future"}, codes(after.CheckCome("by", now)))
	assert.Empty(t, slicesOf(today.CheckDue("by", now), after.CheckDue("by", now), today.CheckCome("by", now), before.CheckCome("by", now)))
	assert.Empty(t, slicesOf(domain.Date{}.CheckDue("by", now), domain.Date{}.CheckCome("by", now)), "no date is neither")
}

func slicesOf(lists ...[]domain.FieldError) (all []domain.FieldError) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func TestADealsCopyIsCompletedFromTheRecord(t *testing.T) {
	record := domain.Customer{Name: "Fabrikam", City: "Bonn", PostalCode: "53111", Country: "DE", Kind: domain.AccountManaged, VendorAccount: "A-1"}
	whole := record
	whole.ID, whole.Name = "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "Fabrikam AG"
	assert.Equal(t, whole, domain.Customer{ID: whole.ID, Name: "Fabrikam AG"}.Completed(record))

	said := domain.Customer{Name: "Fabrikam", City: "Graz", Kind: domain.AccountManual}
	assert.Equal(t, said, said.Completed(record), "what the copy says stays")
}
