// Command frontdesk is a community's front desk inside Telegram and Discord. «frontdesk help» lists what it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // where the system has no time zones, as in a container

	"github.com/alecthomas/kong"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/internal/build"
)

// app is the command line. Every flag has an environment twin FRONTDESK_…
type app struct {
	Config string `help:"Configuration file: rooms, roles, desks, policies, roster." type:"path" placeholder:"FILE"`
	Data   string `help:"Directory of the store." default:"./data" type:"path"`
	FAQ    string `help:"The FAQ's base layer; ./faq.yaml if it is there, else the embedded one." name:"faq" type:"path" placeholder:"FILE"`
	HTTP   string `help:"Address of /healthz, /readyz and /metrics; «off» for none." default:"127.0.0.1:8090" name:"http"`
	Log    string `help:"Least level that is logged: debug, info, warn, error." default:"info" enum:"debug,info,warn,error"`

	Run     runCmd     `cmd:"" default:"withargs" help:"Serve every platform that has a token; with none, open the console."`
	Console consoleCmd `cmd:"" help:"A local chat: type as a member, /as NAME to switch seats."`
	Doctor  doctorCmd  `cmd:"" help:"Prove the set-up by doing; each finding with what mends it."`
	Book    bookCmd    `cmd:"" name:"faq" help:"Check, match, evaluate, export and import the FAQ."`
	Report  reportCmd  `cmd:"" help:"The figures of the last days, as text, CSV, JSON or a chart."`
	Forget  forgetCmd  `cmd:"" help:"Erase what is kept of a member, on all linked accounts."`
	Member  memberCmd  `cmd:"" name:"export-member" help:"Everything that is kept of a member, as JSON."`
	Backup  backupCmd  `cmd:"" help:"Write a consistent backup while the store is in use, encrypted if wished."`
	Restore restoreCmd `cmd:"" help:"Verify a backup and put it into place, or only prove that it opens."`
	Export  exportCmd  `cmd:"" help:"Everything in the store as JSON lines."`
	Audit   auditCmd   `cmd:"" help:"Prove that nothing in the desk's audit was changed."`
	Check   checkCmd   `cmd:"" help:"Run the moderation engines on standard input."`
	Guard   guardCmd   `cmd:"" help:"Rehearse the guard on a chat's past, or on a list of members."`
	Health  healthCmd  `cmd:"" help:"Ask a running frontdesk whether it is alive; exit 0 if so."`
	Version versionCmd `cmd:"" help:"Which program this is."`
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() { // the first signal drains; the default action of the next one ends the process at once
		<-ctx.Done()
		stop()
	}()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, environment{get: os.Getenv}))
}

// environment is what the program finds around it.
type environment struct {
	get      func(string) string // of the environment's variables
	telegram telegram.Limits     // zero: the platform's
	discord  discord.Limits
	started  func(*bots.Hub)                 // told of the hub before it runs; nil: nobody
	now      func() time.Time                // nil: time.Now
	between  func(chat.Adapter) chat.Adapter // stands between a platform and the hub; nil: nothing
	listen   time.Duration                   // for other receivers of a bot's events; 0: listenTime, less: not
	free     func(string) (uint64, error)    // bytes of a directory's disk; nil: what the system says
}

// flags finds the twins of flags that were not given. An empty one is as good as none.
func (e environment) flags() kong.ResolverFunc {
	return func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		v := e.get("FRONTDESK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
		if v == "" {
			return nil, nil //nolint:nilnil // kong's way to say that there is none
		}
		return v, nil
	}
}

// run is the program but for its process: end-to-end tests start here.
func run(ctx context.Context, args []string, io streams, env environment) int {
	var a app
	exited, code := false, 0
	p, err := kong.New(&a, kong.Name("frontdesk"), kong.Resolvers(env.flags()), kong.Writers(io.out, io.err),
		kong.Description("A community's front desk inside Telegram and Discord. Every flag has a twin in the environment: --data is FRONTDESK_DATA."),
		kong.Exit(func(c int) { exited, code = true, c }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(io, env))
	if err != nil {
		fmt.Fprintln(io.err, "frontdesk:", err)
		return 2
	}
	k, err := p.Parse(args)
	if exited { // help was asked for and printed
		return code
	}
	if err != nil {
		fmt.Fprintf(io.err, "frontdesk: %v\nfrontdesk --help lists the commands.\n", misspelt(p, args, err))
		return 2
	}
	err = k.Run(&a)
	switch {
	case errors.Is(err, context.Canceled) && err.Error() == context.Canceled.Error():
		fmt.Fprintln(io.err, "frontdesk: interrupted")
	case err != nil:
		fmt.Fprintln(io.err, "frontdesk:", err)
	}
	return status(err)
}

// misspelt names the commands to who began with none of them: with a default command, kong takes the word for its argument.
func misspelt(p *kong.Kong, args []string, err error) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return err
	}
	var names []string
	for _, c := range p.Model.Children {
		if c.Name == args[0] {
			return err
		}
		names = append(names, c.Name)
	}
	return fmt.Errorf("there is no command %.40q; there are %s", args[0], strings.Join(names, ", "))
}

// readFile reads a file that a flag names.
func readFile(flag, path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: %s is a directory; expected a file", flag, path)
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return src, nil
}

// interrupted is the exit status of a command that was interrupted, as shells have it. Serving is not: it ends with 0.
const interrupted = 130

// status is what the process exits with.
func status(err error) int {
	var c interface{ ExitCode() int }
	switch {
	case err == nil:
		return 0
	case errors.As(err, &c):
		return c.ExitCode()
	case errors.Is(err, context.Canceled):
		return interrupted
	}
	return 1
}

// ended forgives a serving command that it was told to end.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

type versionCmd struct{}

func (versionCmd) Run(io streams) error {
	_, err := fmt.Fprintln(io.out, "frontdesk", build.Current())
	return err
}
