package fold

import "github.com/cosell/cosell/domain"

// cached is how many rows a generation of a cache remembers; there are two.
const cached = 1 << 13

// slot is a row as it will be when the transaction has committed.
type slot[R any] struct {
	id     domain.ID
	row    R
	there  bool // the row exists
	stored bool // the table holds it, perhaps in an older form
	dirty  bool // it differs from the table
	gone   bool // it has ended, and the table may still hold it
	batch  int  // in which it was last used
}

// cache remembers the rows used lately, and which of those asked for are not there.
type cache[R any] struct{ recent, older map[domain.ID]*slot[R] }

func (c *cache[R]) get(id domain.ID) (*slot[R], bool) {
	if s, ok := c.recent[id]; ok {
		return s, true
	}
	s, ok := c.older[id]
	if ok {
		c.put(id, s)
	}
	return s, ok
}

func (c *cache[R]) put(id domain.ID, s *slot[R]) {
	if c.recent == nil {
		c.recent = make(map[domain.ID]*slot[R], cached)
	}
	c.recent[id] = s
}

// age begins a generation when the last one is full. It is asked between batches, so that none loses a row that it uses.
func (c *cache[R]) age() {
	if len(c.recent) >= cached {
		c.older, c.recent = c.recent, nil
	}
}
