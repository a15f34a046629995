package telegram

import (
	"encoding/json"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// This file holds what the platform calls things: methods, parameters, fields, the texts of its refusals. The library
// is of Bot API 5.7; types here embed its types and add or shadow what came later (encoding/json fills the shallower
// of two fields of one name).

// method is a method of the Bot API.
type method string

const (
	getMe           method = "getMe"
	getUpdates      method = "getUpdates"
	deleteWebhook   method = "deleteWebhook"
	getWebhookInfo  method = "getWebhookInfo"
	setMyCommands   method = "setMyCommands"
	sendMessage     method = "sendMessage"
	sendMediaGroup  method = "sendMediaGroup"
	copyMessage     method = "copyMessage"
	editText        method = "editMessageText"
	editCaption     method = "editMessageCaption"
	deleteMessages  method = "deleteMessages"
	answerCallback  method = "answerCallbackQuery"
	setReaction     method = "setMessageReaction"
	pinMessage      method = "pinChatMessage"
	createTopic     method = "createForumTopic"
	editTopic       method = "editForumTopic"
	closeTopic      method = "closeForumTopic"
	reopenTopic     method = "reopenForumTopic"
	deleteTopic     method = "deleteForumTopic"
	banMember       method = "banChatMember"
	unbanMember     method = "unbanChatMember"
	restrictMember  method = "restrictChatMember"
	getChat         method = "getChat"
	getMember       method = "getChatMember"
	getAdmins       method = "getChatAdministrators"
	getCount        method = "getChatMemberCount"
	getProfilePhoto method = "getUserProfilePhotos"
	getFile         method = "getFile"
)

// needs is the administrator's right without which a method is refused.
var needs = map[method]string{
	deleteMessages: rightDelete, banMember: rightRestrict, unbanMember: rightRestrict, restrictMember: rightRestrict,
	pinMessage: rightPin, createTopic: rightTopics, editTopic: rightTopics, closeTopic: rightTopics, reopenTopic: rightTopics, deleteTopic: rightDelete,
	sendMessage: "can_send_messages", sendMediaGroup: "can_send_messages", copyMessage: "can_send_messages",
}

const (
	rightAdmin    = "administrator"
	rightDelete   = "can_delete_messages"
	rightRestrict = "can_restrict_members"
	rightTopics   = "can_manage_topics"
	rightPin      = "can_pin_messages"
	rightReadAll  = "can_read_all_group_messages" // privacy mode is on and the bot no administrator
	rightPresence = "member of the chat"
)

// allowed are the kinds of update we ask for, always in full: an omitted list keeps an earlier one.
var allowed = []string{"message", "edited_message", "callback_query", "my_chat_member", "chat_member"}

// args are the parameters of all methods we call; those left zero are not sent.
type args struct {
	Chat    int64 `json:"chat_id,omitempty"`
	Thread  int   `json:"message_thread_id,omitempty"`
	Message int   `json:"message_id,omitempty"`
	IDs     []int `json:"message_ids,omitempty"`
	User    int64 `json:"user_id,omitempty"`

	Text            string    `json:"text,omitempty"`
	Entities        []entity  `json:"entities,omitempty"`
	Caption         string    `json:"caption,omitempty"`
	CaptionEntities []entity  `json:"caption_entities,omitempty"`
	Preview         *preview  `json:"link_preview_options,omitempty"`
	Silent          bool      `json:"disable_notification,omitempty"`
	Reply           *reply    `json:"reply_parameters,omitempty"`
	Keyboard        *keyboard `json:"reply_markup,omitempty"`
	FromChat        int64     `json:"from_chat_id,omitempty"`
	Media           []media   `json:"media,omitempty"`

	Callback string `json:"callback_query_id,omitempty"`
	Alert    bool   `json:"show_alert,omitempty"`

	Name         string           `json:"name,omitempty"`
	Permissions  *permissions     `json:"permissions,omitempty"`
	Independent  bool             `json:"use_independent_chat_permissions,omitempty"`
	Until        int64            `json:"until_date,omitempty"`
	OnlyIfBanned bool             `json:"only_if_banned,omitempty"`
	Reaction     []reaction       `json:"reaction,omitempty"`
	File         string           `json:"file_id,omitempty"`
	Commands     []tg.BotCommand  `json:"commands,omitempty"`
	Scope        *scope           `json:"scope,omitempty"`
	Lang         string           `json:"language_code,omitempty"`
	Offset       int              `json:"offset,omitempty"`
	Limit        int              `json:"limit,omitempty"`
	Timeout      int              `json:"timeout,omitempty"`
	Allowed      []string         `json:"allowed_updates,omitempty"`
	Files        map[string]value `json:"-"` // the method's file parameters, by name
}

// value is a file parameter: the ID of a file the platform has.
type value string

// form writes the parameters as the platform wants them: scalars bare, everything else as JSON.
func (a args) form() (tg.Params, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return nil, err
	}
	p := make(tg.Params, len(fields)+len(a.Files))
	for name, raw := range fields {
		p[name] = string(raw)
		if raw[0] == '"' {
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				return nil, err
			}
			p[name] = s
		}
	}
	for name, v := range a.Files {
		p[name] = string(v)
	}
	return p, nil
}

type entity struct {
	Type   string     `json:"type"`
	Offset int        `json:"offset"`
	Length int        `json:"length"`
	URL    string     `json:"url,omitempty"`
	User   *mentioned `json:"user,omitempty"`
	Lang   string     `json:"language,omitempty"`
}

type mentioned struct {
	ID    int64  `json:"id"`
	IsBot bool   `json:"is_bot"`
	Name  string `json:"first_name"`
}

type preview struct {
	Disabled bool   `json:"is_disabled,omitempty"`
	URL      string `json:"url,omitempty"`
}

type reply struct {
	Message int  `json:"message_id"`
	Without bool `json:"allow_sending_without_reply"`
}

type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type media struct {
	Type     string   `json:"type"`
	Media    string   `json:"media"` // a file's ID or attach://NAME
	Caption  string   `json:"caption,omitempty"`
	Entities []entity `json:"caption_entities,omitempty"`
}

type reaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

type scope struct {
	Type string `json:"type"`
	Chat int64  `json:"chat_id,omitempty"`
}

// permissions are what a restricted member may do; all under their present names.
type permissions struct {
	Messages   bool `json:"can_send_messages"`
	Audios     bool `json:"can_send_audios"`
	Documents  bool `json:"can_send_documents"`
	Photos     bool `json:"can_send_photos"`
	Videos     bool `json:"can_send_videos"`
	VideoNotes bool `json:"can_send_video_notes"`
	VoiceNotes bool `json:"can_send_voice_notes"`
	Polls      bool `json:"can_send_polls"`
	Other      bool `json:"can_send_other_messages"`
	Previews   bool `json:"can_add_web_page_previews"`
	Invites    bool `json:"can_invite_users"`
}

// update is one row of the feed.
type update struct {
	tg.Update
	Message  *message      `json:"message"`
	Edited   *message      `json:"edited_message"`
	Callback *callback     `json:"callback_query"`
	Self     *memberUpdate `json:"my_chat_member"`
	Member   *memberUpdate `json:"chat_member"`
}

type message struct {
	tg.Message
	Chat     chatInfo       `json:"chat"`
	Thread   int            `json:"message_thread_id"`
	InTopic  bool           `json:"is_topic_message"`
	ReplyTo  *message       `json:"reply_to_message"`
	External *externalReply `json:"external_reply"`
	Quote    *struct {
		Text string `json:"text"`
	} `json:"quote"`
	Origin       *origin         `json:"forward_origin"`
	Preview      *preview        `json:"link_preview_options"`
	Keyboard     *keyboard       `json:"reply_markup"`
	Entities     []entity        `json:"entities"`
	CaptionSpans []entity        `json:"caption_entities"`
	Sticker      *sticker        `json:"sticker"`
	TopicMade    *topicMade      `json:"forum_topic_created"`
	Pinned       json.RawMessage `json:"pinned_message"` // shadowed: it may be inaccessible
}

type topicMade struct {
	Name string `json:"name"`
}

