package notify_test

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
)

func mailer(t *testing.T, s *sink) *notify.Mailer {
	t.Helper()
	m, err := notify.NewMailer(notify.MailServer{
		URL: "smtp://" + s.address, From: "Co-sell <cosell@vendor.example>", Timeout: 2 * time.Second,
	})
	require.NoError(t, err)
	return m
}

// offer is a deal that is offered to Contoso.
func (w *world) offer(t *testing.T, id domain.ID) {
	t.Helper()
	w.happens(t, "opportunity", id, domain.Vendor, opportunity.Created{Details: opportunity.Details{
		Topic: "Fleet <renewal> & more", Customer: &domain.Customer{Name: "Northwind Traders"},
		Contact: &domain.Contact{Name: "Nora Secret", Mail: "nora.secret@northwind.example", Phone: "+33 555 0199"},
	}})
	w.happens(t, "opportunity", id, domain.Vendor, opportunity.Distributed{
		Partner: domain.Party{ID: contoso, Name: "Contoso"}, Deadline: begin.Add(14 * 24 * time.Hour),
	})
}

func TestAnOfferIsMailedToThePartnersAdministrators(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	r := w.start(t, notify.Options{Mail: mailer(t, s), BaseURL: "https://cosell.example/"}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	m := <-s.mails
	require.Equal(t, "carl@example.com", m.to)
	require.Equal(t, "New offer: Fleet <renewal> & more", m.subject)
	require.Equal(t, `"Co-sell" <cosell@vendor.example>`, m.header.Get("From"))
	require.Equal(t, "auto-generated", m.header.Get("Auto-Submitted"))
	d := w.rows(t)[0]
	require.Equal(t, "<"+string(d.ID)+"@vendor.example>", m.header.Get("Message-Id"))
	require.Equal(t, "sent", d.State)
	require.Equal(t, 250, d.Status)
	plain, html := m.parts["text/plain"], m.parts["text/html"]
	require.Contains(t, plain, "is offered to you by the vendor. Please answer by 2026-03-16 09:00 UTC.")
	require.Contains(t, plain, "https://cosell.example/opportunities/"+string(dealID))
	require.Contains(t, html, `href="https://cosell.example/opportunities/`+string(dealID))
	require.Contains(t, html, "Fleet &lt;renewal&gt; &amp; more")
	for _, secret := range []string{"Nora", "northwind", "0199"} {
		require.NotContains(t, plain+html+m.subject, secret)
	}
	require.Len(t, w.rows(t), 1, "dora is no administrator")
}

func TestAMemberIsToldInItsLanguageAndNotOfWhatItDoesNotWantToHear(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	require.NoError(t, w.wishes.PutPreferences(t.Context(), carl, preferences.Preferences{Locale: "de", OptOut: []string{"note-added"}}))
	require.NoError(t, w.wishes.PutPreferences(t.Context(), manager, preferences.Preferences{Mail: "maria@vendor.example", Locale: "ja"}))
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.Equal(t, "Neues Angebot: Fleet <renewal> & more", (<-s.mails).subject)
	w.happens(t, "opportunity", dealID, carl.Org, opportunity.Accepted{Partner: domain.Party{ID: contoso, Name: "Contoso"}})
	r.settled(t, 1)
	m := <-s.mails
	require.Equal(t, "maria@vendor.example", m.to)
	require.Contains(t, m.parts["text/plain"], "Contosoが案件「Fleet <renewal> & more」を受諾しました。")
	w.happens(t, "opportunity", dealID, domain.Vendor, opportunity.NoteAdded{Text: "hello", Audience: opportunity.AudienceAll})
	r.expanded(t)
	last := w.rows(t)[2]
	require.Equal(t, []string{"carl", "skipped", "opted-out", "note-added"}, []string{last.Recipient, last.State, last.Reason, last.Kind})
	require.Empty(t, s.mails)
}

func TestAGreylistedMailIsSentLaterAsTheSameMail(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	s.set(func() { s.rcpt = func(string) string { return "451 4.7.1 come back later" } })
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	d := w.rows(t)[0]
	require.Equal(t, "pending", d.State)
	require.Equal(t, 451, d.Status)
	require.Contains(t, d.LastError, "come back later")
	require.GreaterOrEqual(t, d.RetryAt.Sub(w.clock.Now()), 4*time.Minute)
	s.set(func() { s.rcpt = nil })
	w.clock.add(7 * time.Minute)
	r.settled(t, 1)
	require.Equal(t, "<"+string(d.ID)+"@vendor.example>", (<-s.mails).header.Get("Message-Id"))
	d = w.rows(t)[0]
	require.Equal(t, []any{"sent", 2, ""}, []any{d.State, d.Attempts, d.LastError})
}

func TestAMailThatIsRefusedForGoodHasFailedAndHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	w.partners[contoso] = staff(person("carl", domain.RoleAdministrator), person("zoe", domain.RoleAdministrator))
	s.set(func() {
		s.rcpt = func(to string) string {
			if strings.HasPrefix(to, "carl") {
				return "550 5.1.1 no such user"
			}
			return ""
		}
	})
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.settled(t, 2)
	require.Equal(t, "zoe@example.com", (<-s.mails).to)
	rows := w.rows(t)
	require.Equal(t, []any{"failed", 550, 1}, []any{rows[0].State, rows[0].Status, rows[0].Attempts})
	require.Equal(t, "sent", rows[1].State)
	require.Len(t, s.sessions, 1, "one connection for both")
	r.stop()
	s.set(func() { s.rcpt = nil })
	known, err := notify.Resend(t.Context(), w.pool, w.clock.Now(), rows[0].ID)
	require.NoError(t, err)
	require.True(t, known)
	w.start(t, notify.Options{Mail: mailer(t, s)}, nil).settled(t, 1)
	require.Equal(t, "carl@example.com", (<-s.mails).to, "sent again by hand")
}

