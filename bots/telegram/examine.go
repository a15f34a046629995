package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

var _ chat.Examiner = (*Adapter)(nil)

// Examine proves the token, that nobody else takes the bot's updates, each chat and the bot's rights in it, topics by opening one
// and deleting it, and the commands by registering them.
func (a *Adapter) Examine(ctx context.Context, s chat.Setup) []chat.Finding {
	me, err := call[tg.User](ctx, a.client, getMe, args{})
	switch {
	case class(err) == chat.Fatal:
		return []chat.Finding{wrong(chat.Say("exam-tg-token"), chat.Say("exam-tg-token-fix"))}
	case err != nil:
		return []chat.Finding{a.unasked(err, "getMe")}
	}
	a.me.CompareAndSwap(nil, &account{me})
	found := a.client.clock.Examine()
	found = append(found, a.examineFeed(ctx, s)...)
	chats := a.examineChats(ctx, s)
	found = append(found, chats...)
	if s.Try && len(chats) == 0 { // where the bot is not, or may not, the rest would only say so again
		found = append(found, a.tryTopic(ctx, s.Staff)...)
		if err := a.offer(ctx, a.menus()); err != nil {
			found = append(found, a.unasked(err, "setMyCommands"))
		}
	}
	return found
}

func wrong(says, fix *chat.Phrase) chat.Finding {
	return chat.Finding{Level: chat.Wrong, Says: says, Fix: fix}
}

func doubt(says, fix *chat.Phrase) chat.Finding {
	return chat.Finding{Level: chat.Doubt, Says: says, Fix: fix}
}

// unasked is the finding of a call that failed for a reason of its own. For want of budget nothing is wrong with the set-up.
func (a *Adapter) unasked(err error, what string) chat.Finding {
	f := wrong(chat.Say("exam-tg-unreachable", "what", what, "error", err.Error()), chat.Say("exam-tg-unreachable-fix", "address", a.client.base))
	if class(err) == chat.Limited {
		f.Level = chat.Doubt
		f.Fix = chat.Say("exam-limited-fix")
	}
	return f
}

// examineFeed looks for others who take the bot's updates: a webhook, or another program that polls.
func (a *Adapter) examineFeed(ctx context.Context, s chat.Setup) []chat.Finding {
	hook, err := call[webhook](ctx, a.client, getWebhookInfo, args{})
	switch {
	case err != nil:
		return []chat.Finding{a.unasked(err, "getWebhookInfo")}
	case hook.URL != "":
		says := chat.Say("exam-tg-webhook", "host", hostOf(hook.URL))
		if hook.Error != "" {
			says.And(chat.Say("exam-tg-webhook-error", "error", hook.Error))
		}
		return []chat.Finding{wrong(says, chat.Say("exam-tg-webhook-fix"))}
	case s.Serving:
		return a.examineKinds(hook.Allowed)
	case s.Listen > 0 && a.contested(ctx, s.Listen):
		return []chat.Finding{wrong(chat.Say("exam-tg-poller"), chat.Say("exam-tg-poller-fix"))}
	}
	return nil
}

// hostOf is an address as far as it may be shown: a webhook's path is often a secret.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return "?"
}

