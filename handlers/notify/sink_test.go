package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// received is a mail that a sink took.
type received struct {
	from, to  string
	encrypted bool
	user      string
	header    netmail.Header
	subject   string
	parts     map[string]string // bodies by media type
}

// sink is an SMTP server of a test.
type sink struct {
	address  string
	mails    chan received
	sessions chan struct{}          // one for each connection
	rcpt     func(to string) string // the answer to RCPT; "" for 250
	drop     bool                   // break off at the end of each mail
	hang     chan struct{}          // not nil: EHLO waits for it
	implicit bool                   // encrypted with cert from the first byte
	cert     *tls.Certificate       // STARTTLS is offered with it
	mu       sync.Mutex
}

func newSink(t *testing.T, change ...func(*sink)) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &sink{address: l.Addr().String(), mails: make(chan received, 1000), sessions: make(chan struct{}, 1000)}
	for _, c := range change {
		c(s)
	}
	if s.implicit {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.sessions <- struct{}{}
			all.Go(func() {
				defer c.Close()
				s.serve(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		all.Wait()
	})
	return s
}

func (s *sink) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *sink) answer(to string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rcpt != nil {
		if a := s.rcpt(to); a != "" {
			return a
		}
	}
	return "250 ok"
}

// serve speaks SMTP over one connection until it ends.
func (s *sink) serve(c net.Conn) {
	mail := received{encrypted: s.implicit}
	in := bufio.NewReader(c)
	say := func(lines ...string) {
		for _, l := range lines {
			fmt.Fprintf(c, "%s\r\n", l)
		}
	}
	say("220 sink ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			if s.hang != nil {
				<-s.hang
				return
			}
			if s.cert != nil && !mail.encrypted {
				say("250-sink", "250-STARTTLS", "250 8BITMIME")
			} else if mail.encrypted {
				say("250-sink", "250-AUTH PLAIN", "250 8BITMIME")
			} else {
				say("250-sink", "250 8BITMIME")
			}
		case "STARTTLS":
			say("220 go on")
			secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
			c, in, mail = secure, bufio.NewReader(secure), received{encrypted: true}
		case "AUTH":
			_, token, _ := strings.Cut(rest, " ")
			plain, _ := base64.StdEncoding.DecodeString(token)
			mail.user = string(plain)
			say("235 ok")
		case "MAIL":
			mail.from = rest
			say("250 ok")
		case "RCPT":
			mail.to = strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
			say(s.answer(mail.to))
		case "DATA":
			say("354 go on")
			if !s.take(in, &mail) {
				return
			}
			s.mails <- mail
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default: // NOOP, RSET
			say("250 ok")
		}
	}
}

// take reads a mail; false when the sink is to break off.
func (s *sink) take(in *bufio.Reader, mail *received) bool {
	var text strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if strings.TrimRight(line, "\r\n") == "." {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	m, err := netmail.ReadMessage(strings.NewReader(text.String()))
	if err != nil {
		return false
	}
	mail.header = m.Header
	mail.subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	mail.parts = map[string]string{}
	_, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err != nil {
			break
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body, _ := io.ReadAll(quotedprintable.NewReader(p))
		mail.parts[kind] = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.drop
}

// certificate is one for 127.0.0.1, and a pool that trusts it.
func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
