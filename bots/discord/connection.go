package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// frame is one packet of the gateway.
type frame struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int64           `json:"s"`
	T  string          `json:"t"`
}

// connection is a WebSocket with deadlines. One goroutine reads; any may write.
type connection struct {
	ws     *websocket.Conn
	mu     sync.Mutex // writing
	acked  atomic.Bool
	zombie atomic.Bool
}

func (c *connection) read(limit time.Duration) (frame, error) {
	_ = c.ws.SetReadDeadline(time.Now().Add(limit))
	_, b, err := c.ws.ReadMessage()
	switch {
	case c.zombie.Load():
		return frame{}, errZombie
	case err != nil && isTimeout(err):
		return frame{}, errSilent
	case err != nil:
		return frame{}, err
	}
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		return frame{}, fmt.Errorf("discord: gateway: packet of %d bytes: %w", len(b), err)
	}
	return f, nil
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

func (c *connection) write(op int, d any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
	return c.ws.WriteJSON(map[string]any{"op": op, "d": d})
}

// close says goodbye and drops the connection.
func (c *connection) close(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = c.ws.Close()
}

// beat sends heartbeats, the first after a random part of the interval, and drops a connection that left one unanswered.
func (c *connection) beat(ctx context.Context, interval time.Duration, seq *atomic.Int64) {
	wait := time.Duration(rand.Int64N(int64(interval)))
	for {
		if sleep(ctx, wait) != nil {
			return
		}
		if !c.acked.Swap(false) {
			c.zombie.Store(true)
			_ = c.ws.Close()
			return
		}
		if c.write(opHeartbeat, seqOf(seq)) != nil {
			return // the reader learns it, too
		}
		wait = interval
	}
}

// seqOf is what a heartbeat tells: the last sequence number, null before the first.
func seqOf(seq *atomic.Int64) any {
	if n := seq.Load(); n > 0 {
		return n
	}
	return nil
}
