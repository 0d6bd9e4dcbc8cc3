package localservertest

import "syscall"

const plenty = 4 << 30 // bytes

// roomy says whether a file system has plenty of free space, and lets programs in it run.
func roomy(dir string) bool {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return false
	}
	return s.Flags&syscall.MS_NOEXEC == 0 && s.Bavail*uint64(s.Bsize) > plenty
}
