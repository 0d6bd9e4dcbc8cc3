// Package testdata embeds the samples, goldens and stories that tests of several packages share.
package testdata

import "embed"

// Events holds one sample of every event kind and schema version: events/<kind>.v<version>.json. A sample is never
// edited.
//
//go:embed events
var Events embed.FS
