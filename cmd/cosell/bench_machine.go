package main

import (
	"context"
	"os"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
)

// computer is where it was measured. What the system does not tell is empty.
type computer struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"` // that the program may use
	Memory string `json:"memory"`
	OS     string `json:"os"`
	Go     string `json:"go"`
}

func thisComputer() computer {
	return computer{
		CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.GOMAXPROCS(0), Memory: field("/proc/meminfo", "MemTotal"),
		OS: strings.TrimSpace(runtime.GOOS + "/" + runtime.GOARCH + " " + first("/proc/sys/kernel/osrelease")), Go: runtime.Version(),
	}
}

// field is what a file of the kernel's says of a name: "name : what".
func field(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return ""
}

func first(file string) string {
	text, _ := os.ReadFile(file)
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// cluster is the Postgres that was measured, with the settings that decide what durable costs.
type cluster struct {
	Version  string            `json:"version"`
	Settings map[string]string `json:"settings"`
}

var told = []string{"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers", "max_wal_size"}

func (b *bench) cluster(ctx context.Context) (c cluster, err error) {
	conn, err := pgx.Connect(ctx, b.server)
	if err != nil {
		return c, err
	}
	defer conn.Close(ctx)
	c.Settings = map[string]string{}
	for _, name := range append([]string{"server_version"}, told...) {
		var is string
		if err := conn.QueryRow(ctx, "select current_setting($1)", name).Scan(&is); err != nil {
			return c, err
		}
		c.Settings[name] = is
	}
	c.Version = c.Settings["server_version"]
	delete(c.Settings, "server_version")
	return c, nil
}

func (c cluster) spoken() (all []string) {
	for _, name := range told[:2] {
		all = append(all, name+" "+c.Settings[name])
	}
	return all
}
