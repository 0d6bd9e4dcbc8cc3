package feed

// generations remembers values, and forgets those that were not asked for since limit others came: at most twice as many
// are held. The zero value with a limit is empty.
type generations[K comparable, V any] struct {
	limit        int
	now, earlier map[K]V
}

func (g *generations[K, V]) get(k K) (V, bool) {
	if v, ok := g.now[k]; ok {
		return v, true
	}
	v, ok := g.earlier[k]
	return v, ok
}

func (g *generations[K, V]) put(k K, v V) {
	if _, ok := g.now[k]; !ok && len(g.now) >= g.limit {
		g.earlier, g.now = g.now, nil
	}
	if g.now == nil {
		g.now = make(map[K]V)
	}
	g.now[k] = v
}
