package discord

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// world is what the adapter knows of the server: who the bot is, rooms, roles, private chats. Events keep it current.
type world struct {
	server string

	mu       sync.RWMutex
	self     string
	app      string
	owner    string
	roles    map[string]roleData
	mine     []string // the bot's roles
	channels map[string]channelData
	direct   map[string]string   // member → private channel
	peers    map[string]string   // private channel → member
	groups   map[string][]string // member → roles, as far as seen: a private message does not tell them
}

func newWorld(server string) *world {
	return &world{server: server, roles: map[string]roleData{}, channels: map[string]channelData{},
		direct: map[string]string{}, peers: map[string]string{}, groups: map[string][]string{}}
}

func (w *world) me() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.self
}

func (w *world) application() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.app
}

func (w *world) login(self, app string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.self, w.app = self, app
}

// found takes over a whole server.
func (w *world) found(g guildData) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owner = g.OwnerID
	w.roles, w.channels = map[string]roleData{}, map[string]channelData{}
	for _, r := range g.Roles {
		w.roles[r.ID] = r
	}
	for _, c := range append(g.Channels, g.Threads...) {
		w.channels[c.ID] = c
	}
	for _, m := range g.Members {
		if m.User != nil && m.User.ID == w.self {
			w.mine = m.Roles
		}
	}
}

func (w *world) put(cs ...channelData) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range cs {
		if c.ID == "" || c.GuildID != "" && c.GuildID != w.server {
			continue
		}
		if old, ok := w.channels[c.ID]; ok && c.Overwrites == nil {
			c.Overwrites = old.Overwrites // threads and interactions tell none
		}
		w.channels[c.ID] = c
	}
}

func (w *world) drop(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.channels, channel)
}

func (w *world) role(r roleData, gone bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if gone {
		delete(w.roles, r.ID)
		return
	}
	w.roles[r.ID] = r
}

// isRole reports whether the ID is a role's.
func (w *world) isRole(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ok := w.roles[id]
	return ok
}

// granted notes the bot's own roles.
func (w *world) granted(roles []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mine = roles
}

// mostGroups bounds how many members' roles are remembered.
const mostGroups = 20_000

// grouped notes a member's roles, be they none.
func (w *world) grouped(member string, roles []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.groups[member]; known || len(w.groups) < mostGroups {
		w.groups[member] = slices.Clone(roles)
	}
}

func (w *world) groupsOf(member string) (roles []string, known bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	roles, known = w.groups[member]
	return slices.Clone(roles), known
}

func (w *world) channel(id string) (channelData, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	c, ok := w.channels[id]
	return c, ok
}

func (w *world) kind(id string) (discordgo.ChannelType, bool) {
	c, ok := w.channel(id)
	return c.Type, ok
}

// rooms are the known channels that hold messages themselves.
func (w *world) rooms() []channelData {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []channelData
	for _, c := range w.channels {
		if c.Type == discordgo.ChannelTypeGuildText || c.Type == discordgo.ChannelTypeGuildNews || c.Type == discordgo.ChannelTypeGuildVoice {
			out = append(out, c)
		}
	}
	return out
}

// newest is the latest message that any channel is known to hold; the server's own ID if there is none.
func (w *world) newest() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	id := w.server
	for _, c := range w.channels {
		if newer(c.LastMessageID, id) {
			id = c.LastMessageID
		}
	}
	return id
}

// within is what contains a room, nearest first: parent channel, category, server.
func (w *world) within(channel string) []chat.RoomID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []chat.RoomID
	for c, depth := w.channels[channel], 0; c.ParentID != "" && depth < 3; c, depth = w.channels[c.ParentID], depth+1 {
		out = append(out, Room(c.ParentID))
	}
	return append(out, Room(w.server))
}

// meet notes a private chat.
func (w *world) meet(member, channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.direct[member], w.peers[channel] = channel, member
}

func (w *world) peer(channel string) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.peers[channel]
}

func (w *world) private(member string) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.direct[member]
}

// chats are the known private channels.
func (w *world) chats() []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Collect(maps.Keys(w.peers))
}

// names of what stands in mark-up.
func (w *world) roleName(id string) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.roles[id].Name
}

func (w *world) roomName(id string) string {
	c, _ := w.channel(id)
	return c.Name
}

