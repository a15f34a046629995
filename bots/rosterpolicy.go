package bots

import "frontdesk/chat"

// RosterPolicy is who is on the roster beside those whom people put there, and how it is changed.
type RosterPolicy struct {
	Second  bool              // a second lead has to approve a change
	Offices bool              // whoever holds an office of the configuration is listed
	Admins  []chat.RoomID     // groups whose administrators are listed
	Roles   map[string]string // Discord roles whose holders are listed, with the office they are listed under
}
