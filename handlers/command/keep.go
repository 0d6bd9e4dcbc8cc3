package command

import "context"

// snapshot is where the fold of a stream may begin; false when it is to begin at the beginning.
func (h *Handler[S, C]) snapshot(ctx context.Context, stream string) (f fold[S], found bool) {
	kept, found := h.snapshots.find(ctx, stream, h.states.Schema())
	if !found {
		return f, false
	}
	f.stream, f.event = stream, kept.Event
	f.Revision, f.Position, f.RecordedAt = kept.Revision, kept.Position, kept.RecordedAt
	var state []byte
	var err error
	if f.marks.kept, state, err = kept.parts(); err == nil {
		f.State, err = h.states.Decode(state)
	}
	if err != nil {
		h.snapshots.drop(ctx, kept, err.Error())
	}
	return f, err == nil
}

// recall is the fold of a command's stream, where it is remembered and the command wrote nothing to it.
func (h *Handler[S, C]) recall(c *call[C]) (f fold[S], ok bool) {
	if c.creates {
		return f, false
	}
	kept, ok := h.memory.take(c.stream)
	if !ok || kept.marks.may(c.mark()) {
		return f, false
	}
	f = fold[S]{stream: c.stream, event: kept.event, marks: kept.marks, behind: kept.behind, strange: kept.strange}
	f.Revision, f.Position, f.RecordedAt = kept.revision, kept.position, kept.recordedAt
	state, err := h.states.Decode(kept.state)
	f.State = state
	return f, err == nil
}

// remember keeps the fold on which a command was decided, with what the command wrote; where an earlier answer was found the fold
// holds that already.
func (h *Handler[S, C]) remember(f fold[S], c *call[C], own *outcome[S]) {
	if n := len(own.events); n > 0 && own.Revision > f.Revision {
		f.Version, f.event = own.Version, own.events[n-1].ID
		f.marks.wrote(c.mark())
		f.behind += n
	}
	state, err := h.states.Encode(f.State)
	if err != nil || f.Revision < 0 {
		return
	}
	h.memory.put(c.stream, packed{
		revision: f.Revision, position: f.Position, recordedAt: f.RecordedAt, event: f.event, behind: f.behind, strange: f.strange,
		marks: marks{kept: f.marks.all()}, state: state,
	})
}

// keep has a snapshot made of what was folded, once that was much. It is for when the answer is there: it neither waits nor
// fails.
func (h *Handler[S, C]) keep(folded *fold[S]) {
	s, f := h.snapshots, *folded
	if s.Kept == nil || f.behind < s.Every || f.strange || !s.busy.TryLock() {
		return
	}
	folded.behind = 0
	s.Later(func() {
		defer s.busy.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), settling)
		defer cancel()
		made, err := h.condense(f)
		if err == nil {
			h.hook(Folded)
			err = s.Kept.Keep(ctx, made)
		}
		if err != nil {
			h.log.WarnContext(ctx, "a snapshot was not kept", "stream", f.stream, "error", err)
		}
	})
}

// condense makes the snapshot of what was folded.
func (h *Handler[S, C]) condense(f fold[S]) (s Snapshot, err error) {
	s = Snapshot{
		Stream: f.stream, Revision: f.Revision, Event: f.event, Position: f.Position, RecordedAt: f.RecordedAt,
		Schema: h.states.Schema(),
	}
	if s.Code, err = h.snapshots.code(); err != nil {
		return s, err
	}
	state, err := h.states.Encode(f.State)
	if err != nil {
		return s, err
	}
	s.pack(f.marks.all(), state)
	return s, nil
}
