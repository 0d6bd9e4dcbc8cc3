package localservertest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

func TestEachCallGivesAnEmptyDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, url := range []string{localservertest.Database(t), localservertest.Database(t)} {
		conn := connect(t, url)
		_, err := conn.Exec(t.Context(), "create table only_one (x int)")
		require.NoError(t, err)
	}
}

func TestADatabaseIsDroppedAlthoughItIsInUse(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("a test that leaves a session open", func(t *testing.T) {
		url = localservertest.Database(t)
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), "begin; create table left_open (x int)")
		require.NoError(t, err)
	})
	_, err := pgx.Connect(t.Context(), url)
	require.ErrorContains(t, err, "does not exist")
}

func TestTheDurableServerWaitsForTheDiskAndTheOtherDoesNot(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{localservertest.Database(t): "off", localservertest.Durable(t): "on"} {
		var fsync string
		require.NoError(t, connect(t, url).QueryRow(t.Context(), "show fsync").Scan(&fsync))
		require.Equal(t, want, fsync)
	}
}

func TestAPrivateServerKeepsItsPlaceAndItsDataThroughAKill(t *testing.T) {
	t.Parallel()
	p := localservertest.Server(t)
	url := p.URL()
	_, err := connect(t, url).Exec(t.Context(), "create table kept (x int); insert into kept values (7)")
	require.NoError(t, err)
	p.Kill()
	p.Start()
	require.Equal(t, url, p.URL())
	var x int
	require.NoError(t, connect(t, url).QueryRow(t.Context(), "select x from kept").Scan(&x))
	require.Equal(t, 7, x)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
