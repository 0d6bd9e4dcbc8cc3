package domain_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

func TestHalvesGoToTheEvenNumber(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "1/2": 0, "3/2": 2, "5/2": 2, "7/2": 4, "-1/2": 0, "-3/2": -2, "-5/2": -2, "49/100": 0, "51/100": 1, "-51/100": -1, "149/100": 1, "7": 7,
	} {
		r, _ := new(big.Rat).SetString(in)
		assert.Equal(t, want, domain.HalfEven(r).Int64(), in)
	}
}
