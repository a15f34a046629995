package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// Kinds of channels by what they are used for. A watched one may also be a category or a forum.
var (
	parents = []discordgo.ChannelType{discordgo.ChannelTypeGuildText}
	holders = []discordgo.ChannelType{
		discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildVoice, discordgo.ChannelTypeGuildStageVoice,
		discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread, discordgo.ChannelTypeGuildNewsThread,
	}
)

// examineRooms looks at every channel once, the strictest of its uses first.
func (a *Adapter) examineRooms(ctx context.Context, w *world, s chat.Setup) (found []chat.Finding) {
	var seen []string
	for _, use := range []struct {
		rooms []chat.RoomID
		kinds []discordgo.ChannelType
	}{{[]chat.RoomID{s.Support, s.Staff}, parents}, {[]chat.RoomID{s.Queue, s.Moderators, s.Log}, holders}, {s.Watched, nil}} {
		for _, room := range use.rooms {
			if room.IsZero() || slices.Contains(seen, room.Key) || room.Key == a.cfg.Server && use.kinds == nil {
				continue
			}
			seen = append(seen, room.Key)
			found = append(found, a.examineRoom(ctx, w, s, room.Key, use.kinds)...)
		}
	}
	if missing := a.missingIn(w, a.cfg.Server); len(missing) > 0 {
		found = append(found, doubt(chat.Say("exam-dc-sanctions", "rights", titles(missing)),
			chat.Say("exam-dc-sanctions-fix", "rights", titles(missing), "link", invitation(w.application(), a.cfg.Server))))
	}
	return found
}

func (a *Adapter) examineRoom(ctx context.Context, w *world, s chat.Setup, id string, kinds []discordgo.ChannelType) []chat.Finding {
	c, known := w.channel(id)
	if !known { // a thread, or none at all
		err := a.get(ctx, discordgo.EndpointChannel(id), &c)
		f := (*chat.Fault)(nil)
		switch {
		case errors.As(err, &f) && (f.Class == chat.Gone || f.Class == chat.Denied), err == nil && c.GuildID != a.cfg.Server:
			return []chat.Finding{wrong(chat.Say("exam-dc-absent", "channel", id), chat.Say("exam-dc-absent-fix", "channel", id))}
		case err != nil:
			return []chat.Finding{a.unasked(err)}
		}
		w.put(c)
	}
	if kinds != nil && !slices.Contains(kinds, c.Type) {
		return []chat.Finding{wrong(chat.Say("exam-dc-kind", "channel", id, "name", c.Name), chat.Say("exam-dc-kind-fix", "name", c.Name))}
	}
	missing := a.missingIn(w, id)
	if id == s.Log.Key && !slices.Contains(a.cfg.Watched, Room(id)) && !slices.Contains(a.cfg.Parents, Room(id)) {
		missing = w.lacks(id, viewChannel, sendMessages, attachFiles)
	}
	if len(missing) > 0 {
		return []chat.Finding{wrong(chat.Say("exam-dc-right", "name", c.Name, "rights", titles(missing)), chat.Say("exam-dc-right-fix", "name", c.Name, "rights", titles(missing)))}
	}
	if lacks := w.lacks(id, pinMessages); id == s.Queue.Key && len(lacks) > 0 {
		return []chat.Finding{doubt(chat.Say("exam-dc-pin", "name", c.Name), chat.Say("exam-dc-right-fix", "name", c.Name, "rights", titles(lacks)))}
	}
	return nil
}

// examineRoles tells when the bot's highest role has none below it but those of staff: Discord lets a bot act on nobody who holds
// a role above its own.
func (w *world) examineRoles(offices []string) []chat.Finding {
	w.mu.RLock()
	defer w.mu.RUnlock()
	top := 0
	for _, id := range w.mine {
		top = max(top, w.roles[id].Position)
	}
	var above []string
	for id, r := range w.roles {
		switch {
		case id == w.server || r.Managed || slices.Contains(w.mine, id) || slices.Contains(offices, id):
		case r.Position < top || w.owner == w.self:
			return nil
		default:
			above = append(above, "«"+r.Name+"»")
		}
	}
	if len(above) == 0 {
		return nil
	}
	slices.Sort(above)
	return []chat.Finding{doubt(chat.Say("exam-dc-order", "roles", strings.Join(above, ", ")), chat.Say("exam-dc-order-fix"))}
}

// examThread is what a thread that is opened for proof is called, for as long as that takes.
const examThread = "Frontdesk: check"

// tryThreads opens a private thread wherever tickets will have theirs, and deletes it.
func (a *Adapter) tryThreads(ctx context.Context, s chat.Setup) (found []chat.Finding) {
	parents := []chat.RoomID{s.Support, s.Staff}
	for _, parent := range slices.Compact(parents) {
		if parent.IsZero() {
			continue
		}
		room, err := a.OpenThread(ctx, chat.Thread{Parent: parent, Name: examThread, Private: true})
		if err != nil {
			found = append(found, a.unasked(err))
			continue
		}
		if a.call(ctx, request{method: http.MethodDelete, url: discordgo.EndpointChannel(room.Key)}, nil) == nil {
			a.world.drop(room.Key)
			continue
		}
		if err := a.EditThread(ctx, room, chat.Thread{State: chat.Closed}); err != nil {
			found = append(found, doubt(chat.Say("exam-dc-thread-left", "name", examThread, "error", err.Error()), chat.Say("exam-dc-thread-left-fix", "name", examThread)))
		}
	}
	return found
}

// tryCommands registers the commands if there is one that Discord does not have: new ones are counted, the same ones are not.
func (a *Adapter) tryCommands(ctx context.Context, app string) []chat.Finding {
	address := discordgo.EndpointApplicationGlobalCommands(app)
	var there []discordgo.ApplicationCommand
	err := a.get(ctx, address, &there)
	wire := a.wireCommands()
	lacking := slices.ContainsFunc(wire, func(c *discordgo.ApplicationCommand) bool {
		return !slices.ContainsFunc(there, func(t discordgo.ApplicationCommand) bool { return t.Name == c.Name && t.Type == c.Type })
	})
	if err == nil && lacking {
		err = a.call(ctx, request{method: http.MethodPut, url: address, body: wire}, nil)
	}
	if err != nil {
		return []chat.Finding{a.unasked(err)}
	}
	return nil
}
