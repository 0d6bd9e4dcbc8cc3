package localserver

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

const longestLine = 16 << 10 // bytes; what is beyond is cut off

// lines takes what a server prints, hands it line by line to a log, and remembers the last complaint.
type lines struct {
	log *slog.Logger

	mu        sync.Mutex
	rest      []byte // of a line that has not ended
	complaint string
	latest    string
}

// Write never fails: a server must not stand still over its log.
func (l *lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, text...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended {
			break
		}
		l.take(string(line[:min(len(line), longestLine)]))
		l.rest = rest
	}
	l.rest = bytes.Clone(l.rest[:min(len(l.rest), longestLine)])
	return len(text), nil
}

func (l *lines) take(line string) {
	if strings.TrimSpace(line) == "" {
		return
	}
	level, complains := weigh(line)
	l.latest = line
	if complains {
		l.complaint = line
	}
	l.log.Log(context.Background(), level, line, "from", "postgres")
}

// weigh reads a line "SQLSTATE SEVERITY:  text". Errors of statements are their callers' business; sessions that end
// because the server stops, or come before it is ready, are nobody's.
func weigh(line string) (level slog.Level, complains bool) {
	switch {
	case strings.HasPrefix(line, "57P0"):
		return slog.LevelDebug, false
	case strings.Contains(line, "PANIC:  "):
		return slog.LevelError, true
	case strings.Contains(line, "FATAL:  "):
		return slog.LevelWarn, true
	case strings.Contains(line, "WARNING:  "):
		return slog.LevelWarn, false
	}
	return slog.LevelDebug, strings.Contains(line, "initdb: error: ")
}

// forgive forgets a complaint of the start, which explains nothing of what comes later.
func (l *lines) forgive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.complaint = ""
}

// last is the last complaint, or, where there was none, the last line.
func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.complaint != "" {
		return l.complaint
	}
	return l.latest
}
