// Package bots joins the platforms to the domains: the Hub takes events from adapters, decides about each in a
// transaction, keeps the actions that follow in the outbox, and does them.
//
//	adapter ─► Hub.Accept ─► think ─► one transaction for all that has arrived: decide, enqueue, claim ─► durable
//	        ─► acknowledged                     └► claimed actions ─► chat.Perform ─► receipt ─► next transaction
//
// One goroutine commits; everything that the hub writes goes through it as a job, so one sync serves all that has come
// meanwhile.
// Thinking (secrets, names, FAQ scores) happens before, in the adapters' goroutines, and platform calls after, in as many
// goroutines as a platform may have calls under way.
package bots
