package kurrent

// spare is how many goroutines without a call wait for one.
const spare = 64

// run lets f run in a goroutine that nobody waits in; false when the client is retired. What f calls is deep: a goroutine that has
// run such a call has the stack for the next, which a new one would grow in steps that cost as much as the rest of the adapter.
func (m *member) run(f func()) bool {
	m.mu.Lock()
	if m.retired {
		m.mu.Unlock()
		return false
	}
	m.calls++
	last := len(m.free) - 1
	if last < 0 {
		m.mu.Unlock()
		go m.work(f)
		return true
	}
	next := m.free[last]
	m.free = m.free[:last]
	m.mu.Unlock()
	next <- f
	return true
}

// work runs f, and what comes after it, until there are spare ones enough or the client is retired.
func (m *member) work(f func()) {
	next := make(chan func(), 1)
	for more := true; more; f, more = <-next {
		f()
		if !m.leave(next) {
			return
		}
	}
}

// leave counts a call out. Its goroutine is to wait for the next one; false when it is not wanted.
func (m *member) leave(next chan func()) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calls--; m.retired && m.calls == 0 {
		close(m.idle)
	}
	if m.retired || len(m.free) == spare {
		return false
	}
	m.free = append(m.free, next)
	return true
}

// retire lets no further call in, ends those that may be called off, and dismisses who waits for one.
func (m *member) retire(why error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.retired {
		return
	}
	m.retired = true
	if m.calls == 0 {
		close(m.idle)
	}
	for _, next := range m.free {
		close(next)
	}
	m.free = nil
	m.cancel(lost(why))
}
