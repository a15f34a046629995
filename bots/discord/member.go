package discord

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// longestMute is how long Discord can keep a member from talking, less a minute for clocks that differ.
const longestMute = 28*24*time.Hour - time.Minute

// banned is how much of a banned member's past is taken away, in seconds: impostors write the same to many rooms.
const banned = 24 * 60 * 60

// Sanction acts on the whole server. What is so already is no error. A mute without end lasts 28 days, the longest there
// is.
func (a *Adapter) Sanction(ctx context.Context, s chat.Sanction) error {
	if err := a.ready(); err != nil {
		return err
	}
	if s.Member.Platform != Platform || !isID(s.Member.Key) {
		return invalidf("%q is no member", s.Member)
	}
	r := request{reason: s.Reason}
	need := banMembers
	switch s.Do {
	case chat.Ban:
		r.method, r.url, r.body = http.MethodPut, discordgo.EndpointGuildBan(a.cfg.Server, s.Member.Key), map[string]int{"delete_message_seconds": banned}
	case chat.Unban:
		r.method, r.url = http.MethodDelete, discordgo.EndpointGuildBan(a.cfg.Server, s.Member.Key)
	case chat.Kick:
		r.method, r.url, need = http.MethodDelete, discordgo.EndpointGuildMember(a.cfg.Server, s.Member.Key), kickMembers
	case chat.Mute, chat.Unmute:
		var until any
		if s.Do == chat.Mute {
			end := time.Now().Add(longestMute)
			if !s.Until.IsZero() && s.Until.Before(end) {
				end = s.Until
			}
			until = end.UTC().Format(time.RFC3339)
		}
		r.method, r.url, need = http.MethodPatch, discordgo.EndpointGuildMember(a.cfg.Server, s.Member.Key), moderateMembers
		r.body = map[string]any{"communication_disabled_until": until}
	default:
		return &chat.Fault{Class: chat.Unsupported, Err: errors.New("discord: no sanction " + string(s.Do))}
	}
	err := a.call(ctx, r, nil)
	switch code := codeOf(err); {
	case code == discordgo.ErrCodeUnknownBan,
		code == discordgo.ErrCodeUnknownMember && (s.Do == chat.Kick || s.Do == chat.Unmute):
		return nil
	}
	return a.denied(err, a.cfg.Server, need)
}

// Look answers about the server, whichever of its rooms is asked about.
func (a *Adapter) Look(ctx context.Context, q chat.Query) (chat.Answer, error) {
	if err := a.ready(); err != nil {
		return chat.Answer{}, err
	}
	switch q.About {
	case chat.AboutMember:
		return a.lookMember(ctx, q.Member)
	case chat.AboutPicture:
		return a.lookPicture(ctx, q.Member)
	case chat.AboutRights:
		return a.lookRights(q.Room.Key), nil
	case chat.AboutMembers, chat.AboutAdmins:
		return a.lookMembers(ctx, q)
	}
	return chat.Answer{}, &chat.Fault{Class: chat.Unsupported, Err: errors.New("discord: nothing is known about " + string(q.About))}
}

func (a *Adapter) lookMember(ctx context.Context, id chat.MemberID) (chat.Answer, error) {
	if id.Platform != Platform || !isID(id.Key) {
		return chat.Answer{}, invalidf("%q is no member", id)
	}
	var m memberData
	err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGuildMember(a.cfg.Server, id.Key)}, &m)
	switch {
	case codeOf(err) == discordgo.ErrCodeUnknownMember, codeOf(err) == discordgo.ErrCodeUnknownUser:
		return chat.Answer{}, nil
	case err != nil:
		return chat.Answer{}, err
	}
	a.world.grouped(id.Key, m.Roles)
	return chat.Answer{Found: true, Members: []chat.Member{a.who(m.User, &m)}}, nil
}

// recall completes the author of events that do not tell roles (private chats, history), with a call for each person
// not seen before. Without an answer the author stays as it was told.
func (a *Adapter) recall(ctx context.Context, items []item) {
	ctx, cancel := context.WithTimeout(ctx, mostRecall)
	defer cancel()
	for _, it := range items {
		var who *chat.Member
		switch e := it.event.(type) {
		case *chat.Posted:
			who = &e.Message.From
		case *chat.Pressed:
			who = &e.From
		default:
			continue
		}
		if who.Kind != chat.Person || len(who.Groups) > 0 {
			continue
		}
		if _, known := a.world.groupsOf(who.ID.Key); !known {
			if found, err := a.lookMember(ctx, who.ID); err == nil && !found.Found {
				a.world.grouped(who.ID.Key, nil)
			} else if err != nil {
				continue
			}
		}
		who.Groups, _ = a.world.groupsOf(who.ID.Key)
	}
}

// mostRecall bounds how long a batch of events waits for its authors' roles.
const mostRecall = 2 * time.Second

// largePicture asks for more pixels than the 128 that Discord gives by itself: borders of small pictures are hard to tell.
const largePicture = ".png?size=256"

