// Package auth signs and checks the tokens by which the API knows who asks: JWTs signed with the one Ed25519 key of an
// installation.
//
// The rules are:
//
//   - The algorithm is fixed. What a token says about its algorithm is compared, never followed.
//   - A token names its key, and only keys of the set are tried.
//   - What a token says of its bearer is believed whole or not at all.
package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Key signs tokens.
type Key struct {
	private ed25519.PrivateKey
	id      string
}

// ID is the short fingerprint of the public key, which tokens carry as kid.
func (k *Key) ID() string { return k.id }

// Public returns the half of the key that checks signatures.
func (k *Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Sign returns the Ed25519 signature of message, for whatever else an installation vouches for.
func (k *Key) Sign(message []byte) []byte { return ed25519.Sign(k.private, message) }

// KeyID is the short fingerprint of a public key: the first 8 bytes of the SHA-256 of its DER form (PKIX), in
// hexadecimal. `openssl pkey -in FILE -pubout -outform der | sha256sum` begins with it.
func KeyID(public ed25519.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:8])
}

// LoadKey reads a private key: PKCS#8 in PEM, in a file that nobody but its owner may read or write. When there is
// no such file the error matches fs.ErrNotExist.
func LoadKey(file string) (*Key, error) {
	text, err := readPrivate(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, fmt.Errorf("%s holds no private key in PEM", file)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("key in %s: %w", file, err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("key in %s is a %T, not one for Ed25519", file, parsed)
	}
	return newKey(private), nil
}

// LoadOrCreateKey is LoadKey, after making a fresh key where there is no file. Processes that start together end up with
// the same key.
func LoadOrCreateKey(file string) (*Key, error) {
	k, err := LoadKey(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := create(file); err != nil {
		return nil, err
	}
	return LoadKey(file)
}

func newKey(private ed25519.PrivateKey) *Key {
	return &Key{private: private, id: KeyID(private.Public().(ed25519.PublicKey))}
}

func readPrivate(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	const most = 64 << 10 // far more than any key takes
	switch {
	case !info.Mode().IsRegular() || info.Size() > most:
		return nil, fmt.Errorf("%s is not a key file", file)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%s can be read by others (mode %04o); run chmod 600 on it, and take a new key if it may be known",
			file, info.Mode().Perm())
	}
	text := make([]byte, info.Size())
	n, err := f.ReadAt(text, 0)
	if n < len(text) {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return text, nil
}

// create writes a fresh key whole, unless somebody else was faster.
func create(file string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // the key has a name of its own by then
	err = errors.Join(pem.Encode(temp, &pem.Block{Type: "PRIVATE KEY", Bytes: der}), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if err := os.Link(temp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
