package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/program"
)

// part is what replaces a part of the policy by itself.
func (w *world) part(name string) string {
	body := map[string]any{"reason": "Nothing new"}
	switch now := at(w.get("/api/v1/program", "program-administrator").json, "state", name).(type) {
	case map[string]any:
		maps.Copy(body, now)
	default:
		body[name] = []any{map[string]any{"month": "2026-02", "currency": "EUR", "usd": "1.1", "source": "ECB"}}
	}
	text, err := json.Marshal(body)
	require.NoError(w.t, err)
	return string(text)
}

func TestEveryPartOfTheProgramIsTheProgramAdministrators(t *testing.T) {
	w := inMemory(t)
	w.equip("contoso")
	for _, c := range program.Commands {
		path := "/api/v1/program/" + c.Zero.(program.Command).Part()
		body := w.part(c.Zero.(program.Command).Part())
		for _, who := range append(outsiders("contoso"), "auditor") {
			told := map[string]any{}
			for _, allowed := range w.get("/api/v1/program", who).json["allowed"].([]any) {
				if at(allowed, "command") == c.Name() {
					told = allowed.(map[string]any)
				}
			}
			a := w.send("PUT", path, who, body)
			require.Equal(t, who == "program-administrator", told["allowed"], "%s %s", who, path)
			if told["allowed"] == false {
				require.Equal(t, http.StatusForbidden, a.Code, "%s %s: %s", who, path, a.text)
				require.Equal(t, told["code"], a.code())
				continue
			}
			if a.Code != http.StatusOK {
				require.Equal(t, "nothing-changed", a.code(), "%s: %s", path, a.text)
			}
		}
	}
}
