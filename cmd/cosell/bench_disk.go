package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
)

const (
	syncs    = 400
	syncSize = 8 << 10 // a page of the log of Postgres
)

// benchDisk asks how long the disk takes to make a page durable: no commit that waits for it is faster. With --database the
// disk is this machine's, which need not be the database's.
func benchDisk(_ context.Context, b *bench) (err error) {
	f, err := os.Create(filepath.Join(b.dir, "cosell-bench-disk"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := make([]byte, syncSize)
	var times []time.Duration
	for n := range syncs {
		page[0] = byte(n)
		if _, err := f.WriteAt(page, int64(n)*syncSize); err != nil {
			return err
		}
		began := time.Now()
		if err := f.Sync(); err != nil {
			return err
		}
		times = append(times, time.Since(began))
	}
	s := spreadOf(times)
	b.found(figure{Bench: "disk", What: "fsync of 8 kB, median", Value: s.P50, Unit: "ms", Spread: &s})
	return nil
}
