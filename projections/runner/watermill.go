package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
)

// closeTimeout is how long the router waits for batches that are being applied when it closes.
const closeTimeout = 10 * time.Second

// delivery rides in a message's context: decoded events need no payload. The handler leaves its error here, because the
// router tells a subscriber only that there was one.
type delivery struct {
	events []Event
	err    error
}

type deliveryKey struct{}

func deliveryOf(msg *message.Message) *delivery {
	return msg.Context().Value(deliveryKey{}).(*delivery)
}

// lanes is the subscriber that feeds the router: a topic is a consumer's name, a message a batch of its events, and there is
// never more than one unacknowledged message of a topic, since the router does not keep messages in order.
type lanes map[string]*lane

// Subscribe implements message.Subscriber. The channel is closed when ctx ends.
func (s lanes) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	out := make(chan *message.Message)
	go func() {
		defer close(out)
		s[topic].run(ctx, func(ctx context.Context, events []Event) error { return send(ctx, out, events) })
	}()
	return out, nil
}

// Close implements message.Subscriber: subscriptions end with their contexts.
func (lanes) Close() error { return nil }

// send waits for the answer even when ctx has ended: until then the handler uses the lane's connection. A message that is not
// acknowledged is not sent again here: the router would do so at once, and the lane knows how long to wait.
func send(ctx context.Context, out chan<- *message.Message, events []Event) error {
	d := &delivery{events: events}
	msg := message.NewMessageWithContext(context.WithValue(ctx, deliveryKey{}, d), "", nil)
	select {
	case out <- msg:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case <-msg.Acked():
		return nil
	case <-msg.Nacked():
		return d.err
	}
}

// newRouter makes a router with one handler for each lane.
func newRouter(s lanes, log *slog.Logger) (*message.Router, error) {
	quiet := map[slog.Level]slog.Level{slog.LevelInfo: slog.LevelDebug, slog.LevelError: slog.LevelDebug}
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: closeTimeout},
		watermill.NewSlogLoggerWithLevelMapping(log, quiet))
	if err != nil {
		return nil, err
	}
	router.AddMiddleware(keepError, middleware.Recoverer)
	for name, l := range s {
		router.AddConsumerHandler(name, name, s, func(msg *message.Message) error {
			return l.apply(msg.Context(), deliveryOf(msg).events)
		})
	}
	return router, nil
}

func keepError(next message.HandlerFunc) message.HandlerFunc {
	return func(msg *message.Message) ([]*message.Message, error) {
		out, err := next(msg)
		var panicked middleware.RecoveredPanicError
		if errors.As(err, &panicked) {
			err = fmt.Errorf("panic: %v\n%s", panicked.V, panicked.Stacktrace)
		}
		deliveryOf(msg).err = err
		return out, err
	}
}
