package escalation_test

import (
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// onTheWay is a bench with a ticket of Anna whose thread is being opened, and the call that opens it.
func onTheWay(t *testing.T) (bench, chat.Action) {
	b := newHandBench(t)
	b.d.Policy.Claims = escalation.DefaultClaims()
	b.d.Places["discord"] = escalation.Place{Support: chat.RoomID{Platform: "discord", Key: "5"}, Staff: chat.RoomID{Platform: "discord", Key: "9"}}
	b.d.Caps = func(r chat.RoomID) chat.Caps { return chat.Caps{Threads: r.Platform == "discord", WritesFirst: true} }
	as, _ := b.open(anna, escalation.General, "help", noon)
	opening, ok := find(as, "open", "member")
	if !ok {
		t.Fatalf("no thread is opened: %v", as)
	}
	return b, opening
}

// phrases are those that are said to a room, in their order.
func phrases(as []chat.Action, room chat.RoomID) (out []string) {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && s.Room == room && s.Post.Phrase != nil {
			out = append(out, s.Post.Phrase.ID)
		}
	}
	return out
}

// deed is something that is done to ticket 1.
type deed func(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error)

func claims(rep chat.Member) deed {
	return func(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return d.Claim(tx, t, rep, noon)
	}
}

func releases(rep chat.Member) deed {
	return func(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return d.Release(tx, t, rep, noon)
	}
}

func passes(tier string) deed {
	return func(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		to, _ := d.Policy.Claims.Find(tier)
		return d.Pass(tx, t, lea, to, "please look", noon)
	}
}

func solves(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
	return d.Solve(tx, t, lea, noon)
}

func closes(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
	return d.Close(tx, t, lea, "", noon)
}

func reopens(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
	return d.Reopen(tx, t, lea, nil, false, noon)
}

func reproves(d *escalation.Desk, tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
	return d.Reprove(tx, t)
}

func expires(d *escalation.Desk, tx store.Tx, _ escalation.Ticket) ([]chat.Action, error) {
	return d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: noon.Add(time.Hour)}, Owner: "ticket/1/claim"})
}

// TestWhatHappensBeforeTheRoomIsThereIsToldInItAsItIsThen: nothing is said elsewhere, and nothing that is not true any more.
func TestWhatHappensBeforeTheRoomIsThereIsToldInItAsItIsThen(t *testing.T) {
	for name, c := range map[string]struct {
		deeds []deed
		want  []string
	}{
		"claimed":                         {[]deed{claims(mei)}, []string{"member-claimed"}},
		"claimed and released":            {[]deed{claims(mei), releases(mei)}, nil},
		"claimed and expired":             {[]deed{claims(mei), expires}, nil},
		"claimed, released, claimed":      {[]deed{claims(mei), releases(mei), claims(kim)}, []string{"member-claimed"}},
		"passed on":                       {[]deed{passes("technical")}, []string{"member-passed"}},
		"passed on and back":              {[]deed{passes("technical"), passes("first")}, nil},
		"passed on and taken there":       {[]deed{passes("technical"), claims(kim)}, []string{"member-passed", "member-claimed"}},
		"solved":                          {[]deed{claims(mei), solves}, []string{"member-claimed", "solved-ask"}},
		"solved and taken up again":       {[]deed{claims(mei), solves, reopens}, []string{"member-reopened", "member-claimed"}},
		"with other check words":          {[]deed{reproves}, nil}, // the welcome has them
		"closed":                          {[]deed{closes}, []string{"member-closed"}},
		"closed and reopened":             {[]deed{closes, reopens}, []string{"member-reopened"}},
		"closed, reopened, closed again":  {[]deed{closes, reopens, closes}, []string{"member-closed"}},
		"claimed by whom nobody replaces": {[]deed{claims(mei), solves, closes}, []string{"member-closed"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, opening := onTheWay(t)
			for n, do := range c.deeds {
				as, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return do(b.d, tx, tk) })
				if said := phrases(as, chat.Direct(anna.ID)); refused != "" || len(said) > 0 {
					t.Fatalf("step %d: refused %q, said elsewhere %v", n, refused, said)
				}
			}
			said := phrases(b.done(opening, chat.Result{Room: thread}), thread)
			said = slices.DeleteFunc(said, func(p string) bool { return p == "ticket-welcome" })
			if !slices.Equal(said, c.want) {
				t.Errorf("told %v, want %v", said, c.want)
			}
			if owed := b.ticket(1).Owed; len(owed) > 0 {
				t.Errorf("still owed: %v", owed)
			}
		})
	}
}

