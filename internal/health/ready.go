package health

import "time"

// Part is one thing the program needs or serves.
type Part struct {
	Name     string    `json:"name"`               // "store", "telegram"
	Platform bool      `json:"platform,omitempty"` // one of several ways in: enough if one of them serves
	Serving  bool      `json:"serving"`
	Reason   string    `json:"reason,omitempty"` // why it does not serve, and what to do
	Since    time.Time `json:"since,omitzero"`   // of the present state
}

// Report is what /readyz says.
type Report struct {
	Ready    bool     `json:"ready"`
	Degraded bool     `json:"degraded,omitempty"` // ready, though a platform is down
	Reasons  []string `json:"reasons,omitempty"`
	Parts    []Part   `json:"parts"`
}

// Judge tells whether the program does its work: every part that is no platform serves, and of the platforms at least one.
// A platform that is down never makes the others unready; it shows as degraded, with its reason.
func Judge(parts []Part) Report {
	r := Report{Ready: true, Parts: parts}
	if parts == nil {
		r.Parts = []Part{}
	}
	platforms, up := 0, 0
	for _, p := range parts {
		if p.Platform {
			platforms++
		}
		switch {
		case !p.Serving:
			r.Reasons = append(r.Reasons, p.Name+": "+orUnknown(p.Reason))
			if !p.Platform {
				r.Ready = false
			}
		case p.Platform:
			up++
		}
	}
	if platforms > 0 && up == 0 {
		r.Ready = false
	}
	r.Degraded = r.Ready && up < platforms
	return r
}

func orUnknown(reason string) string {
	if reason == "" {
		return "not serving yet"
	}
	return reason
}
