package escalation

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"frontdesk/chat"
	"frontdesk/store"
)

// Incident is something that many members ask about at once. While it lasts, whatever fits it is met with its notice.
type Incident struct {
	ID      uint64    `json:"id"`
	Title   string    `json:"title"`
	Match   []string  `json:"match"`          // a text fits that holds all words of one of them
	Text    string    `json:"text,omitempty"` // what the staff said of it last
	By      string    `json:"by,omitempty"`   // … and who that was
	Opened  time.Time `json:"opened"`
	Updated time.Time `json:"updated"`
	Ended   time.Time `json:"ended,omitzero"`
	Edition int       `json:"edition"` // of the notice: grows with each word of the staff
	Askers  int       `json:"askers"`  // distinct members who asked, in rooms and in tickets
	Tickets int       `json:"tickets"`
	Chosen  bool      `json:"chosen,omitempty"`  // nobody named the match: it is taken from the title
	Waiting []uint64  `json:"waiting,omitempty"` // tickets still to be attached: see [Desk.TickIncident]
}

// Taking is how many tickets it has, with those that are still to be attached.
func (i Incident) Taking() int { return i.Tickets + len(i.Waiting) }

// Open reports whether it lasts.
func (i Incident) Open() bool { return i.Ended.IsZero() }

// asker is where somebody asked about an incident, and which edition of its notice was told there.
type asker struct {
	Member chat.MemberID `json:"member"`
	Name   string        `json:"name,omitempty"`
	Lang   string        `json:"lang,omitempty"`
	Room   chat.RoomID   `json:"room,omitzero"`
	Ticket uint64        `json:"ticket,omitempty"`
	Told   int           `json:"told"`
}

var (
	incidents    = store.Table[Incident]{Name: "incident"}        // ID
	incidentLive = store.Table[bool]{Name: "incident_live"}       // ID of one that lasts
	askers       = store.Table[asker]{Name: "incident_asker"}     // ID‖room or ticket‖member
	askedOnce    = store.Table[bool]{Name: "incident_member"}     // ID‖member
	shownIn      = store.Table[time.Time]{Name: "incident_shown"} // ID‖room → when the notice was shown there
	incidentNos  = store.Counter{Table: "desk", Key: "incident"}
)

// Bounds of incidents.
const (
	incidentTitle = 100 // characters
	incidentText  = 1500
	incidentTerms = 20 // phrases of a match, of 60 characters each
	termLong      = 60
	looksBack     = 500 // newest tickets looked at when one is opened
)

// OpenIncident begins one and attaches the open tickets that fit, and those named. Without a match the title's telling words are it;
// a title that has none is refused.
func (d *Desk) OpenIncident(tx store.Tx, i Incident, named []uint64, by chat.Member, at time.Time) (Incident, []chat.Action, error) {
	i, err := d.trimmed(i)
	if err != nil {
		return i, nil, err
	}
	if i.ID, err = incidentNos.Next(tx); err != nil {
		return i, nil, err
	}
	i.By, i.Opened, i.Updated, i.Edition = by.Name, at, at, 1
	if err := incidentLive.Put(tx, store.Key(i.ID), true); err != nil {
		return i, nil, err
	}
	if err := d.record(tx, 0, Record{What: "incident " + strconv.FormatUint(i.ID, 10), By: by.ID, Name: by.Name, Why: i.Title, At: at}); err != nil {
		return i, nil, err
	}
	as, err := d.gatherTickets(tx, &i, named, at)
	if err != nil {
		return i, nil, err
	}
	return i, as, incidents.Put(tx, store.Key(i.ID), i)
}

// Fits refuses an incident that could not be opened.
func (d *Desk) Fits(i Incident) error {
	_, err := d.trimmed(i)
	return err
}

func (d *Desk) trimmed(i Incident) (_ Incident, err error) {
	i.Title, i.Text = short(strings.TrimSpace(i.Title), incidentTitle), short(strings.TrimSpace(i.Text), incidentText)
	if len(i.Match) == 0 {
		telling := d.telling(i.Title)
		if telling == "" {
			return i, chat.Refuse("incident-untold", "title", i.Title)
		}
		i.Match, i.Chosen = []string{telling}, true
	}
	i.Match, err = d.terms(i.Match)
	return i, err
}

