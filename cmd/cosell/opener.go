package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

// opener says how a verb opens the base.
type opener struct {
	start func(context.Context, localserver.Options) (*localserver.Server, error)
	there func(folder string) error // refuses a data folder
	clock func() time.Time          // of commands; the machine's when nil
}

// reader opens for a verb that only looks: it makes nothing where nothing is.
var reader = opener{start: localserver.Attach, there: hasCluster}

// hasCluster refuses a folder that no server was ever started on, which most likely is not the one that is meant.
func hasCluster(folder string) error {
	for _, mark := range []string{"postgres", "postgres.at"} {
		if _, err := os.Stat(filepath.Join(folder, mark)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("there is nothing of cosell's in %s: name the folder that cosell serve was given, with --data", folder)
}
