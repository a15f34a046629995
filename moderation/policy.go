package moderation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Policy is what the guard may do by itself. The zero value reports and does nothing else. What a lead set in a chat goes before
// Steps, see [Guard.Policies].
type Policy struct {
	Steps   map[Rule]Step
	PerHour int // mutes, kicks, bans and deletions by itself in an hour, over all rules, and as many warnings; beyond it the guard only reports

	// Younger is the minimum account age: only accounts younger than it are acted on by itself, older ones are reported. The age
	// counts from when the account was made, where the platform tells it, else from when it was first seen. 0: all are.
	Younger time.Duration

	MuteFor  time.Duration
	Delete   map[Rule]bool // the message that raised the flag is taken away
	Carry    Carry
	Reports  Reports
	Excerpts time.Duration // how long flags keep what was written
	Pictures int           // profile pictures looked at in a minute; 0: none are
}

// Carry is where else a ban acts. The zero value is nowhere.
type Carry struct {
	Groups    bool          // in all watched groups of the platform
	Platforms bool          // on the other platforms, against accounts that the member has linked
	Rooms     []chat.RoomID // in these groups too
	Ask       bool          // only when a moderator says so, on the card
}

// On reports whether bans are carried anywhere.
func (c Carry) On() bool { return c.Groups || c.Platforms || len(c.Rooms) > 0 }

// DefaultPolicy reports, and would do little at a time if it were allowed to do more.
func DefaultPolicy() Policy {
	return Policy{
		PerHour: 10, MuteFor: 24 * time.Hour, Excerpts: 90 * 24 * time.Hour, Pictures: 20,
		Reports: Reports{Threshold: 3, Within: 24 * time.Hour, PerDay: 5},
	}
}

// Step is how far the guard goes by itself, or a moderator went.
type Step string

const (
	ToReport Step = "report"
	ToWarn   Step = "warn" // in reply, where everybody reads
	ToMute   Step = "mute"
	ToKick   Step = "kick"
	ToBan    Step = "ban"
)

// Steps are all of them, from the least.
var Steps = []Step{ToReport, ToWarn, ToMute, ToKick, ToBan}

// sanction is what a step asks of the platform; empty for those that sanction nobody.
func (s Step) sanction() chat.SanctionKind {
	switch s {
	case ToMute:
		return chat.Mute
	case ToKick:
		return chat.Kick
	case ToBan:
		return chat.Ban
	}
	return ""
}

// reverse takes a step's sanction back; a kick cannot be.
func (s Step) reverse() chat.SanctionKind {
	switch s {
	case ToMute:
		return chat.Unmute
	case ToBan:
		return chat.Unban
	}
	return ""
}

// Most is the furthest that the guard may ever go by itself for a rule: the rules differ in how often they are wrong. Near names,
// pictures alone and what members forward are only reported: a warning would name an innocent member before all. Suspicions are
// warned about; lures, wrong addresses and members' reports may silence, which ends by itself; only what is an official's to the
// eye, or a forged link, may remove.
func (r Rule) Most() Step {
	switch r {
	case ByIdentical, ByBoth, ByLink:
		return ToBan
	case BySuspicion:
		return ToWarn
	case ByLure, ByAddress, ByReport:
		return ToMute
	}
	return ToReport
}

// Allows reports whether a rule may have a step as its policy.
func (r Rule) Allows(s Step) bool {
	i := slices.Index(Steps, s)
	return i >= 0 && i <= slices.Index(Steps, r.Most())
}

// Deletes reports whether the message that broke a rule may be taken away without anybody having looked.
func (r Rule) Deletes() bool { return r == ByLink || r == ByLure || r == ByAddress }

// Preference is a policy that a lead set in a chat in place of the configuration's.
type Preference struct {
	Step Step          `json:"step"`
	By   chat.MemberID `json:"by"`
	Name string        `json:"name"`
	At   time.Time     `json:"at"`
}

var changes = store.Table[Preference]{Name: "policy"} // rule

// InForce is the policy of a rule as it stands.
type InForce struct {
	Rule
	Step
	Change *Preference // by whom it was set; nil: by the configuration
	Delete bool
}

// inForce is the policy of a rule as the transaction sees it. A step that a version of today does not allow is not gone.
func (p *Policy) inForce(tx store.Tx, r Rule) (InForce, error) {
	out := InForce{Rule: r, Step: p.Steps[r], Delete: p.Delete[r] && r.Deletes()}
	c, ok, err := changes.Get(tx, store.Key(string(r)))
	if err != nil {
		return out, fmt.Errorf("policy %s: %w", r, err)
	}
	if ok {
		out.Step, out.Change = c.Step, &c
	}
	if !r.Allows(out.Step) {
		out.Step = ToReport
	}
	return out, nil
}

// Takes is what a policy needs a right for: a step, and deleting.
func (p InForce) Takes() (out []string) {
	if p.Step.sanction() != "" {
		out = append(out, string(p.Step))
	}
	if p.Delete {
		out = append(out, "delete")
	}
	return out
}

// Policies are all policies in force, in the order of [Rules].
func (g *Guard) Policies(tx store.Tx) (out []InForce, err error) {
	for _, r := range Rules {
		p, err := g.Policy.inForce(tx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Set puts a lead's policy in place of the configuration's; without a step, the configuration's is in force again. Whoever calls
// it has checked the office.
func (g *Guard) Set(tx store.Tx, r Rule, s Step, by chat.Member, at time.Time) error {
	key := store.Key(string(r))
	if s == "" {
		if err := changes.Delete(tx, key); err != nil {
			return fmt.Errorf("policy %s: %w", r, err)
		}
		return g.note(tx, "guard-policy", by, string(r)+": as configured", at)
	}
	if !r.Allows(s) {
		return chat.Refuse("policy-unsafe", "rule", chat.Say("rule-"+string(r)), "step", chat.Say("policy-"+string(s)),
			"most", chat.Say("policy-"+string(r.Most())), "why", chat.Say("unsafe-"+string(r)))
	}
	if err := changes.Put(tx, key, Preference{Step: s, By: by.ID, Name: by.Name, At: at}); err != nil {
		return fmt.Errorf("policy %s: %w", r, err)
	}
	return g.note(tx, "guard-policy", by, string(r)+": "+string(s), at)
}
