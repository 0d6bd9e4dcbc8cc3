package kurrenttest

import (
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Ports of our own lie below those that systems give to outgoing connections: a port that is free while a server is
// stopped is not taken by the very clients that try to reach it.
const (
	firstPort = 20000
	ports     = 10000
	attempts  = 100
)

// listen listens on an address, or on a port of our own of the loopback.
func listen(address string) (net.Listener, error) {
	if address != "" {
		return net.Listen("tcp", address)
	}
	var failed error
	for range attempts {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(firstPort+rand.IntN(ports))))
		if err == nil {
			return l, nil
		}
		failed = err
	}
	return nil, failed
}

// listener wraps what it accepts, and knows which connections are open.
type listener struct {
	net.Listener
	tls *tls.Config

	mu   sync.Mutex
	open map[*conn]bool
}

func newListener(l net.Listener, config *tls.Config) *listener {
	return &listener{Listener: l, tls: config, open: map[*conn]bool{}}
}

func (l *listener) Accept() (net.Conn, error) {
	tcp, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	inner := tcp
	if l.tls != nil {
		inner = tls.Server(tcp, l.tls)
	}
	c := newConn(tcp, inner, l.forget)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return c, nil
}

// Close may be called again.
func (l *listener) Close() error {
	if err := l.Listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

func (l *listener) connections() []*conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]*conn, 0, len(l.open))
	for c := range l.open {
		out = append(out, c)
	}
	return out
}
