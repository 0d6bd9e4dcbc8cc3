package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

type place struct {
	City    string `json:"city" maxLength:"5"`
	Country string `json:"country,omitempty" pattern:"^[A-Z]{2}$"`
	Street  string `json:"street,omitempty" maxLength:"200"`
}

type embedded struct {
	Topic string `json:"topic" minLength:"2" maxLength:"5"`
}

type request struct {
	embedded
	Note     string                       `json:"note,omitempty" minLength:"2" maxLength:"5"`
	Kind     string                       `json:"kind,omitempty" enum:"big,small"`
	Count    int                          `json:"count,omitempty" minimum:"1" maximum:"9"`
	Stage    *int                         `json:"stage,omitempty" minimum:"1" maximum:"100"`
	Partner  domain.ID                    `json:"partner,omitempty"`
	Partners []domain.ID                  `json:"partners,omitempty" maxItems:"2" uniqueItems:"true"`
	Products []string                     `json:"products,omitempty" minItems:"2" minLength:"2" maxLength:"5"`
	Place    place                        `json:"place"`
	Other    *place                       `json:"other,omitempty"`
	Places   []place                      `json:"places,omitempty"`
	Value    domain.Money                 `json:"value,omitzero"`
	Currency domain.Currency              `json:"currency,omitempty"`
	Title    domain.Optional[string]      `json:"title,omitzero" minLength:"2" maxLength:"5"`
	Scope    domain.Optional[[]domain.ID] `json:"scope,omitzero" minItems:"1"`
	Ready    bool                         `json:"ready"`
	Due      domain.Date                  `json:"due,omitzero"`
	Story    string                       `json:"story,omitempty" maxLength:"201"`
	Link     string                       `json:"link,omitempty" maxLength:"500" pattern:"^https?://"`
	Plain    string                       // without a tag it is none of ours
	hidden   string
}

const someID = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")

