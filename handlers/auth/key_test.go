package auth_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/handlers/auth"
)

func TestAKeyIsMadeOnceAndReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "key.pem")
	made, err := auth.LoadOrCreateKey(file)
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	again, err := auth.LoadOrCreateKey(file)
	require.NoError(t, err)
	require.Equal(t, made.ID(), again.ID())
	require.Len(t, made.ID(), 16)
	require.Equal(t, auth.KeyID(made.Public()), made.ID())
	require.True(t, ed25519.Verify(again.Public(), []byte("text"), made.Sign([]byte("text"))))
	left, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing but the key is left behind")
}

func TestProcessesThatStartTogetherAgreeOnOneKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			if k, err := auth.LoadOrCreateKey(file); err == nil {
				ids[i] = k.ID()
			}
		})
	}
	all.Wait()
	require.NotEmpty(t, ids[0])
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
}

func TestAKeyThatOthersMayReadIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	_, err := auth.LoadOrCreateKey(file)
	require.NoError(t, err)
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o601} {
		require.NoError(t, os.Chmod(file, mode))
		_, err = auth.LoadKey(file)
		require.ErrorContains(t, err, "chmod 600")
		_, err = auth.LoadOrCreateKey(file)
		require.Error(t, err, "it is not replaced either")
	}
}

func TestAFileThatIsNoKeyIsRefused(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(other)
	require.NoError(t, err)
	for name, text := range map[string][]byte{
		"empty":         {},
		"text":          []byte("not a key"),
		"another type":  pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}),
		"broken":        pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}),
		"another curve": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
		"too long":      make([]byte, 65<<10),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "key.pem")
			require.NoError(t, os.WriteFile(file, text, 0o600))
			_, err := auth.LoadKey(file)
			require.ErrorContains(t, err, file)
		})
	}
	_, err = auth.LoadKey(t.TempDir())
	require.ErrorContains(t, err, "not a key file")
	_, err = auth.LoadKey(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestOldPublicKeysAreReadFromOneFile(t *testing.T) {
	var text []byte
	var want []ed25519.PublicKey
	for range 2 {
		public, _, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(t, err)
		der, err := x509.MarshalPKIXPublicKey(public)
		require.NoError(t, err)
		want = append(want, public)
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})...)
	}
	file := filepath.Join(t.TempDir(), "old.pem")
	require.NoError(t, os.WriteFile(file, text, 0o644))
	keys, err := auth.LoadPublicKeys(file)
	require.NoError(t, err)
	require.Equal(t, want, keys)

	none, err := auth.LoadPublicKeys(filepath.Join(t.TempDir(), "none"))
	require.NoError(t, err)
	require.Empty(t, none)

	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), 0o644))
	_, err = auth.LoadPublicKeys(file)
	require.ErrorContains(t, err, "not only public keys")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}), 0o644))
	_, err = auth.LoadPublicKeys(file)
	require.ErrorContains(t, err, "key 1")
}