// rights is what the bot may do in a channel, or on the server when channel is its ID. Known is false when the channel is
// not. Source: «Permission Overwrites» of Discord's documentation.
func (w *world) rights(channel string) (p int64, known bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.owner == w.self {
		return -1, true
	}
	for id, r := range w.roles {
		if id == w.server || slices.Contains(w.mine, id) {
			p |= r.bits()
		}
	}
	if p&discordgo.PermissionAdministrator != 0 {
		return -1, true
	}
	if channel == w.server {
		return p, len(w.roles) > 0
	}
	c, ok := w.channels[channel]
	if ok && c.thread() {
		c, ok = w.channels[c.ParentID]
	}
	if !ok {
		return p, false
	}
	var allow, deny, mineAllow, mineDeny int64
	for _, o := range c.Overwrites {
		switch {
		case o.ID == w.server:
			p = p&^bits(o.Deny) | bits(o.Allow)
		case o.ID == w.self:
			mineAllow, mineDeny = bits(o.Allow), bits(o.Deny)
		case slices.Contains(w.mine, o.ID):
			allow, deny = allow|bits(o.Allow), deny|bits(o.Deny)
		}
	}
	p = p&^deny | allow
	return p&^mineDeny | mineAllow, true
}

func bits(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// right is a permission and its name in Discord's documentation.
type right struct {
	bit  int64
	name string
}

// Rights the bot uses, and what for.
var (
	viewChannel       = right{discordgo.PermissionViewChannel, "VIEW_CHANNEL"}
	sendMessages      = right{discordgo.PermissionSendMessages, "SEND_MESSAGES"}
	sendInThreads     = right{discordgo.PermissionSendMessagesInThreads, "SEND_MESSAGES_IN_THREADS"}
	readHistory       = right{discordgo.PermissionReadMessageHistory, "READ_MESSAGE_HISTORY"}
	attachFiles       = right{discordgo.PermissionAttachFiles, "ATTACH_FILES"}
	addReactions      = right{discordgo.PermissionAddReactions, "ADD_REACTIONS"}
	manageMessages    = right{discordgo.PermissionManageMessages, "MANAGE_MESSAGES"}
	pinMessages       = right{1 << 51, "PIN_MESSAGES"} // apart from MANAGE_MESSAGES since 2026
	createPrivate     = right{discordgo.PermissionCreatePrivateThreads, "CREATE_PRIVATE_THREADS"}
	createPublic      = right{discordgo.PermissionCreatePublicThreads, "CREATE_PUBLIC_THREADS"}
	manageThreads     = right{discordgo.PermissionManageThreads, "MANAGE_THREADS"}
	banMembers        = right{discordgo.PermissionBanMembers, "BAN_MEMBERS"}
	kickMembers       = right{discordgo.PermissionKickMembers, "KICK_MEMBERS"}
	moderateMembers   = right{discordgo.PermissionModerateMembers, "MODERATE_MEMBERS"}
	neededInRooms     = []right{viewChannel, sendMessages, readHistory, attachFiles, addReactions, manageMessages}
	neededInParents   = []right{viewChannel, createPrivate, sendInThreads, manageThreads, readHistory, attachFiles}
	neededOnTheServer = []right{banMembers, kickMembers, moderateMembers}
)

// lacks names those of the rights that the bot does not hold in a channel; nothing when that is not known.
func (w *world) lacks(channel string, rights ...right) []string {
	p, known := w.rights(channel)
	if !known {
		return nil
	}
	var out []string
	for _, r := range rights {
		if p&r.bit == 0 && !slices.Contains(out, r.name) {
			out = append(out, r.name)
		}
	}
	return out
}

// denied names the right behind a refusal, as far as that can be told.
func (a *Adapter) denied(err error, channel string, rights ...right) error {
	var f *chat.Fault
	if !errors.As(err, &f) || f.Class != chat.Denied || f.Right != "" || len(rights) == 0 {
		return err
	}
	missing := a.world.lacks(channel, rights...)
	switch {
	case len(missing) > 0:
	case codeOf(err) == discordgo.ErrCodeMissingAccess:
		missing = []string{viewChannel.name}
	default: // what we know is behind, or the member stands above the bot
		missing = []string{rights[len(rights)-1].name}
	}
	f.Right = strings.Join(missing, ", ")
	a.refusals.put(channel+" "+f.Right, struct{}{})
	return f
}

// shut is the fault of a call that Discord has refused before, as long as the right is known to be missing: each refusal
// counts against the bot, and rights come back with an event.
func (a *Adapter) shut(channel string, needs []right) *chat.Fault {
	missing := strings.Join(a.world.lacks(channel, needs...), ", ")
	if missing == "" {
		return nil
	}
	if _, before := a.refusals.get(channel + " " + missing); !before {
		return nil
	}
	return &chat.Fault{Class: chat.Denied, Right: missing, Err: errors.New("discord: refused before, and the right has not come back")}
}