func TestAMailAtWhichTheServerBreaksOffIsTriedAgain(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t, func(s *sink) { s.drop = true })
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	d := w.rows(t)[0]
	require.Equal(t, []any{"pending", 0, 1}, []any{d.State, d.Status, d.Attempts})
	s.set(func() { s.drop = false })
	w.clock.add(7 * time.Minute)
	r.settled(t, 1)
	require.Len(t, s.mails, 1)
}

func TestAServerThatDoesNotAnswerCostsNoAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hang := make(chan struct{})
	slow := newSink(t, func(s *sink) { s.hang = hang })
	t.Cleanup(func() { close(hang) })
	m, err := notify.NewMailer(notify.MailServer{URL: "smtp://" + slow.address, From: "a@b.example", Timeout: 20 * time.Millisecond})
	require.NoError(t, err)
	box := newReceiver(t)
	w.subscribe(t, carl, box.URL)
	r := w.start(t, notify.Options{Mail: m, PrivateWebhooks: true}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	box.next(t)
	w.await(t, slow.sessions)
	w.await(t, slow.sessions) // the first has ended
	rows := w.rows(t)
	require.Equal(t, []any{"mail", "pending", 0}, []any{rows[0].Channel, rows[0].State, rows[0].Attempts})
	require.Equal(t, []any{"webhook", "sent"}, []any{rows[1].Channel, rows[1].State}, "a webhook does not wait for mail")
}

func TestMailIsEncryptedAndTheServerKnowsWhoSends(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		implicit          bool
		scheme, and, from string
	}{
		"by STARTTLS":         {false, "smtp", "?starttls=mandatory", "cosell@vendor.example"},
		"from the first byte": {true, "smtps", "", "Co-sell <cosell@vendor.example>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			cert, trusted := certificate(t)
			s := newSink(t, func(s *sink) { s.cert, s.implicit = cert, c.implicit })
			m, err := notify.NewMailer(notify.MailServer{
				URL: c.scheme + "://robot:s3cret%2F@" + s.address + c.and, From: c.from, TLS: &tls.Config{RootCAs: trusted},
			})
			require.NoError(t, err)
			r := w.start(t, notify.Options{Mail: m}, nil)
			w.offer(t, dealID)
			r.settled(t, 1)
			got := <-s.mails
			require.True(t, got.encrypted)
			require.Equal(t, "\x00robot\x00s3cret/", got.user)
		})
	}
}

func TestAServerWithACertificateThatNobodyVouchesForGetsNoMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cert, _ := certificate(t)
	s := newSink(t, func(s *sink) { s.cert = cert })
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.expanded(t)
	<-s.sessions
	require.Empty(t, s.mails)
	require.Equal(t, "pending", w.rows(t)[0].State)
}

func TestNoMailLeavesUnencryptedWhereEncryptionIsMandatory(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	m, err := notify.NewMailer(notify.MailServer{URL: "smtp://robot:s3cret@" + s.address + "?starttls=mandatory", From: "a@b.example"})
	require.NoError(t, err)
	r := w.start(t, notify.Options{Mail: m}, nil)
	w.offer(t, dealID)
	r.expanded(t)
	<-s.sessions
	require.Empty(t, s.mails)
	require.Equal(t, "pending", w.rows(t)[0].State)
}

func TestWithoutAMailServerMailIsSkipped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.start(t, notify.Options{}, nil)
	w.offer(t, dealID)
	r.expanded(t)
	d := w.rows(t)[0]
	require.Equal(t, []string{"skipped", "no-mail-server"}, []string{d.State, d.Reason})
}

func TestSettingsOfAMailServerAreCheckedWithoutTellingThePassword(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]notify.MailServer{
		"no sender":         {URL: "smtp://u:s3cret@h", From: "nobody"},
		"another scheme":    {URL: "http://u:s3cret@h", From: "a@b.example"},
		"no URL":            {URL: "smtp://u:s3cret@h:port%zz", From: "a@b.example"},
		"no host":           {URL: "smtp://u:s3cret@", From: "a@b.example"},
		"an unknown policy": {URL: "smtp://u:s3cret@h?starttls=maybe", From: "a@b.example"},
		"no port":           {URL: "smtp://u:s3cret@h:99999", From: "a@b.example"},
	} {
		_, err := notify.NewMailer(s)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "s3cret", name)
	}
	for _, good := range []string{"smtp://h", "smtps://u:p@h", "smtp://localhost", "smtp://h:25?starttls=off"} {
		_, err := notify.NewMailer(notify.MailServer{URL: good, From: "a@b.example"})
		require.NoError(t, err, good)
	}
}
