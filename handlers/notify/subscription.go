package notify

import (
	"crypto/rand"
	"encoding/base64"
	"net/netip"
	"net/url"
	"time"

	"github.com/cosell/cosell/domain"
)

const (
	// MaxWebhooks is how many webhooks an organisation may have.
	MaxWebhooks = 20
	// Patience is how long a webhook may fail without a success in between before it is posted to no more: at the first
	// failure after it.
	Patience = 5 * 24 * time.Hour
	// Overlap is how long the key before a rotation goes on signing beside the new one.
	Overlap = 24 * time.Hour
)

// What the service says of webhooks besides what is wrong with a request.
var (
	ErrNoWebhook = &domain.Error{Class: domain.ClassMissing, Code: "not-found",
		Message: "There is no such thing, or none that you may know of."}
	ErrNotYours = domain.Denial("not-an-administrator",
		"Webhooks are for a partner's administrators, and for the vendor's program administrators and channel managers.")
	ErrWebhookGone = domain.Refusal("webhook-gone",
		"The receiver said that it is gone; subscribe it anew.")
	ErrWebhookFailing = domain.Refusal("webhook-failing",
		"The receiver failed for five days running and is posted to no more; subscribe it anew.")
)

// Subscription is the wish for an organisation's notices. A partner's webhook is posted what its organisation is told, one of
// the vendor what the vendor is told; of a private referral that is nothing.
type Subscription struct {
	URL   string `json:"url" minLength:"1" maxLength:"2000" pattern:"^https?://[!-~]+$" doc:"Where to post; https, at a public address."`
	Kinds []Kind `json:"kinds,omitempty" maxItems:"50" uniqueItems:"true" enum:"offer-received,referral-received,expiring-soon,accepted,declined,expired,no-candidate,overdue,stalled,note-added,registration-action-required,registration-failed,registration-rejected,registration-approved,registration-auto-approved,registration-selected-for-review,registration-passed,exception-denied,exception-overdue" doc:"Kinds of notice; all when absent."`
}

// Webhook is a subscription as it is kept.
type Webhook struct {
	ID           domain.ID  `json:"id" db:"id" doc:"Its id."`
	URL          string     `json:"url" db:"url" doc:"Where to."`
	Kinds        []Kind     `json:"kinds" db:"kinds" doc:"Kinds of notice; none for all."`
	Member       string     `json:"member" db:"member" doc:"Who subscribed it."`
	Active       bool       `json:"active" db:"active" doc:"Whether it is posted to."`
	InactiveWhy  string     `json:"inactiveWhy,omitempty" db:"inactive_why" enum:"gone,failing" doc:"Why it is not posted to any more: gone, the receiver answered 410, or failing, it did not take a post for five days running. Absent while it is posted to."`
	FailingSince *time.Time `json:"failingSince,omitempty" db:"failing_since" doc:"Since when it fails; absent while it works. After five days it is posted to no more."`
	CreatedAt    time.Time  `json:"createdAt" db:"created_at" doc:"When it was subscribed."`
	// Secret is the key of its signatures, told once: when it is subscribed or rotated.
	Secret string `json:"secret,omitempty" db:"-" doc:"Key of the signatures (Standard Webhooks); shown this once."`
}

// administers refuses who does not speak for the whole organisation, which a webhook does.
func administers(who domain.Caller) error {
	roles := []domain.Role{domain.RoleAdministrator}
	if who.IsVendor() {
		roles = []domain.Role{domain.RoleProgramAdministrator, domain.RoleChannelManager}
	}
	if _, ok := who.As(roles...); !ok || who.Org == "" {
		return ErrNotYours
	}
	return nil
}

// check says what is wrong with a subscription. Where a name leads shows when it is posted to.
func (w *Webhooks) check(s Subscription) []domain.FieldError {
	bad := domain.Check(s)
	if len(bad) > 0 {
		return bad
	}
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Hostname() == "":
		return fields("url", "bad-form", "This is not a URL.")
	case u.User != nil || u.Fragment != "":
		return fields("url", "bad-form", "A receiver's URL has neither a user nor a fragment.")
	case w.private:
		return nil
	case u.Scheme != "https":
		return fields("url", "not-https", "A receiver's URL begins with https://.")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !public(ip) {
		return fields("url", "not-public", "A receiver has a public address.")
	}
	return nil
}

func fields(field, code, message string) []domain.FieldError {
	return []domain.FieldError{{Field: field, Code: code, Message: message}}
}

func invalid(field, code, message string) error { return domain.Invalid(fields(field, code, message)) }

// newSecret makes a key as Standard Webhooks write it: 32 random bytes.
func newSecret() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}
