package localserver

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var (
	Explain = explain
	Plain   = plain
)

// Looking searches for programs in these folders only.
func (o Options) Looking(patterns ...string) Options {
	o.folders = patterns
	return o
}

// Impatient gives a server that is told to stop this long before it is told louder.
func (o Options) Impatient(grace time.Duration) Options {
	o.grace = grace
	return o
}

// HomeOf is where the cluster of a data folder lies.
func HomeOf(data string) string {
	if apart, err := os.ReadFile(filepath.Join(data, pointerFile)); err == nil {
		return strings.TrimSpace(string(apart))
	}
	return filepath.Join(data, "postgres")
}

// Found is the folder of the programs that make a new cluster, and their major version.
func (o Options) Found() (bin string, major int, err error) {
	a, err := serverAccount()
	if err != nil {
		return "", 0, err
	}
	p, err := find(context.Background(), o.filled(), home{account: a}, 0)
	return p.bin, p.major, err
}

// Installed is what is found on this machine.
func Installed() (bin string, major int, err error) {
	return Options{BinDir: os.Getenv(BinVariable)}.Found()
}
