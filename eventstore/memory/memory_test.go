package memory_test

import (
	"testing"

	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/memory"
)

var harness = eventstoretest.Harness{Open: func(testing.TB) eventstoretest.Store { return memory.New() }}

func TestMemoryKeepsTheContract(t *testing.T) { eventstoretest.Run(t, harness) }

func BenchmarkMemory(b *testing.B) { eventstoretest.Benchmarks(b, harness.Open) }
