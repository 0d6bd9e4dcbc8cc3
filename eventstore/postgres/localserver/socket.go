package localserver

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const (
	database = "cosell"
	role     = "cosell"
	port     = "5432" // part of the socket's name; no network port is opened
)

// longestSocket is what fits into the address of a Unix socket, 104 bytes on some systems, with its closing zero.
const longestSocket = 103

// socketFolder makes the folder of the socket, where only the account can come: in the home, or under a short name
// where the path would be too long for a socket, or be taken for two, as clients take one with a comma. The last
// owner's short name is used again where it can be, so that a server comes back where its clients look for it.
func (h home) socketFolder(last string) (string, error) {
	dir := filepath.Join(h.dir, "socket")
	if len(filepath.Join(dir, ".s.PGSQL."+port)) > longestSocket || strings.Contains(dir, ",") {
		return h.shortFolder(last)
	}
	if err := os.RemoveAll(dir); err != nil { // what a crash has left
		return "", plain(err, dir)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", plain(err, dir)
	}
	return dir, h.account.give(dir)
}

func (h home) shortFolder(last string) (string, error) {
	if h.isShort(last) && os.Mkdir(last, 0o700) == nil {
		return last, h.account.give(last)
	}
	for _, parent := range []string{os.Getenv("XDG_RUNTIME_DIR"), "/run", os.TempDir(), "/tmp", "/var/tmp"} {
		if parent == "" || len(filepath.Join(parent, "cosell-1234567890", ".s.PGSQL."+port)) > longestSocket {
			continue
		}
		dir, err := os.MkdirTemp(parent, "cosell-")
		if err != nil {
			continue
		}
		if open, _ := h.account.reaches(parent); open {
			return dir, h.account.give(dir)
		}
		_ = os.Remove(dir)
	}
	return "", fmt.Errorf("the path %s is not fit for a Unix socket, and neither /run nor /tmp can take it: "+
		"give a data folder with a shorter path, without a comma", h.dir)
}

// removeSocket takes away what a server leaves when it is killed. A folder under a short name goes whole, and only when
// it still is the account's: its name is free for anybody after a restart of the machine.
func (h home) removeSocket(dir string) {
	if h.isShort(dir) && ownerOf(dir) == h.account.uid {
		_ = os.RemoveAll(dir)
	}
}

func (h home) isShort(dir string) bool {
	return strings.HasPrefix(filepath.Base(dir), "cosell-") && !strings.HasPrefix(dir, h.dir+"/")
}

// address is the connection string for a database of the server whose socket lies in dir.
func address(dir, database string) string {
	q := url.Values{"host": {dir}, "port": {port}, "sslmode": {"disable"}}
	query := strings.ReplaceAll(q.Encode(), "+", "%20") // clients read a plus as a plus
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: query}
	return u.String()
}
