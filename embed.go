// Package frontdesk holds what ships inside the binary: the default FAQ. Only cmd imports it.
package frontdesk

import _ "embed"

//go:embed faq.yaml
var faq string

// FAQ is the default faq.yaml, served where no other is named and none lies in the working directory.
func FAQ() []byte { return []byte(faq) }
