// Package cosell embeds what the program carries with it.
package cosell

import _ "embed"

// DemoStory is the text of the demo story, for handlers/scenario to parse under the name DemoName.
//
//go:embed testdata/scenarios/demo.story
var DemoStory string

// DemoName is the file name of DemoStory. The ids of the demo derive from it.
const DemoName = "demo.story"