// lookPicture tells where a member's picture lies: the one of the server before the one of the account.
func (a *Adapter) lookPicture(ctx context.Context, id chat.MemberID) (chat.Answer, error) {
	if id.Platform != Platform || !isID(id.Key) {
		return chat.Answer{}, invalidf("%q is no member", id)
	}
	var m memberData
	err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGuildMember(a.cfg.Server, id.Key)}, &m)
	key := ""
	switch {
	case err == nil && hash(m.Avatar):
		key = "guilds/" + a.cfg.Server + "/users/" + id.Key + "/avatars/" + m.Avatar + largePicture
	case err == nil && m.User != nil && hash(m.User.Avatar):
		key = "avatars/" + id.Key + "/" + m.User.Avatar + largePicture
	case codeOf(err) == discordgo.ErrCodeUnknownMember: // left: the account still has one
		var u discordgo.User
		if err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointUser(id.Key)}, &u); err != nil {
			return chat.Answer{}, err
		}
		if hash(u.Avatar) {
			key = "avatars/" + id.Key + "/" + u.Avatar + largePicture
		}
	case err != nil:
		return chat.Answer{}, err
	}
	if key == "" {
		return chat.Answer{}, nil
	}
	return chat.Answer{Found: true, Picture: &chat.File{Platform: Platform, Key: key, Kind: chat.Photo, Name: "picture.png", MIME: "image/png"}}, nil
}

// hash reports whether s names a picture and nothing else.
func hash(s string) bool {
	return s != "" && len(s) < 80 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// membersPage is the most Discord tells at once.
const membersPage = 1000

// lookMembers lists members, or those among them who may do everything; either takes the Server Members intent.
func (a *Adapter) lookMembers(ctx context.Context, q chat.Query) (chat.Answer, error) {
	most := membersPage
	if q.Most > 0 {
		most = int(min(q.Most, membersPage))
	}
	v := url.Values{"limit": {strconv.Itoa(most)}}
	if isID(q.Page) {
		v.Set("after", q.Page)
	}
	var ms []memberData
	err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGuildMembers(a.cfg.Server) + "?" + v.Encode()}, &ms)
	if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Denied {
		f.Right = "Server Members Intent"
	}
	if err != nil {
		return chat.Answer{}, err
	}
	out := chat.Answer{Found: true}
	for i := range ms {
		m := &ms[i]
		if m.User == nil || q.About == chat.AboutAdmins && !a.world.admin(m.User.ID, m.Roles) {
			continue
		}
		out.Members = append(out.Members, a.who(m.User, m))
	}
	if len(ms) == most && ms[len(ms)-1].User != nil {
		out.Next = ms[len(ms)-1].User.ID
	}
	return out, nil
}

// admin reports whether a member may do everything.
func (w *world) admin(id string, roles []string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return id == w.owner || slices.ContainsFunc(roles, func(r string) bool { return w.roles[r].bits()&discordgo.PermissionAdministrator != 0 })
}

// lookRights tells what the bot lacks in a room, and what each power over members takes.
func (a *Adapter) lookRights(room string) chat.Answer {
	missing := a.missing(room)
	for _, r := range a.world.lacks(room, manageMessages) {
		if !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return chat.Answer{Found: true, Missing: missing, Needs: map[string]string{
		"mute": moderateMembers.name, "kick": kickMembers.name, "ban": banMembers.name, "delete": manageMessages.name,
	}}
}

// missing names the rights that the bot lacks in a room of ours, by what the room is for.
func (a *Adapter) missing(room string) []string { return a.missingIn(a.world, room) }

func (a *Adapter) missingIn(w *world, room string) []string {
	if room == a.cfg.Server {
		return w.lacks(room, neededOnTheServer...)
	}
	var need []right
	c, known := w.channel(room)
	switch {
	case known && c.thread():
		need = []right{viewChannel, sendInThreads, readHistory, attachFiles, addReactions}
	case !slices.Contains(a.cfg.Parents, Room(room)):
		need = neededInRooms
	case slices.Contains(a.cfg.Watched, Room(room)):
		need = append(neededInRooms[:len(neededInRooms):len(neededInRooms)], neededInParents...)
	default:
		need = neededInParents
	}
	return w.lacks(room, need...)
}

// rights reports, for each room of ours, which rights the bot lacks, when that has changed.
func (r *receiver) rights(p packet) []item {
	var out []item
	rooms := append(slices.Concat(r.a.cfg.Watched, r.a.cfg.Parents), Room(r.a.cfg.Server))
	for _, room := range rooms {
		missing := r.a.missing(room.Key)
		told := strings.Join(missing, ", ")
		if was := r.missing[room]; was == told {
			continue
		}
		r.missing[room] = told
		meta := chat.Meta{Key: p.key() + ":" + room.Key, Room: room, At: time.Now()}
		if room.Key != r.a.cfg.Server {
			meta.Within = r.a.world.within(room.Key)
		}
		out = append(out, item{event: &chat.Changed{Meta: meta, Member: chat.Member{ID: Member(r.a.world.me()), Kind: chat.Self}, Missing: missing}})
	}
	return out
}
