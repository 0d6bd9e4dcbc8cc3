//go:build !linux

package localserver

import "syscall"

// dieWithParent does nothing where the kernel has no such service: a server then survives a program that is killed, and
// the next owner stops it.
func dieWithParent(*syscall.SysProcAttr, syscall.Signal) {}
