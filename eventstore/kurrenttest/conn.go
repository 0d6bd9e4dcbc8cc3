package kurrenttest

import (
	"net"
	"sync"
)

// prefaceLen is how many bytes a client sends before its first frame.
const prefaceLen = 24

// conn is a connection that can be broken and into which frames can be put while gRPC uses it.
type conn struct {
	net.Conn // TLS or not
	tcp      net.Conn
	closed   func(*conn)

	writing sync.Mutex
	out     scanner

	mu      sync.Mutex
	pending [][]byte
	parting bool // the connection ends behind pending
	in      scanner
	opened  []uint32 // streams whose calls have not been told yet
}

// connAddr leads from a call to its connection.
type connAddr struct {
	net.Addr
	conn *conn
}

func newConn(tcp, c net.Conn, closed func(*conn)) *conn {
	return &conn{Conn: c, tcp: tcp, closed: closed, in: scanner{skip: prefaceLen}}
}

// RemoteAddr is what gRPC tells a call of its peer.
func (c *conn) RemoteAddr() net.Addr { return connAddr{c.Conn.RemoteAddr(), c} }

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in.scan(p[:n], func(kind byte, stream uint32) {
		if kind == headersFrame {
			c.opened = append(c.opened, stream)
		}
	})
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	n, err := c.Conn.Write(p)
	c.out.scan(p[:n], func(byte, uint32) {})
	c.writing.Unlock()
	c.flush()
	return n, err
}

// Close closes the connection and is told of once.
func (c *conn) Close() error {
	c.closed(c)
	return c.Conn.Close()
}

// nextStream is the number of the stream whose call is told next. gRPC tells of calls in the order of their headers.
func (c *conn) nextStream() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.opened) == 0 {
		return 0
	}
	stream := c.opened[0]
	c.opened = c.opened[1:]
	return stream
}

// inject sends a frame as soon as none is half sent.
func (c *conn) inject(frame []byte) {
	c.mu.Lock()
	c.pending = append(c.pending, frame)
	c.mu.Unlock()
	c.flush()
}

// flush sends what was injected, unless somebody is writing, who flushes afterwards.
func (c *conn) flush() {
	for c.waiting() && c.writing.TryLock() {
		between := c.out.between()
		if between {
			c.send()
		}
		c.writing.Unlock()
		if !between {
			return
		}
	}
}

func (c *conn) waiting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending) > 0
}

func (c *conn) send() {
	c.mu.Lock()
	frames, parting := c.pending, c.parting
	c.pending = nil
	c.mu.Unlock()
	for _, f := range frames {
		_, _ = c.Conn.Write(f) // the other side may be gone, which is what the frame was about
	}
	if parting {
		_ = c.tcp.Close()
	}
}

// dismiss tells the client that it pings too often, and closes the connection.
func (c *conn) dismiss() {
	c.mu.Lock()
	c.parting = true
	c.mu.Unlock()
	c.inject(tooManyPings())
}

// cut breaks the connection so that the other side sees a reset.
func (c *conn) cut() {
	if tcp, ok := c.tcp.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.tcp.Close()
}
