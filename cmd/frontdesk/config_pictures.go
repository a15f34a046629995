package main

import "frontdesk/bots"

// pictureSettings are about the looks at profile pictures.
type pictureSettings struct {
	Off       bool `yaml:"off"`        // none are looked at, and what is kept of them is erased
	PerMinute *int `yaml:"per_minute"` // default: 20
}

// mostPictures is what platforms let one ask beside everything else.
const mostPictures = 600

func (s *pictureSettings) apply(doc *document, c *bots.Config) {
	if s.PerMinute != nil {
		limit(doc, "guard.pictures.per_minute", *s.PerMinute, &c.Guard.Pictures)
		if *s.PerMinute < 1 || *s.PerMinute > mostPictures {
			doc.report("guard.pictures.per_minute", "%d; expected 1 to %d, or off: true", *s.PerMinute, mostPictures)
		}
	}
	if s.Off {
		c.Guard.Pictures = 0
	}
}
