package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// TestScripts plays testdata/api/*.txtar, each in a world of its own, in which the partners contoso and fabrikam are
// enrolled. A script is a list of requests and answers:
//
//	-- POST /api/v1/opportunities/$deal/accept as contoso administrator --
//	If-Match: "2"
//
//	{}
//	-- 200 --
//	ETag: "3"
//
//	{"state": {"state": "accepted"}}
//	-- clock +24h --
//
// Of an answer only what is named is compared; lists are compared whole. "*" is anything, "absent" says that there is no
// such member, "$name" binds a name or stands for what was bound, and "$+name" binds it anew.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("../../testdata/api/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			s := script{world: inPostgres(t), names: map[string]string{}}
			s.names["contoso"], s.names["fabrikam"] = string(s.enrol("contoso")), string(s.enrol("fabrikam"))
			s.play(t, txtar.Parse(text).Files)
		})
	}
}

type script struct {
	*world
	names map[string]string
}

func (s *script) play(t *testing.T, files []txtar.File) {
	t.Helper()
	for i := 0; i < len(files); i++ {
		name := files[i].Name
		if d, ok := strings.CutPrefix(name, "clock "); ok {
			passed, err := time.ParseDuration(d)
			require.NoError(t, err)
			s.pass(passed)
			continue
		}
		require.Less(t, i+1, len(files), "%s has no answer", name)
		s.step(t, files[i], files[i+1])
		i++
	}
}

func (s *script) step(t *testing.T, request, want txtar.File) {
	t.Helper()
	line, who, _ := strings.Cut(request.Name, " as ")
	method, path, _ := strings.Cut(line, " ")
	headers, body := s.parts(string(request.Data))
	if who == "nobody" {
		who = ""
	}
	a := s.send(method, s.put(path), who, s.put(body), headers...)
	status, err := strconv.Atoi(want.Name)
	require.NoError(t, err, "%s is followed by %s", request.Name, want.Name)
	require.Equal(t, status, a.Code, "%s: %s", request.Name, a.text)
	headers, body = s.parts(string(want.Data))
	for i := 0; i < len(headers); i += 2 {
		require.Equal(t, headers[i+1], a.Header().Get(headers[i]), "%s: %s", request.Name, headers[i])
	}
	switch body = strings.TrimSpace(body); {
	case body == "":
	case strings.HasPrefix(a.Header().Get("Content-Type"), "text/"):
		require.Equal(t, s.put(body), strings.TrimSpace(strings.ReplaceAll(a.text, "\r\n", "\n")), request.Name)
	default:
		var expected any
		require.NoError(t, json.Unmarshal([]byte(body), &expected), "%s: %s", request.Name, body)
		s.match(t, request.Name+": "+a.text, "", expected, any(a.json))
	}
}

// parts takes the headers off a section: what comes before its first empty line, if that looks like headers.
func (s *script) parts(text string) (headers []string, body string) {
	head, rest, found := strings.Cut(text, "\n\n")
	if !found {
		head, rest = strings.TrimSuffix(text, "\n"), ""
	}
	if !headerForm.MatchString(head) {
		return nil, text
	}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ":")
		headers = append(headers, name, s.put(strings.TrimSpace(value)))
	}
	return headers, rest
}

var (
	headerForm = regexp.MustCompile(`^[A-Z][A-Za-z-]*: `)
	nameForm   = regexp.MustCompile(`\$[a-z][a-z0-9-]*`)
)

// put replaces names by what they are bound to.
func (s *script) put(text string) string {
	return nameForm.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := s.names[name[1:]]; ok {
			return value
		}
		return name
	})
}

func (s *script) match(t *testing.T, about, path string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		members, ok := got.(map[string]any)
		require.True(t, ok, "%s at %s: %v", about, path, got)
		for name, w := range want {
			g, there := members[name]
			require.Equal(t, w != "absent", there, "%s at %s.%s", about, path, name)
			if there {
				s.match(t, about, path+"."+name, w, g)
			}
		}
	case []any:
		items, ok := got.([]any)
		require.True(t, ok && len(items) == len(want), "%s at %s: %v", about, path, got)
		for i := range want {
			s.match(t, about, fmt.Sprintf("%s[%d]", path, i), want[i], items[i])
		}
	case string:
		s.word(t, about+" at "+path, want, got)
	default:
		require.Equal(t, want, got, "%s at %s", about, path)
	}
}

func (s *script) word(t *testing.T, about, want string, got any) {
	t.Helper()
	if name, again := strings.CutPrefix(want, "$+"); again {
		s.names[name] = fmt.Sprint(got)
		return
	}
	if name, ok := strings.CutPrefix(want, "$"); ok && s.names[name] == "" {
		s.names[name] = fmt.Sprint(got)
		return
	}
	if want != "*" {
		require.Equal(t, s.put(want), fmt.Sprint(got), about)
	}
}
