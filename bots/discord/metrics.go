package discord

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	events      *prometheus.CounterVec // by the gateway's type
	calls       *prometheus.CounterVec // by route and class of status
	connections *prometheus.CounterVec // by how they ended
	backfilled  prometheus.Counter
	undecodable prometheus.Counter
	invalid     prometheus.Gauge
}

func newMetrics(reg prometheus.Registerer) *metrics {
	counter := func(name, help string) prometheus.CounterOpts {
		return prometheus.CounterOpts{Namespace: "frontdesk", Subsystem: "discord", Name: name, Help: help}
	}
	m := &metrics{
		events:      prometheus.NewCounterVec(counter("events_total", "Events received over the gateway."), []string{"type"}),
		calls:       prometheus.NewCounterVec(counter("calls_total", "Calls to the API; unsent: for want of budget."), []string{"route", "status"}),
		connections: prometheus.NewCounterVec(counter("connections_total", "Gateway connections that ended."), []string{"cause"}),
		backfilled:  prometheus.NewCounter(counter("backfilled_messages_total", "Messages read from history after a gap.")),
		undecodable: prometheus.NewCounter(counter("undecodable_events_total", "Events that could not be read and were left out.")),
		invalid: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "frontdesk", Subsystem: "discord", Name: "invalid_requests",
			Help: "Answers 401, 403 and 429 within ten minutes; at 10,000 Discord bans the address."}),
	}
	if reg == nil {
		return m
	}
	m.events, m.calls, m.connections = register(reg, m.events), register(reg, m.calls), register(reg, m.connections)
	m.backfilled, m.undecodable, m.invalid = register(reg, m.backfilled), register(reg, m.undecodable), register(reg, m.invalid)
	return m
}

// register goes on with what an earlier adapter of the process has registered.
func register[C prometheus.Collector](reg prometheus.Registerer, c C) C {
	var known prometheus.AlreadyRegisteredError
	if err := reg.Register(c); errors.As(err, &known) {
		if same, ok := known.ExistingCollector.(C); ok {
			return same
		}
	}
	return c
}
