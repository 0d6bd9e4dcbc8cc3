package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReasonsNameNoAddress(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(10, 1, 2, 3), Port: 8443}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Source: at, Addr: at, Err: err} }
	verify := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	cert := &x509.Certificate{IPAddresses: []net.IP{at.IP}, DNSNames: []string{"inside.internal"}}
	for want, err := range map[string]error{
		errPrivate.Error():            dial(errPrivate),
		errUnknown.Error():            dial(&net.DNSError{Err: "no such host", Name: "inside.internal", Server: "10.1.2.3:53", IsNotFound: true}),
		errSlow.Error():               dial(os.ErrDeadlineExceeded),
		"connect: connection refused": dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)),
		errBrokenOff.Error():          &net.OpError{Op: "read", Net: "tcp", Source: at, Addr: at, Err: net.ErrClosed},
		errMisnamed.Error():           verify(x509.HostnameError{Certificate: cert, Host: "10.1.2.3"}),
		errOutdated.Error():           verify(x509.CertificateInvalidError{Cert: cert, Reason: x509.Expired, Detail: "10.1.2.3"}),
		errUntrusted.Error():          verify(x509.UnknownAuthorityError{Cert: cert}),
		errNoTLS.Error():              &net.OpError{Op: "remote error", Err: tls.AlertError(40)},
		errGarbled.Error():            errors.New("unexpected words of 10.1.2.3"),
	} {
		got := reasonOf(&url.Error{Op: "Post", URL: "https://receiver.example/?key=s3cret", Err: err}).Error()
		assert.Equal(t, want, got)
		for _, secret := range []string{"10.1", "internal", "8443", "s3cret"} {
			assert.NotContains(t, got, secret)
		}
	}
	assert.Equal(t, errSlow, reasonOf(context.DeadlineExceeded))
}

func TestAddressesThatLeadToOtherNetworksAreNotPublic(t *testing.T) {
	for _, a := range []string{
		"127.0.0.1", "::1", "10.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "::7f00:1", "::8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::",
		"fe80::1", "fc00::1", "169.254.169.254", "0.0.0.0", "::", "224.0.0.1",
	} {
		assert.False(t, public(netip.MustParseAddr(a)), a)
	}
	for _, a := range []string{"8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"} {
		assert.True(t, public(netip.MustParseAddr(a)), a)
	}
}
