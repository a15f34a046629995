package telegram

import (
	"slices"
	"sync"
)

// begun remembers how far posts of several calls have come that could not be finished, so that another attempt goes on
// there. It keeps the newest hundred and starts empty: after a restart such a post is sent from its beginning.
type begun struct {
	mu    sync.Mutex
	posts map[string]progress
	order []string
}

// progress is how many calls of a post are done and the messages they made.
type progress struct {
	steps int
	ids   []int
}

const begunKept = 100

// take returns what was done of a post, and forgets it.
func (b *begun) take(post string) progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.posts[post]
	delete(b.posts, post)
	return p
}

func (b *begun) keep(post string, p progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.posts == nil {
		b.posts = make(map[string]progress)
	}
	b.posts[post] = p
	if slices.Contains(b.order, post) {
		return
	}
	if b.order = append(b.order, post); len(b.order) > begunKept {
		delete(b.posts, b.order[0])
		b.order = b.order[1:]
	}
}
