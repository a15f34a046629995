package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Fault is why a call failed. Adapters classify; only the drain decides what to do about it.
type Fault struct {
	Class Class
	Until time.Time // Limited: not before
	To    RoomID    // Moved: where the room goes on
	Right string    // Denied: the right that is missing, in the platform's own words
	Why   Reason    // Unreachable, Invalid: what is in the way, as far as the platform tells

	// Unknown: the call may have had its effect (a time-out after the request was written).
	Unknown bool
	Err     error
}

// Class is a kind of fault.
type Class string

const (
	Transient   Class = "transient"   // try again later
	Limited     Class = "limited"     // not before Until; nothing was sent, this is no attempt
	Denied      Class = "denied"      // a right is missing
	Unreachable Class = "unreachable" // the member blocked the bot, closed private messages or never opened them
	Gone        Class = "gone"        // the target is no more: the room written to, the message edited
	HasMoved    Class = "moved"
	Invalid     Class = "invalid"     // the platform refuses these contents, or what they are taken from (a file, an original to copy) is no more
	Unsupported Class = "unsupported" // the platform has no such thing
	Fatal       Class = "fatal"       // the token was refused: nothing will work
	Expired     Class = "expired"     // its time had run out before it was begun
)

// Reason is why a member cannot be reached, or a file not be sent.
type Reason string

const (
	Blocked     Reason = "blocked"     // the member blocked the bot
	ClosedDM    Reason = "closed"      // the member takes no private messages
	LeftServer  Reason = "left"        // the member shares no server with the bot any more
	NeverOpened Reason = "unopened"    // the member has not opened the private chat yet
	Deactivated Reason = "deactivated" // the account is no more
	TooLarge    Reason = "too-large"   // the file is larger than the platform takes
)

func (f *Fault) Error() string {
	switch {
	case f.Right != "":
		return fmt.Sprintf("%s: %s is missing: %v", f.Class, f.Right, f.Err)
	case f.Err == nil:
		return string(f.Class)
	}
	return fmt.Sprintf("%s: %v", f.Class, f.Err)
}

func (f *Fault) Unwrap() error { return f.Err }

// AsFault finds the fault in an error; what is none counts as transient with unknown outcome.
func AsFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Class: Transient, Unknown: !errors.Is(err, context.Canceled), Err: err}
}
