package faq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"frontdesk/store"
)

// Listing is the clusters that moderators were shown, frozen under a number, so that a button means what stood beside it. It
// holds no word of anybody: the texts are looked up, and what an author changed or deleted is not there any more.
type Listing struct {
	No     uint64    `json:"no"`
	At     time.Time `json:"at"`
	Groups []Group   `json:"groups,omitempty"`
}

// Group is a frozen cluster.
type Group struct {
	Gaps  []uint64 `json:"gaps"`
	Shown []uint64 `json:"shown"`          // the gaps whose texts stood there, and become questions
	Near  []string `json:"near,omitempty"` // entries to attach to, the nearest first
}

// MaxGroups is how many clusters a listing holds; nearGroups how many entries each is offered.
const (
	MaxGroups  = 48
	nearGroups = 5
)

var (
	listings   = store.Table[Listing]{Name: "gap_listing"} // No
	listingNos = store.Counter{Table: metaTable, Key: "listing"}
)

// GroupGaps clusters the open gaps as they are committed and returns the first MaxGroups clusters, without those that an entry
// answers by now. It takes the time of Clusters and of a Match for each group, and holds up nobody: no transaction is held while
// it thinks.
func (b *Book) GroupGaps(ctx context.Context) ([]Group, error) {
	var open []Gap
	err := b.store.View(ctx, func(tx store.Tx) (err error) {
		open, err = OpenGaps(tx, MaxClustered)
		return err
	})
	if err != nil {
		return nil, err
	}
	idx, _ := b.Snapshot()
	var out []Group
	for _, c := range Clusters(open, b.opt.Lexicon) {
		if len(out) == MaxGroups {
			break
		}
		if g, open := groupOf(idx, c); open {
			out = append(out, g)
		}
	}
	return out, nil
}

// ListGaps freezes what GroupGaps found a moment ago, without the groups that were settled, or forgotten, since; without any,
// nothing is written and No is 0. It looks up no more than what is shown of each.
func ListGaps(tx store.Tx, found []Group, now time.Time) (Listing, error) {
	l := Listing{At: now}
	for _, g := range found {
		shown, err := g.kept(tx)
		if errors.Is(err, ErrGapsGone) {
			continue
		}
		if err != nil {
			return l, err
		}
		if slices.ContainsFunc(shown, Gap.open) {
			l.Groups = append(l.Groups, g)
		}
	}
	if len(l.Groups) == 0 {
		return l, nil
	}
	var err error
	if l.No, err = listingNos.Next(tx); err == nil {
		err = listings.Put(tx, store.Key(l.No), l)
	}
	if err != nil {
		return l, fmt.Errorf("listing %d: %w", l.No, err)
	}
	return l, nil
}

// groupOf makes a group of a cluster; false if its questions are answered by now.
func groupOf(idx *Index, c Cluster) (g Group, open bool) {
	for _, gap := range c.Gaps {
		g.Gaps = append(g.Gaps, gap.No)
	}
	for _, gap := range c.Wordings {
		g.Shown = append(g.Shown, gap.No)
	}
	first := c.Wordings[0]
	v := idx.Match(Query{Text: first.Text, Addressed: true})
	if v.Kind == Answer && first.Why != WhyNotHelped && first.Why != WhyWrong && first.Why != WhyEscalated {
		return g, false
	}
	if _, there := idx.Entry(c.Nearest); there {
		g.Near = append(g.Near, c.Nearest)
	}
	for _, k := range v.Candidates {
		if len(g.Near) < nearGroups && !slices.Contains(g.Near, k.Entry) {
			g.Near = append(g.Near, k.Entry)
		}
	}
	return g, true
}

// ListingNo finds a listing by its number.
func ListingNo(tx store.Tx, no uint64) (Listing, bool, error) {
	l, ok, err := listings.Get(tx, store.Key(no))
	if err != nil {
		err = fmt.Errorf("listing %d: %w", no, err)
	}
	return l, ok, err
}

// Read returns the cluster that a group was, of what is still kept of it; ErrGapsGone when none of its shown texts is. The ruling
// is the one that holds for it, if any does.
func (g Group) Read(tx store.Tx, now time.Time) (c Cluster, r *Ruling, err error) {
	shown, err := g.kept(tx)
	if err != nil {
		return c, nil, err
	}
	var all []Gap
	for _, no := range g.Gaps {
		gap, ok, err := GapNo(tx, no)
		if err != nil {
			return c, nil, err
		}
		if ok {
			all = append(all, gap)
		}
	}
	c = summary(all)
	c.Wordings = shown
	for _, gap := range shown {
		if !gap.settled(now) {
			continue
		}
		if found, ok, err := RulingNo(tx, gap.Ruling); err != nil {
			return c, nil, err
		} else if ok {
			return c, &found, nil
		}
	}
	return c, nil, nil
}

// kept are the shown gaps that are still there.
func (g Group) kept(tx store.Tx) (out []Gap, err error) {
	for _, no := range g.Shown {
		gap, ok, err := GapNo(tx, no)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, gap)
		}
	}
	if len(out) == 0 {
		return nil, ErrGapsGone
	}
	return out, nil
}

// open are the shown gaps, of which none may be settled.
func (g Group) open(tx store.Tx, now time.Time) ([]Gap, error) {
	c, r, err := g.Read(tx, now)
	if err == nil && r != nil {
		err = ErrSettled{*r}
	}
	return c.Wordings, err
}

// reply is the newest thing that the staff said to one of the gaps.
func (g Group) reply(tx store.Tx) (last *StaffReply, err error) {
	for _, no := range g.Gaps {
		gap, ok, err := GapNo(tx, no)
		if err != nil {
			return nil, err
		}
		if ok && gap.Reply != nil {
			last = gap.Reply
		}
	}
	return last, nil
}

// PruneListings forgets listings and rulings made before the time before, looking at n of each.
func PruneListings(tx store.Tx, before time.Time, n int) error {
	var old []uint64
	for row, err := range listings.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("listing: %w", err)
		}
		if len(old) == n || !row.Value.At.Before(before) {
			break
		}
		old = append(old, row.Value.No)
	}
	for _, no := range old {
		if err := listings.Delete(tx, store.Key(no)); err != nil {
			return fmt.Errorf("listing %d: %w", no, err)
		}
	}
	old = old[:0]
	for row, err := range rulings.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("ruling: %w", err)
		}
		if len(old) == n || !row.Value.By.At.Before(before) {
			break
		}
		old = append(old, row.Value.No)
	}
	for _, no := range old {
		if err := rulings.Delete(tx, store.Key(no)); err != nil {
			return fmt.Errorf("ruling %d: %w", no, err)
		}
	}
	return nil
}
