package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/cosell/cosell/domain"
)

// MailServer says how mail leaves.
type MailServer struct {
	// URL is smtp://user:password@host:port, or smtps:// for TLS from the first byte; user and port (587, or 465) may be left
	// out. With smtp TLS is begun by STARTTLS: ?starttls=mandatory, the rule for any host but this machine itself,
	// ?starttls=opportunistic, the rule for this machine, or ?starttls=off. Certificates are always checked.
	URL     string
	From    string        // "Co-sell <cosell@example.com>" or the address alone; Message-IDs end with its domain
	TLS     *tls.Config   // nil trusts what the machine trusts
	Timeout time.Duration // of a connection's beginning, and of each message; 30 s when 0
}

// Mailer sends letters by SMTP.
type Mailer struct {
	from   *netmail.Address
	domain string
	dialer *dialer
	host   string
	option []mail.Option
}

// NewMailer reads the settings. An error never holds the password.
func NewMailer(s MailServer) (*Mailer, error) {
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("mail sender %q: %w", s.From, err)
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail server's URL has the form smtp://user:password@host:port or smtps://…")
	}
	if s.Timeout == 0 {
		s.Timeout = 30 * time.Second
	}
	m := &Mailer{from: from, domain: from.Address[strings.LastIndex(from.Address, "@")+1:], host: u.Hostname()}
	m.dialer = &dialer{tls: s.TLS, host: m.host, implicit: u.Scheme == "smtps"}
	policy, err := tlsPolicy(u)
	if err != nil {
		return nil, err
	}
	port := map[string]int{"smtp": 587, "smtps": 465}[u.Scheme]
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("mail server port %q: %w", p, err)
		}
	}
	m.option = []mail.Option{
		mail.WithPort(port), mail.WithTimeout(s.Timeout), mail.WithTLSPolicy(policy),
	}
	if s.TLS != nil {
		m.option = append(m.option, mail.WithTLSConfig(m.dialer.config()))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		m.option = append(m.option, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()),
			mail.WithPassword(password))
	}
	_, err = mail.NewClient(m.host, m.option...)
	return m, err
}

// tlsPolicy is what the URL asks for. A connection that is encrypted from the first byte needs no STARTTLS, and takes none
// where none is offered.
func tlsPolicy(u *url.URL) (mail.TLSPolicy, error) {
	asked := u.Query().Get("starttls")
	switch {
	case u.Scheme == "smtps" && asked == "", asked == "opportunistic":
		return mail.TLSOpportunistic, nil
	case asked == "mandatory":
		return mail.TLSMandatory, nil
	case asked == "off":
		return mail.NoTLS, nil
	case asked != "":
		return 0, fmt.Errorf("starttls=%q: it is mandatory, opportunistic or off", asked)
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() || u.Hostname() == "localhost" {
		return mail.TLSOpportunistic, nil
	}
	return mail.TLSMandatory, nil
}

// dialer makes connections that end with the context that they were asked for in.
type dialer struct {
	tls      *tls.Config
	host     string
	implicit bool
}

func (d *dialer) config() *tls.Config {
	c := &tls.Config{}
	if d.tls != nil {
		c = d.tls.Clone()
	}
	c.ServerName, c.MinVersion = d.host, tls.VersionTLS12
	return c
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if d.implicit {
		return (&tls.Dialer{Config: d.config()}).DialContext(ctx, network, address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// connection is a session with the mail server.
type connection struct {
	*Mailer
	client  *mail.Client
	session *smtp.Client
	forget  func() // closes the connection, whatever it is at
}

// connect begins a session, which breaks off when ctx ends.
func (m *Mailer) connect(ctx context.Context) (*connection, error) {
	forget := func() {}
	options := append(slices.Clone(m.option), mail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
		c, err := m.dialer.dial(dialing, network, address)
		if err == nil {
			stop := context.AfterFunc(ctx, func() { _ = c.Close() })
			forget = func() { stop(); _ = c.Close() }
		}
		return c, err
	}))
	client, err := mail.NewClient(m.host, options...)
	if err != nil {
		return nil, err
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		forget()
		return nil, fmt.Errorf("mail server %s: %w", client.ServerAddr(), err)
	}
	return &connection{Mailer: m, client: client, session: session, forget: forget}, nil
}

func (c *connection) close() {
	_ = c.client.CloseWithSMTPClient(c.session) // takes leave, as far as the server still listens
	c.forget()
}

// send hands a letter to the server. The code is what the server answered to it; 0 when the connection broke.
func (c *connection) send(id domain.ID, to string, l letter, at time.Time) (code int, err error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.FromMailAddress(c.from)
	if err := m.To(to); err != nil {
		return codeBadAddress, err
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(string(id) + "@" + c.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	err = c.client.SendWithSMTPClient(c.session, m)
	if m.IsDelivered() {
		return codeTaken, nil
	}
	var refused *mail.SendError
	if errors.As(err, &refused) {
		code = refused.ErrorCode()
	}
	return code, err
}

const (
	codeTaken      = 250
	codeBadAddress = 553
)