func TestCheckNamesEveryFieldThatBreaksItsPromise(t *testing.T) {
	zero, hundred := 0, 100
	for _, c := range []struct {
		rule string
		edit func(*request)
		want string
	}{
		{"what is right has no fault", func(*request) {}, ""},
		{"a required string is not empty", func(r *request) { r.Topic = "" }, "topic:required"},
		{"a required string is not blank", func(r *request) { r.Topic = " \n\t" }, "topic:required"},
		{"a string may be too short", func(r *request) { r.Topic = "x" }, "topic:too-short"},
		{"a string may be too long", func(r *request) { r.Topic = "123456" }, "topic:too-long"},
		{"characters are counted, not bytes", func(r *request) { r.Topic = "äöüßé" }, ""},
		{"an optional string is absent when empty", func(r *request) { r.Note = "" }, ""},
		{"an optional string that is given is not blank where it has a least length", func(r *request) { r.Note = "  " }, "note:required"},
		{"an optional string keeps to its limits", func(r *request) { r.Note = "123456" }, "note:too-long"},
		{"a word of a list", func(r *request) { r.Kind = "medium" }, "kind:not-one-of"},
		{"NUL is no character", func(r *request) { r.Topic = "a\x00b" }, "topic:bad-character"},
		{"escape is no character", func(r *request) { r.Topic = "a\x1b" }, "topic:bad-character"},
		{"a C1 control is no character", func(r *request) { r.Topic = "a\u0085" }, "topic:bad-character"},
		{"a long text may have line breaks and tabs", func(r *request) { r.Story = "a\r\n\tb\u2028" }, ""},
		{"a short one is a single line", func(r *request) { r.Topic = "a\nb" }, "topic:bad-character"},
		{"in which a carriage return has no place", func(r *request) { r.Topic = "a\rb" }, "topic:bad-character"},
		{"nor a tab", func(r *request) { r.Topic = "a\tb" }, "topic:bad-character"},
		{"nor a line separator", func(r *request) { r.Topic = "a\u2028b" }, "topic:bad-character"},
		{"each item of a list is a single line", func(r *request) { r.Products = []string{"abc", "a\nb"} }, "products[1]:bad-character"},
		{"what has a pattern is a single line", func(r *request) { r.Link = "http://x\n" }, "link:bad-character"},
		{"nobody turns the writing direction of a line", func(r *request) { r.Topic = "a\u202eb" }, "topic:bad-character"},
		{"nor that of a long text", func(r *request) { r.Story = "a\u2066b" }, "story:bad-character"},
		{"a text that is written from right to left is one", func(r *request) { r.Topic = "شركة" }, ""},
		{"what nobody sees is blank", func(r *request) { r.Topic = "\u200b\u00a0\u2060" }, "topic:required"},
		{"an optional line that is given is not blank", func(r *request) { r.Place.Street = " \u3000" }, "place.street:required"},
		{"an optional long text may be", func(r *request) { r.Story = " \n" }, ""},
		{"only UTF-8 is text", func(r *request) { r.Topic = "a\xff" }, "topic:bad-character"},
		{"a number may be too small", func(r *request) { r.Count = -1 }, "count:too-small"},
		{"a number may be too large", func(r *request) { r.Count = 10 }, "count:too-large"},
		{"through a pointer zero is a value", func(r *request) { r.Stage = &zero }, "stage:too-small"},
		{"a pointer's value keeps to the limits", func(r *request) { r.Stage = &hundred }, ""},
		{"an id is a UUID", func(r *request) { r.Partner = "42" }, "partner:not-a-uuid"},
		{"a UUID is in lower case", func(r *request) { r.Partner = domain.ID(strings.ToUpper(string(someID))) }, "partner:not-a-uuid"},
		{"each id of a list is a UUID", func(r *request) { r.Partners = []domain.ID{someID, "x"} }, "partners[1]:not-a-uuid"},
		{"an item of a list is not empty", func(r *request) { r.Partners = []domain.ID{""} }, "partners[0]:required"},
		{"a list may have too many items", func(r *request) { r.Partners = []domain.ID{someID, "x", "y"} }, "partners:too-many partners[1]:not-a-uuid partners[2]:not-a-uuid"},
		{"a list may hold nothing twice", func(r *request) { r.Partners = []domain.ID{someID, someID} }, "partners[1]:duplicate"},
		{"a list may have too few items", func(r *request) { r.Products = []string{"abc"} }, "products:too-few"},
		{"limits hold for each item", func(r *request) { r.Products = []string{"abc", "x", "123456"} }, "products[1]:too-short products[2]:too-long"},
		{"an optional list is absent when empty", func(r *request) { r.Products = []string{} }, ""},
		{"a struct is looked into", func(r *request) { r.Place = place{Country: "de"} }, "place.city:required place.country:bad-form"},
		{"a pointer is looked into", func(r *request) { r.Other = &place{} }, "other.city:required"},
		{"a list of structs is looked into", func(r *request) { r.Places = []place{{City: "Bonn"}, {}} }, "places[1].city:required"},
		{"money is not negative", func(r *request) { r.Value = domain.NewMoney(-1, "EUR") }, "value.amount:negative"},
		{"money may be nought", func(r *request) { r.Value = domain.NewMoney(0, "EUR") }, ""},
		{"a currency is known", func(r *request) { r.Currency = "EURO" }, "currency:unknown-currency"},
		{"an optional may be null", func(r *request) { r.Title = domain.Null[string]() }, ""},
		{"an optional keeps to its limits", func(r *request) { r.Title = domain.Some("123456") }, "title:too-long"},
		{"an optional that is given is not blank where it has a least length", func(r *request) { r.Title = domain.Some("") }, "title:required"},
		{"the ids of an optional list are UUIDs", func(r *request) { r.Scope = domain.Some([]domain.ID{"x"}) }, "scope[0]:not-a-uuid"},
		{"an optional list that is given has its least items", func(r *request) { r.Scope = domain.Some([]domain.ID{}) }, "scope:too-few"},
		{"a flag may be false", func(r *request) { r.Ready = false }, ""},
		{"every fault is told, in the order of declaration", func(r *request) { r.Topic, r.Count, r.Place.City = "", 10, "123456" },
			"topic:required count:too-large place.city:too-long"},
	} {
		r := request{embedded: embedded{"topic"}, Place: place{City: "Bonn"}, Plain: "\x00", hidden: "\x00"}
		c.edit(&r)
		assert.Equal(t, c.want, faults(domain.Invalid(domain.Check(r))), c.rule)
		assert.Equal(t, c.want, faults(domain.Invalid(domain.Check(&r))), "%s, through a pointer", c.rule)
	}
}

