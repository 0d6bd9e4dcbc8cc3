package kurrenttest

import "github.com/google/uuid"

// decide says whether a write of these ids may go ahead (neither result), was made before (an outcome), or is refused.
//
// With an expected revision the ids are compared with what lies there, however old; without one only with the node's
// memory of recent ids. Where the ids agree at first and then differ, the write is refused as at the wrong revision.
func (l *eventLog) decide(name string, expected int64, ids []uuid.UUID) (*outcome, error) {
	s := l.stream(name)
	last := l.lastOf(name)
	switch {
	case last == deletedRevision:
		return nil, streamDeleted{}
	case expected == streamExists && s.softDeleted():
		return nil, streamDeleted{}
	case expected == streamExists && last < 0 && l.lastOf(metaStream(name)) < 0:
		return nil, &wrongRevision{last}
	case expected == streamExists || expected == anyRevision:
		return l.decideRecent(name, ids)
	case expected > last:
		return nil, &wrongRevision{last}
	case expected < last:
		return l.decideBehind(name, expected, ids)
	}
	return nil, nil
}

// lastOf knows that the metadata of a stream with a tombstone is gone as well.
func (l *eventLog) lastOf(name string) int64 {
	if described, ok := described(name); ok && l.stream(described).tombstoned {
		return deletedRevision
	}
	return l.stream(name).last()
}

func (l *eventLog) decideRecent(name string, ids []uuid.UUID) (*outcome, error) {
	revision := noStream
	for i, id := range ids {
		found, ok := l.recent.find(name, id)
		switch {
		case !ok && i == 0:
			return nil, nil
		case !ok:
			return nil, &wrongRevision{l.lastOf(name)}
		}
		revision = found
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return l.repeated(name, revision), nil
}

func (l *eventLog) decideBehind(name string, expected int64, ids []uuid.UUID) (*outcome, error) {
	s := l.stream(name)
	revision := expected
	for i, id := range ids {
		revision++
		if revision < int64(len(s.events)) && s.events[revision].id == id {
			continue
		}
		if i == 0 && expected == noStream && s.softDeleted() {
			return nil, nil
		}
		return nil, &wrongRevision{s.last()}
	}
	if len(ids) == 0 {
		return nil, &wrongRevision{s.last()}
	}
	return l.repeated(name, revision), nil
}

// repeated answers a write that was made before. The position of an event that can no longer be read is not known.
func (l *eventLog) repeated(name string, revision int64) *outcome {
	s := l.stream(name)
	e := s.events[revision]
	if s.softDeleted() || revision < s.first() || s.expired(e, l.now()) {
		return &outcome{last: revision}
	}
	return &outcome{revision, &position{e.prepare, e.prepare}}
}
