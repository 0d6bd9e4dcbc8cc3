package localserver

import "syscall"

// dieWithParent lets the kernel signal the child when the thread that started it is gone.
func dieWithParent(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }
