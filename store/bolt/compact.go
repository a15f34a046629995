package bolt

import (
	"cmp"
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// large is the length from which a file is worth writing anew, in bytes.
const large = 128 << 20

// inTransaction is how many bytes of rows are copied before they are synced.
const inTransaction = 16 << 20

// compact gives a large file that is mostly free pages back to the disk: bbolt never makes one shorter. At least three quarters of
// it must be free, so that a start waits no longer for the copy than for reading a quarter. The copy takes the file's place when it
// is whole and on disk; if it cannot be made, for want of room, the file is used as it is.
func (o Options) compact(path string, db *bbolt.DB) (*bbolt.DB, error) {
	info, err := os.Stat(path)
	if err != nil {
		return db, nil //nolint:nilerr // it is open
	}
	free := int64(db.Stats().FreePageN) * int64(db.Info().PageSize)
	if info.Size() < cmp.Or(o.Large, large) || free < info.Size()/4*3 {
		return db, nil
	}
	copied := path + ".compact"
	err = copyRows(db, copied)
	if err == nil { // while the old file is still locked, so that nobody takes it for the store meanwhile
		err = os.Rename(copied, path)
	}
	if err != nil {
		_ = os.Remove(copied)
		return db, nil //nolint:nilerr // there is a store to work on
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return o.open(path)
}

// copyRows makes a new file of what is in db; one that was left half-made is replaced.
func copyRows(db *bbolt.DB, path string) (err error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	to, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	if err := bbolt.Compact(to, db, inTransaction); err != nil {
		return errors.Join(err, to.Close())
	}
	return errors.Join(to.Sync(), to.Close())
}
