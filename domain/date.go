package domain

import (
	"encoding/json"
	"time"
)

// Date is a civil date without a zone, "2026-03-31". The zero value is no date.
type Date struct{ t time.Time }

// DateOf returns the UTC date of an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.UTC().Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// ParseDate reads "2006-01-02" with a year from 1900 to 9999. Its error is of class invalid, code not-a-date, and names
// the field "".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 {
		return Date{}, Invalid([]FieldError{{"", "not-a-date", "This must be a date of the form 2006-01-02, from 1900 on."}})
	}
	return Date{t}, nil
}

// String gives "2006-01-02", or "" for no date.
func (d Date) String() string {
	if d.t.IsZero() {
		return ""
	}
	return d.t.Format(time.DateOnly)
}

// Start is the first instant of the date in UTC.
func (d Date) Start() time.Time { return d.t }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.t.IsZero() }

// Before reports whether d is an earlier date than o.
func (d Date) Before(o Date) bool { return d.t.Before(o.t) }

// After reports whether d is a later date than o.
func (d Date) After(o Date) bool { return d.t.After(o.t) }

// CheckDue is the complaint about a field's date that is given and over; none about no date.
func (d Date) CheckDue(field string, now time.Time) []FieldError {
	if d.IsZero() || !d.Before(DateOf(now)) {
		return nil
	}
	return []FieldError{{field, "in-the-past", "This day is over; today or later can be taken."}}
}

// CheckCome is the complaint about a field's date that has not come yet; none about no date.
func (d Date) CheckCome(field string, now time.Time) []FieldError {
	if !d.After(DateOf(now)) {
		return nil
	}
	return []FieldError{{field, "in-the-future", "This day has not come yet."}}
}

// MarshalJSON writes the date as a string.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads what MarshalJSON writes; null is no date. Its errors are those of ParseDate, and wrong-type for
// what is no string.
func (d *Date) UnmarshalJSON(b []byte) (err error) {
	var s string
	if json.Unmarshal(b, &s) != nil {
		return Invalid([]FieldError{{"", "wrong-type", "This must be a date as a string."}})
	}
	*d = Date{}
	if s != "" {
		*d, err = ParseDate(s)
	}
	return err
}
