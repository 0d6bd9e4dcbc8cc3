package runner

import (
	"math"
	"runtime/debug"
	samples "runtime/metrics"
	"sync"
)

// While rows are made from much of the log, nearly everything that is allocated lives for a moment only. The collector then
// runs seldom, as long as the process stays within hasteBytes, or one that holds much already within some room more.
const (
	hasteGC    = 400
	hasteBytes = 240 << 20
	hasteRoom  = 96 << 20
)

// haste counts the lanes of this process that are in a hurry. What the collector was told before is told again after the last.
var haste struct {
	sync.Mutex
	lanes   int
	percent int
	limit   int64
}

// hurry begins a hurry, and returns what ends it. A smaller limit that the process was given stays.
func hurry() (done func()) {
	haste.Lock()
	defer haste.Unlock()
	if haste.lanes++; haste.lanes == 1 {
		haste.limit = debug.SetMemoryLimit(-1)
		haste.percent = debug.SetGCPercent(hasteGC)
		debug.SetMemoryLimit(min(haste.limit, max(hasteBytes, liveHeap()+hasteRoom)))
	}
	return sync.OnceFunc(func() {
		haste.Lock()
		defer haste.Unlock()
		if haste.lanes--; haste.lanes == 0 {
			debug.SetGCPercent(haste.percent)
			debug.SetMemoryLimit(haste.limit)
		}
	})
}

// liveHeap is how many bytes the last collection left.
func liveHeap() int64 {
	sample := []samples.Sample{{Name: "/gc/heap/live:bytes"}}
	samples.Read(sample)
	return int64(min(sample[0].Value.Uint64(), math.MaxInt64/4))
}
