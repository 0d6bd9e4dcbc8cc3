package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/api"
)

func TestARowIsFlattenedIntoColumns(t *testing.T) {
	type inner struct {
		ID   string `json:"id"`
		Note string `json:"note,omitempty"`
	}
	type row struct {
		Name    string       `json:"name"`
		Hidden  string       `json:"-"`
		Value   domain.Money `json:"value,omitzero"`
		None    domain.Money `json:"none,omitzero"`
		Date    domain.Date  `json:"date,omitzero"`
		At      time.Time    `json:"at"`
		Never   time.Time    `json:"never,omitzero"`
		Parties []inner      `json:"parties"`
		One     *inner       `json:"one,omitempty"`
		Nobody  *inner       `json:"nobody,omitempty"`
		Count   int          `json:"count"`
		Stage   int          `json:"stage,omitempty"`
		Flag    bool         `json:"flag"`
		Words   []string     `json:"words"`
	}
	names, cells := api.CSV(row{
		Name: "Müller", Value: domain.NewMoney(-150, "EUR"), At: begin, Parties: []inner{{ID: "1"}, {ID: "2", Note: "n"}}, One: &inner{ID: "3"},
		Flag: true, Words: []string{"a", "b"},
	})
	require.Equal(t, []string{
		"name", "value.amount", "value.currency", "none.amount", "none.currency", "date", "at", "never", "parties.id", "parties.note",
		"one.id", "one.note", "nobody.id", "nobody.note", "count", "stage", "flag", "words",
	}, names)
	require.Equal(t, []string{
		"Müller", "-1.50", "EUR", "", "", "", "2026-03-02T09:00:00Z", "", "1; 2", "; n", "3", "", "", "", "0", "", "true", "a; b",
	}, cells)
}

func TestATextThatASpreadsheetWouldRunIsMadeHarmless(t *testing.T) {
	type row struct {
		Text string `json:"text"`
	}
	for text, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "a=1": "a=1", "": ""} {
		_, cells := api.CSV(row{Text: text})
		require.Equal(t, []string{want}, cells)
	}
}
