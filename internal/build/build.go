// Package build tells which program this is: its version, the revision it was built from, and the compiler.
package build

import (
	"runtime/debug"
	"strings"
)

// Set by the linker: -ldflags "-X frontdesk/internal/build.version=1.2.3 -X frontdesk/internal/build.revision=…".
// Nothing else writes them.
var version, revision string

// Info is what is known of the running binary. What the build did not record is empty; Version never is.
type Info struct {
	Version  string `json:"version"` // «dev» unless the linker or the module version says otherwise
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"` // built from a work tree with uncommitted changes
	Time     string `json:"time,omitempty"`     // of the revision, RFC 3339
	Go       string `json:"go"`
	Platform string `json:"platform,omitempty"` // linux/amd64
}

// Current describes the running binary. What the linker set wins over what the go command recorded.
func Current() Info {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		b = &debug.BuildInfo{}
	}
	return describe(b, version, revision)
}

func describe(b *debug.BuildInfo, version, revision string) Info {
	info := Info{Version: b.Main.Version, Go: b.GoVersion}
	var goos, goarch string
	for _, s := range b.Settings {
		switch s.Key {
		case "vcs.revision":
			info.Revision = s.Value
		case "vcs.time":
			info.Time = s.Value
		case "vcs.modified":
			info.Modified = s.Value == "true"
		case "GOOS":
			goos = s.Value
		case "GOARCH":
			goarch = s.Value
		}
	}
	if goos != "" && goarch != "" {
		info.Platform = goos + "/" + goarch
	}
	if version != "" {
		info.Version = version
	}
	if info.Version == "" || info.Version == "(devel)" {
		info.Version = "dev"
	}
	if revision != "" && revision != info.Revision {
		info.Revision, info.Time, info.Modified = revision, "", false
	}
	return info
}

// String is one line for people: «1.2.3 (5d22f84b, go1.26.8, linux/amd64)».
func (i Info) String() string {
	var notes []string
	if i.Revision != "" {
		r := i.Revision[:min(len(i.Revision), 8)]
		if i.Modified {
			r += " modified"
		}
		notes = append(notes, r)
	}
	for _, s := range []string{i.Go, i.Platform} {
		if s != "" {
			notes = append(notes, s)
		}
	}
	if len(notes) == 0 {
		return i.Version
	}
	return i.Version + " (" + strings.Join(notes, ", ") + ")"
}
