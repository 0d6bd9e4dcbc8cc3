package kurrent_test

import (
	"bytes"
	"io"
	"log"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// captureStandardLog hears what is printed past the store's log while the test runs.
func captureStandardLog(t *testing.T) *bytes.Buffer {
	var said bytes.Buffer
	before := log.Writer()
	log.SetOutput(io.MultiWriter(&said, before))
	t.Cleanup(func() { log.SetOutput(before) })
	return &said
}

// census counts goroutines by whose they are.
type census struct{ ours, client, all int }

func goroutines() (c census) {
	buf := make([]byte, 16<<20)
	for _, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		c.all++
		switch {
		case strings.Contains(stack, "testing.(*T).Run"): // a test, which waits for its turn
		case strings.Contains(stack, "cosell/eventstore/kurrent.") && !strings.Contains(stack, "kurrent_test."):
			c.ours++
		case strings.Contains(stack, "EventStore-Client-Go/v4/esdb."), strings.Contains(stack, "grpc.(*ClientConn"),
			strings.Contains(stack, "grpc.newClientStream"), strings.Contains(stack, "transport.NewHTTP2Client"),
			strings.Contains(stack, "transport.(*http2Client)"):
			c.client++
		}
	}
	return c
}

// requireNoneOfOurs waits until the goroutines that a closed store let go have gone.
func requireNoneOfOurs(t *testing.T) {
	t.Helper()
	gone := func() bool { return goroutines().ours == 0 }
	if !assert.Eventually(t, gone, 30*time.Second, 10*time.Millisecond) {
		buf := make([]byte, 1<<20)
		t.Fatalf("%s", buf[:runtime.Stack(buf, true)])
	}
	t.Logf("in the end: %+v", goroutines())
}
