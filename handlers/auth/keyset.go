package auth

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// KeySet holds the public keys whose tokens are taken, by id.
type KeySet map[string]ed25519.PublicKey

// NewKeySet is the set of these keys.
func NewKeySet(keys ...ed25519.PublicKey) KeySet {
	set := KeySet{}
	for _, k := range keys {
		set[KeyID(k)] = k
	}
	return set
}

// LoadPublicKeys reads the keys that were used before the present one, so that their tokens are taken until they expire:
// any number of Ed25519 public keys (PKIX) in one PEM file. A file that does not exist holds none.
func LoadPublicKeys(file string) (keys []ed25519.PublicKey, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "PUBLIC KEY" {
			return nil, fmt.Errorf("%s holds a %s, not only public keys", file, block.Type)
		}
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("key %d in %s: %w", len(keys)+1, file, err)
		}
		public, ok := parsed.(ed25519.PublicKey)
		if !ok {
			return nil, fmt.Errorf("key %d in %s is a %T, not one for Ed25519", len(keys)+1, file, parsed)
		}
		keys = append(keys, public)
	}
	return keys, nil
}
