package auth

import "sync"

// signed remembers tokens whose signatures were found good, which is most of what a check costs and never changes. What else
// is checked of a token is checked each time. It holds the last 2,048 to 4,096; its zero value is ready.
type signed struct {
	mu            sync.Mutex
	recent, older map[string]*claims
}

const remembered = 2048

// find returns what a token says; nil for one that is not remembered.
func (s *signed) find(token string) *claims {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.recent[token]
	if c == nil {
		if c = s.older[token]; c != nil {
			s.put(token, c)
		}
	}
	return c
}

func (s *signed) add(token string, c *claims) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(token, c)
}

func (s *signed) put(token string, c *claims) {
	if len(s.recent) == remembered || s.recent == nil {
		s.older, s.recent = s.recent, make(map[string]*claims, remembered)
	}
	s.recent[token] = c
}
