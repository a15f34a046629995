package moderation

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation/picture"
	"frontdesk/store"
)

// blots is the print of a picture, another one for each seed.
func blots(seed uint64) picture.Print {
	r := rand.New(rand.NewPCG(seed, 1))
	type blot struct{ x, y, size, grey float64 }
	all := make([]blot, 12)
	for i := range all {
		all[i] = blot{r.Float64(), r.Float64(), .06 + .16*r.Float64(), r.Float64()}
	}
	img := image.NewGray(image.Rect(0, 0, 96, 96))
	for i := range img.Pix {
		grey := .95
		for _, b := range all {
			if math.Hypot(float64(i%96)/96-b.x, float64(i/96)/96-b.y) < b.size {
				grey = b.grey
			}
		}
		img.SetGray(i%96, i/96, color.Gray{uint8(255 * grey)})
	}
	return picture.Of(img)
}

// salon is a guard that looks at pictures, and the platform that it asks.
type salon struct {
	scene
	now      time.Time
	pictures map[chat.MemberID]uint64 // 0: one that cannot be read
	asked    []chat.MemberID
	fetched  int
	out      []chat.Action // what is not about looking
}

func newSalon(t *testing.T) *salon {
	s := &salon{scene: newScene(t, `
brand: {names: [Keyfold Wallet]}
officials:
  - {id: lena, names: [Lena Marsden], telegram: 9000000001}
  - {id: logo, names: [Keyfold Support], picture: logo.png}
`), now: noon, pictures: map[chat.MemberID]uint64{}}
	mods := chat.RoomID{Platform: "telegram", Key: "-1"}
	s.guard.Platforms, s.guard.Shelf = []chat.Platform{"telegram"}, "faq"
	s.guard.Places = func(chat.Platform) []chat.RoomID { return []chat.RoomID{mods} }
	return s
}

// run does what was decided, and what comes of it, until nothing is due within a time.
func (s *salon) run(d time.Duration, as ...chat.Action) {
	s.Helper()
	end, due := s.now.Add(d), time.Time{}
	for {
		for len(as) > 0 {
			a := as[0]
			as = as[1:]
			switch e := a.Effect.(type) {
			case chat.Remind:
				if a.Owner == PicturesOwner {
					due = e.At
				}
			case chat.Query:
				as = append(as, s.answer(a, e)...)
			default:
				s.out = append(s.out, a)
			}
		}
		if due.IsZero() || due.After(end) {
			break
		}
		s.now = due
		s.do(func(tx store.Tx) (err error) {
			tick := &chat.Tick{Meta: chat.Meta{At: s.now}, Owner: PicturesOwner, Due: due}
			due = time.Time{}
			as, err = s.guard.TickPictures(tx, tick)
			return err
		})
	}
	s.now = end
}

func (s *salon) answer(a chat.Action, q chat.Query) (as []chat.Action) {
	done := &chat.Done{Meta: chat.Meta{At: s.now}, Action: a}
	seed, has := s.pictures[q.Member]
	s.do(func(tx store.Tx) (err error) {
		if q.About == chat.AboutPicture {
			s.asked = append(s.asked, q.Member)
			done.Result.Answer = &chat.Answer{Found: true}
			if has {
				done.Result.Answer.Picture = &chat.File{Platform: "telegram", Key: "photo:" + q.Member.Key + "/" + string(rune('a'+seed))}
			}
			as, _, err = s.guard.PictureTold(tx, done)
			return err
		}
		s.fetched++
		var bad error
		if q.File.Platform == "faq" {
			seed = 7
		}
		taken := blots(seed)
		if seed == 0 {
			bad = errors.New("broken")
		}
		as, _, err = s.guard.PictureRead(tx, done, taken, bad)
		return err
	})
	return as
}

// see shows an account with a picture to the guard.
func (s *salon) see(id chat.MemberID, name, avatar string) {
	s.Helper()
	var as []chat.Action
	s.do(func(tx store.Tx) (err error) {
		as, err = s.guard.See(tx, chat.Member{ID: id, Name: name, Avatar: avatar}, chat.RoomID{Platform: "telegram", Key: "-1"}, s.now)
		return err
	})
	s.run(time.Minute, as...)
}

// begin looks at the officials' pictures.
func (s *salon) begin() {
	s.Helper()
	var as []chat.Action
	s.do(func(tx store.Tx) (err error) {
		as, err = s.guard.PlanPictures(tx, s.now)
		return err
	})
	s.run(time.Minute, as...)
}

