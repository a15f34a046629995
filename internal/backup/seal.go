package backup

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Key is for whom a backup is encrypted: who knows the passphrase, or who has the identity of one of the recipients. The zero
// value encrypts nothing.
type Key struct {
	Passphrase string
	Recipients []string // age1…
}

// Zero reports whether nothing is encrypted.
func (k Key) Zero() bool { return k.Passphrase == "" && len(k.Recipients) == 0 }

// recipients reads the key.
func (k Key) recipients() (out []age.Recipient, err error) {
	if k.Passphrase != "" && len(k.Recipients) > 0 {
		return nil, errors.New("a backup is encrypted with a passphrase or for recipients, not both: age allows one of them")
	}
	if k.Passphrase != "" {
		r, err := age.NewScryptRecipient(k.Passphrase)
		return []age.Recipient{r}, err
	}
	for _, s := range k.Recipients {
		r, err := age.ParseHybridRecipient(s)
		if err == nil {
			out = append(out, r)
			continue
		}
		x, err := age.ParseX25519Recipient(s)
		if err != nil {
			return nil, fmt.Errorf("%.80q is no recipient; expected what age-keygen prints as the public key, age1…", s)
		}
		out = append(out, x)
	}
	return out, nil
}

// Check reports what is wrong with a key.
func (k Key) Check() error {
	_, err := k.recipients()
	return err
}

// Seal encrypts what is written to it. Close ends the encryption and leaves w open. Without a key it passes on.
func (k Key) Seal(w io.Writer) (io.WriteCloser, error) {
	if k.Zero() {
		return plain{w}, nil
	}
	to, err := k.recipients()
	if err != nil {
		return nil, err
	}
	return age.Encrypt(w, to...)
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// Opener opens encrypted backups: by the passphrase, or with identities as age-keygen writes them.
type Opener struct {
	Passphrase string
	Identities string // the text of a file of them
}

// sealed begins what age has encrypted.
const sealed = "age-encryption.org/"

// ErrLocked tells that the backup is encrypted and the opener cannot open it.
var ErrLocked = errors.New("it is encrypted")

// Open reads what was written through Seal, and what was never encrypted.
func (o Opener) Open(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, err := b.Peek(len(sealed))
	if err != nil || !bytes.Equal(head, []byte(sealed)) {
		return b, nil //nolint:nilerr // too short for anything: whoever reads it tells
	}
	ids, err := o.identities()
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, ErrLocked
	}
	out, err := age.Decrypt(b, ids...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, fmt.Errorf("%w for another passphrase or identity", ErrLocked)
	}
	if err != nil {
		return nil, damaged(err)
	}
	return out, nil
}

func (o Opener) identities() (ids []age.Identity, err error) {
	if o.Identities != "" {
		if ids, err = age.ParseIdentities(strings.NewReader(o.Identities)); err != nil {
			return nil, fmt.Errorf("identities: %w; expected a file as age-keygen writes it", err)
		}
	}
	if o.Passphrase != "" {
		id, err := age.NewScryptIdentity(o.Passphrase)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
