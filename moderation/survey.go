package moderation

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// SurveyOwner owns the timers and questions of surveys; PatrolOwner the timer of the daily one.
const (
	SurveyOwner = "survey"
	PatrolOwner = "patrol"
)

// A survey asks for a page of members, or looks at known ones, then rests: the platforms' budget is for people.
const (
	surveyPause = time.Second
	patrolEvery = 24 * time.Hour
	patrolFirst = 5 * time.Minute // after the first start: what joined while nobody looked is found soon
	tellEvery   = 10_000          // members between two words of progress
	mostHits    = 5000            // that are listed; all are counted
)

// survey is a round over all members that the platforms tell and all that are known: dry, it counts what would be flagged; else it
// flags what nobody saw coming in. Its row is all there is of it, so it goes on after a restart.
type survey struct {
	No   uint64      `json:"no"`
	Dry  bool        `json:"dry,omitempty"`
	At   time.Time   `json:"at"`
	Due  time.Time   `json:"due,omitzero"`
	Room chat.RoomID `json:"room,omitzero"` // where it is told
	Lang string      `json:"lang,omitempty"`

	Left   []chat.RoomID `json:"left,omitempty"`   // places whose members are still to be asked for
	Page   string        `json:"page,omitempty"`   // where the last page ended
	Admins bool          `json:"admins,omitempty"` // the place tells its administrators alone
	From   []byte        `json:"from,omitempty"`   // the next key of the known members
	Rest   *pageful      `json:"rest,omitempty"`   // of a page, where much was found in it

	Of    map[chat.Platform]headcount `json:"of"`
	Rules map[Rule]int                `json:"rules"`
	Hits  int                         `json:"hits,omitempty"`
	Told  int                         `json:"told,omitempty"` // how many were looked at when progress was told last

	Pictured int `json:"pictured,omitempty"` // accounts whose picture was looked at
}

// pageful are members of a place that were told and not looked at yet.
type pageful struct {
	Members []chat.Member `json:"members"`
	Room    chat.RoomID   `json:"room"`
}

// headcount is how many of a platform's members were looked at.
type headcount struct {
	Looked int    `json:"looked"`
	Count  int    `json:"count,omitempty"` // that there are, by the platform
	All    bool   `json:"all,omitempty"`   // it tells all members
	Lacks  string `json:"lacks,omitempty"` // the right without which it does not
}

var (
	surveys   = store.Table[survey]{Name: "survey"} // dry or patrol
	surveyNos = store.Counter{Table: "guard", Key: "survey"}
	patrols   = store.Table[time.Time]{Name: "guard"}
	patrolKey = []byte("patrol")
)

func (s *survey) name() string {
	if s.Dry {
		return "dry"
	}
	return "patrol"
}

func (s *survey) owner() string {
	return SurveyOwner + "/" + s.name() + "/" + strconv.FormatUint(s.No, 10)
}

func (s *survey) put(tx store.Tx) error { return surveys.Put(tx, store.Key(s.name()), *s) }

func (s *survey) looked() (n int) {
	for _, t := range s.Of {
		n += t.Looked
	}
	return n
}

// DryRun begins to count whom each rule would flag, and tells it in a room when it is through. One at a time is under way.
func (g *Guard) DryRun(tx store.Tx, room chat.RoomID, lang string, at time.Time) ([]chat.Action, error) {
	if s, under, err := surveys.Get(tx, store.Key("dry")); err != nil {
		return nil, err
	} else if under {
		return nil, chat.Refuse("dryrun-under-way", "count", strconv.Itoa(s.looked()))
	}
	return g.begin(tx, survey{Dry: true, At: at, Room: room, Lang: lang})
}

// PlanPatrol sets the first date of the daily survey, at a start. One that is planned is left alone.
func (g *Guard) PlanPatrol(tx store.Tx, at time.Time) ([]chat.Action, error) {
	if _, planned, err := patrols.Get(tx, patrolKey); err != nil || planned {
		return nil, err
	}
	return g.planPatrol(tx, at.Add(patrolFirst))
}

func (g *Guard) planPatrol(tx store.Tx, next time.Time) ([]chat.Action, error) {
	return []chat.Action{{Owner: PatrolOwner, Effect: chat.Remind{At: next}}}, patrols.Put(tx, patrolKey, next)
}

