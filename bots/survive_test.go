package bots

import (
	"context"
	"errors"
	"testing"
)

func TestWhatIsDoneBesideTheTrafficMayPanic(t *testing.T) {
	if err := survive(t.Context(), func(context.Context) error { panic("a bug in an examination") }); err == nil {
		t.Error("the panic was no error")
	}
	want := errors.New("the store is full")
	if err := survive(t.Context(), func(context.Context) error { return want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}
