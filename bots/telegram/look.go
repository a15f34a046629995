package telegram

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

// Look asks Telegram. Members cannot be listed, and a stranger's handle cannot be resolved.
func (a *Adapter) Look(ctx context.Context, q chat.Query) (chat.Answer, error) {
	if err := a.connected(); err != nil {
		return chat.Answer{}, err
	}
	switch q.About {
	case chat.AboutMember:
		return a.lookMember(ctx, q)
	case chat.AboutPicture:
		return a.lookPicture(ctx, q.Member)
	case chat.AboutAdmins:
		return a.lookAdmins(ctx, q.Room)
	case chat.AboutRights:
		at, err := placeOf(q.Room)
		if err != nil {
			return chat.Answer{}, err
		}
		missing, _, err := a.rights(ctx, at.chat)
		return chat.Answer{Found: err == nil, Missing: missing, Needs: map[string]string{
			"mute": rightRestrict, "kick": rightRestrict, "ban": rightRestrict, "delete": rightDelete,
		}}, err
	}
	return chat.Answer{}, &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: nothing is told about " + string(q.About))}
}

// lookMember finds a member of a group, or whoever has opened the private chat.
func (a *Adapter) lookMember(ctx context.Context, q chat.Query) (chat.Answer, error) {
	id, err := memberOf(q.Member)
	if err != nil {
		return chat.Answer{}, err
	}
	at, err := placeOf(q.Room)
	if err != nil && !q.Room.IsZero() {
		return chat.Answer{}, err
	}
	if q.Room.IsZero() || at.chat > 0 {
		c, err := invoke[chatInfo](ctx, a, getChat, args{Chat: id}, 0, patient)
		if class(err) == chat.Gone || class(err) == chat.Unreachable {
			return chat.Answer{}, nil
		}
		m := chat.Member{ID: q.Member, Name: fullName(c.First, c.Last), Handle: c.Username}
		return chat.Answer{Found: err == nil, Members: []chat.Member{m}}, err
	}
	m, err := invoke[chatMember](ctx, a, getMember, args{Chat: at.chat, User: id}, 0, patient)
	if errors.Is(err, errNobody) {
		return chat.Answer{}, nil
	}
	if err != nil || !m.inside() {
		return chat.Answer{}, err
	}
	return chat.Answer{Found: true, Members: []chat.Member{a.standing(m)}}, nil
}

// lookPicture finds the newest profile picture in a size that is enough to compare it.
func (a *Adapter) lookPicture(ctx context.Context, who chat.MemberID) (chat.Answer, error) {
	id, err := memberOf(who)
	if err != nil {
		return chat.Answer{}, err
	}
	found, err := invoke[tg.UserProfilePhotos](ctx, a, getProfilePhoto, args{User: id, Limit: 1}, 0, patient)
	if errors.Is(err, errNobody) || err == nil && (len(found.Photos) == 0 || len(found.Photos[0]) == 0) {
		return chat.Answer{}, nil
	}
	if err != nil {
		return chat.Answer{}, err
	}
	sizes := found.Photos[0]
	best := sizes[len(sizes)-1]
	for _, s := range sizes {
		if s.Width >= 160 {
			best = s
			break
		}
	}
	picture := photoFile(best)
	return chat.Answer{Found: true, Picture: &picture, Members: []chat.Member{{ID: who, Avatar: sizes[len(sizes)-1].FileUniqueID}}}, nil
}

func (a *Adapter) lookAdmins(ctx context.Context, room chat.RoomID) (chat.Answer, error) {
	at, err := placeOf(room)
	if err != nil {
		return chat.Answer{}, err
	}
	list, err := invoke[[]chatMember](ctx, a, getAdmins, args{Chat: at.chat}, 0, patient)
	if err != nil {
		return chat.Answer{}, err
	}
	answer := chat.Answer{Found: true}
	if answer.Count, err = invoke[int](ctx, a, getCount, args{Chat: at.chat}, 0, patient); err != nil {
		return chat.Answer{}, err
	}
	for _, m := range list {
		answer.Members = append(answer.Members, a.standing(m))
	}
	return answer, nil
}

// rights asks what the bot lacks in a chat and whether it is an administrator there.
func (a *Adapter) rights(ctx context.Context, id int64) (missing []string, admin bool, err error) {
	if id > 0 {
		return nil, false, nil
	}
	info, err := invoke[chatInfo](ctx, a, getChat, args{Chat: id}, 0, patient)
	if err != nil {
		return nil, false, err
	}
	m, err := invoke[chatMember](ctx, a, getMember, args{Chat: id, User: a.self().ID}, 0, patient)
	if err != nil {
		return nil, false, err
	}
	return a.lacks(info, m), m.admin(), nil
}

