package escalation

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Desk knows where tickets live and what is allowed; it is immutable.
type Desk struct {
	Places map[chat.Platform]Place
	Policy Policy
	Caps   func(chat.RoomID) chat.Caps
	Watch  Watch
	Office func(chat.Member) chat.Role // somebody's offices now, by ID and groups; nil: those that the member comes with
	Named  []chat.MemberID             // representatives whom the configuration names by their own ID

	// Known is since when the guard has seen an account, and how many of its flags nobody has judged. Nil: nothing is known.
	Known func(tx store.Tx, m chat.MemberID) (since time.Time, flags int, err error)

	// Withdraw takes back the actions of an owner, whose name begins so, that wait for a room. Nil: none ever waits.
	Withdraw func(tx store.Tx, room chat.RoomID, owner string) error

	Suggest func(tx store.Tx, words string) ([]Candidate, error) // entries of the FAQ that are likest to a member's words, best first; nil: there is none
	Alike   func(texts []string) []int                           // which of the texts ask the same as the first, which is one of them; nil: never any
	Fold    func(string) string                                  // makes texts alike that differ in case, width or script only; nil: in case
}

// Place is where a platform's tickets live.
type Place struct {
	Support chat.RoomID // parent of threads that a member can see; zero: members are answered in the private chat
	Staff   chat.RoomID // parent of threads or topics of the staff alone
	Queue   chat.RoomID // where the cards lie; never where members read
	Home    chat.RoomID // the server in which a member of a private chat is looked for
	Log     chat.RoomID // where transcripts of closed tickets go; zero: nowhere
}

// Policy is what the community decided.
type Policy struct {
	Team   bool          // answer as the team: no names, always two rooms
	Reopen time.Duration // how long a closed ticket can be opened again by a word
	PerDay int           // tickets a member may open in 24 hours
	Board  time.Duration // the boards are edited at most once in this time; 0: there are none
	Keep   Keep
	PileUp PileUp
	Route  Route // where the staff's rooms open

	MarkAll bool // every delivered line of the staff is marked, not only what was late or failed

	Cooldown time.Duration // from one ticket of a member to the next; 0: none
	OpenMax  int           // open tickets of a member at a time; 0: one for each subject
	Linking  Linking

	Claims Claims

	Hours  Hours   // when the desk is open
	Levels []Level // what is promised, and when somebody is called
	Rota   []Shift // who is on duty when
}

// linkLives is how long the deep link to a waiting ticket can be used.
const linkLives = 24 * time.Hour

// Request is a wish for a human.
type Request struct {
	Member  chat.Member
	Subject Subject
	Tier    string
	Lang    string
	Room    chat.RoomID   // where it was made
	Answer  chat.RoomID   // the interaction to answer, if it was one
	Message *chat.Message // the question itself
	Source  chat.MessageID
	Context *chat.Reply // what the question answered
	Entry   string      // the FAQ entry that did not help
	At      time.Time

	Category string       // what it is about
	Matter   *chat.Phrase // … as readers know it
	Details  []Detail     // what the member answered
	Asked    bool         // the member was asked for details
}

// Open opens a ticket, or adds to the one that is open for the same member and subject. The member is told number and
// place as soon as the ticket has a room.
func (d *Desk) Open(tx store.Tx, r Request) (Ticket, []chat.Action, error) {
	place, staffed := d.Places[r.Member.ID.Platform], d.routed(r.Member.ID.Platform)
	if d.Places[staffed].Staff.IsZero() && place.Support.IsZero() {
		return Ticket{}, nil, chat.Refuse("desk-closed")
	}
	id, exists, err := openAlready(tx, r.Member.ID, r.Subject)
	if err != nil {
		return Ticket{}, nil, err
	}
	if exists {
		return d.again(tx, id, r)
	}
	if err := d.Admit(tx, r.Member.ID, r.Subject, r.At); err != nil {
		return Ticket{}, nil, err
	}
	t, err := d.begun(tx, r, staffed)
	if err != nil {
		return Ticket{}, nil, err
	}
	if err := d.suggest(tx, &t, r); err != nil {
		return Ticket{}, nil, err
	}
	if err := d.callDuty(tx, &t, r.At); err != nil {
		return Ticket{}, nil, err
	}
	if t.Outlook, err = d.outlook(tx, &t, r.At); err != nil {
		return Ticket{}, nil, err
	}
	as, err := d.place(tx, &t, r, place)
	if err != nil {
		return Ticket{}, nil, err
	}
	more, err := d.among(tx, &t, r)
	if err != nil {
		return Ticket{}, nil, err
	}
	as, err = d.moved(tx, t, append(as, d.callAfar(&t)...))
	return t, append(as, more...), err // what piles up is told after its last ticket
}

