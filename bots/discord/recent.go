package discord

import "sync"

// recent remembers the last n values that were put, by key.
type recent[V any] struct {
	mu   sync.Mutex
	m    map[string]V
	ring []string
	next int
}

func newRecent[V any](n int) *recent[V] {
	return &recent[V]{m: make(map[string]V, n), ring: make([]string, n)}
}

func (r *recent[V]) put(key string, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.m[key]; !known {
		delete(r.m, r.ring[r.next])
		r.ring[r.next] = key
		r.next = (r.next + 1) % len(r.ring)
	}
	r.m[key] = v
}

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[key]
	return v, ok
}