// lacks names what the bot needs in a chat and does not have: deletions and sanctions where it watches, topics in a
// forum of staff, and to see what is written.
func (a *Adapter) lacks(c chatInfo, m chatMember) []string {
	watched, staff := a.among(a.config.Watched, c.ID), a.among(a.config.Staff, c.ID)
	owner := m.Status == "creator"
	var missing []string
	need := func(right string, has bool) {
		if !has && !owner {
			missing = append(missing, right)
		}
	}
	if !m.inside() {
		return []string{rightPresence}
	}
	need(rightAdmin, m.admin())
	if watched {
		need(rightDelete, m.admin() && m.Delete)
		need(rightRestrict, m.admin() && m.Restrict)
	}
	if staff && c.Forum {
		need(rightTopics, m.admin() && m.Topics)
	}
	need(rightReadAll, m.admin() || a.self().CanReadAllGroupMessages)
	return missing
}

func (a *Adapter) among(rooms []chat.RoomID, id int64) bool {
	return slices.ContainsFunc(rooms, func(r chat.RoomID) bool {
		at, err := placeOf(r)
		return err == nil && at.chat == id
	})
}

// standing is a member with the groups the platform tells.
func (a *Adapter) standing(m chatMember) chat.Member {
	who := memberFrom(&m.User, a.self().ID)
	who.Groups = m.groups()
	return who
}

// Sanction bans, mutes or kicks, or takes that back. It does so in the one group named.
func (a *Adapter) Sanction(ctx context.Context, s chat.Sanction) error {
	at, err := placeOf(s.Room)
	if err != nil {
		return err
	}
	id, err := memberOf(s.Member)
	if err != nil {
		return err
	}
	p := args{Chat: at.chat, User: id}
	m := banMember
	switch s.Do {
	case chat.Ban, chat.Kick:
	case chat.Unban:
		m, p.OnlyIfBanned = unbanMember, true
	case chat.Mute:
		m, p.Permissions, p.Independent = restrictMember, &permissions{}, true
	case chat.Unmute:
		m, p.Permissions, p.Independent = restrictMember, everything(), true
	default:
		return &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: no sanction " + string(s.Do))}
	}
	if !s.Until.IsZero() && (s.Do == chat.Ban || s.Do == chat.Mute) {
		p.Until = s.Until.Unix()
	}
	if _, err := invoke[bool](ctx, a, m, p, 0, urgent); err != nil || s.Do != chat.Kick {
		return err
	}
	_, err = invoke[bool](ctx, a, unbanMember, args{Chat: at.chat, User: id, OnlyIfBanned: true}, 0, urgent)
	return err
}

func everything() *permissions {
	return &permissions{true, true, true, true, true, true, true, true, true, true, true}
}

// faces are the reactions that show a mark; all are among those every chat permits by default.
var faces = map[chat.Mark]string{chat.Waiting: "👀", chat.Delivered: "👌", chat.Undone: "💔", chat.Removed: "🙈"}

// Mark shows a delivery state as the bot's reaction.
func (a *Adapter) Mark(ctx context.Context, m chat.MessageID, mark chat.Mark) error {
	id, number, err := messageOf(m)
	if err != nil {
		return err
	}
	face, ok := faces[mark]
	if !ok {
		return &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: no mark " + string(mark))}
	}
	_, err = invoke[bool](ctx, a, setReaction, args{Chat: id, Message: number, Reaction: []reaction{{"emoji", face}}}, 0, patient)
	return err
}

// admins remembers who is owner or administrator of the chats where the bot is told of every change, so that their
// messages bear it.
type admins struct {
	mu sync.Mutex
	of map[int64]map[int64][]string
}

// know takes a chat's whole list.
func (k *admins) know(id int64, list []chatMember) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = make(map[int64]map[int64][]string)
	}
	k.of[id] = make(map[int64][]string, len(list))
	for _, m := range list {
		k.of[id][m.User.ID] = m.groups()
	}
}

// change takes a change in a chat that is known.
func (k *admins) change(id int64, m chatMember) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known := k.of[id]; known != nil {
		delete(known, m.User.ID)
		if g := m.groups(); g != nil {
			known[m.User.ID] = g
		}
	}
}

// forget drops a chat where the bot is told no more.
func (k *admins) forget(id int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.of, id)
}

func (k *admins) groups(id, member int64) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.of[id][member]
}

// fullName joins what Telegram keeps apart.
func fullName(first, last string) string {
	return strings.TrimSpace(strings.ToValidUTF8(first+" "+last, "\uFFFD"))
}