// begun is a new ticket under its number, found by its member, with what it begins with.
func (d *Desk) begun(tx store.Tx, r Request, staffed chat.Platform) (t Ticket, err error) {
	t = Ticket{
		Subject: r.Subject, Tier: r.Tier, Member: r.Member.ID, Name: r.Member.Name, Handle: r.Member.Handle,
		Lang: r.Lang, Staffed: staffed, Queue: d.Places[staffed].Queue, Source: r.Source, Asked: r.Room, Answer: r.Answer, Entry: r.Entry,
		Opened: r.At, Exchange: r.At, Proof: newProof(),
	}
	if t.ID, err = numbers.Next(tx); err != nil {
		return t, err
	}
	if err := d.enter(tx, &t, New, r.Member, "", r.At); err != nil {
		return t, err
	}
	if err := open.Put(tx, store.Key(r.Member.ID, string(r.Subject)), t.ID); err != nil {
		return t, err
	}
	if err := byOwner.Put(tx, store.Key(r.Member.ID, r.At, t.ID), t.ID); err != nil {
		return t, err
	}
	if err := t.recall(tx, r.Member); err != nil {
		return t, err
	}
	if err := d.firstLines(tx, &t, r); err != nil {
		return t, err
	}
	return t, d.indexNames(tx, &t)
}

// firstLines keeps what the ticket begins with: what the question answered, and the question.
func (d *Desk) firstLines(tx store.Tx, t *Ticket, r Request) error {
	if r.Context != nil && r.Context.Text != "" {
		who := r.Context.From.Name
		if _, err := addLine(tx, t, Line{Side: System, From: who, Text: r.Context.Text, At: r.At}); err != nil {
			return err
		}
	}
	if r.Message != nil {
		if _, err := addLine(tx, t, lineOf(MemberSide, r.Message, r.At)); err != nil {
			return err
		}
	}
	return d.firstDetails(tx, t, r)
}

// again adds the words of a second request to the ticket that is open already, and says where it is. A request made twice,
// as by a double press, adds nothing.
func (d *Desk) again(tx store.Tx, id uint64, r Request) (Ticket, []chat.Action, error) {
	t, err := Find(tx, id)
	if err != nil {
		return t, nil, err
	}
	if t.Member != r.Member.ID {
		return d.fromLinked(tx, t, r)
	}
	as := d.retry(&t)
	if m := r.Message; m != nil && (m.Text != "" || len(m.Files) > 0) {
		_, _, told, err := lineOfMessage(tx, m.ID)
		if err != nil {
			return t, nil, err
		}
		if !told {
			l := lineOf(MemberSide, m, r.At)
			l.Afar = true
			more, err := d.say(tx, &t, l)
			if err != nil {
				return t, nil, err
			}
			as = append(as, more...)
		}
	}
	more, err := d.moreDetails(tx, &t, r)
	if err != nil {
		return t, nil, err
	}
	as = append(as, more...)
	t.Answer, t.Asked, t.Source, t.Told = r.Answer, r.Room, r.Source, false
	return t, append(as, d.tell(&t)...), put(tx, t)
}

// place asks for the rooms the ticket needs.
func (d *Desk) place(tx store.Tx, t *Ticket, r Request, p Place) ([]chat.Action, error) {
	_, direct := r.Room.Direct()
	switch {
	case !p.Support.IsZero() && d.Caps(p.Support).Threads && direct && !p.Home.IsZero():
		// Is the member of this private chat in the server? Then the ticket opens there.
		t.asked("home", true)
		return []chat.Action{{
			Owner: t.owner("home"), Priority: chat.Relay,
			Effect: chat.Query{About: chat.AboutMember, Room: p.Home, Member: t.Member},
		}}, nil
	case !p.Support.IsZero() && d.Caps(p.Support).Threads:
		return d.threads(t, p), nil
	}
	return d.private(tx, t, r.At)
}

