package build

import (
	"runtime/debug"
	"testing"
)

func TestTheLinkerWinsOverTheRecordedBuild(t *testing.T) {
	recorded := &debug.BuildInfo{
		GoVersion: "go1.26.8",
		Main:      debug.Module{Version: "(devel)"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-03-31T10:00:00Z"},
			{Key: "vcs.modified", Value: "true"}, {Key: "GOOS", Value: "linux"}, {Key: "GOARCH", Value: "arm64"},
		},
	}
	for name, c := range map[string]struct {
		in                *debug.BuildInfo
		version, revision string
		want              string
	}{
		"nothing is known":               {&debug.BuildInfo{}, "", "", "dev"},
		"go build in a work tree":        {recorded, "", "", "dev (01234567 modified, go1.26.8, linux/arm64)"},
		"go install of a version":        {&debug.BuildInfo{Main: debug.Module{Version: "v1.4.0"}, GoVersion: "go1.26.8"}, "", "", "v1.4.0 (go1.26.8)"},
		"a release sets the version":     {recorded, "1.5.0", "", "1.5.0 (01234567 modified, go1.26.8, linux/arm64)"},
		"another revision is not edited": {recorded, "1.5.0", "fedcba9876543210", "1.5.0 (fedcba98, go1.26.8, linux/arm64)"},
		"a short revision":               {&debug.BuildInfo{}, "", "abc", "dev (abc)"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := describe(c.in, c.version, c.revision).String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheRunningBinaryKnowsItsCompiler(t *testing.T) {
	if got := Current(); got.Version == "" || got.Go == "" {
		t.Errorf("got %+v", got)
	}
}
