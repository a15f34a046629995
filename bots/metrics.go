package bots

import "github.com/prometheus/client_golang/prometheus"

// metrics count the stages of the one path. No label names a member, a room or a text.
type metrics struct {
	received *prometheus.CounterVec
	verdicts *prometheus.CounterVec
	gaps     *prometheus.CounterVec
	votes    *prometheus.CounterVec
	sent     *prometheus.CounterVec
	failed   *prometheus.CounterVec
	dead     prometheus.Counter
	digests  prometheus.Counter
	flags    *prometheus.CounterVec
	leaks    *prometheus.CounterVec
	holds    *prometheus.CounterVec
	tickets  *prometheus.CounterVec
	ratings  *prometheus.CounterVec
	pictures *prometheus.CounterVec

	firstAnswer *prometheus.HistogramVec
	solution    *prometheus.HistogramVec

	batch   prometheus.Histogram
	commit  prometheus.Histogram
	latency prometheus.Histogram
}

func newMetrics(r prometheus.Registerer) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "frontdesk_" + name, Help: help}, labels)
	}
	waits := func(name, help string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "frontdesk_" + name, Help: help, Buckets: []float64{60, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600},
		}, []string{"tier"})
	}
	m := &metrics{
		digests:     prometheus.NewCounter(prometheus.CounterOpts{Name: "frontdesk_digests_total", Help: "Digests told to the staff, by room."}),
		flags:       counter("flags_total", "Flags raised, by what raised them.", "rule"),
		leaks:       counter("leaks_total", "Messages that held a secret, by kind.", "kind"),
		holds:       counter("holds_total", "Messages that may hold a secret, by what became of it: asked, deleted, passed.", "what"),
		tickets:     counter("ticket_events_total", "What happened to tickets: opened, reopened, claimed, solved, closed.", "what", "tier"),
		ratings:     counter("ratings_total", "Members' ratings of tickets.", "stars"),
		pictures:    counter("pictures_total", "Looks at profile pictures: none, same, asked, read, plain, broken, failed.", "seen"),
		firstAnswer: waits("first_answer_seconds", "From a ticket's opening to the staff's first word."),
		solution:    waits("solution_seconds", "From a ticket's opening until it was solved or closed, of those that the staff had answered."),
		received:    counter("events_received_total", "Events taken from platforms.", "platform"),
		verdicts:    counter("faq_verdicts_total", "What became of questions: answer, suggest, silent, pointer, limited.", "verdict"),
		gaps:        counter("faq_gaps_total", "Questions kept because no entry answered them: silent, unchosen, offered, not_helped, wrong, escalated.", "why"),
		votes:       counter("faq_votes_total", "What askers said of answers: helped, not_helped.", "vote"),
		sent:        counter("actions_sent_total", "Actions done.", "platform", "kind"),
		failed:      counter("actions_failed_total", "Actions that could not be done, by class of fault.", "platform", "kind", "class"),
		dead:        prometheus.NewCounter(prometheus.CounterOpts{Name: "frontdesk_events_dead_total", Help: "Events that could not be handled and were parked."}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "frontdesk_commit_jobs", Help: "Jobs committed in one transaction.", Buckets: prometheus.ExponentialBuckets(1, 2, 10),
		}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "frontdesk_commit_seconds", Help: "A transaction with its sync to disk.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		latency: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "frontdesk_action_seconds", Help: "From an action's commit to the end of its call.", Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 12),
		}),
	}
	if r != nil {
		r.MustRegister(m.received, m.verdicts, m.gaps, m.votes, m.sent, m.failed, m.dead, m.batch, m.commit, m.latency, m.digests, m.flags, m.leaks, m.holds, m.tickets, m.ratings, m.pictures, m.firstAnswer, m.solution)
	}
	return m
}
