package escalation

import "frontdesk/chat"

// Cause is why a ticket changed its state, where nobody gave a reason of his own.
type Cause string

const (
	Released  Cause = "released"  // its holder gave it back
	Expired   Cause = "expired"   // its holder was silent
	PassedOn  Cause = "passed"    // to another tier
	Given     Cause = "given"     // to another representative
	Undone    Cause = "undone"    // it was not solved after all
	Reopened  Cause = "reopened"  // by the member's word or a button
	Idle      Cause = "idle"      // the member was silent
	Unchecked Cause = "unchecked" // it was solved, and the member said nothing against it
	Confirmed Cause = "confirmed" // … and the member agrees
	Merged    Cause = "merged"    // into another one, which goes on
	Answering Cause = "answering" // whoever answered takes it
	Retired   Cause = "retired"   // its holder is no representative any more
)

// Causes are all of them.
var Causes = []Cause{Released, Expired, PassedOn, Given, Undone, Reopened, Idle, Unchecked, Confirmed, Merged, Answering, Retired}

// ending tells the member that the ticket is closed, and why if it closed by itself.
func (t *Ticket) ending() *chat.Phrase {
	switch t.Cause {
	case Idle:
		return chat.Say("member-closed-idle", "number", t.number())
	case Unchecked:
		return chat.Say("member-closed-unchecked", "number", t.number())
	}
	return chat.Say("member-closed", "number", t.number())
}
