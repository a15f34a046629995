package bots

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation"
)

func TestARoomConfiguredUnderItsNewIDIsTheRoomItWas(t *testing.T) {
	room := func(key string) chat.RoomID { return chat.RoomID{Platform: "telegram", Key: key} }
	var a aliases
	a.learn(room("-1"), room("-1001"))
	given := PlatformConfig{
		Watched: []chat.RoomID{room("-5"), room("-1001")}, Moderators: room("-1001"),
		Langs: map[chat.RoomID]string{room("-1001"): "zh"}, Place: escalation.Place{Staff: room("-1001"), Queue: room("-6")},
	}
	c := Config{Langs: Languages{Order: []string{"en"}}, Platforms: map[chat.Platform]PlatformConfig{"telegram": given}}
	c.rename(a.first)
	inGroup := &chat.Meta{Room: room("-1001")}
	a.rename(inGroup)
	if !c.watched(inGroup) || !c.staffRoom(inGroup) || c.roomLang(inGroup.Room) != "zh" {
		t.Errorf("events of %v meet a configuration of %+v", inGroup.Room, c.Platforms["telegram"])
	}
	if given.Watched[1] != room("-1001") {
		t.Error("the caller's configuration was changed")
	}
}
