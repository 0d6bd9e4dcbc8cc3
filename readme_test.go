package cosell_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/opportunity"
)

func TestTheReadmeShowsTheLifecycleAsItIs(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```mermaid\n"+opportunity.Mermaid()+"```")
}

func TestTheTestsThatDesignNamesExist(t *testing.T) {
	design, err := os.ReadFile("DESIGN.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`((?:Test|Benchmark)[A-Z][A-Za-z]+)`").FindAllStringSubmatch(string(design), -1)
	require.Greater(t, len(named), 30)
	var code strings.Builder
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		code.Write(text)
		return err
	}))
	for _, name := range named {
		require.Contains(t, code.String(), "\nfunc "+name[1]+"(")
	}
}
