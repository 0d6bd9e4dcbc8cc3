package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// stored is all that lies in a log in Postgres, in its order, without positions.
func (p database) stored() []string {
	p.t.Helper()
	return p.list(`select concat_ws(' ', stream, revision, id, kind, schema_version, encode(metadata, 'hex'), encode(data, 'hex'))
from cosell_log.events order by position`)
}

// imports runs import-log and expects it to be done.
func imports(t *testing.T, from, to string) string {
	t.Helper()
	out, talk, code := verb(t, "import-log", "--from", from, "--to", to)
	require.Equal(t, exitDone, code, talk)
	return out
}

// completes runs import-log to its end, and once more to see that there is nothing left to do.
func completes(t *testing.T, from, to string) {
	t.Helper()
	out := imports(t, from, to)
	require.Contains(t, out, "are in both and the same")
	require.NotContains(t, out, "; 0 were copied now")
	require.Contains(t, imports(t, from, to), "; 0 were copied now")
}

// breakOff kills import-log when it has met a fault.
func breakOff(t *testing.T, cluster *kurrenttest.Server, fault kurrenttest.Fault, from, to string) {
	t.Helper()
	armed := cluster.Faults().Arm(fault)
	defer armed.Release()
	cmd := spawn("import-log", "--from", from, "--to", to)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-armed.Struck():
		require.NoError(t, cmd.Process.Kill())
		<-ended
	case <-ended:
		t.Fatalf("it ended by itself: %s", &talk)
	}
}

// begunAfter is the stream that begins first after so many events.
func begunAfter(stored []string, events int) string {
	for _, line := range stored[events:] {
		if stream, rest, _ := strings.Cut(line, " "); strings.HasPrefix(rest, "0 ") {
			return stream
		}
	}
	panic("no stream begins as late")
}

// whyAll explains every deal of the demo.
func whyAll(t *testing.T, data string) string {
	t.Helper()
	out, talk, got := verb(t, "replay", "--data", data)
	require.Equal(t, exitDone, got, talk)
	args := []string{"why", "--data", data}
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); f[0] == anOpportunity {
			args = append(args, f[0]+"/"+f[1])
		}
	}
	out, talk, got = verb(t, args...)
	require.Equal(t, exitDone, got, talk)
	return out
}

func TestALogIsCopiedIntoAClusterAndBackByteForByte(t *testing.T) {
	data, url, other := localservertest.Folder(t), localservertest.Database(t), localservertest.Database(t)
	cluster := node(t, kurrenttest.Options{})
	r := serve(t, data, "--demo", "--clock", "2026-03-31T12:00:00Z", "--database", url)
	want := lookInto(t, url).stored()
	shown := r.replayed("--database", url)

	// killed again and again, on the way there and on the way back
	for n, event := range []int{100, 200, 300} {
		kind := []kurrenttest.Kind{kurrenttest.Stall, kurrenttest.StallAfterCommit}[n%2]
		breakOff(t, cluster, kurrenttest.Fault{Kind: kind, Op: kurrenttest.Append, Stream: "cosell." + begunAfter(want, event)}, url, cluster.URL())
		require.Greater(t, cluster.Events(), event)
	}
	completes(t, url, cluster.URL())
	for _, events := range []int{150, 300} {
		breakOff(t, cluster, kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Subscribe, After: events}, cluster.URL(), other)
	}
	completes(t, cluster.URL(), other)
	require.Equal(t, want, lookInto(t, other).stored())
	r.stop()

	// what is in the cluster is served, with the key that came along and on the database that the views were in
	t.Setenv("COSELL_EVENTS", cluster.URL())
	t.Setenv("COSELL_DATABASE", url)
	r = serve(t, data, "--demo", "--clock", "2026-03-31T12:00:00Z")
	require.Contains(t, r.talk.String(), "emptied and begins again")
	require.Equal(t, shown, r.replayed())
	require.Contains(t, whyAll(t, data), "made again from the log: reproduced", "the positions in the choices are of the old log")
	w := world{running: r, manager: r.token("vendor", "nora", "channel-manager")}
	w.agree(w.create("After the move").Position)
	_, talk, code := verb(t, "import-log", "--from", url, "--to", cluster.URL())
	require.Equal(t, exitFailed, code)
	require.Contains(t, talk, "has gone on by itself")
}

func TestImportLogSaysWhatItCannotDo(t *testing.T) {
	data, url, cluster := localservertest.Folder(t), localservertest.Database(t), node(t, kurrenttest.Options{})
	r := serve(t, data)
	settle(r)
	for _, c := range []struct {
		from, to, says string
		code           int
	}{
		{url, url, "are the same", exitUsage},
		{"mysql://root:s3cret@db", url, "--from: it takes postgres://", exitUsage},
		{data, "https://root:s3cret@cluster", "--to: it takes postgres://", exitUsage},
		{"esdb://root:s3cret@nowhere?tls=false", url, "TLS", exitFailed},
		{t.TempDir(), url, "nothing of cosell's", exitFailed},
		{cluster.URL(), url, "--from holds no events", exitFailed},
		{url, data, "serves", exitFailed},
	} {
		out, talk, code := verb(t, "import-log", "--from", c.from, "--to", c.to)
		require.Equal(t, c.code, code, "%v: %s", c, talk)
		require.Contains(t, talk, c.says)
		require.NotContains(t, out+talk, "s3cret")
	}
	require.Contains(t, imports(t, data, cluster.URL()), "3 events of 1 streams", "of a server that runs")
	r.stop()

	stranger := localservertest.Folder(t)
	w := settle(serve(t, stranger, "--database", url))
	w.stop()
	_, talk, code := verb(t, "import-log", "--from", url, "--to", cluster.URL())
	require.Equal(t, exitFailed, code, talk)
	require.Contains(t, talk, "was begun with key")
	into := localservertest.Folder(t)
	require.Contains(t, imports(t, cluster.URL(), into), "3 were copied now")
	_, talk, code = verb(t, "serve", "--data", into, "--listen", "127.0.0.1:0")
	require.Equal(t, exitFailed, code, talk)
	require.Contains(t, talk, "bring the key back")
}
