package bots

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"frontdesk/escalation"
	"frontdesk/store"
)

// openGauge tells the metrics how many tickets are open, by state and tier, when somebody asks. It reads the counters beside the
// queue and no ticket.
type openGauge struct{ h *Hub }

var openTickets = prometheus.NewDesc("frontdesk_open_tickets", "Tickets that are not closed.", []string{"state", "tier"}, nil)

// scrapeTime bounds the reading.
const scrapeTime = 2 * time.Second

func (s openGauge) Describe(ch chan<- *prometheus.Desc) { ch <- openTickets }

func (s openGauge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(s.h.life, scrapeTime)
	defer cancel()
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
