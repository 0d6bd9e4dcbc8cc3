package cosell_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// A refusal is read by people: whatever form a field of a request asks for is said in words, not as a pattern.
func TestEveryPatternOfARequestIsSaidInWords(t *testing.T) {
	code, _ := sources(t)
	patterns := regexp.MustCompile(`\bpattern:"([^"]+)"`).FindAllStringSubmatch(code, -1)
	require.Greater(t, len(patterns), 20)
	words, err := regexp.Compile("`(\\^[^`]+)`: +\"be ")
	require.NoError(t, err)
	said := map[string]bool{}
	for _, w := range words.FindAllStringSubmatch(code, -1) {
		said[w[1]] = true
	}
	for _, p := range patterns {
		assert.True(t, said[p[1]], p[1])
	}
	assert.Contains(t, domain.Check(domain.Contact{Name: "x", Mail: "nowhere"})[0].Message, "mail address")
}
