package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/api"
)

// read decodes a creation and gives the codes of what was wrong, by field.
func read(t *testing.T, body string) (opportunity.Create, map[string]string, *domain.Error) {
	t.Helper()
	v, bad, err := api.Decode([]byte(body), opportunity.Create{})
	codes := map[string]string{}
	for _, f := range bad {
		require.NotEmpty(t, f.Message)
		codes[f.Field] = f.Code
	}
	if err != nil {
		return opportunity.Create{}, codes, domain.AsError(err)
	}
	return v.(opportunity.Create), codes, nil
}

func TestABodyIsReadAsTheCommandsType(t *testing.T) {
	c, bad, err := read(t, `{"topic":"Cloud \u00fc","customer":{"name":"Adatum","country":"DE"},"estimatedValue":{"amount":"25000","currency":"EUR"},
		"estimatedCloseDate":"2026-06-30","products":["A","B"]}`)
	require.Nil(t, err)
	require.Empty(t, bad)
	require.Equal(t, "Cloud ü", c.Topic)
	require.Equal(t, "DE", c.Customer.Country)
	require.Equal(t, "25000.00 EUR", c.EstimatedValue.String())
	require.Equal(t, "2026-06-30", c.EstimatedClose.String())
	require.Equal(t, []string{"A", "B"}, c.Products)
}

func TestAnEmptyBodyIsAnEmptyObject(t *testing.T) {
	for _, body := range []string{"", " \n", "{}"} {
		c, bad, err := read(t, body)
		require.Nil(t, err)
		require.Empty(t, bad)
		require.Equal(t, opportunity.Create{}, c)
	}
}

func TestEveryFieldThatCannotBeReadIsNamed(t *testing.T) {
	for body, want := range map[string]map[string]string{
		`{"topic":7,"products":"A","nonsense":1}`: {"topic": "wrong-type", "products": "wrong-type", "nonsense": "unknown-field"},
		`{"Topic":"x"}`: {"Topic": "unknown-field"},
		`{"topic":null,"customer":null,"products":null}`:                             {"topic": "wrong-type", "customer": "wrong-type", "products": "wrong-type"},
		`{"topic":"a","topic":"b"}`:                                                  {"topic": "duplicate-field"},
		`{"customer":{"name":[],"floor":"x"}}`:                                       {"customer.name": "wrong-type", "customer.floor": "unknown-field"},
		`{"customer":"Adatum"}`:                                                      {"customer": "wrong-type"},
		`{"products":["a",1,null,{}]}`:                                               {"products[1]": "wrong-type", "products[2]": "wrong-type", "products[3]": "wrong-type"},
		`{"estimatedValue":7}`:                                                       {"estimatedValue": "wrong-type"},
		`{"estimatedValue":{"amount":25000,"currency":"EUR"}}`:                       {"estimatedValue.amount": "wrong-type"},
		`{"estimatedValue":{"amount":"1.234","currency":"EUR"}}`:                     {"estimatedValue.amount": "too-many-decimals"},
		`{"estimatedValue":{"amount":"1e3","currency":"XXX"}}`:                       {"estimatedValue.amount": "not-an-amount", "estimatedValue.currency": "unknown-currency"},
		`{"estimatedValue":{"amount":"1","currency":"EUR","rate":1}}`:                {"estimatedValue.rate": "unknown-field"},
		`{"estimatedValue":{"amount":"1","amount":"2","currency":"EUR"}}`:            {"estimatedValue.amount": "duplicate-field"},
		`{"estimatedCloseDate":"2026-02-30"}`:                                        {"estimatedCloseDate": "not-a-date"},
		`{"estimatedCloseDate":""}`:                                                  {"estimatedCloseDate": "not-a-date"},
		`{"estimatedCloseDate":20260230}`:                                            {"estimatedCloseDate": "wrong-type"},
		`{"estimatedCloseDate":"2026-02-28T00:00:00Z","predecessor":{},"contact":1}`: {"estimatedCloseDate": "not-a-date", "predecessor": "wrong-type", "contact": "wrong-type"},
	} {
		_, bad, err := read(t, body)
		require.Nil(t, err, body)
		require.Equal(t, want, bad, body)
	}
}

func TestNumbersAreWholeAndFit(t *testing.T) {
	for number, code := range map[string]string{
		"20": "", "-3": "", "20.0": "wrong-type", "2e1": "wrong-type", `"20"`: "wrong-type", "true": "wrong-type",
		"99999999999999999999": "too-large", "-99999999999999999999": "too-small",
	} {
		_, bad, err := api.Decode([]byte(`{"stage":`+number+`}`), opportunity.MarkStage{})
		require.NoError(t, err)
		if code == "" {
			require.Empty(t, bad, number)
			continue
		}
		require.Len(t, bad, 1, number)
		require.Equal(t, code, bad[0].Code, number)
	}
}

func TestNullClearsWhatMayBeCleared(t *testing.T) {
	v, bad, err := api.Decode([]byte(`{"customer":null,"territory":"","products":[],"topic":"x"}`), opportunity.Revise{})
	require.NoError(t, err)
	require.Empty(t, bad)
	r := v.(opportunity.Revise)
	require.Equal(t, domain.Null[domain.Customer](), r.Customer)
	require.Equal(t, domain.Some(""), r.Territory)
	require.Equal(t, domain.Some([]string{}), r.Products)
	require.Equal(t, domain.Some("x"), r.Topic)
	require.False(t, r.Contact.Given)

	_, bad, err = api.Decode([]byte(`{"customer":{"name":1},"products":[2]}`), opportunity.Revise{})
	require.NoError(t, err)
	require.Len(t, bad, 2)
}

