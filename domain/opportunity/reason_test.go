package opportunity_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

func TestTheCodesOfReasonsAreToldInTheDocsAndInTheRefusal(t *testing.T) {
	reasons := program.Default().Reasons
	for _, c := range []struct {
		command   opportunity.Command
		catalogue program.Catalogue
	}{
		{opportunity.Decline{Reason: "weather"}, reasons.Decline},
		{opportunity.Lose{Reason: "weather"}, reasons.Decline},
		{opportunity.Return{Reason: "weather"}, reasons.Return},
		{opportunity.CloseAsError{Reason: "weather"}, reasons.Error},
	} {
		t.Run(c.command.CommandName(), func(t *testing.T) {
			var codes []string
			for _, r := range c.catalogue {
				codes = append(codes, r.Code)
			}
			list := strings.Join(codes, ", ")

			field, ok := reflect.TypeOf(c.command).FieldByName("Reason")
			require.True(t, ok)
			_, told, _ := strings.Cut(field.Tag.Get("doc"), " Those of the default program: ")
			assert.Equal(t, list+".", told)

			e := domain.AsError(opportunity.Validate(c.command, opportunity.Input{Caller: vera, Policy: program.Default()}))
			assert.Equal(t, "unknown-reason", e.Code)
			assert.Equal(t, "This must be one of: "+list+".", e.Message)
		})
	}
}

func TestTheCodesAreThoseOfThePolicyInForce(t *testing.T) {
	p := program.Default()
	p.Reasons.Return = program.Catalogue{{Code: "moved"}, {Code: "merged"}}
	e := domain.AsError(opportunity.Validate(opportunity.Return{Reason: "no-interest"}, opportunity.Input{Caller: vera, Policy: p}))
	assert.Equal(t, "This must be one of: moved, merged.", e.Message)
}