// terms checks the phrases of a match: one that would fit any text is refused.
func (d *Desk) terms(match []string) (out []string, err error) {
	for _, m := range match {
		words := d.words(short(m, termLong))
		term := strings.Join(words, " ")
		if term == "" || slices.Contains(out, term) {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return len(w) > 2 }) {
			return nil, chat.Refuse("incident-broad", "match", term)
		}
		out = append(out, term)
	}
	switch {
	case len(out) == 0:
		return nil, chat.Refuse("incident-usage")
	case len(out) > incidentTerms:
		return nil, chat.Refuse("incident-terms", "most", number(incidentTerms))
	}
	return out, nil
}

// gatherTickets finds the open tickets that are part of an incident that begins: the named ones, and of the newest those that fit.
// The first of them are attached at once, the others in steps: see [Desk.TickIncident].
func (d *Desk) gatherTickets(tx store.Tx, i *Incident, named []uint64, at time.Time) (as []chat.Action, err error) {
	last, err := numbers.Last(tx)
	if err != nil {
		return nil, err
	}
	for id := last; id > 0 && id+looksBack > last; id-- {
		if slices.Contains(named, id) {
			continue
		}
		if text, ok, err := firstWords(tx, id); err != nil {
			return nil, err
		} else if ok && i.fits(d.words(text)) {
			named = append(named, id)
		}
	}
	slices.Sort(named)
	for _, id := range slices.Compact(named) {
		if t, ok, err := Get(tx, id); err != nil {
			return nil, err
		} else if ok && t.attachable() {
			i.Waiting = append(i.Waiting, id)
		}
	}
	return d.attachNext(tx, i, at)
}

func (t *Ticket) attachable() bool { return t.Open() && t.Incident == 0 }