// TestWordsThatFindTheThreadGoneAreToldInTheNextOne, with what happened until it is there.
func TestWordsThatFindTheThreadGoneAreToldInTheNextOne(t *testing.T) {
	b, opening := onTheWay(t)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, tk, mei, noon) })
	b.done(opening, chat.Result{Room: thread}) // the room on her own platform is on its way still
	as, _ := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, tk, mei, noon) })
	lost, ok := find(as, "send", "notice/released")
	if !ok {
		t.Fatalf("not told: %v", as)
	}
	as = b.fails(lost, chat.Gone)
	opening, ok = find(as, "open", "member")
	if !ok {
		t.Fatalf("no other thread is opened: %v", as)
	}
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return passes("technical")(b.d, tx, tk)
	})
	if said := phrases(as, thread); len(said) > 0 {
		t.Errorf("%v in the thread that is gone", said)
	}
	next := chat.RoomID{Platform: "discord", Key: "52"}
	said := phrases(b.done(opening, chat.Result{Room: next}), next)
	for _, p := range []string{"ticket-welcome", "member-passed", "member-released"} {
		if !slices.Contains(said, p) {
			t.Errorf("%s is not among %v", p, said)
		}
	}
}

func (b bench) fails(a chat.Action, class chat.Class) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon}, Action: a, Fault: &chat.Fault{Class: class}})
	})
	return as
}

// TestAMemberWhoComesByTheLinkLearnsHowThingsStandAndHasTheWholeTimeToAnswer: nobody is silent about words that were not there.
func TestAMemberWhoComesByTheLinkLearnsHowThingsStandAndHasTheWholeTimeToAnswer(t *testing.T) {
	b := newHandBench(t)
	b.d.Policy.Claims, b.d.Caps = escalation.DefaultClaims(), func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true} }
	as, _ := b.open(ann, escalation.General, "help", noon)
	link := token(as)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return claims(mei)(b.d, tx, tk) })
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return passes("technical")(b.d, tx, tk)
	})
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return solves(b.d, tx, tk) })
	later := noon.Add(20 * time.Hour)
	as, refused := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Start(tx, link, ann, later) })
	want(t, "the link", refused, "")
	if said := phrases(as, chat.Direct(ann.ID)); !slices.Equal(said, []string{"ticket-open-here", "member-passed", "solved-ask"}) {
		t.Errorf("told %v", said)
	}
	b.ticks(1, "solved", noon.Add(48*time.Hour))
	if !b.ticket(1).Open() {
		t.Error("closed before the time that was promised")
	}
	b.ticks(1, "solved", later.Add(48*time.Hour))
	if b.ticket(1).Open() {
		t.Error("never closed")
	}
}

// TestWhoBlockedTheBotIsToldOnComingBack what could not be said meanwhile.
func TestWhoBlockedTheBotIsToldOnComingBack(t *testing.T) {
	b := atDesk(t)
	as, _ := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, tk, mei, noon) })
	told, ok := find(as, "send", "notice/taken")
	if !ok {
		t.Fatalf("not told: %v", as)
	}
	b.fails(told, chat.Unreachable)
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	if said := phrases(as, chat.Direct(ann.ID)); !slices.Equal(said, []string{"member-claimed"}) {
		t.Errorf("told %v", said)
	}
	if as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) }); len(as) > 0 {
		t.Errorf("told twice: %v", as)
	}
}

// TestWhoNeverCameForAnAnswerHearsOfTheEndWhereItWasAskedFor: every asker is told of an incident's end.
func TestWhoNeverCameForAnAnswerHearsOfTheEndWhereItWasAskedFor(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "bsc rpc is down", noon)
	i, _, _ := b.incident("outage", "bsc rpc")
	want(t, "close", b.close(1, mei, noon), "")
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.EndIncident(tx, i.ID, "All is well.", mei, noon.Add(time.Hour))
		return as, err
	})
	if rooms := said(b.tells(i.ID, noon.Add(time.Hour)), "incident-ended"); !slices.Equal(rooms, []chat.RoomID{group}) {
		t.Errorf("told in %v", rooms)
	}
}

// TestTheEndOfABlockIsToldWhereTheBlockWas: in the ticket, not in a private chat that may be closed.
func TestTheEndOfABlockIsToldWhereTheBlockWas(t *testing.T) {
	b, opening := onTheWay(t)
	b.done(opening, chat.Result{Room: thread})
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		_, as, err := b.d.Block(tx, anna, &tk, mei, "flooding", noon.Add(time.Hour), noon)
		return as, err
	})
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Unblock(tx, anna.ID, lea, noon)
		return as, err
	})
	if rooms := said(as, "unblocked-you"); !slices.Equal(rooms, []chat.RoomID{thread}) {
		t.Errorf("told in %v", rooms)
	}
}
