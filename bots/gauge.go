package bots

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"frontdesk/escalation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// scrape tells the metrics how things stand when somebody asks: open tickets, by the counters beside the queue; what waits to
// be sent; which platforms serve.
type scrape struct{ h *Hub }

var (
	openTickets = prometheus.NewDesc("frontdesk_open_tickets", "Tickets that are not closed.", []string{"state", "tier"}, nil)
	queued      = prometheus.NewDesc("frontdesk_queue_actions", "Actions that are not done yet.", []string{"platform"}, nil)
	oldest      = prometheus.NewDesc("frontdesk_queue_oldest_seconds", "How long the oldest of them has waited.", []string{"platform"}, nil)
	serving     = prometheus.NewDesc("frontdesk_platform_serving", "1 while the platform is served; /readyz says why it is not.", []string{"platform"}, nil)
)

// scrapeTime bounds the reading.
const scrapeTime = 2 * time.Second

func (s scrape) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{openTickets, queued, oldest, serving} {
		ch <- d
	}
}

func (s scrape) Collect(ch chan<- prometheus.Metric) {
	for p, err := range s.h.Ready() {
		up := 0.0
		if err == nil {
			up = 1
		}
		ch <- prometheus.MustNewConstMetric(serving, prometheus.GaugeValue, up, string(p))
	}
	ctx, cancel := context.WithTimeout(s.h.life, scrapeTime)
	defer cancel()
	s.backlog(ctx, ch)
	n := map[[2]string]int{}
	for _, state := range escalation.States {
		if state != escalation.Closed {
			n[[2]string{string(state), tierLabel("")}] = 0
		}
	}
	err := s.h.store.View(ctx, func(tx store.Tx) error {
		all, err := escalation.Tallies(tx)
		for _, t := range all {
			n[[2]string{string(t.State), tierLabel(t.Tier)}] += t.Count
		}
		return err
	})
	if err != nil {
		ch <- prometheus.NewInvalidMetric(openTickets, err)
		return
	}
	for k, count := range n {
		ch <- prometheus.MustNewConstMetric(openTickets, prometheus.GaugeValue, float64(count), k[0], k[1])
	}
}

// backlog tells what waits, by platform.
func (s scrape) backlog(ctx context.Context, ch chan<- prometheus.Metric) {
	err := s.h.store.View(ctx, func(tx store.Tx) error {
		for p := range s.h.Ready() {
			n, since, err := outbox.Pending(tx, p)
			if err != nil {
				return err
			}
			waited := 0.0
			if n > 0 {
				waited = max(0, s.h.now().Sub(since).Seconds())
			}
			ch <- prometheus.MustNewConstMetric(queued, prometheus.GaugeValue, float64(n), string(p))
			ch <- prometheus.MustNewConstMetric(oldest, prometheus.GaugeValue, waited, string(p))
		}
		return nil
	})
	if err != nil {
		ch <- prometheus.NewInvalidMetric(queued, err)
	}
}