type chatInfo struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title"`
	Username string `json:"username"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Forum    bool   `json:"is_forum"`
}

type sticker struct {
	tg.Sticker
	Video bool `json:"is_video"`
}

type externalReply struct {
	Origin *origin   `json:"origin"`
	Chat   *chatInfo `json:"chat"`
}

type origin struct {
	Type      string    `json:"type"`
	User      *tg.User  `json:"sender_user"`
	Hidden    string    `json:"sender_user_name"`
	Group     *chatInfo `json:"sender_chat"`
	Channel   *chatInfo `json:"chat"`
	Signature string    `json:"author_signature"`
}

type callback struct {
	ID      string   `json:"id"`
	From    tg.User  `json:"from"`
	Message *message `json:"message"` // inaccessible: date 0, only chat and number
	Data    string   `json:"data"`
}

type memberUpdate struct {
	Chat chatInfo   `json:"chat"`
	From tg.User    `json:"from"`
	Date int64      `json:"date"`
	Old  chatMember `json:"old_chat_member"`
	New  chatMember `json:"new_chat_member"`
}

type chatMember struct {
	User     tg.User `json:"user"`
	Status   string  `json:"status"`
	In       bool    `json:"is_member"` // of a restricted member
	Delete   bool    `json:"can_delete_messages"`
	Restrict bool    `json:"can_restrict_members"`
	Topics   bool    `json:"can_manage_topics"`
	Pin      bool    `json:"can_pin_messages"`
}

// webhook is where the bot's updates go instead of to who polls, and which kinds were asked for.
type webhook struct {
	URL     string   `json:"url"`
	Error   string   `json:"last_error_message"`
	Allowed []string `json:"allowed_updates"`
}

// inside reports whether the account is in the chat.
func (m chatMember) inside() bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	case "restricted":
		return m.In
	}
	return false
}

func (m chatMember) admin() bool { return m.Status == "creator" || m.Status == "administrator" }

// groups are the words of chat.Member for the account's standing.
func (m chatMember) groups() []string {
	switch m.Status {
	case "creator":
		return []string{"owner"}
	case "administrator":
		return []string{"admin"}
	}
	return nil
}

// sent is what matters of a message that was sent, and of a topic that was opened.
type sent struct {
	ID     int `json:"message_id"`
	Thread int `json:"message_thread_id"`
}

// content names what a message without known contents carries, by its field, and whether that is a service message.
func content(raw json.RawMessage) (name string, service bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return "", false
	}
	for f := range fields {
		if envelope[f] {
			continue
		}
		for _, s := range serviceFields {
			if strings.HasPrefix(f, s) {
				return f, true
			}
		}
		if name == "" || f < name {
			name = f
		}
	}
	return name, false
}

// envelope are the fields of a message that are no contents.
var envelope = set("message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
	"sender_business_bot", "sender_tag", "date", "guest_query_id", "business_connection_id", "chat", "forward_origin", "is_topic_message",
	"is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id",
	"via_bot", "guest_bot_caller_user", "guest_bot_caller_chat", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post",
	"media_group_id", "author_signature", "paid_star_count", "text", "entities", "link_preview_options", "suggested_post_info", "effect_id",
	"caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup", "forward_from", "forward_from_chat",
	"forward_from_message_id", "forward_signature", "forward_sender_name", "forward_date")

// serviceFields begin the names of fields that tell what happened to a chat: nobody wrote them.
var serviceFields = []string{"new_chat_", "left_chat_", "chat_owner_", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
	"channel_chat_created", "message_auto_delete_timer_changed", "migrate_", "pinned_message", "successful_payment", "refunded_payment",
	"users_shared", "chat_shared", "gift_upgrade_sent", "connected_website", "write_access_allowed", "passport_data", "proximity_alert_triggered",
	"boost_added", "chat_background_set", "checklist_tasks_", "direct_message_price_changed", "forum_topic_", "general_forum_topic_",
	"giveaway_created", "giveaway_completed", "managed_bot_created", "paid_message_price_changed", "poll_option_", "suggested_post_approv",
	"suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "video_chat_", "voice_chat_", "web_app_data"}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
