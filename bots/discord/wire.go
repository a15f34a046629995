package discord

import (
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// What Discord sends, as far as it is used. Where the library's types refuse what they do not know (components) or cannot
// do without (authors), these stand in. Times are text: a broken one must not spoil its message.

type guildData struct {
	ID          string        `json:"id"`
	OwnerID     string        `json:"owner_id"`
	Unavailable bool          `json:"unavailable"`
	Roles       []roleData    `json:"roles"`
	Channels    []channelData `json:"channels"`
	Threads     []channelData `json:"threads"`
	Members     []memberData  `json:"members"`
}

// applicationData is the bot's application as its owner sees it in the developer portal.
type applicationData struct {
	ID       string `json:"id"`
	Flags    int64  `json:"flags"`
	Endpoint string `json:"interactions_endpoint_url"` // where interactions go instead of to the gateway
}

type roleData struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions string `json:"permissions"`
	Position    int    `json:"position"` // who holds a higher role is out of reach
	Managed     bool   `json:"managed"`  // an integration's own
}

func (r roleData) bits() int64 { return bits(r.Permissions) }

type channelData struct {
	ID            string                `json:"id"`
	GuildID       string                `json:"guild_id"`
	ParentID      string                `json:"parent_id"`
	OwnerID       string                `json:"owner_id"`
	Name          string                `json:"name"`
	Type          discordgo.ChannelType `json:"type"`
	LastMessageID string                `json:"last_message_id"`
	Recipients    []discordgo.User      `json:"recipients"`
	Overwrites    []overwriteData       `json:"permission_overwrites"`
	Thread        *struct {
		Archived bool `json:"archived"`
		Locked   bool `json:"locked"`
	} `json:"thread_metadata"`
}

func (c channelData) thread() bool {
	return c.Type == discordgo.ChannelTypeGuildPublicThread || c.Type == discordgo.ChannelTypeGuildPrivateThread || c.Type == discordgo.ChannelTypeGuildNewsThread
}

type overwriteData struct {
	ID    string `json:"id"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

type memberData struct {
	User     *discordgo.User `json:"user"`
	Nick     string          `json:"nick"`
	Avatar   string          `json:"avatar"`
	Roles    []string        `json:"roles"`
	JoinedAt string          `json:"joined_at"`
	GuildID  string          `json:"guild_id"` // in events
}

type messageData struct {
	ID          string                         `json:"id"`
	ChannelID   string                         `json:"channel_id"`
	GuildID     string                         `json:"guild_id"`
	Type        int                            `json:"type"`
	Flags       int                            `json:"flags"`
	Content     *string                        `json:"content"` // nil: not told
	Edited      string                         `json:"edited_timestamp"`
	Author      *discordgo.User                `json:"author"`
	Member      *memberData                    `json:"member"`
	WebhookID   string                         `json:"webhook_id"`
	Nonce       json.RawMessage                `json:"nonce"`
	Attachments []*discordgo.MessageAttachment `json:"attachments"`
	Embeds      []*discordgo.MessageEmbed      `json:"embeds"`
	Components  []componentData                `json:"components"`
	Stickers    []*discordgo.StickerItem       `json:"sticker_items"`
	Mentions    []mentionData                  `json:"mentions"`
	Reference   *discordgo.MessageReference    `json:"message_reference"`
	Answered    *messageData                   `json:"referenced_message"`
	Snapshots   []struct {
		Message *messageData `json:"message"`
	} `json:"message_snapshots"`
	Poll *struct {
		Question struct {
			Text string `json:"text"`
		} `json:"question"`
	} `json:"poll"`
}

type mentionData struct {
	discordgo.User
	Member *memberData `json:"member"`
}

// componentData is any component: what it may hold is told by what is there, so new kinds are read as well.
type componentData struct {
	Type       int             `json:"type"`
	CustomID   string          `json:"custom_id"`
	Label      string          `json:"label"`
	URL        string          `json:"url"`
	Content    string          `json:"content"`
	Value      string          `json:"value"`
	Components []componentData `json:"components"`
	Component  *componentData  `json:"component"`
	Accessory  *componentData  `json:"accessory"`
}

type interactionData struct {
	ID        string          `json:"id"`
	Type      int             `json:"type"`
	Token     string          `json:"token"`
	AppID     string          `json:"application_id"`
	GuildID   string          `json:"guild_id"`
	ChannelID string          `json:"channel_id"`
	Channel   *channelData    `json:"channel"`
	Member    *memberData     `json:"member"`
	User      *discordgo.User `json:"user"`
	Locale    string          `json:"locale"`
	Message   *messageData    `json:"message"`
	Data      struct {
		Name     string `json:"name"`
		TargetID string `json:"target_id"`
		Resolved struct {
			Messages    map[string]*messageData                 `json:"messages"`
			Attachments map[string]*discordgo.MessageAttachment `json:"attachments"`
		} `json:"resolved"`
		Options    []optionData    `json:"options"`
		CustomID   string          `json:"custom_id"`
		Components []componentData `json:"components"`
	} `json:"data"`
}

type optionData struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []optionData    `json:"options"`
}

// Kinds of interactions and of the answers to them. Source: «Receiving and Responding».
const (
	usedCommand   = 2
	pressedButton = 3
	typedOption   = 4
	sentForm      = 5

	answerMessage = 4
	answerLater   = 5
	answerNothing = 6
	answerUpdate  = 7
	answerChoices = 8
	answerForm    = 9
)

// Flags of messages.
const (
	flagNoPreview = 1 << 2
	flagEphemeral = 1 << 6
	flagSilent    = 1 << 12
	flagVoice     = 1 << 13
)
