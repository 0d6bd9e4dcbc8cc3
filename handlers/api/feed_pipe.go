package api

import (
	"context"
	"sync"

	"github.com/cosell/cosell/eventstore"
)

// pipe is what lies between the log and a reader of the feed: pipeBytes, or one line that is longer. A reader that takes
// nothing stops the one that fills it.
type pipe struct {
	some chan struct{} // holds one when there is something to take
	room chan struct{} // holds one when there was something taken

	mu    sync.Mutex
	held  parcel
	ended bool
	err   error
}

// parcel is text on its way to a reader.
type parcel struct {
	text   []byte
	events int64
	to     eventstore.Position // how far it leads
}

const pipeBytes = 64 << 10

func newPipe() *pipe { return &pipe{some: make(chan struct{}, 1), room: make(chan struct{}, 1)} }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put adds to what is to be taken, and waits for room before.
func (p *pipe) put(ctx context.Context, more parcel) error {
	for {
		p.mu.Lock()
		if len(p.held.text) == 0 || len(p.held.text)+len(more.text) <= pipeBytes {
			p.held.text = append(p.held.text, more.text...)
			p.held.events += more.events
			p.held.to = more.to
			p.mu.Unlock()
			signal(p.some)
			return nil
		}
		p.mu.Unlock()
		select {
		case <-p.room:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// end says that nothing will be added any more, and why.
func (p *pipe) end(err error) {
	p.mu.Lock()
	p.ended, p.err = true, err
	p.mu.Unlock()
	signal(p.some)
}

// take gives all that is there, and whether that is all that there will be.
func (p *pipe) take() (all parcel, ended bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all, p.held = p.held, parcel{}
	signal(p.room)
	return all, p.ended, p.err
}