// attachNext attaches the next tickets that wait for it, as many as fit a step, and asks for the next step if there are more. A
// ticket that was closed meanwhile, or is part of another incident, is none of its any more. The caller puts the incident.
func (d *Desk) attachNext(tx store.Tx, i *Incident, at time.Time) (as []chat.Action, err error) {
	step := i.Waiting[:min(len(i.Waiting), tellStep)]
	i.Waiting = i.Waiting[len(step):]
	for _, id := range step {
		t, ok, err := Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !ok || !t.attachable() {
			continue
		}
		more, err := d.attach(tx, &t, i, at)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	if len(i.Waiting) > 0 {
		as = append(as, i.tellOn(at))
	}
	return as, nil
}

// firstWords are those an open ticket began with; answers to what the desk asked are none.
func firstWords(tx store.Tx, id uint64) (string, bool, error) {
	for e, err := range lines.Scan(tx, store.Key(id), nil) {
		if err != nil {
			return "", false, err
		}
		if e.Value.Side == MemberSide && e.Value.Text != "" {
			return e.Value.Text, true, nil
		}
	}
	return "", false, nil
}

// Attach makes a ticket one of an incident's.
func (d *Desk) Attach(tx store.Tx, id uint64, t Ticket, at time.Time) ([]chat.Action, error) {
	i, err := FindIncident(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !i.Open():
		return nil, chat.Refuse("incident-over", "number", strconv.FormatUint(id, 10))
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case t.Incident == id:
		return nil, chat.Refuse("incident-has", "number", t.number())
	}
	as, err := d.attach(tx, &t, &i, at)
	if err != nil {
		return nil, err
	}
	return as, incidents.Put(tx, store.Key(i.ID), i)
}

// attach counts the ticket, and says the notice in it; it puts the ticket, its caller the incident.
func (d *Desk) attach(tx store.Tx, t *Ticket, i *Incident, at time.Time) ([]chat.Action, error) {
	t.Incident = i.ID
	i.Tickets++
	row := asker{Member: t.Member, Name: t.Name, Lang: t.Lang, Ticket: t.ID, Told: i.Edition}
	if err := d.count(tx, i, store.Key(i.ID, "ticket", t.ID), row); err != nil {
		return nil, err
	}
	as, err := d.say(tx, t, Line{Side: StaffSide, Phrase: i.Notice(), Afar: true, At: at})
	if err != nil {
		return nil, err
	}
	return d.moved(tx, *t, as)
}

// count keeps where a member asked; whoever asked before elsewhere is not counted again.
func (d *Desk) count(tx store.Tx, i *Incident, key []byte, row asker) error {
	once := store.Key(i.ID, row.Member)
	_, before, err := askedOnce.Get(tx, once)
	if err != nil {
		return err
	}
	if !before {
		i.Askers++
		if err := askedOnce.Put(tx, once, true); err != nil {
			return err
		}
	}
	return askers.Put(tx, key, row)
}

// Asked counts a member who asked about an incident in a room, and reports whether the notice is to be shown: not twice in a
// room within the time given, but always to who asked the bot itself.
func (d *Desk) Asked(tx store.Tx, i Incident, m chat.Member, lang string, room chat.RoomID, addressed bool, every time.Duration, at time.Time) (show bool, err error) {
	row := asker{Member: m.ID, Name: m.Name, Lang: lang, Room: room, Told: i.Edition}
	before := i.Askers
	if err := d.count(tx, &i, store.Key(i.ID, room, m.ID), row); err != nil {
		return false, err
	}
	if i.Askers != before {
		if err := incidents.Put(tx, store.Key(i.ID), i); err != nil {
			return false, err
		}
	}
	key := store.Key(i.ID, room)
	last, ok, err := shownIn.Get(tx, key)
	if err != nil || ok && !addressed && at.Sub(last) < every && !i.Updated.After(last) {
		return false, err
	}
	return true, shownIn.Put(tx, key, at)
}

// IncidentIn finds the newest incident that lasts and fits a text.
func (d *Desk) IncidentIn(tx store.Tx, text string) (found Incident, ok bool, err error) {
	var words []string
	for e, err := range incidentLive.Scan(tx, nil, nil) {
		if err != nil {
			return found, false, err
		}
		if words == nil {
			words = d.words(text)
		}
		i, is, err := incidents.Get(tx, e.Key)
		if err != nil {
			return found, false, err
		}
		if is && i.fits(words) {
			found, ok = i, true
		}
	}
	return found, ok, nil
}

// Incidents are those that last, or all of them, newest first, at most n.
func Incidents(tx store.Tx, all bool, n int) (out []Incident, err error) {
	last, err := incidentNos.Last(tx)
	for id := last; err == nil && id > 0 && len(out) < n; id-- {
		i, ok, err := incidents.Get(tx, store.Key(id))
		if err != nil {
			return nil, err
		}
		if ok && (all || i.Open()) {
			out = append(out, i)
		}
	}
	return out, err
}

// FindIncident reads the one that somebody named.
func FindIncident(tx store.Tx, id uint64) (Incident, error) {
	i, ok, err := incidents.Get(tx, store.Key(id))
	if err == nil && !ok {
		err = chat.Refuse("incident-none", "number", strconv.FormatUint(id, 10))
	}
	return i, err
}

// Notice is what members are told.
func (i Incident) Notice() *chat.Phrase {
	kind := "incident-notice"
	if !i.Open() {
		kind = "incident-ended"
	}
	p := chat.Say(kind, "title", i.Title)
	if i.Text != "" {
		p.And(chat.Say("incident-text", "text", i.Text))
	}
	return p.And(chat.Say("incident-updated", "time", chat.Arg{Time: i.Updated.Format(time.RFC3339)}))
}

// fits reports whether a text has all words of one of the phrases. A word of four letters or more may go on in the text, as
// «outage» in «outages»; scripts without spaces are looked for anywhere.
func (i Incident) fits(text []string) bool {
	return slices.ContainsFunc(i.Match, func(m string) bool {
		for _, w := range strings.Fields(m) {
			if !slices.ContainsFunc(text, func(t string) bool { return holds(t, w) }) {
				return false
			}
		}
		return true
	})
}

func holds(text, word string) bool {
	switch {
	case strings.ContainsFunc(word, unspaced):
		return strings.Contains(text, word)
	case len(word) >= 4:
		return strings.HasPrefix(text, word)
	}
	return text == word
}

// unspaced reports whether a letter's script writes words without spaces.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// words are those of a text, folded. Scripts without spaces stay in one piece.
func (d *Desk) words(s string) []string {
	if d.Fold != nil {
		s = d.Fold(s)
	}
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// known meets a ticket that is being opened with the notice of the incident it fits.
func (d *Desk) known(tx store.Tx, t *Ticket, words string, at time.Time) error {
	if words == "" {
		return nil
	}
	i, ok, err := d.IncidentIn(tx, words)
	if err != nil || !ok {
		return err
	}
	t.Incident = i.ID
	i.Tickets++
	row := asker{Member: t.Member, Name: t.Name, Lang: t.Lang, Ticket: t.ID, Told: i.Edition}
	if err := d.count(tx, &i, store.Key(i.ID, "ticket", t.ID), row); err != nil {
		return err
	}
	if err := incidents.Put(tx, store.Key(i.ID), i); err != nil {
		return err
	}
	_, err = addLine(tx, t, Line{Side: StaffSide, Phrase: i.Notice(), Afar: true, At: at})
	return err
}
