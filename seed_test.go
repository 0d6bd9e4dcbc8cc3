package cosell_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The table of the seed's rules is prose for people; what it names must be there.
func TestTheTableOfRulesNamesTestsAndCodesThatThereAre(t *testing.T) {
	table, err := os.ReadFile("testdata/scenarios/seed-004.md")
	require.NoError(t, err)
	code, tests := sources(t)
	name, quoted := regexp.MustCompile(`\bTest\w+\*?`), regexp.MustCompile("`([a-z0-9-]+)`")
	rules := 0
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(line, " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 3 || strings.HasPrefix(line, "| rule") {
			continue
		}
		rules++
		named := name.FindAllString(cells[1], -1)
		assert.NotEmpty(t, named, line)
		for _, n := range named {
			prefix, any := strings.CutSuffix(n, "*")
			if !any {
				prefix += "("
			}
			assert.Contains(t, tests, "func "+prefix, line)
		}
		for _, c := range quoted.FindAllStringSubmatch(cells[2], -1) {
			assert.Contains(t, code, `"`+c[1]+`"`, line)
		}
	}
	assert.Greater(t, rules, 130, "no rule of the seed was lost")
}

// sources is the text of all production files, and that of all tests.
func sources(t *testing.T) (code, tests string) {
	t.Helper()
	var production, test strings.Builder
	for _, folder := range []string{"domain", "handlers"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.HasSuffix(path, "_test.go") {
				test.Write(text)
			} else {
				production.Write(text)
			}
			return err
		}))
	}
	return production.String(), test.String()
}
