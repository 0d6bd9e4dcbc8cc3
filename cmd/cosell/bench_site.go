package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

// bench is one run of the measurements.
type bench struct {
	verb    *benchVerb
	term    terminal
	began   time.Time
	report  *report
	folders []string // to be removed

	dir    string              // of the key, and of the private Postgres
	local  *localserver.Server // nil with --database
	server string              // URL of the server's own database
	made   []string            // databases to be dropped
	logs   map[int]*loaded     // by length

	appended float64 // events/s of 64 writers; 0 before that was measured
	decoding float64 // events/s of reading and decoding alone; likewise
}

func newBench(ctx context.Context, v *benchVerb, term terminal) (b *bench, err error) {
	b = &bench{verb: v, term: term, began: time.Now(), logs: map[int]*loaded{}, dir: v.Data, server: v.Database}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.leave())
		}
	}()
	if b.dir == "" {
		if b.dir, err = b.scratch(); err != nil {
			return b, err
		}
	} else if err = hasCluster(b.dir); err == nil {
		return b, usagef("there is a log in %s already: give an empty folder", b.dir)
	}
	if b.server == "" {
		if err = b.startLocal(ctx); err != nil {
			return b, err
		}
	}
	b.report, err = b.newReport(ctx)
	return b, err
}

func (b *bench) startLocal(ctx context.Context) (err error) {
	o := localserver.Options{Dir: b.dir, BinDir: b.verb.PostgresBin}
	if b.local, err = localserver.Serve(ctx, o); err == nil {
		b.server = b.local.URL()
	}
	return err
}

func (b *bench) stopLocal(ctx context.Context) error {
	if b.local == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 4*stopWithin)
	defer cancel()
	err := b.local.Close(ctx)
	b.local = nil
	return err
}

// leave drops and removes what was made.
func (b *bench) leave() (err error) {
	ctx := context.Background()
	if b.local == nil {
		for _, name := range b.made {
			err = errors.Join(err, b.exec(ctx, "drop database if exists "+name+" with (force)"))
		}
	}
	err = errors.Join(err, b.stopLocal(ctx))
	for _, dir := range b.folders {
		err = errors.Join(err, localserver.Remove(ctx, dir), os.RemoveAll(dir))
	}
	return err
}

func (b *bench) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, b.server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// database makes one, and gives its URL.
func (b *bench) database(ctx context.Context, of string) (string, error) {
	name := fmt.Sprintf("cosell_bench_%d_%s", os.Getpid(), of)
	if err := b.exec(ctx, "create database "+name); err != nil {
		return "", err
	}
	b.made = append(b.made, name)
	u, err := url.Parse(b.server)
	if err != nil {
		return "", errors.New("--database is not a URL such as postgres://HOST/NAME")
	}
	u.Path = "/" + name
	return u.String(), nil
}

// open opens a database as the verbs do.
func (b *bench) open(ctx context.Context, url string) (*base, error) {
	s := source{folder: folder{Data: b.dir}, Database: url, machine: b.verb.quiet()}
	return openBase(ctx, s, opener{}, b.term)
}

func (b *bench) keyFile() string { return filepath.Join(b.dir, "key.pem") }

// rounds calls what is measured some times, and gives the median of what it says.
func rounds(n int, measure func() (float64, error)) (median float64, all []float64, err error) {
	for range n {
		x, err := measure()
		if err != nil {
			return 0, nil, err
		}
		all = append(all, x)
	}
	return middle(all), all, nil
}

// rate is how many a second.
func rate(n int, took time.Duration) float64 {
	return math.Round(float64(n)/took.Seconds()*10) / 10
}
