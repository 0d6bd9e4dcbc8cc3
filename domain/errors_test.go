package domain_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

var errHeld = domain.Refusal("held", "Somebody holds it.")

func TestErrorsAreTheSameWhenClassAndCodeAre(t *testing.T) {
	other := errHeld.Saying("%s holds it.", "Contoso").On("customer").Because(io.EOF)
	assert.ErrorIs(t, fmt.Errorf("deal 42: %w", other), errHeld)
	assert.ErrorIs(t, other, io.EOF)
	assert.NotErrorIs(t, domain.Denial("held", ""), errHeld)
	assert.NotErrorIs(t, domain.Refusal("lost", ""), errHeld)
	assert.Equal(t, "held: Contoso holds it. [customer: Contoso holds it.]: EOF", other.Error())
}

func TestAnErrorIsNeverChangedByWhatIsMadeOfIt(t *testing.T) {
	_ = errHeld.Saying("else").On("a", "b").Because(io.EOF)
	assert.Equal(t, "held: Somebody holds it.", errHeld.Error())
	first, second := errHeld.On("a"), errHeld.On("b")
	assert.Equal(t, "a:held", faults(first))
	assert.Equal(t, "b:held", faults(second))
	three := errHeld.On("a", "b", "c")
	fourth, fifth := three.On("d"), three.On("e")
	assert.Equal(t, "a:held b:held c:held d:held", faults(fourth))
	assert.Equal(t, "a:held b:held c:held e:held", faults(fifth))
}

func TestFaultsOfFieldsBecomeOneError(t *testing.T) {
	a, b := domain.FieldError{Field: "a", Code: "required", Message: "This is required."}, domain.FieldError{Field: "b", Code: "too-long"}
	assert.NoError(t, domain.Invalid(nil))
	one := domain.AsError(domain.Invalid([]domain.FieldError{a}))
	assert.Equal(t, "required", one.Code)
	assert.Equal(t, a.Message, one.Message)
	two := domain.AsError(domain.Invalid([]domain.FieldError{a, b}))
	assert.Equal(t, "invalid", two.Code)
	assert.Equal(t, domain.ClassInvalid, two.Class)
	assert.Equal(t, "a:required b:too-long", faults(two))
}

func TestAnyOtherErrorIsOurs(t *testing.T) {
	e := domain.AsError(fmt.Errorf("x: %w", io.ErrUnexpectedEOF))
	assert.Equal(t, domain.ClassInternal, e.Class)
	assert.True(t, errors.Is(e, io.ErrUnexpectedEOF))
	assert.NotContains(t, e.Message, "EOF")
}

func TestWhatIsAllowedCarriesTheCodeOfTheRefusal(t *testing.T) {
	assert.Equal(t, domain.AllowedCommand{Command: "win", Allowed: true}, domain.Allow("win", nil))
	assert.Equal(t, domain.AllowedCommand{Command: "win", Code: "held"}, domain.Allow("win", errHeld))
}
