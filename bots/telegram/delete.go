package telegram

import (
	"context"
	"slices"
	"sync"

	"frontdesk/chat"
)

// Delete takes messages away, up to 100 with a call; all parts of an album of ours go with its first. Telegram lets
// a bot do so for 48 hours. Where one cannot be deleted the others go all the same, and the fault tells of that one.
func (a *Adapter) Delete(ctx context.Context, _ chat.RoomID, ms []chat.MessageID) error {
	byChat := make(map[int64][]int)
	var order []int64
	for _, m := range ms {
		id, number, err := messageOf(m)
		if err != nil {
			return err
		}
		if byChat[id] == nil {
			order = append(order, id)
		}
		byChat[id] = append(byChat[id], a.albums.parts(id, number)...)
	}
	var denied error
	for _, id := range order {
		for part := range slices.Chunk(byChat[id], idsAtOnce) {
			err := a.delete(ctx, id, part)
			switch {
			case class(err) == chat.Denied:
				denied = err
			case err != nil:
				return err
			}
		}
	}
	return denied
}

// delete makes one call; what it refuses as a whole is tried one by one.
func (a *Adapter) delete(ctx context.Context, id int64, numbers []int) error {
	_, err := invoke[bool](ctx, a, deleteMessages, args{Chat: id, IDs: numbers}, 1, atOnce)
	switch {
	case class(err) == chat.Gone:
		return nil
	case class(err) != chat.Denied || len(numbers) == 1:
		return err
	}
	var denied error
	for _, n := range numbers {
		if err := a.delete(ctx, id, []int{n}); err != nil && class(err) != chat.Denied {
			return err
		} else if err != nil {
			denied = err
		}
	}
	return denied
}

// albums remembers which messages one post became, so that deleting the post deletes them all. It keeps the newest
// thousand and starts empty: after a restart only the first part of an older album can be deleted.
type albums struct {
	mu    sync.Mutex
	of    map[[2]int64][]int
	order [][2]int64
}

const albumsKept = 1000

func (k *albums) keep(id int64, parts []int) {
	if len(parts) < 2 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = make(map[[2]int64][]int)
	}
	first := [2]int64{id, int64(parts[0])}
	k.of[first] = parts
	k.order = append(k.order, first)
	if len(k.order) > albumsKept {
		delete(k.of, k.order[0])
		k.order = k.order[1:]
	}
}

func (k *albums) parts(id int64, first int) []int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if parts, ok := k.of[[2]int64{id, int64(first)}]; ok {
		return parts
	}
	return []int{first}
}
