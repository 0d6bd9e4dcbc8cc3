package cosell_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/opportunity"
)

func TestTheReadmeShowsTheLifecycleAsItIs(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```mermaid\n"+opportunity.Mermaid()+"```")
}