func (s *salon) flags(id chat.MemberID) (fs []Flag) {
	s.do(func(tx store.Tx) (err error) {
		fs, err = FlagsOf(tx, id)
		return err
	})
	return fs
}

func TestAnOfficialsPictureIsReportedAndWithANearNameThePolicyIsAsked(t *testing.T) {
	s := newSalon(t)
	s.guard.Policy.Steps = map[Rule]Step{ByBoth: ToMute, ByPicture: ToMute}
	s.pictures[account(1)] = 3
	s.begin()
	for i, c := range []struct {
		name    string
		picture uint64
		rule    Rule
		acts    int
	}{
		{"Walter Brook", 3, ByPicture, 0},
		{"Lena Marsdem", 3, ByBoth, 1},
		{"Lena Marsdem", 4, ByNear, 0},
		{"Lеna Marsden", 3, ByIdentical, 0},
		{"Iris Delacroix", 7, ByPicture, 0}, // the file that the roster names
		{"Tom Ashby", 5, "", 0},
		{"Jo Winter", 0, "", 0},
	} {
		id := account(10 + i)
		s.pictures[id] = c.picture
		s.see(id, c.name, "")
		fs := s.flags(id)
		switch {
		case c.rule == "" && len(fs) == 0:
		case len(fs) != 1 || fs[0].RaisedBy() != c.rule || len(fs[0].Acts) != c.acts || (c.picture == 3) != (fs[0].Worn != nil && fs[0].Worn.Of == "lena"):
			t.Errorf("%s with picture %d: %+v, want %s", c.name, c.picture, fs, c.rule)
		}
	}
	pairs := 0
	for _, a := range s.out {
		if send, ok := a.Effect.(chat.Send); ok && len(send.Post.Files) == 2 {
			pairs++
		}
	}
	if pairs != 4 {
		t.Errorf("%d pairs of pictures were shown", pairs)
	}
}

func TestAPictureThatIsKnownIsNotFetchedAgain(t *testing.T) {
	s := newSalon(t)
	s.pictures[account(1)], s.pictures[account(2)] = 3, 4
	s.begin()
	s.see(account(2), "Tom Ashby", "a")
	before := s.fetched
	s.see(account(2), "Tom Ashby", "a")
	s.see(account(2), "Tom Ashby", "b") // changed, says the platform, and is the same
	if s.fetched != before || len(s.asked) != 3 {
		t.Errorf("fetched %d times more, asked for %v", s.fetched-before, s.asked)
	}
	s.pictures[account(2)] = 3
	s.see(account(2), "Tom Ashby", "c")
	if fs := s.flags(account(2)); len(fs) != 1 {
		t.Errorf("%+v", fs)
	}
}

func TestAnOfficialsNewPictureIsLookedForAmongAllMembers(t *testing.T) {
	s := newSalon(t)
	s.pictures[account(1)], s.pictures[account(2)] = 3, 5
	s.begin()
	s.see(account(2), "Tom Ashby", "")
	if fs := s.flags(account(2)); len(fs) != 0 {
		t.Fatalf("%+v", fs)
	}
	s.pictures[account(1)] = 5
	s.begin()
	if fs := s.flags(account(2)); len(fs) != 1 || fs[0].RaisedBy() != ByPicture {
		t.Errorf("%+v", fs)
	}
}

func TestLooksKeepToTheirBudgetAndTakeThoseWhoCameFirst(t *testing.T) {
	s := newSalon(t)
	s.begin()
	s.asked = nil
	var as []chat.Action
	var want []chat.MemberID
	for i := range 100 {
		id := account(200 - i)
		want = append(want, id)
		s.do(func(tx store.Tx) error {
			more, err := s.guard.See(tx, chat.Member{ID: id, Name: "Somebody Else"}, chat.RoomID{Platform: "telegram", Key: "-1"}, s.now.Add(time.Duration(i)))
			as = append(as, more...)
			return err
		})
	}
	s.run(time.Minute, as...)
	if n := len(s.asked); n < 20 || n > 21 || !slices.Equal(s.asked, want[:n]) {
		t.Errorf("%d were asked for within a minute: %v", n, s.asked)
	}
}

