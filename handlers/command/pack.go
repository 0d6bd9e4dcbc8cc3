package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// pack fills in the data: a digest of everything, how long the marks are, the marks, the state.
func (s *Snapshot) pack(marks, state []byte) {
	body := append(binary.AppendUvarint(nil, uint64(len(marks))), marks...)
	body = append(body, state...)
	s.Data = append(s.digest(body), body...)
}

var errCut = errors.New("data is cut")

// parts gives back what pack put together.
func (s *Snapshot) parts() (marks, state []byte, err error) {
	body := s.Data[sha256.Size:]
	n, size := binary.Uvarint(body)
	if size <= 0 || n > uint64(len(body)-size) {
		return nil, nil, errCut
	}
	return body[size : size+int(n)], body[size+int(n):], nil
}

// whole reports whether the snapshot is as it was packed.
func (s *Snapshot) whole() bool {
	return len(s.Data) >= sha256.Size && bytes.Equal(s.Data[:sha256.Size], s.digest(s.Data[sha256.Size:]))
}

func (s *Snapshot) digest(body []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n%s\n%s\n%d\n%s\n%s\n",
		s.Stream, s.Revision, s.Event, s.Position, s.RecordedAt.UnixMicro(), s.Schema, s.Code)
	h.Write(body)
	return h.Sum(nil)
}