// TickPatrol begins the daily survey, which finds who came in, or took another name, unseen.
func (g *Guard) TickPatrol(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	as, err := g.planPatrol(tx, e.At.Add(patrolEvery))
	if err != nil {
		return nil, err
	}
	pictures, err := g.PlanPictures(tx, e.At)
	if err != nil {
		return nil, err
	}
	as = append(as, pictures...)
	more, err := g.begin(tx, survey{At: e.At})
	return append(as, more...), err
}

func (g *Guard) begin(tx store.Tx, s survey) (as []chat.Action, err error) {
	if s.No, err = surveyNos.Next(tx); err != nil {
		return nil, err
	}
	s.Of, s.Rules = map[chat.Platform]headcount{}, map[Rule]int{}
	for _, p := range g.Platforms {
		s.Left = append(s.Left, g.Places(p)...)
	}
	return g.next(tx, &s)
}

// next asks for the next page, or sets the timer for the next known members.
func (g *Guard) next(tx store.Tx, s *survey) ([]chat.Action, error) {
	if len(s.Left) == 0 {
		return g.rest(tx, s, s.At)
	}
	about := chat.AboutMembers
	if s.Admins {
		about = chat.AboutAdmins
	}
	return []chat.Action{{
		Owner: s.owner(), Priority: chat.Cosmetic, Effect: chat.Query{About: about, Room: s.Left[0], Page: s.Page, Most: stepLooks},
	}}, s.put(tx)
}

// rest sets the timer of the next step.
func (g *Guard) rest(tx store.Tx, s *survey, at time.Time) ([]chat.Action, error) {
	as := []chat.Action{}
	if n := s.looked(); s.Dry && n-s.Told >= tellEvery {
		s.Told = n
		as = append(as, s.say(chat.Say("dryrun-progress", "count", strconv.Itoa(n))))
	}
	s.Due = at.Add(surveyPause)
	return append(as, chat.Action{Owner: s.owner(), Effect: chat.Remind{At: s.Due}}), s.put(tx)
}

func (s *survey) say(p *chat.Phrase) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: s.Room, Post: chat.Post{Phrase: p, Lang: s.Lang, Private: true}}}
}

// underWay is the survey that an owner names, unless it is another by now.
func underWay(tx store.Tx, owner string) (s survey, ok bool, err error) {
	parts := strings.Split(owner, "/")
	if len(parts) != 3 {
		return s, false, nil
	}
	s, ok, err = surveys.Get(tx, store.Key(parts[1]))
	return s, ok && s.owner() == owner, err
}

// SurveyDone takes a page of members.
func (g *Guard) SurveyDone(tx store.Tx, e *chat.Done) (as []chat.Action, err error) {
	s, ok, err := underWay(tx, e.Action.Owner)
	q, asked := e.Action.Effect.(chat.Query)
	if err != nil || !ok || !asked || e.Result.Answer == nil {
		return nil, err
	}
	answer, t := e.Result.Answer, s.Of[q.Room.Platform]
	if q.About == chat.AboutMembers {
		t.All = true
	} else {
		var ids []chat.MemberID
		for _, m := range answer.Members {
			ids = append(ids, m.ID)
		}
		if err := g.Administrators(tx, q.Room, ids); err != nil {
			return nil, err
		}
		t.Count += answer.Count
	}
	s.Of[q.Room.Platform] = t
	if s.Page = answer.Next; s.Page == "" {
		s.Left, s.Admins = s.Left[1:], false
	}
	s.Rest = &pageful{answer.Members, q.Room}
	return g.goThrough(tx, &s, e.At)
}

