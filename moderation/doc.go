// Package moderation tells a community's officials, links and secrets from what only looks like them.
//
// It is a set of pure engines: a [Roster] says who is official, [Names] finds accounts that pose as them, [Links] finds
// hosts and handles that pose as theirs, [Lures] finds messages that lead members away, [Directory] answers «is this
// really you?», and the secret package finds recovery phrases and private keys. All of them are immutable after they are built, safe for concurrent use, never block
// and never touch the network; every one runs in time linear in its input and accepts any bytes.
//
//	roster, warnings, err := moderation.LoadRoster(yamlBytes) // or moderation.NewRoster(spec) from the configuration
//	names := moderation.NewNames(roster)
//	links := moderation.NewLinks(names)
//	lures := moderation.NewLures(links)
//	directory := moderation.NewDirectory(links) // for members who ask
//	secrets := secret.New()
//
//	if secrets.Check(text).Verdict != secret.Clear { text = secrets.Redact(text) } // before anything else
//	v := names.Check(member.Handle, member.Name)                                   // v.Verdict, v.Like, v.Reasons
//	l := links.Check(text, targets...)                                             // hidden targets of masked links
//
// Whether an account *is* an official is decided by its immutable ID ([Roster.ByAccount]) and by nothing else: callers
// exempt it before they ask Names, which judges appearances only.
package moderation
