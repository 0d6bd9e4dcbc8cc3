package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
)

// What a subscriber is told of an attempt that nobody answered.
var (
	errPrivate   = errors.New("the receiver's address is not a public one")
	errUnknown   = errors.New("the receiver's name is not known")
	errSlow      = errors.New("the receiver did not answer in time")
	errUntrusted = errors.New("the receiver's certificate is not trusted")
	errMisnamed  = errors.New("the receiver's certificate is for another name")
	errOutdated  = errors.New("the receiver's certificate is not valid")
	errNoTLS     = errors.New("the receiver does not speak TLS as expected")
	errBrokenOff = errors.New("the receiver broke off the connection")
	errGarbled   = errors.New("the receiver's answer was not understood")
)

// reasonOf is what went wrong, in words that tell a subscriber nothing of our network: no address, no server of names, and
// no URL, which may hold what the receiver knows us by.
func reasonOf(err error) error {
	var (
		name    *net.DNSError
		other   x509.HostnameError
		invalid x509.CertificateInvalidError
		vouched *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		slow    net.Error
		system  *os.SyscallError
		op      *net.OpError
	)
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate
	case errors.As(err, &name):
		return errUnknown
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return errSlow
	case errors.As(err, &other):
		return errMisnamed
	case errors.As(err, &invalid):
		return errOutdated
	case errors.As(err, &vouched):
		return errUntrusted
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return errNoTLS
	case errors.As(err, &system):
		return system // the call and its number in words: connect: connection refused
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"):
		return errNoTLS // an alert
	case errors.As(err, &op), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errBrokenOff
	}
	return errGarbled
}

// unnamed is an error without the URL, for our own log.
func unnamed(err error) error {
	var named *url.Error
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}
