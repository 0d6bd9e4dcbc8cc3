package kurrent

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// settings are those that the client knows, in lower case; it would print what else it meets.
var settings = map[string]bool{
	"discoveryinterval": true, "gossiptimeout": true, "maxdiscoverattempts": true, "nodepreference": true,
	"keepaliveinterval": true, "keepalivetimeout": true, "tls": true, "tlscafile": true, "usercertfile": true,
	"userkeyfile": true, "tlsverifycert": true, "defaultdeadline": true,
}

// parse reads a connection string. What it returns in an error holds no part of the credentials.
func parse(connection string) (*esdb.Configuration, error) {
	if err := checkSettings(connection); err != nil {
		return nil, err
	}
	if rest, ok := strings.CutPrefix(connection, "kurrentdb"); ok {
		connection = "esdb" + rest
	}
	config, err := esdb.ParseConnectionString(connection)
	if err != nil {
		return nil, invalid(discreet(connection, err))
	}
	if err := checkKeys(config); err != nil {
		return nil, invalid(err.Error())
	}
	if config.NodePreference != esdb.NodePreferenceLeader {
		return nil, invalid("nodePreference must be leader: others lag behind what was acknowledged")
	}
	if config.Username != "" && config.DisableTLS {
		return nil, invalid("credentials are sent over TLS only, and it is switched off")
	}
	config.MaxDiscoverAttempts = 1 // the supervisor tries again, and others need not wait for it
	config.DiscoveryInterval = 0
	return config, nil
}

// checkKeys refuses certificates that the client would miss when it connects.
func checkKeys(config *esdb.Configuration) error {
	if err := config.Validate(); err != nil || config.UserCertFile == "" {
		return err
	}
	_, err := tls.LoadX509KeyPair(config.UserCertFile, config.UserKeyFile)
	return err
}

func invalid(why string) error {
	return fmt.Errorf("connection string: %s: %w", why, eventstore.ErrInvalid)
}

// discreet says why a connection string is refused. The parser's words may repeat it, password and all.
func discreet(connection string, err error) string {
	var file *fs.PathError
	switch {
	case errors.As(err, &file):
		return file.Error()
	case strings.Contains(connection, "@"):
		return "it is not well formed"
	}
	return err.Error()
}

// checkSettings refuses a misspelt setting, which would otherwise be a setting that is not made.
func checkSettings(connection string) error {
	_, query, _ := strings.Cut(connection, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return invalid("its settings are not well formed")
	}
	for name := range values {
		if !settings[strings.ToLower(name)] {
			return invalid(fmt.Sprintf("there is no setting %q", name))
		}
	}
	return nil
}

// addressOf names the nodes that a configuration leads to.
func addressOf(config *esdb.Configuration) string {
	if config.Address != "" {
		return config.Address
	}
	var nodes []string
	for _, seed := range config.GossipSeeds {
		nodes = append(nodes, seed.String())
	}
	return strings.Join(nodes, ",")
}