func TestWhoWaitsForALookWaitsOnceAndOfficialsComeFirst(t *testing.T) {
	s := newSalon(t)
	s.pictures[account(1)] = 3
	var as []chat.Action
	for i := range 30 {
		s.do(func(tx store.Tx) error { // one name after the other, while it waits
			m := chat.Member{ID: account(2 + i%3), Name: "Somebody " + string(rune('A'+i))}
			more, err := s.guard.See(tx, m, chat.RoomID{Platform: "telegram", Key: "-1"}, s.now.Add(-time.Hour))
			as = append(as, more...)
			return err
		})
	}
	s.do(func(tx store.Tx) error {
		more, err := s.guard.PlanPictures(tx, s.now)
		as = append(as, more...)
		return err
	})
	s.run(time.Hour, as...)
	if want := []chat.MemberID{account(1), account(2), account(3), account(4)}; !slices.Equal(s.asked, want) {
		t.Errorf("asked for %v, want %v", s.asked, want)
	}
}

func TestAPictureThatIsTooLargeIsNotFetched(t *testing.T) {
	s := newSalon(t)
	s.see(account(2), "Tom Ashby", "")
	s.do(func(tx store.Tx) error {
		q := chat.Query{About: chat.AboutPicture, Member: account(2)}
		done := &chat.Done{Meta: chat.Meta{At: s.now}, Action: chat.Action{Effect: q}}
		done.Result.Answer = &chat.Answer{Found: true, Picture: &chat.File{Platform: "telegram", Key: "photo:2", Size: picture.MaxBytes + 1}}
		as, seen, err := s.guard.PictureTold(tx, done)
		if seen != SeenBroken || len(as) > 0 {
			t.Errorf("%s, %+v", seen, as)
		}
		return err
	})
}

func TestWhoIsForgottenWhileWaitingIsNotLookedAt(t *testing.T) {
	s := newSalon(t)
	s.pictures[account(2)] = 5
	s.do(func(tx store.Tx) error {
		if _, err := s.guard.See(tx, chat.Member{ID: account(2), Name: "Tom Ashby"}, chat.RoomID{Platform: "telegram", Key: "-1"}, s.now); err != nil {
			return err
		}
		_, err := Forget(tx, account(2))
		return err
	})
	s.begin()
	if slices.Contains(s.asked, account(2)) {
		t.Error("it was asked for")
	}
	s.do(func(tx store.Tx) error { // the answer to a question of before
		q := chat.Query{About: chat.AboutPicture, Member: account(2)}
		done := &chat.Done{Meta: chat.Meta{At: s.now}, Action: chat.Action{Effect: q}}
		done.Result.Answer = &chat.Answer{Found: true, Picture: &chat.File{Platform: "telegram", Key: "photo:2"}}
		as, _, err := s.guard.PictureTold(tx, done)
		if _, kept, _ := PortraitOf(tx, account(2)); kept || len(as) > 0 {
			t.Errorf("it is fetched: %+v", as)
		}
		return err
	})
}

func TestAForgottenMembersPrintIsErased(t *testing.T) {
	s := newSalon(t)
	s.pictures[account(2)] = 5
	s.see(account(2), "Tom Ashby", "")
	s.do(func(tx store.Tx) error {
		p, ok, err := PortraitOf(tx, account(2))
		if err != nil || !ok || len(p.Print) == 0 {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := Forget(tx, account(2)); err != nil {
			return err
		}
		_, ok, err = PortraitOf(tx, account(2))
		if ok {
			t.Error("the taken is still there")
		}
		return err
	})
}

func TestPicturesNobodyLooksAtAreForgotten(t *testing.T) {
	s := newSalon(t)
	for i := range 5 {
		s.pictures[account(2+i)] = uint64(2 + i)
		s.see(account(2+i), "Tom Ashby", "")
	}
	s.do(func(tx store.Tx) error {
		next, err := PrunePortraits(tx, nil, noon.Add(150*time.Second), 3)
		if err != nil {
			return err
		}
		if next, err = PrunePortraits(tx, bytes.Clone(next), noon.Add(150*time.Second), 3); next != nil {
			t.Error("it goes on")
		}
		left := 0
		for range portraits.Scan(tx, nil, nil) {
			left++
		}
		if left != 2 {
			t.Errorf("%d are left", left)
		}
		return err
	})
}

func TestNothingIsLookedAtWhereThatIsOff(t *testing.T) {
	s := newSalon(t)
	s.guard.Policy.Pictures = 0
	s.pictures[account(1)] = 3
	s.begin()
	s.see(account(2), "Tom Ashby", "a")
	if len(s.asked)+s.fetched > 0 {
		t.Errorf("asked for %v", s.asked)
	}
}
