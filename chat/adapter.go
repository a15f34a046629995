package chat

import (
	"context"
	"io"
	"time"
)

// Adapter is one platform. Run blocks until ctx ends or the platform refuses the bot for good (a *Fault of class
// Fatal); the hub starts it again after anything else. The other methods may be called concurrently, before Run has
// connected too (they answer Transient then), and never sleep for budget: without budget they answer Limited, unsent.
//
// Every error that is not ctx's is a *Fault. ID is the action's, for platforms that honour a nonce.
type Adapter interface {
	Platform() Platform
	Caps(RoomID) Caps
	Run(ctx context.Context, in Intake) error

	Send(ctx context.Context, id string, to RoomID, p Outgoing) (MessageID, error)
	Edit(ctx context.Context, m MessageID, p Outgoing) error
	Delete(ctx context.Context, room RoomID, ms []MessageID) error // what is gone already is no error
	Pin(ctx context.Context, m MessageID) error                    // what is pinned already is no error
	OpenThread(ctx context.Context, t Thread) (RoomID, error)
	EditThread(ctx context.Context, room RoomID, t Thread) error
	Sanction(ctx context.Context, s Sanction) error
	Mark(ctx context.Context, m MessageID, mark Mark) error
	Look(ctx context.Context, q Query) (Answer, error)
	Fetch(ctx context.Context, f File) (io.ReadCloser, error)
}

// Addressed is an adapter whose rooms have web addresses: a link to one of them can be shown on any other platform.
type Addressed interface {
	Address(room RoomID) string // "": it has none
}

// Outgoing is a post on its way, with its files opened by Perform when the adapter asks for them.
type Outgoing struct {
	Post

	// Fetch opens a file of the post, whichever platform it lies on. Adapters need it only for what they cannot name
	// natively (a Telegram file_id on Telegram).
	Fetch func(ctx context.Context, f File) (io.ReadCloser, error)
}

// Intake is what an adapter reports to.
type Intake interface {
	// Accept returns nil once the events' effects are on disk: only then may the adapter acknowledge them. It blocks
	// while the hub is busy; on an error the adapter keeps the events and offers them again.
	Accept(ctx context.Context, events ...Event) error

	// Complete answers autocompletion from memory, in under 50 ms.
	Complete(ctx context.Context, p Partial) []Choice

	// Memory is the last committed Cursor value of the key; nil if there is none.
	Memory(ctx context.Context, key string) ([]byte, error)

	// Settle returns when nothing is due any more: console, tests, shutdown.
	Settle(ctx context.Context) error

	// Serving tells whether the platform is reachable (nil) or why not; readiness shows it, nothing depends on it.
	Serving(p Platform, err error)
}

// Partial is a half-typed command option.
type Partial struct {
	From    Member
	Room    RoomID
	Within  []RoomID
	Command string // "faq edit"
	Option  string
	Value   string
}

// Choice is one completion: at most 100 characters each, at most 25 of them.
type Choice struct{ Name, Value string }

// Command is one command as platforms register it. Descriptions and names of options are the same everywhere, so that
// typed and picked commands arrive alike.
type Command struct {
	Name    string            // "ask"; with Subs the subcommands carry the options
	About   map[string]string // language → description, 1–100 characters
	Options []Option
	Subs    []Command
	For     Role              // 0: everyone; else the offices that may use it, for registration scopes only
	Menu    bool              // also offered on a message (Discord message menu), under Label or else Name; subcommands too
	Label   map[string]string // language → name in menus, 1–32 characters
	Private bool              // makes sense in a private chat
}

// Option is one argument of a command.
type Option struct {
	Name     string
	About    map[string]string
	Required bool
	Complete bool     // Intake.Complete knows values
	Choices  []string // fixed values
	Member   bool     // a member: the value is the account's key
	Number   bool
	File     bool // an attachment: picked, it comes in Pressed.Files; typed, with the message
	Long     bool // the rest of the line when typed
}

// Nothing answers Unsupported to all that a platform cannot do; adapters embed it.
type Nothing struct{}

func unsupported() error { return &Fault{Class: Unsupported} }

func (Nothing) Caps(RoomID) Caps { return Caps{} }
func (Nothing) Send(context.Context, string, RoomID, Outgoing) (MessageID, error) {
	return MessageID{}, unsupported()
}
func (Nothing) Edit(context.Context, MessageID, Outgoing) error    { return unsupported() }
func (Nothing) Delete(context.Context, RoomID, []MessageID) error  { return unsupported() }
func (Nothing) Pin(context.Context, MessageID) error               { return unsupported() }
func (Nothing) OpenThread(context.Context, Thread) (RoomID, error) { return RoomID{}, unsupported() }
func (Nothing) EditThread(context.Context, RoomID, Thread) error   { return unsupported() }
func (Nothing) Sanction(context.Context, Sanction) error           { return unsupported() }
func (Nothing) Mark(context.Context, MessageID, Mark) error        { return unsupported() }
func (Nothing) Look(context.Context, Query) (Answer, error)        { return Answer{}, unsupported() }
func (Nothing) Fetch(context.Context, File) (io.ReadCloser, error) { return nil, unsupported() }

// LimitedUntil is the fault of a call that was not made for want of budget.
func LimitedUntil(t time.Time) *Fault { return &Fault{Class: Limited, Until: t} }
