package main

import "github.com/cosell/cosell/handlers/notify"

// notices say how people and programs are told what happened.
type notices struct {
	SMTP            string `name:"smtp" help:"Mail server: smtp://user:password@host:port, or smtps:// for TLS from the first byte. Better given as COSELL_SMTP than where other users of the machine can read it. No mail is sent without." placeholder:"URL"`
	MailFrom        string `help:"Sender of mail: \"Co-sell <cosell@example.com>\" or the address alone." placeholder:"ADDRESS"`
	BaseURL         string `name:"base-url" help:"Address under which people reach this server, for links in mail; mail has none without." placeholder:"URL"`
	PrivateWebhooks bool   `help:"Let webhooks go to plain HTTP and to addresses of the own network."`
}

// mailer is nil when no mail server is named.
func (n notices) mailer() (*notify.Mailer, error) {
	switch {
	case n.SMTP == "":
		return nil, nil
	case n.MailFrom == "":
		return nil, usagef("--smtp needs a sender: say --mail-from cosell@example.com")
	}
	m, err := notify.NewMailer(notify.MailServer{URL: n.SMTP, From: n.MailFrom})
	if err != nil {
		return nil, usage{err}
	}
	return m, nil
}
