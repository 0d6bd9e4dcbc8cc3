package main

import (
	"log/slog"
	"path/filepath"
	"strings"
)

// folder says where the program keeps what it owns.
type folder struct {
	Data string `default:"./cosell-data" type:"path" help:"Folder for the private Postgres and the key." placeholder:"DIR"`
	Key  string `type:"path" help:"File of the key that signs tokens; DIR/key.pem when not given." placeholder:"FILE"`
}

func (f folder) keyFile() string {
	if f.Key != "" {
		return f.Key
	}
	return filepath.Join(f.Data, "key.pem")
}

// source says which database and which log a verb reads.
type source struct {
	folder
	Database string `help:"Postgres to use; a private one below the data folder when not given." placeholder:"URL"`
	Events   string `help:"Cluster that keeps the log, esdb://… or kurrentdb://…; the log is in the Postgres when not given." placeholder:"URL"`
	machine
}

// machine says how a verb runs.
type machine struct {
	PostgresBin string `type:"path" env:"COSELL_POSTGRES_BIN" help:"Folder with the programs of Postgres (initdb, postgres), where they are not found by themselves." placeholder:"DIR"`
	Log         string `default:"info" enum:"debug,info,warn,error" help:"Least level of the log on stderr: ${enum}."`
}

func (m machine) logger(term terminal) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(strings.ToUpper(m.Log))); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(term.talk, &slog.HandlerOptions{Level: level}))
}
