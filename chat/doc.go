// Package chat is the vocabulary of Frontdesk: what can happen on a chat platform ([Event]), what can be done there
// ([Action]), what a room is able to show ([Caps]) and what went wrong ([Fault]).
//
// Adapters translate a platform into these words and back; domains speak nothing else. The package holds no state
// and does no work of its own but two pure steps: [Fit], which degrades an action to what a room can show, and
// [Perform], which hands an action to its adapter.
package chat
