package kurrenttest

import "encoding/binary"

// Frames of HTTP/2 that the server sends besides those of gRPC, and the one it listens for.
const (
	frameHeader  = 9
	headersFrame = 0x1
	resetFrame   = 0x3
	goAwayFrame  = 0x7

	internalError = 0x2
	enhanceCalm   = 0xb
	lastStream    = 1<<31 - 1
)

// frame is the bytes of a frame without flags.
func frame(kind byte, stream uint32, payload []byte) []byte {
	out := make([]byte, frameHeader, frameHeader+len(payload))
	out[1], out[2] = byte(len(payload)>>8), byte(len(payload))
	out[3] = kind
	binary.BigEndian.PutUint32(out[5:], stream)
	return append(out, payload...)
}

// resetOf ends one stream of a connection.
func resetOf(stream uint32) []byte {
	return frame(resetFrame, stream, binary.BigEndian.AppendUint32(nil, internalError))
}

// goAway lets every stream that is open finish, and allows no new one.
func goAway() []byte { return frame(goAwayFrame, 0, parting(0)) }

// tooManyPings is what strict servers say to clients that ping them too often.
func tooManyPings() []byte {
	return frame(goAwayFrame, 0, append(parting(enhanceCalm), "too_many_pings"...))
}

func parting(code uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, lastStream), code)
}

// scanner follows one direction of a connection from frame to frame.
type scanner struct {
	skip   int // bytes before the next frame begins: the preface, or the rest of a frame
	header [frameHeader]byte
	have   int
	frames int
}

// scan looks at what passed, and calls seen for each frame that began.
func (s *scanner) scan(p []byte, seen func(kind byte, stream uint32)) {
	for len(p) > 0 {
		if s.skip > 0 {
			n := min(s.skip, len(p))
			s.skip -= n
			p = p[n:]
			continue
		}
		n := copy(s.header[s.have:], p)
		s.have += n
		p = p[n:]
		if s.have == frameHeader {
			s.have = 0
			s.frames++
			s.skip = int(s.header[0])<<16 | int(s.header[1])<<8 | int(s.header[2])
			seen(s.header[3], binary.BigEndian.Uint32(s.header[5:])&lastStream)
		}
	}
}

// between reports whether a frame of our own may be put in here. The first frame is always gRPC's.
func (s *scanner) between() bool { return s.frames > 0 && s.skip == 0 && s.have == 0 }