func TestFieldsOfEmbeddedStructsAreFieldsOfTheBody(t *testing.T) {
	v, bad, err := api.Decode([]byte(`{"name":"Contoso","administrator":{"member":"ada","name":"Ada","mail":"ada@example.com"}}`), partner.Enrol{})
	require.NoError(t, err)
	require.Empty(t, bad)
	require.Equal(t, "Contoso", v.(partner.Enrol).Name)
	require.Equal(t, "ada", v.(partner.Enrol).Administrator.Member)
}

func TestWhatIsNoJSONIsMalformedAtAnOffset(t *testing.T) {
	for body, offset := range map[string]string{
		`{`:                          "byte 1",
		`{"topic":}`:                 "byte 10",
		`{"topic":"x"} x`:            "byte 15",
		`{"topic":"x"}{}`:            "byte 14",
		`nope`:                       "byte 2",
		`{"topic":'x'}`:              "byte 10",
		"{\"topic\":\"a\xffb\"}":     "byte 11",
		"\xef\xbb\xbf{}":             "byte 1",
		`{"topic":"\ud800"}`:         "byte 9",
		`{"topic":"\ufffd \udc00x"}`: "byte 9",
		`{"topic":"x",}`:             "byte 14",
		"{\"topic\":\"a\nb\"}":       "byte 12",
	} {
		_, _, err := read(t, body)
		require.NotNil(t, err, body)
		require.Equal(t, domain.ClassInvalid, err.Class)
		require.Equal(t, "malformed", err.Code)
		require.Contains(t, err.Message, offset, body)
	}
	for _, body := range []string{`[]`, `"x"`, `7`, `null`, `true`} {
		_, _, err := read(t, body)
		require.NotNil(t, err, body)
		require.Equal(t, "wrong-type", err.Code)
	}
}

func TestTheReplacementCharacterItselfMayBeWritten(t *testing.T) {
	c, bad, err := read(t, `{"topic":"\ufffd \uFFFD `+"\uFFFD"+` \ud83d\ude00"}`)
	require.Nil(t, err)
	require.Empty(t, bad)
	require.Equal(t, "\uFFFD \uFFFD \uFFFD 😀", c.Topic)
}

func TestDepthAndCountAreBounded(t *testing.T) {
	nested := func(n int) string { return strings.Repeat(`[`, n-1) + strings.Repeat(`]`, n-1) }
	_, bad, err := read(t, `{"x":`+nested(api.MaxDepth)+`}`)
	require.Nil(t, err)
	require.Equal(t, "unknown-field", bad["x"])
	_, _, err = read(t, `{"x":`+nested(api.MaxDepth+1)+`}`)
	require.Equal(t, "too-deep", err.Code)
	require.Equal(t, domain.ClassTooLarge, err.Class)
	_, _, err = read(t, strings.Repeat(`{"x":`, 200_000))
	require.Equal(t, "too-deep", err.Code)
	_, _, err = read(t, `{"topic":"`+strings.Repeat(`[{`, 100)+`\"["}`)
	require.Nil(t, err, "brackets in a text are text")

	numbers := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("0,", n), ",") + "]" }
	_, _, err = read(t, `{"x":`+numbers(api.MaxValues-2)+`}`)
	require.Nil(t, err)
	_, _, err = read(t, `{"x":`+numbers(api.MaxValues-1)+`}`)
	require.Equal(t, "too-many-values", err.Code)
	require.Equal(t, domain.ClassTooLarge, err.Class)
}

func TestEveryCommandCanBeRead(t *testing.T) {
	for _, all := range [][]domain.CommandType{opportunity.Commands, partner.Commands} {
		for _, c := range all {
			if c.Process {
				continue
			}
			_, _, err := api.Decode([]byte(`{"unheard-of":1}`), c.Zero)
			require.NoError(t, err, c.Name())
		}
	}
}

func FuzzDecodeAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"topic":"x","products":["a"]}`, `{"customer":null}`, `{"estimatedValue":{"amount":"1","currency":"EUR"}}`, `[[[[`, `{"topic":"\ud800"}`,
		`{"estimatedCloseDate":"2026-01-01","territory":"\u0000"}`, "{\"topic\":\"\xff\"}", `{"topic":"a","topic":"b"}`, `{"products":null}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		v, bad, err := api.Decode([]byte(body), opportunity.Revise{})
		if err != nil {
			if class := domain.AsError(err).Class; class != domain.ClassInvalid && class != domain.ClassTooLarge {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		if len(bad) > 0 || strings.TrimSpace(body) == "" {
			return
		}
		var want opportunity.Revise
		d := json.NewDecoder(strings.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q was read, but %v", body, err)
		}
		if got, want := fmt.Sprintf("%+v", dump(t, v)), fmt.Sprintf("%+v", dump(t, want)); got != want {
			t.Fatalf("%q was read as %s, not %s", body, got, want)
		}
	})
}

func dump(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}