// threads opens one thread for both sides, or one for each when the team answers as one.
func (d *Desk) threads(t *Ticket, p Place) []chat.Action {
	t.Shared = !d.Policy.Team && t.staffOn() == t.Member.Platform
	as := []chat.Action{t.opening("member", d.memberThread(t, p))}
	if !t.Shared && t.StaffRoom.IsZero() && !t.Asking["staff"] {
		as = append(as, t.opening("staff", d.staffThread(t, d.staffPlace(t))))
	}
	return as
}

// memberThread is the thread that the member sees; shared, it is the representatives' too.
func (d *Desk) memberThread(t *Ticket, p Place) chat.Thread {
	th := chat.Thread{Parent: p.Support, Name: t.title(t.Mark()), Mark: t.Mark(), Private: true, Members: []chat.MemberID{t.Member}}
	if t.Shared {
		th.Members = append(th.Members, t.dutyOn(p.Support.Platform)...)
	}
	return th
}

// private joins a staff thread with the member's private chat; a member whom the bot may not write to yet gets a link.
func (d *Desk) private(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error) {
	ok, known, err := reach.Get(tx, store.Key(t.Member))
	if err != nil {
		return nil, err
	}
	if ok || !known && d.Caps(chat.Direct(t.Member)).WritesFirst {
		t.MemberRoom = chat.Direct(t.Member)
	} else if err := t.newToken(tx, at); err != nil {
		return nil, err
	}
	var as []chat.Action
	if t.Open() {
		as = d.tell(t)
	}
	if !t.MemberRoom.IsZero() {
		more, err := d.there(tx, t, at)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	} else if !t.Open() {
		as = d.farewell(t)
	}
	if s := d.staffPlace(t); t.StaffRoom.IsZero() && !t.Asking["staff"] && !s.Staff.IsZero() {
		as = append(as, t.opening("staff", d.staffThread(t, s)))
	}
	return as, nil
}

// staffThread is the thread of the staff alone. Where members have threads too, its mark must not be found in theirs.
func (d *Desk) staffThread(t *Ticket, p Place) chat.Thread {
	mark := t.Mark()
	if !p.Support.IsZero() {
		mark = "#staff-" + t.number()
	}
	return chat.Thread{Parent: p.Staff, Name: t.title(mark), Mark: mark, Private: true, Members: t.dutyOn(p.Staff.Platform)}
}

func (t *Ticket) opening(what string, th chat.Thread) chat.Action {
	t.asked(what, true)
	th.Members = t.invited(what, th)
	return chat.Action{Owner: t.owner(what), Priority: chat.Relay, Effect: chat.Open{Thread: th}}
}

// invited are the members of a thread that is opened now: its holder too, where the staff works.
func (t *Ticket) invited(what string, th chat.Thread) []chat.MemberID {
	if h := t.Holder; (what == "staff" || t.Shared) && h.Platform == th.Parent.Platform && !slices.Contains(th.Members, h) {
		return append(th.Members, h)
	}
	return th.Members
}

// title is the name of a ticket's thread: its mark and who asks. It holds no word of the question.
func (t *Ticket) title(mark string) string {
	name := []rune(t.Name)
	if len(name) > 40 {
		name = name[:40]
	}
	if t.Subject == Urgent {
		mark += " ‼"
	}
	return mark + " " + string(name)
}

// dropToken makes the ticket's deep link void.
func (t *Ticket) dropToken(tx store.Tx) error {
	if t.Token == "" {
		return nil
	}
	token := t.Token
	t.Token = ""
	return byToken.Delete(tx, []byte(token))
}

func (t *Ticket) newToken(tx store.Tx, at time.Time) error {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return err
	}
	t.Token, t.TokenEnds = base64.RawURLEncoding.EncodeToString(b), at.Add(linkLives)
	return byToken.Put(tx, []byte(t.Token), t.ID)
}
