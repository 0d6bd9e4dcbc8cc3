package notify

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/preferences"
)

var update = flag.Bool("update", false, "rewrite the goldens")

var example = Facts{
	Name: "New plant", Party: "00000000-0000-4000-8000-00000000c001", PartyName: "Contoso",
	Deadline: time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC), Days: 15, Note: "Two lines\nof a note.",
}

func TestEveryKindHasItsTextInEveryLocale(t *testing.T) {
	t.Parallel()
	for _, locale := range Locales {
		var b strings.Builder
		for _, kind := range Kinds {
			require.NotNil(t, templates[locale].Lookup(string(kind)), "%s in %s", kind, locale)
			l := in(locale).letter(kind, example, "https://cosell.example/opportunities/1")
			require.Contains(t, l.Subject, "New plant")
			require.Contains(t, l.HTML, `<html lang="`+locale+`">`)
			fmt.Fprintf(&b, "== %s ==\n%s\n\n%s\n", kind, l.Subject, l.Text)
			subject, sentence := in(locale).tell(kind, Facts{Name: "New plant", Party: domain.Vendor})
			fmt.Fprintf(&b, "-- by the vendor, bare --\n%s\n%s\n\n", subject, sentence)
		}
		golden := filepath.Join("testdata", "letters."+locale+".txt")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), b.String())
	}
}

func TestNoLocaleHasATemplateThatTheFirstHasNot(t *testing.T) {
	t.Parallel()
	for _, locale := range Locales {
		require.Len(t, templates[locale].Templates(), len(templates[Locales[0]].Templates()), locale)
	}
	require.Equal(t, Locales[0], in("xx").locale)
}

func TestAReasonIsSaidInWords(t *testing.T) {
	t.Parallel()
	l := in("en").letter(Declined, Facts{Name: "Line\nbreak", PartyName: "Con\r\ntoso", Reason: "no such code", Note: "<b>"}, "")
	require.Equal(t, "Declined: Line break", l.Subject)
	require.Contains(t, l.Text, "was declined by Con toso.\n\nReason: no such code\n\nNote: <b>\n")
	require.Contains(t, l.HTML, "Note: &lt;b&gt;")
	require.NotContains(t, l.HTML, "href")
}

// What members and subscribers may name is the closed list, in its order.
func TestOptOutsAndSubscriptionsTakeEveryKind(t *testing.T) {
	t.Parallel()
	var all []string
	for _, k := range Kinds {
		all = append(all, string(k))
	}
	for of, field := range map[reflect.Type]string{
		reflect.TypeFor[preferences.Preferences](): "OptOut", reflect.TypeFor[Subscription](): "Kinds",
	} {
		f, ok := of.FieldByName(field)
		require.True(t, ok)
		require.Equal(t, strings.Join(all, ","), f.Tag.Get("enum"))
	}
	f, ok := reflect.TypeFor[preferences.Preferences]().FieldByName("Locale")
	require.True(t, ok)
	require.Equal(t, strings.Join(Locales, ","), f.Tag.Get("enum"))
}

func TestOnlyPublicAddressesArePublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{
		"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "fe80::1",
		"fe80::1%eth0", "fd00::1", "fc00::1", "0.0.0.0", "::", "100.64.0.1", "224.0.0.1", "ff02::1", "255.255.255.255", "::ffff:10.0.0.1",
		"::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1", "240.0.0.1", "192.0.2.1", "2001:db8::1", "fec0::1", "2001::1",
	} {
		require.False(t, public(netip.MustParseAddr(a)), a)
	}
	for _, a := range []string{"8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"} {
		require.True(t, public(netip.MustParseAddr(a)), a)
	}
}

func TestAReceiverMayAskForADayAtMost(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "-5": 0, "99999999999": 24 * time.Hour, "soon": 0, "Fri, 31 Dec 1999 23:59:59 GMT": 0,
		"Fri, 31 Dec 2999 23:59:59 GMT": 24 * time.Hour,
	} {
		require.Equal(t, want, retryAfter(header), header)
	}
}
