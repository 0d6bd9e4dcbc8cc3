package reports_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/reports"
)

func TestARatioShowsSixDecimalsAndNothingWhereItIsUndefined(t *testing.T) {
	for want, r := range map[string]reports.Ratio{
		"":          {},
		"0.000000":  {Den: 7},
		"0.666667":  {Num: 2, Den: 3},
		"1.000000":  {Num: 5, Den: 5},
		"0.000000 ": {Num: 1, Den: 2_000_000}, // a half goes to the even one
		"0.000002":  {Num: 3, Den: 2_000_000},
		"-0.500000": {Num: -1, Den: 2},
		"40.000000": {Num: 40, Den: 1},
	} {
		require.Equal(t, trimmed(want), r.String())
		text, err := json.Marshal(r)
		require.NoError(t, err)
		if r.Den == 0 {
			require.Equal(t, "null", string(text))
		} else {
			require.Equal(t, trimmed(want), string(text))
		}
	}
}

func trimmed(s string) string {
	if s != "" && s[len(s)-1] == ' ' {
		return s[:len(s)-1]
	}
	return s
}