// goThrough looks at the members of a page, or at as many as fit a step; the others wait for the next one.
func (g *Guard) goThrough(tx store.Tx, s *survey, at time.Time) (as []chat.Action, err error) {
	var done effort
	left, room := s.Rest.Members, s.Rest.Room
	t := s.Of[room.Platform]
	for ; len(left) > 0 && !done.enough(); left = left[1:] {
		m := left[0]
		if !t.All {
			if _, known, err := members.Get(tx, store.Key(m.ID)); err != nil {
				return nil, err
			} else if known {
				continue // its turn comes
			}
		}
		t.Looked++
		more, err := g.survey(tx, s, acquaintance{m, room}, at)
		if err == nil {
			err = done.look(tx)
		}
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	s.Of[room.Platform] = t
	if s.Rest.Members = left; len(left) == 0 {
		s.Rest = nil
	}
	more, err := g.rest(tx, s, at)
	return append(as, more...), err
}

// SurveyFailed goes on without a page: where a platform does not tell all members, its administrators are asked for.
func (g *Guard) SurveyFailed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	s, ok, err := underWay(tx, e.Action.Owner)
	q, asked := e.Action.Effect.(chat.Query)
	if err != nil || !ok || !asked || len(s.Left) == 0 {
		return nil, err
	}
	t := s.Of[q.Room.Platform]
	if e.Fault.Class == chat.Denied && t.Lacks == "" {
		t.Lacks = e.Fault.Right
	}
	s.Of[q.Room.Platform] = t
	if s.Page = ""; !s.Admins {
		s.Admins = true
	} else {
		s.Left, s.Admins = s.Left[1:], false
	}
	return g.next(tx, &s)
}

// TickSurvey asks for the next page, or looks at the next known members.
func (g *Guard) TickSurvey(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	s, ok, err := underWay(tx, e.Owner)
	if err != nil || !ok || !s.Due.Equal(e.Due) {
		return nil, err
	}
	switch {
	case s.Rest != nil:
		return g.goThrough(tx, &s, e.At)
	case len(s.Left) > 0:
		return g.next(tx, &s)
	}
	some, from, err := someKnown(tx, s.From)
	if err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	var as []chat.Action
	var done effort
	for _, m := range some {
		if done.enough() {
			from = store.Key(m.ID)
			break
		}
		if s.Of[m.ID.Platform].All {
			continue // it told them all
		}
		t := s.Of[m.ID.Platform]
		t.Looked++
		s.Of[m.ID.Platform] = t
		more, err := g.survey(tx, &s, m, e.At)
		if err == nil {
			err = done.look(tx)
		}
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	if s.From = bytes.Clone(from); from != nil {
		more, err := g.rest(tx, &s, e.At)
		return append(as, more...), err
	}
	more, err := g.finish(tx, &s)
	return append(as, more...), err
}

// survey looks at one account.
func (g *Guard) survey(tx store.Tx, s *survey, m acquaintance, at time.Time) ([]chat.Action, error) {
	if m.Kind == chat.Self {
		return nil, nil
	}
	if !s.Dry {
		return g.recheck(tx, m, at, "")
	}
	if _, pictured, err := portraits.Get(tx, store.Key(m.ID)); err != nil {
		return nil, err
	} else if pictured {
		s.Pictured++
	}
	m.Role = g.office(m.Member)
	f, found, err := g.find(tx, m.Member)
	if err != nil || !found {
		return nil, err
	}
	if id, judged, err := judged.Get(tx, store.Key(m.ID, f.Subject)); err != nil {
		return nil, err
	} else if judged {
		if was, ok, err := Find(tx, id); err != nil || ok && (was.Ruling == Dismissed || was.Ruling == Ours) {
			return nil, err // a moderator has looked
		}
	}
	s.Rules[f.RaisedBy()]++
	if s.Hits++; s.Hits > mostHits {
		return nil, nil
	}
	return nil, hits.Put(tx, store.Key(s.No, uint64(s.Hits)), Hit{
		Member: m.ID, Name: m.Name, Handle: m.Handle, Rule: f.RaisedBy(), Like: f.Like, Score: f.Score, Reasons: f.Reasons, At: at,
	})
}

// finish ends a survey; a dry one is told.
func (g *Guard) finish(tx store.Tx, s *survey) ([]chat.Action, error) {
	if err := surveys.Delete(tx, store.Key(s.name())); err != nil || !s.Dry {
		return nil, err
	}
	p, shown, err := g.report(tx, s)
	if err != nil {
		return nil, err
	}
	a := s.say(p)
	if send, ok := a.Effect.(chat.Send); ok && shown < s.Hits {
		send.Post.Files = []chat.File{DryRunFile(s.No)}
		a.Effect = send
	}
	return []chat.Action{a}, nil
}