func TestCheckWantsWhatIsRequired(t *testing.T) {
	type required struct {
		Text   string          `json:"text"`
		Number int             `json:"number" minimum:"1"`
		Nought int             `json:"nought" minimum:"0"`
		Date   domain.Date     `json:"date"`
		Money  domain.Money    `json:"money"`
		ID     domain.ID       `json:"id"`
		List   []string        `json:"list" minItems:"1"`
		Empty  []string        `json:"empty"`
		Who    *place          `json:"who"`
		Mail   domain.Mail     `json:"mail"`
		Kind   domain.Currency `json:",omitempty" pattern:"^E"`
		Skip   string          `json:"-" minLength:"1"`
	}
	assert.Equal(t, "text:required number:required date:required money:required id:required list:required empty:required who:required mail:required",
		faults(domain.Invalid(domain.Check(required{}))))
	assert.NotContains(t, faults(domain.Invalid(domain.Check(required{Empty: []string{}}))), "empty", "a list that is given may be empty")
}

func TestWhatAPatternAsksForIsSaidInWords(t *testing.T) {
	type address struct {
		Country string `json:"country" pattern:"^[A-Z]{2}$"`
		Other   string `json:"other" pattern:"^x+$"`
	}
	bad := domain.Check(address{"Germany", "y"})
	assert.Equal(t, "This must be a two-letter country code in capitals, such as DE.", bad[0].Message)
	assert.Equal(t, "This must have the form ^x+$.", bad[1].Message, "where there are no words")
}

func TestATextInWhichNobodySeesAnythingIsBlank(t *testing.T) {
	for _, s := range []string{"", " ", "\t\r\n", "\u00a0", "\u3000", "\u200b\u200d", "\ufeff", "\u00ad", "\u2800", "\u3164", "\u115f", "\ufe0f", "\u202e", "\x00"} {
		assert.True(t, domain.Blank(s), "%q", s)
	}
	for _, s := range []string{"x", " . ", "é", "שלום", "株", "\u200b1", "👩\u200d🔧", "\xff"} {
		assert.False(t, domain.Blank(s), "%q", s)
	}
}

func TestEveryFaultHasASentence(t *testing.T) {
	bad := domain.Check(request{embedded: embedded{"x"}, Count: 10, Kind: "?", Partner: "?", Products: []string{""}})
	assert.Len(t, bad, 7)
	for _, f := range bad {
		assert.Regexp(t, `^This .+\.$`, f.Message)
	}
}

func TestATagThatCannotBeReadIsABug(t *testing.T) {
	type wrongNumber struct {
		A string `json:"a" maxLength:"many"`
	}
	type wrongPattern struct {
		A string `json:"a" pattern:"("`
	}
	assert.Panics(t, func() { domain.Check(wrongNumber{}) })
	assert.Panics(t, func() { domain.Check(wrongPattern{}) })
}

func BenchmarkCheck(b *testing.B) {
	r := request{embedded: embedded{"topic"}, Place: place{City: "Bonn"}, Partners: []domain.ID{someID}}
	for b.Loop() {
		domain.Check(r)
	}
}
