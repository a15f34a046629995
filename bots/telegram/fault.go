package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

// Refusals that a caller treats in its own way; they lie inside a *chat.Fault.
var (
	errSame   = errors.New("nothing to change")
	errClosed = errors.New("topic is closed")
	errStale  = errors.New("callback is too old")
	errMedia  = errors.New("message has a caption, no text")
	errPlain  = errors.New("message has text, no caption")
	errNobody = errors.New("no such member")
	errFile   = errors.New("file or original is no more")
	errEither = errors.New("the chat or that of the original cannot be reached")
)

// refusals maps what the platform says, in lower case, to what it means; the first that occurs counts. Sources: the
// server's Client.cpp and the error texts of MTProto that it hands on.
var refusals = []struct {
	says  string
	class chat.Class
	as    error
	why   chat.Reason
}{
	{"message is not modified", chat.Invalid, errSame, ""},
	{"topic_not_modified", chat.Invalid, errSame, ""},
	{"topic_closed", chat.Invalid, errClosed, ""},
	{"query is too old", chat.Gone, errStale, ""},
	{"query id is invalid", chat.Gone, errStale, ""},
	{"query_id_invalid", chat.Gone, errStale, ""},
	{"there is no text in the message", chat.Invalid, errMedia, ""},
	{"there is no caption in the message", chat.Invalid, errPlain, ""},
	{"message to copy not found", chat.Invalid, errFile, ""},
	{"wrong file", chat.Invalid, errFile, ""},
	{"message thread not found", chat.Gone, nil, ""},
	{"topic_deleted", chat.Gone, nil, ""},
	{"topic_id_invalid", chat.Gone, nil, ""},
	{"message to edit not found", chat.Gone, nil, ""},
	{"message to delete not found", chat.Gone, nil, ""},
	{"message to react not found", chat.Gone, nil, ""},
	{"message to pin not found", chat.Gone, nil, ""},
	{"chat_not_modified", chat.Invalid, errSame, ""},
	{"message to be replied not found", chat.Gone, nil, ""},
	{"message_id_invalid", chat.Gone, nil, ""},
	{"chat is not a forum", chat.Unsupported, nil, ""},
	{"reaction_invalid", chat.Unsupported, nil, ""},
	{"user not found", chat.Gone, errNobody, ""},
	{"participant_id_invalid", chat.Gone, errNobody, ""},
	{"user_not_participant", chat.Gone, errNobody, ""},
	{"user_id_invalid", chat.Gone, errNobody, ""},
	{"member not found", chat.Gone, errNobody, ""},
	{"blocked by the user", chat.Unreachable, nil, chat.Blocked},
	{"user is deactivated", chat.Unreachable, nil, chat.Deactivated},
	{"can't initiate conversation", chat.Unreachable, nil, chat.NeverOpened},
	{"can't send messages to bots", chat.Unreachable, nil, ""},
	{"user is an administrator of the chat", chat.Invalid, nil, ""},
	{"can't remove chat owner", chat.Invalid, nil, ""},
	{"can't restrict self", chat.Invalid, nil, ""},
	{"not enough rights", chat.Denied, nil, ""},
	{"administrator rights", chat.Denied, nil, ""},
	{"admin_required", chat.Denied, nil, ""},
	{"have no rights", chat.Denied, nil, ""},
	{"write_forbidden", chat.Denied, nil, ""},
	{"chat_restricted", chat.Denied, nil, ""},
	{"_forbidden", chat.Denied, nil, ""},
	{"can't be deleted", chat.Denied, nil, ""},
	{"group chat was deactivated", chat.Gone, nil, ""},
}

// vanished are the refusals that mean a group is no more, and a private chat was never opened.
var vanished = []string{"chat not found", "peer_id_invalid", "chat_id_invalid", "channel_private"}

// httpError is an answer that is no JSON: it comes from something before the Bot API server.
type httpError struct{ status int }

func (e *httpError) Error() string { return fmt.Sprintf("HTTP status %d", e.status) }

// classify turns what a call came to into a fault. begun tells whether the request may have reached the server.
func classify(m method, a args, err error, begun bool) *chat.Fault {
	f := &chat.Fault{Class: chat.Transient, Err: fmt.Errorf("telegram: %s: %w", m, err)}
	var refused *tg.Error
	var strange *httpError
	switch {
	case errors.As(err, &refused):
		judge(f, m, a, refused)
	case errors.As(err, &strange):
		f.Unknown = strange.status >= 500 && strange.status != http.StatusServiceUnavailable
		if strange.status == http.StatusRequestEntityTooLarge {
			f.Class = chat.Invalid
		}
	default:
		f.Unknown = begun
	}
	return f
}

// judge fills in a refusal by the server: it did not do the call.
func judge(f *chat.Fault, m method, a args, no *tg.Error) {
	says := strings.ToLower(no.Message)
	switch {
	case no.MigrateToChatID != 0 && (a.Message != 0 && m != copyMessage || a.IDs != nil):
		f.Class = chat.Gone // the group goes on, its old messages cannot be reached any more
		return
	case no.MigrateToChatID != 0 && m == copyMessage && a.FromChat < 0 && (!basic(a.Chat) || basic(a.FromChat) && a.FromChat != a.Chat):
		f.Class = chat.Invalid // the original's group has moved, or may have: if it was the target, its own event tells
		return
	case no.MigrateToChatID != 0 && a.Thread != 0:
		f.Class = chat.Gone // the group goes on, its topics do not come along
		return
	case no.MigrateToChatID != 0:
		f.Class, f.To = chat.HasMoved, Room(no.MigrateToChatID, 0)
		return
	case no.Code == http.StatusTooManyRequests:
		f.Class, f.Until = chat.Limited, time.Now().Add(time.Duration(max(no.RetryAfter, 1))*time.Second)
		return
	case strings.Contains(says, "method not found"): // an older self-hosted server
		f.Class = chat.Unsupported
		return
	case no.Code == http.StatusUnauthorized, no.Code == http.StatusNotFound:
		f.Class = chat.Fatal // a wrong token is an unknown path
		return
	case no.Code >= 500 || no.Code == http.StatusConflict:
		return
	}
	for _, r := range refusals {
		if strings.Contains(says, r.says) {
			f.Class, f.Why = r.class, r.why
			if r.as != nil {
				f.Err = fmt.Errorf("telegram: %s: %w", m, r.as)
			}
			if r.class == chat.Denied {
				f.Right = needs[m]
			}
			return
		}
	}
	for _, v := range vanished {
		if strings.Contains(says, v) {
			f.Class = chat.Gone
			if a.Chat > 0 {
				f.Class, f.Why = chat.Unreachable, chat.NeverOpened
			}
			if m == copyMessage {
				f.Err = fmt.Errorf("telegram: %s: %w", m, errEither)
			}
			return
		}
	}
	f.Class = chat.Invalid
	if no.Code == http.StatusForbidden { // "bot was kicked from …", "bot is not a member of …"
		f.Class, f.Right = chat.Denied, rightPresence
		if m == copyMessage {
			f.Err = fmt.Errorf("telegram: %s: %w", m, errEither)
		}
	}
}

// basic reports whether a chat is a basic group: the only kind that is ever upgraded.
func basic(id int64) bool { return id < 0 && id > -1_000_000_000_000 }

// class is the class of a fault; "" for any other error and for none.
func class(err error) chat.Class {
	var f *chat.Fault
	if errors.As(err, &f) {
		return f.Class
	}
	return ""
}
