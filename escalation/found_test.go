package escalation_test

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// TestARoomIsKnownByTheFirstWhoSpeaksThere, before the receipt of its opening, and only by the name that the bot gave it.
func TestARoomIsKnownByTheFirstWhoSpeaksThere(t *testing.T) {
	b := newBench(t)
	as, _ := b.open(ann, escalation.General, "my swap failed", noon)
	opening, ok := find(as, "open", "staff")
	if !ok {
		t.Fatalf("no topic is opened: %v", as)
	}
	spoken := func(room chat.RoomID, title string, within chat.RoomID) []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
			return b.d.Found(tx, &chat.Meta{Room: room, Title: title, Within: []chat.RoomID{within}, At: noon})
		})
		return as
	}
	for what, as := range map[string][]chat.Action{
		"another member's":        spoken(topic, "#1 Bob", forum),
		"a topic of other people": spoken(topic, "off topic", forum),
		"in another group":        spoken(topic, "#1 Ann", group),
		"of no ticket":            spoken(topic, "#2 Ann", forum),
	} {
		if len(as) > 0 || !b.ticket(1).StaffRoom.IsZero() {
			t.Errorf("%s: %v", what, as)
		}
	}
	if spoken(topic, "#1 Ann", forum); b.ticket(1).StaffRoom != topic {
		t.Errorf("the topic is not known: %v", b.ticket(1).StaffRoom)
	}
	if as := append(spoken(topic, "#1 Ann", forum), b.done(opening, chat.Result{Room: topic})...); len(as) > 0 {
		t.Errorf("it is taken into use again: %v", as)
	}
	second := chat.RoomID{Platform: "telegram", Key: "-2/8"}
	if _, ok := find(spoken(second, "#1 Ann", forum), "change", ""); !ok || b.ticket(1).StaffRoom != topic {
		t.Errorf("a topic whose receipt was lost is not put away")
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		if tk, ok, err := escalation.In(tx, second); err != nil || !ok || tk.ID != 1 {
			t.Errorf("words there are nobody's: %v", err)
		}
		return nil, nil
	})
}
