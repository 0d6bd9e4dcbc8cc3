package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
)

// box keeps what arrived, by the id that it came with, and how often.
type box struct {
	mu   sync.Mutex
	text map[string]string
	all  int
}

func newBox() *box { return &box{text: map[string]string{}} }

func (b *box) put(id, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text[id], b.all = text, b.all+1
}

// holds counts what there is: different ones, and all arrivals.
func (b *box) holds() (ids, arrivals int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.text), b.all
}

// about counts the different ones that say something.
func (b *box) about(text string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.text {
		if strings.Contains(t, text) {
			n++
		}
	}
	return n
}

// letters is an SMTP server that takes everything.
func letters(t *testing.T) (address string, b *box) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b = newBox()
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				takeMail(c, b)
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String(), b
}

func takeMail(c net.Conn, b *box) {
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 sink ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); word {
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for line, err = in.ReadString('\n'); err == nil && line != ".\r\n"; line, err = in.ReadString('\n') {
				text.WriteString(line)
			}
			if m, err := mail.ReadMessage(strings.NewReader(text.String())); err == nil {
				b.put(m.Header.Get("Message-ID"), text.String())
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// receiver takes posts that are signed by the key that it is given as each comes, and refuses others. It takes none of whose
// sender it has lost sight meanwhile.
func receiver(t *testing.T, key func(context.Context) string) (url string, b *box) {
	t.Helper()
	b = newBox()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			var hook *standardwebhooks.Webhook
			if hook, err = standardwebhooks.NewWebhook(key(r.Context())); err == nil {
				err = errors.Join(hook.VerifyIgnoringTimestamp(body, r.Header), r.Context().Err())
			}
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		b.put(r.Header.Get(standardwebhooks.HeaderWebhookID), string(body))
	}))
	t.Cleanup(s.Close)
	return s.URL, b
}
