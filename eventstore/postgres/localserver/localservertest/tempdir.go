package localservertest

import "os"

// TempDir is the folder for clusters that are thrown away: what TMPDIR says, else memory where the machine has plenty,
// since a cluster is a thousand small files that are made and removed for every test, else the system's.
func TempDir() string {
	if os.Getenv("TMPDIR") == "" && roomy("/dev/shm") {
		return "/dev/shm"
	}
	return os.TempDir()
}
