package control

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// What a frame carries. A frame is its kind, four bytes of length, big-endian, and the payload. A caller gives up by
// closing its side of the connection, on purpose or by dying.
const (
	hello  = 'h' // caller: the Request
	wantIn = 'w' // server: read your input once
	inData = 'i' // caller: what was read
	inEnd  = 'z' // caller: no more input; the payload is the error, empty at the end
	toOut  = 'o' // server: for standard output
	toErr  = 'e' // server: for standard error
	bye    = 'b' // server: done, the Result
)

// maxPayload bounds a frame.
const maxPayload = 64 << 10

type frame struct {
	kind    byte
	payload []byte
}

// result is the last frame of a server.
type result struct {
	Error  string `json:"error,omitempty"`
	Status int    `json:"status,omitempty"`
}

// wire frames a connection. One goroutine reads; any may write.
type wire struct {
	conn    net.Conn
	writing sync.Mutex
	hurried atomic.Bool
}

func (w *wire) read() (frame, error) {
	var head [5]byte
	if _, err := io.ReadFull(w.conn, head[:]); err != nil {
		return frame{}, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxPayload {
		return frame{}, fmt.Errorf("a frame of %d bytes; at most %d are allowed", n, maxPayload)
	}
	f := frame{head[0], make([]byte, n)}
	_, err := io.ReadFull(w.conn, f.payload)
	return f, err
}

func (w *wire) write(kind byte, payload []byte) error {
	b := make([]byte, 5, 5+len(payload))
	b[0] = kind
	binary.BigEndian.PutUint32(b[1:], uint32(len(payload)))
	w.writing.Lock()
	defer w.writing.Unlock()
	_ = w.conn.SetWriteDeadline(time.Now().Add(callerTime)) // fails where Write does
	if w.hurried.Load() {
		_ = w.conn.SetWriteDeadline(time.Now().Add(byeTime))
	}
	_, err := w.conn.Write(append(b, payload...))
	return err
}

// hurry leaves every further write little time, and one that hangs already too.
func (w *wire) hurry() {
	w.hurried.Store(true)
	_ = w.conn.SetWriteDeadline(time.Now().Add(byeTime))
}

// hello reads the request.
func (w *wire) hello() (r Request, err error) {
	if err := w.conn.SetReadDeadline(time.Now().Add(helloTime)); err != nil {
		return r, err
	}
	f, err := w.read()
	if err == nil && f.kind != hello {
		err = fmt.Errorf("expected a request, got a frame of kind %q", f.kind)
	}
	if err == nil {
		err = json.Unmarshal(f.payload, &r)
	}
	if err != nil {
		return r, fmt.Errorf("control socket: request: %w", err)
	}
	return r, w.conn.SetReadDeadline(time.Time{})
}

// bye tells the caller how it ended.
func (w *wire) bye(err error) {
	var r result
	if err != nil {
		r = result{Error: err.Error(), Status: 1}
		var coded interface{ ExitCode() int }
		if errors.As(err, &coded) {
			r.Status = coded.ExitCode()
		}
		if len(r.Error) > maxPayload/8 { // room enough when every byte is escaped
			r.Error = r.Error[:maxPayload/8] + " …"
		}
	}
	b, err := json.Marshal(r)
	if err == nil {
		_ = w.write(bye, b) // the caller is gone: nobody is left to tell
	}
}
