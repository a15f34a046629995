package signal

import "frontdesk/faq/lexicon"

// Roles gather cues for the joint features.
const (
	roleAsk     = 1 << iota // a question word or frame
	roleMark                // a question mark
	roleTopic               // the lexicon found a thing, an act or a state
	roleTrouble             // something went wrong or takes long
	roleMine                // «my», «I»
	roleHelp                // asks for help or addresses staff
	roleSolved              // it is over, thanks
	roleDesk                // staff or a member answering: our team, please send, you should
	rolePast                // a story, a plan, an opinion
	roleForeign             // another product, price talk, everyday life, a lure
)

// roleOf names the role of each cue that has one.
func roleOf(cue string) uint32 {
	switch cue {
	case "how", "why", "where", "when", "how long", "how much", "what", "who", "may i", "is it", "anyone":
		return roleAsk
	case "trouble", "waiting", "not":
		return roleTrouble
	case "my", "i":
		return roleMine
	case "help", "staff address":
		return roleHelp
	case "solved", "thanks":
		return roleSolved
	case "our team", "please do", "advice":
		return roleDesk
	case "opinion", "past story", "plan", "laugh":
		return rolePast
	case "other product", "price talk", "everyday", "lure":
		return roleForeign
	}
	return 0
}

func roleOfKind(k lexicon.Kind) uint32 {
	switch k {
	case lexicon.Thing, lexicon.Act, lexicon.State:
		return roleTopic
	case lexicon.Frame:
		return roleAsk
	case lexicon.Talk:
		return roleForeign
	}
	return 0
}
