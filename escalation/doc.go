// Package escalation is the desk: from «I need a human» to a private thread that a representative claims, answers and
// closes. A ticket has a member's room and a staff room. Equal rooms are one shared private thread; different rooms are
// joined by a relay, across platforms too. Lines keep what was said while the ticket is open, links let edits,
// deletions and replies follow.
//
// Every function works inside a transaction and returns the actions to do; none calls a platform.
package escalation
