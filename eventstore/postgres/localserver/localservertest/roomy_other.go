//go:build !linux

package localservertest

func roomy(string) bool { return false }