// examineKinds tells that another program has changed which updates come while we receive them. Telegram names none when they
// are those of its default.
func (a *Adapter) examineKinds(now []string) []chat.Finding {
	if len(now) == 0 {
		return nil
	}
	var gone []string
	for _, kind := range allowed {
		if !slices.Contains(now, kind) {
			gone = append(gone, kind)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return []chat.Finding{wrong(chat.Say("exam-tg-kinds", "kinds", strings.Join(gone, ", ")), chat.Say("exam-tg-poller-fix"))}
}

// contested polls without confirming anything and reports whether somebody else's poll has ended ours. Telegram lets the newer
// one live, and the other tries again within seconds.
func (a *Adapter) contested(ctx context.Context, listen time.Duration) bool {
	p := args{Limit: 1, Timeout: max(1, int(listen/time.Second))}
	_, err := call[[]struct{}](ctx, a.client, getUpdates, p)
	var refused *tg.Error
	return errors.As(err, &refused) && refused.Code == http.StatusConflict
}

// examineChats looks at every chat once, however many topics of it are named.
func (a *Adapter) examineChats(ctx context.Context, s chat.Setup) (found []chat.Finding) {
	var seen []int64
	for _, room := range slices.Concat([]chat.RoomID{s.Staff, s.Queue, s.Moderators, s.Log}, s.Watched) {
		if at, err := placeOf(room); err == nil && !slices.Contains(seen, at.chat) {
			seen = append(seen, at.chat)
			found = append(found, a.examineChat(ctx, s, at.chat)...)
		}
	}
	return found
}

func (a *Adapter) examineChat(ctx context.Context, s chat.Setup, id int64) []chat.Finding {
	in := func(rooms ...chat.RoomID) bool { return a.among(rooms, id) }
	staff, number := in(s.Staff), strconv.FormatInt(id, 10)
	info, err := invoke[chatInfo](ctx, a, getChat, args{Chat: id}, 0, patient)
	var f *chat.Fault
	switch {
	case errors.As(err, &f) && f.Class == chat.HasMoved:
		return []chat.Finding{doubt(chat.Say("exam-tg-moved", "chat", number, "to", f.To.Key), chat.Say("exam-tg-moved-fix", "chat", number, "to", f.To.Key))}
	case class(err) == chat.Gone, class(err) == chat.Denied:
		return []chat.Finding{wrong(chat.Say("exam-tg-absent", "chat", number), chat.Say("exam-tg-absent-fix", "bot", a.self().UserName, "chat", number))}
	case err != nil:
		return []chat.Finding{a.unasked(err, "getChat "+number)}
	}
	named := []any{"chat", number, "title", info.Title}
	switch {
	case info.Type == "channel" || info.Type == "private":
		return []chat.Finding{wrong(chat.Say("exam-tg-kind", append(named, "kind", info.Type)...), chat.Say("exam-tg-kind-fix", named...))}
	case info.Type == "group" && staff:
		return []chat.Finding{wrong(chat.Say("exam-tg-small-staff", named...), chat.Say("exam-tg-topics-fix", named...))}
	case info.Type == "group":
		return []chat.Finding{doubt(chat.Say("exam-tg-small", named...), chat.Say("exam-tg-small-fix", named...))}
	case staff && !info.Forum:
		return []chat.Finding{wrong(chat.Say("exam-tg-topics", named...), chat.Say("exam-tg-topics-fix", named...))}
	}
	m, err := invoke[chatMember](ctx, a, getMember, args{Chat: id, User: a.self().ID}, 0, patient)
	if err != nil {
		return []chat.Finding{a.unasked(err, "getChatMember "+number)}
	}
	if m.inside() && !staff && !in(s.Queue, s.Moderators) && !in(s.Watched...) {
		return nil // transcripts are sent there, which a member may do
	}
	return a.examineRights(info, m, named, in(s.Queue))
}

// rightTitles are the rights as Telegram's apps call them.
var rightTitles = map[string]string{
	rightDelete: "Delete messages", rightRestrict: "Ban users", rightTopics: "Manage topics", rightPin: "Pin messages",
}

// examineRights tells what the bot may not do in a chat that is in order otherwise.
func (a *Adapter) examineRights(c chatInfo, m chatMember, named []any, board bool) []chat.Finding {
	missing := a.lacks(c, m)
	named = append(slices.Clip(named), "bot", a.self().UserName)
	switch {
	case slices.Contains(missing, rightPresence):
		return []chat.Finding{wrong(chat.Say("exam-tg-outside", named...), chat.Say("exam-tg-admin-fix", named...))}
	case slices.Contains(missing, rightAdmin) && slices.Contains(missing, rightReadAll):
		return []chat.Finding{wrong(chat.Say("exam-tg-deaf", named...), chat.Say("exam-tg-admin-fix", named...))}
	case slices.Contains(missing, rightAdmin):
		return []chat.Finding{wrong(chat.Say("exam-tg-admin", named...), chat.Say("exam-tg-admin-fix", named...))}
	}
	titles := func(rights ...string) []any {
		var shown []string
		for _, r := range rights {
			shown = append(shown, "«"+rightTitles[r]+"»")
		}
		return append(slices.Clip(named), "rights", strings.Join(shown, ", "))
	}
	var found []chat.Finding
	if len(missing) > 0 {
		found = append(found, wrong(chat.Say("exam-tg-right", titles(missing...)...), chat.Say("exam-tg-right-fix", titles(missing...)...)))
	}
	if board && m.Status == "administrator" && !m.Pin {
		found = append(found, doubt(chat.Say("exam-tg-pin", named...), chat.Say("exam-tg-right-fix", titles(rightPin)...)))
	}
	return found
}

// examTopic is what the topic that is opened for proof is called, for as long as that takes.
const examTopic = "Frontdesk: check"

// tryTopic opens a topic in the staff's forum and deletes it; without the right to delete, it closes it.
func (a *Adapter) tryTopic(ctx context.Context, staff chat.RoomID) []chat.Finding {
	if staff.IsZero() {
		return nil
	}
	room, err := a.OpenThread(ctx, chat.Thread{Parent: staff, Name: examTopic})
	if err != nil {
		return []chat.Finding{a.unasked(err, "createForumTopic "+staff.Key)}
	}
	at, err := placeOf(room)
	if err == nil {
		_, err = invoke[bool](ctx, a, deleteTopic, args{Chat: at.chat, Thread: at.thread}, 1, urgent)
	}
	if class(err) == chat.Denied {
		err = a.EditThread(ctx, room, chat.Thread{State: chat.Closed})
	}
	if err != nil {
		return []chat.Finding{doubt(chat.Say("exam-tg-topic-left", "name", examTopic, "error", err.Error()), chat.Say("exam-tg-topic-left-fix", "name", examTopic))}
	}
	return nil
}
