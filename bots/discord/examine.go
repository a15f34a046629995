package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

var _ chat.Examiner = (*Adapter)(nil)

// Examine proves the token, the intents, the server, each channel and the bot's rights in it, the order of roles, private threads
// by opening one and deleting it, and the commands by registering them.
func (a *Adapter) Examine(ctx context.Context, s chat.Setup) []chat.Finding {
	var me discordgo.User
	switch err := a.get(ctx, discordgo.EndpointUser("@me"), &me); {
	case err != nil && chat.AsFault(err).Class == chat.Fatal:
		return []chat.Finding{wrong(chat.Say("exam-dc-token"), chat.Say("exam-dc-token-fix"))}
	case err != nil:
		return []chat.Finding{a.unasked(err)}
	}
	found := a.clock.Examine()
	app, more := a.examineApplication(ctx)
	found = append(found, more...)
	w, more := a.survey(ctx, me.ID, app.ID)
	found = append(found, more...)
	if w == nil {
		return found
	}
	if a.ready() != nil { // threads can be opened without the gateway
		a.world.login(me.ID, app.ID)
		a.world.put(w.rooms()...)
	}
	rooms := a.examineRooms(ctx, w, s)
	found = append(append(found, rooms...), w.examineRoles(s.Offices)...)
	if s.Try && len(rooms) == 0 {
		found = append(append(found, a.tryThreads(ctx, s)...), a.tryCommands(ctx, app.ID)...)
	}
	return found
}

func wrong(says, fix *chat.Phrase) chat.Finding {
	return chat.Finding{Level: chat.Wrong, Says: says, Fix: fix}
}

func doubt(says, fix *chat.Phrase) chat.Finding {
	return chat.Finding{Level: chat.Doubt, Says: says, Fix: fix}
}

func (a *Adapter) get(ctx context.Context, url string, out any) error {
	return a.call(ctx, request{method: http.MethodGet, url: url}, out)
}

// unasked is the finding of a call that failed for a reason of its own. For want of budget nothing is wrong with the set-up.
func (a *Adapter) unasked(err error) chat.Finding {
	f := wrong(chat.Say("exam-dc-unreachable", "error", err.Error()), chat.Say("exam-dc-unreachable-fix", "address", a.cfg.URL))
	if chat.AsFault(err).Class == chat.Limited {
		f.Level = chat.Doubt
		f.Fix = chat.Say("exam-limited-fix")
	}
	return f
}

// Flags of an application that tell its privileged intents, for many servers and for few. Source: «Application Flags» of
// Discord's documentation.
const (
	flagMembers = 1<<14 | 1<<15
	flagContent = 1<<18 | 1<<19
)

// examineApplication looks at what is set in the developer portal, and at how many sessions may be begun today.
func (a *Adapter) examineApplication(ctx context.Context) (app applicationData, found []chat.Finding) {
	if err := a.get(ctx, discordgo.EndpointApplication("@me"), &app); err != nil {
		return app, []chat.Finding{a.unasked(err)}
	}
	portal := "https://discord.com/developers/applications/" + app.ID
	intent := func(needed bool, flag int64, name, key string) {
		if needed && app.Flags&flag == 0 {
			found = append(found, wrong(chat.Say("exam-dc-intent", "intent", name), chat.Say("exam-dc-intent-fix", "intent", name, "page", portal+"/bot", "key", key)))
		}
	}
	intent(!a.cfg.NoMembers, flagMembers, "Server Members Intent", "without_members_intent")
	intent(!a.cfg.NoContent, flagContent, "Message Content Intent", "without_content_intent")
	if app.Endpoint != "" {
		found = append(found, wrong(chat.Say("exam-dc-endpoint"), chat.Say("exam-dc-endpoint-fix", "page", portal+"/information")))
	}
	var bot discordgo.GatewayBotResponse
	if err := a.get(ctx, discordgo.EndpointGatewayBot, &bot); err != nil {
		return app, append(found, a.unasked(err))
	}
	if l := bot.SessionStartLimit; l.Total > 0 && l.Remaining < scarce {
		left := chat.Say("exam-dc-starts", "left", strconv.Itoa(l.Remaining), "total", strconv.Itoa(l.Total))
		found = append(found, doubt(left, chat.Say("exam-dc-starts-fix", "hours", strconv.Itoa(l.ResetAfter/3600_000+1))))
	}
	return app, found
}

// survey asks for the server as the gateway would tell it; nil when the bot is not in it.
func (a *Adapter) survey(ctx context.Context, me, app string) (*world, []chat.Finding) {
	w := newWorld(a.cfg.Server)
	w.login(me, app)
	var g guildData
	err := a.get(ctx, discordgo.EndpointGuild(a.cfg.Server), &g)
	if f := (*chat.Fault)(nil); errors.As(err, &f) && (f.Class == chat.Gone || f.Class == chat.Denied) {
		return nil, []chat.Finding{wrong(chat.Say("exam-dc-server", "server", a.cfg.Server), chat.Say("exam-dc-server-fix", "link", invitation(app, a.cfg.Server)))}
	}
	if err == nil {
		err = a.get(ctx, discordgo.EndpointGuildChannels(a.cfg.Server), &g.Channels)
	}
	var m memberData
	if err == nil {
		err = a.get(ctx, discordgo.EndpointGuildMember(a.cfg.Server, me), &m)
	}
	if err != nil {
		return nil, []chat.Finding{a.unasked(err)}
	}
	g.Members = []memberData{m}
	w.found(g)
	return w, nil
}

// asked are all rights that the bot is invited with.
var asked = slices.Concat(neededInRooms, neededInParents, neededOnTheServer, []right{createPublic, pinMessages, {discordgo.PermissionEmbedLinks, "EMBED_LINKS"}})

// invitation is the address that invites the bot with its rights, or gives them to one that is there.
func invitation(app, server string) string {
	var bits int64
	for _, r := range asked {
		bits |= r.bit
	}
	return "https://discord.com/oauth2/authorize?client_id=" + app + "&scope=bot+applications.commands&permissions=" + strconv.FormatInt(bits, 10) + "&guild_id=" + server
}

// title is a right as Discord's apps call it: "Manage Messages", "Timeout Members".
func title(name string) string {
	if name == moderateMembers.name {
		return "Timeout Members"
	}
	words := strings.Split(strings.ToLower(name), "_")
	for i, w := range words {
		if w != "in" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

func titles(names []string) string {
	var shown []string
	for _, n := range names {
		shown = append(shown, "«"+title(n)+"»")
	}
	return strings.Join(shown, ", ")
}
