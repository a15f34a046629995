package escalation

import (
	"maps"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Claims is what the community decided about those who take tickets, and about members who fall silent.
type Claims struct {
	Expires time.Duration // a holder who is silent for so much of the desk's hours, while it is the staff's turn, loses the ticket; 0: never
	Anyone  bool          // any representative may close, not the holder or a lead alone
	Remind  time.Duration // a member who is silent so long is reminded; 0: never
	Close   time.Duration // … and after so long the ticket is closed, with a warning half way; 0: never
	Solved  time.Duration // a solved ticket closes after so long; 0: never
	Tiers   []Tier        // whom tickets can be passed to, the first line first
}

// DefaultClaims is good behaviour for a community that decided nothing.
func DefaultClaims() Claims {
	return Claims{
		Expires: 30 * time.Minute, Remind: 24 * time.Hour, Close: 72 * time.Hour, Solved: 48 * time.Hour,
		Tiers: []Tier{{Name: FirstLine}, {Name: Technical}},
	}
}

// Rep is a representative as the desk names him.
type Rep struct {
	ID   chat.MemberID `json:"id"`
	Name string        `json:"name"`
}

// Rep is who holds the ticket; zero: nobody.
func (t Ticket) Rep() Rep { return Rep{t.Holder, t.Holding} }

// mention names a representative so that he can be pinged.
func (r Rep) mention() chat.Arg {
	return chat.Arg{Text: r.Name, Span: &chat.Span{Kind: chat.Mention, Member: r.ID}}
}

// claimTimer takes a ticket from a holder who is silent while it is the staff's turn.
func (d *Desk) claimTimer() timer {
	return timer{kind: "claim", due: d.claimEnds, ring: d.claimExpired}
}

func (d *Desk) claimEnds(t *Ticket) time.Time {
	if d.Policy.Claims.Expires == 0 || t.Holder.IsZero() || t.State != Claimed && t.State != WaitingStaff {
		return time.Time{}
	}
	at, _ := d.Policy.Hours.After(lastOf(t.Taken, t.Active, t.Since), d.Policy.Claims.Expires)
	return at
}

// claimExpired frees the ticket and tells everybody whom it concerns: the queue, its room, the member.
func (d *Desk) claimExpired(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error) {
	was := t.Rep()
	t.free()
	if err := d.enter(tx, t, New, Automatic, string(Expired), at); err != nil {
		return nil, err
	}
	silent := chat.Arg{Wait: d.Policy.Claims.Expires.String()}
	as := d.inQueueOf(t, t.staffOn(), chat.Say("claim-expired", "number", t.number(), "name", was.mention(), "wait", silent))
	as = append(as, d.amongStaff(t, chat.Say("claim-expired-here", "number", t.number(), "name", was.mention(), "wait", silent), was.ID)...)
	return append(as, d.toMember(t, newsReleased, chat.Say("member-released"))...), nil
}

// amongStaff says something in the ticket's room if no member reads there, and pings whom it is for.
func (d *Desk) amongStaff(t *Ticket, p *chat.Phrase, ping ...chat.MemberID) []chat.Action {
	if t.StaffRoom.IsZero() || t.oneRoom() {
		return nil
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: t.StaffRoom, Post: chat.Post{Phrase: p, Ping: ping}}}}
}

// beforeStaff says something where only the staff reads: in the ticket's room, or if the member is there, in the queue.
func (d *Desk) beforeStaff(t *Ticket, p *chat.Phrase, ping ...chat.MemberID) []chat.Action {
	if as := d.amongStaff(t, p, ping...); as != nil {
		return as
	}
	return d.inQueueOf(t, t.staffOn(), p, ping...)
}

// metFor is how long two representatives who write in one ticket know of each other.
const metFor = time.Hour

// wrote notes that a representative wrote to the member, and tells two who write in it of each other: once in metFor.
// Neither is refused.
func (d *Desk) wrote(t *Ticket, rep chat.Member, at time.Time) []chat.Action {
	other := t.Rep()
	if other.ID.IsZero() || other.ID == rep.ID {
		other = Rep{}
		if at.Sub(t.Wrote) < metFor {
			other = t.Writer
		}
	}
	t.Writer, t.Wrote = Rep{rep.ID, rep.Name}, at
	t.Nudges, t.Nudged = 0, time.Time{}
	t.acted(rep, at)
	if other.ID.IsZero() || other.ID == rep.ID {
		return nil
	}
	pair := pairOf(rep.ID, other.ID)
	if last, ok := t.Met[pair]; ok && at.Sub(last) < metFor {
		return nil
	}
	met := maps.Clone(t.Met)
	if met == nil {
		met = map[string]time.Time{}
	}
	maps.DeleteFunc(met, func(_ string, last time.Time) bool { return at.Sub(last) >= metFor })
	met[pair], t.Met = at, met
	p := chat.Say("two-write", "number", t.number(), "name", t.Writer.mention(), "other", other.mention())
	if t.Holder == other.ID {
		p = chat.Say("two-write-held", "number", t.number(), "name", t.Writer.mention(), "other", other.mention())
	}
	return d.beforeStaff(t, p, rep.ID, other.ID)
}

// acted notes that the holder is not silent.
func (t *Ticket) acted(rep chat.Member, at time.Time) {
	if t.Holder == rep.ID {
		t.Active = at
	}
}

func pairOf(a, b chat.MemberID) string {
	x, y := a.String(), b.String()
	if y < x {
		x, y = y, x
	}
	return x + " " + y
}

func lastOf(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.After(first) {
			first = t
		}
	}
	return first
}
