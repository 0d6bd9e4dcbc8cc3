package kurrenttest

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/tap"
)

// call is one RPC on its connection.
type call struct {
	ctx    context.Context
	server *Server
	op     Op
	stream string
	conn   *conn  // nil when the peer is not one of our listener's
	number uint32 // of the HTTP/2 stream
}

type callKey struct{}

// told is called for each RPC in the order of their headers, which is how a call learns the number of its stream.
func (s *Server) told(ctx context.Context, info *tap.Info) (context.Context, error) {
	s.tally.called(info.FullMethodName)
	c := &call{}
	if p, ok := peer.FromContext(ctx); ok {
		if at, ok := p.Addr.(connAddr); ok {
			c.conn, c.number = at.conn, at.conn.nextStream()
		}
	}
	return context.WithValue(ctx, callKey{}, c), nil
}

// enter begins a call: credentials first, then the faults that can befall it before it does anything.
func (s *Server) enter(ctx context.Context, op Op, stream string) (*call, error) {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		c = &call{}
	}
	c.ctx, c.server, c.op, c.stream = ctx, s, op, stream
	if op != Gossip && op != Features {
		return c, s.admit(ctx)
	}
	return c, c.meet(s.faults.take(c, 0, anyKind))
}

func anyKind(Kind) bool { return true }

// admit checks who calls, if the server wants to know.
func (s *Server) admit(ctx context.Context) error {
	if s.options.Username == "" {
		return nil
	}
	md, _ := metadata.FromIncomingContext(ctx)
	given := md.Get("authorization")
	if len(given) == 0 {
		return errAccess
	}
	token, basic := strings.CutPrefix(given[0], "Basic ")
	plain, err := base64.StdEncoding.DecodeString(token)
	want := s.options.Username + ":" + s.options.Password
	if !basic || err != nil || subtle.ConstantTimeCompare(plain, []byte(want)) != 1 {
		return errLogin
	}
	return nil
}

// requiresLeader reports whether a client insists on being served by the leader.
func requiresLeader(ctx context.Context) bool {
	md, _ := metadata.FromIncomingContext(ctx)
	v := md.Get("requires-leader")
	return len(v) > 0 && strings.EqualFold(v[0], "true")
}

// meet does what a fault does to any call; nil does nothing. An error ends the call.
func (c *call) meet(a *Armed) error {
	if a == nil {
		return nil
	}
	if a.fault.Kind == Stall || a.fault.Kind == StallAfterCommit {
		return c.hold(a)
	}
	defer close(a.struck)
	switch a.fault.Kind {
	case DropBeforeCommit, DropAfterCommit, Cut:
		c.cut()
		return errBroken
	case TooManyPings:
		if c.conn != nil {
			c.conn.dismiss()
		}
		return errBroken
	case Reset:
		if c.conn != nil {
			c.conn.inject(resetOf(c.number))
		}
		return errReset
	case Busy:
		return errBusy
	case NotLeader:
		return errNotLeader(c.server.leader().Addr())
	case Timeout:
		return errTimeout("")
	case SlowConsumer:
		return errSlow
	case GoAway:
		c.server.GoAway()
	}
	return nil
}

var errSlow = errTimeout(": Consumer too slow to handle event while live. Client resubscription required.")

// hold waits until a stall is released or the caller gives up.
func (c *call) hold(a *Armed) error {
	close(a.struck)
	select {
	case <-a.released:
		return nil
	case <-c.ctx.Done():
		a.Release()
		return context.Cause(c.ctx)
	}
}

func (c *call) cut() {
	if c.conn != nil {
		c.conn.cut()
	}
}

// unary and streaming set the trailers of refusals.
func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	resp, err := next(ctx, req)
	return resp, refuse(ctx, err)
}

func streaming(srv any, s grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	return refuse(s.Context(), next(srv, s))
}
