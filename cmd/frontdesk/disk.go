//go:build linux || darwin || freebsd

package main

import "syscall"

// freeBytes is how much room there is for this user where dir lies.
func freeBytes(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return uint64(fs.Bavail) * uint64(fs.Bsize), nil //nolint:unconvert // signed on some systems, and not negative
}
