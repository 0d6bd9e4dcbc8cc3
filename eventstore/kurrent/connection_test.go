package kurrent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestAConnectionStringThatCannotBeMeantIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	for _, connection := range []string{
		"",
		"postgres://ada:s3cret@localhost/log",
		"esdb://",
		"esdb://ada:s3cret@localhost:port",
		"esdb://ada:s3cret/word@localhost:2113",
		"esdb://ada:s3cret%zzword@localhost:2113",
		"esdb://ada:s3cret word@localhost:2113,other:x",
		"esdb://ada:s3cret@localhost:2113/s3cret",
		"esdb://:s3cret@localhost:2113",
		"esdb://ada:s3cret@localhost:2113?tls=s3cret",
		"esdb://ada:s3cret@localhost:2113?tlsverfycert=false",
		"esdb://ada:s3cret@localhost:2113?tls=false",
		"esdb://ada:s3cret@localhost:2113?tls=%s3cret",
		"esdb://ada:s3cret@localhost:2113?nodePreference=follower",
		"esdb://ada:s3cret@localhost:2113?userCertFile=/nowhere.pem",
		"esdb://ada:s3cret@localhost:2113?userCertFile=/nowhere.pem&userKeyFile=/nowhere.key",
		"esdb://ada:s3cret@localhost:2113?tlsCAFile=/nowhere.pem",
	} {
		_, err := kurrent.Open(t.Context(), connection, kurrent.Options{})
		require.ErrorIs(t, err, eventstore.ErrInvalid, connection)
		require.NotContains(t, err.Error(), "s3cret")
	}
}

func TestAPrefixThatAnotherOneCouldSwallowIsRefused(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"$", ".", "cosell", "co sell.", "1.", "$all-", "é.", "cosell.x"} {
		_, err := kurrent.Open(t.Context(), "esdb://localhost:1?tls=false", kurrent.Options{Prefix: prefix})
		require.ErrorIs(t, err, eventstore.ErrInvalid, prefix)
	}
}

func TestBothNamesOfTheProductAreUnderstood(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, "kurrentdb"+strings.TrimPrefix(server.URL(), "esdb"), kurrent.Options{})
	require.Contains(t, p.String(), server.Addr())
	require.Contains(t, p.String(), "cosell.")
}

func TestCredentialsTravelOverTLSAndAreNeverPrinted(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{TLSDir: t.TempDir(), Username: "ada", Password: "s3cret"})
	var said strings.Builder
	o := kurrent.Options{Log: logTo(&said), Patience: 5 * time.Second}
	p := connect(t, server.URL(), o)
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	p.Close()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		require.NotContains(t, fmt.Sprintf(verb, p.Store), "s3cret")
		require.NotContains(t, fmt.Sprintf(verb, p.options), "s3cret")
	}

	wrong := strings.Replace(server.URL(), "s3cret", "0ther", 1)
	_, err = kurrent.Open(t.Context(), wrong, o)
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
	require.NotContains(t, err.Error(), "0ther")
	require.NotEmpty(t, said.String())
	require.NotContains(t, said.String(), "s3cret")
	require.NotContains(t, said.String(), "0ther")
}

func TestAServerThatDoesNotTellPositionsIsRefused(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]error{
		"20.10.4": kurrent.ErrOldServer, "22.5.9": kurrent.ErrOldServer, "22.6.0": nil, "23.10.1": nil, "25.1.0": nil,
	} {
		server := serve(t, kurrenttest.Options{Version: version})
		store, err := kurrent.Open(t.Context(), server.URL(), kurrent.Options{})
		require.ErrorIs(t, err, want, version)
		if err == nil {
			store.Close()
		}
	}
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	server.Stop()
	_, err := kurrent.Open(t.Context(), server.URL(), impatient)
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
}
