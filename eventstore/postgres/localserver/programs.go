package localserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const oldestMajor = 14

// onPath stands for the folder of PATH that holds postgres.
const onPath = "$PATH"

// usualFolders are where packages of Postgres put the programs, with a star for the version.
var usualFolders = []string{
	onPath,
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // RPMs of postgresql.org
	"/usr/lib/postgresql*/bin",  // SUSE
	"/usr/libexec/postgresql*",  // Alpine
	"/usr/local/pgsql/bin",      // from source
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin", // Homebrew on Intel
	"/opt/local/lib/postgresql*/bin", // MacPorts
	"/Library/PostgreSQL/*/bin",      // EDB
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// programs are a folder with initdb and postgres that work.
type programs struct {
	bin     string
	major   int
	version string
}

// find looks for programs that can run the cluster: of the major version that made it, or, when it is still to be made
// and major is 0, the ones on PATH, since they are the user's choice, and else the newest.
func find(ctx context.Context, o Options, h home, major int) (programs, error) {
	var fit []programs
	var others []string
	var broken []error
	for _, bin := range candidates(o) {
		p, err := inspect(ctx, h.account, bin)
		switch {
		case ctx.Err() != nil:
			return programs{}, fmt.Errorf("look for Postgres: %w", context.Cause(ctx))
		case err != nil && o.BinDir == "" && errors.Is(err, fs.ErrNotExist):
			// another package's folder
		case err != nil:
			broken = append(broken, err)
		case p.major == major, major == 0 && p.major >= oldestMajor:
			fit = append(fit, p)
		default:
			others = append(others, fmt.Sprintf("Postgres %s in %s", p.version, bin))
		}
	}
	if len(fit) > 0 {
		if fit[0].bin == pathFolder() {
			return fit[0], nil
		}
		return slices.MaxFunc(fit, func(a, b programs) int { return cmp.Compare(a.major, b.major) }), nil
	}
	if o.BinDir != "" {
		return programs{}, misfit(h, major, others, errors.Join(broken...))
	}
	p, err := fetch(ctx, o, h, major)
	if err == nil && major != 0 && p.major != major {
		err = fmt.Errorf("asked for Postgres %d, the repository gave %s", major, p.version)
	}
	if err != nil {
		return programs{}, misfit(h, major, others, errors.Join(append(broken, err)...))
	}
	return p, nil
}

// misfit says what was needed, what was there instead, and what to do.
func misfit(h home, major int, others []string, err error) error {
	needed := fmt.Sprintf("Postgres %d or newer is needed", oldestMajor)
	install := "install it (apt-get install postgresql, or brew install postgresql)"
	if major != 0 {
		needed = fmt.Sprintf("the cluster in %s was made by Postgres %d, and no other version can run it", h.cluster(), major)
		install = fmt.Sprintf("install Postgres %d", major)
	}
	there := "none was found"
	if len(others) > 0 {
		there = "there is only " + strings.Join(others, " and ")
	}
	if err != nil {
		there = fmt.Sprintf("%s (%s)", there, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return fmt.Errorf("%s, and %s: %s, set %s to the folder that holds initdb and postgres, or give a database URL",
		needed, there, install, BinVariable)
}

// candidates are the folders that may hold programs, the one of PATH first.
func candidates(o Options) (found []string) {
	if o.BinDir != "" {
		return []string{o.BinDir}
	}
	for _, pattern := range o.folders {
		folders, _ := filepath.Glob(pattern) // fails for a malformed pattern only
		if pattern == onPath {
			folders = []string{pathFolder()}
		}
		found = append(found, folders...)
	}
	return found
}

// pathFolder is where the postgres of PATH really lies; empty when there is none.
func pathFolder() string {
	path, err := exec.LookPath("postgres")
	if err != nil {
		return ""
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	return filepath.Dir(real)
}

var said = regexp.MustCompile(`^postgres \(PostgreSQL\) (([0-9]+)\S*)`)

// inspect asks the programs in bin for their version, as the account that will run them.
func inspect(ctx context.Context, a account, bin string) (programs, error) {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return programs{}, err
		}
	}
	answer, err := run(ctx, a.command(filepath.Join(bin, "postgres"), "--version"))
	if err != nil {
		return programs{}, fmt.Errorf("%s/postgres --version, as user %s: %w", bin, a.name, err)
	}
	words := said.FindStringSubmatch(answer)
	if words == nil {
		return programs{}, fmt.Errorf("%s/postgres --version says %q", bin, answer)
	}
	major, err := strconv.Atoi(words[2])
	return programs{bin: bin, major: major, version: words[1]}, err
}
