package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestMailAndPostsGoOutOnceThroughCrashesAndRebuilds(t *testing.T) {
	url, data := localservertest.Database(t), localservertest.Folder(t)
	smtp, mails := letters(t)
	var key atomic.Value
	var arrived atomic.Int64
	crashed := make(chan struct{})
	hook, posts := receiver(t, func(ctx context.Context) string {
		if arrived.Add(1) > 3 {
			select {
			case <-ctx.Done():
			case <-crashed:
			}
		}
		return key.Load().(string)
	})
	flags := []string{
		"--database", url, "--smtp", "smtp://" + smtp + "?starttls=off", "--mail-from", "Co-sell <cosell@example.com>",
		"--base-url", "https://cosell.example", "--private-webhooks",
	}
	r := serve(t, data, flags...)
	v := r.vendor()
	adatum := r.enrol(v, "Adatum")
	var subscribed struct{ Secret string }
	require.NoError(t, json.Unmarshal(r.post(adatum.token, "/webhooks", obj{"url": hook, "kinds": []string{"offer-received"}}).Body, &subscribed))
	key.Store(subscribed.Secret)

	const offers = 40
	offer := func(r *running, topic string) (position string) {
		id := r.post(v.manager, "/opportunities", obj{"topic": topic, "currency": "EUR"}).ID
		return r.post(v.manager, "/opportunities/"+id+"/distribute", obj{"partner": adatum.id}).Position
	}
	for i := range offers {
		offer(r, fmt.Sprintf("Offer number %d.", i))
	}
	r.until("a fourth post is on its way", func() bool { return arrived.Load() > 3 })
	r.kill()
	_, n := posts.holds()
	require.Equal(t, 3, n)
	close(crashed)

	r = serve(t, data, flags...)
	settled := func(n int) func() bool {
		return func() bool {
			mailed, _ := mails.holds()
			posted, _ := posts.holds()
			return mailed == n && posted == n
		}
	}
	r.until("all are sent", settled(offers))
	for i := range offers {
		require.Equal(t, 1, mails.about(fmt.Sprintf("Offer number %d.", i)), "mails of offer %d", i)
		require.Equal(t, 1, posts.about(fmt.Sprintf("Offer number %d.", i)), "posts of offer %d", i)
	}
	past := lookInto(t, url)
	r.until("all are known to be sent", func() bool {
		return past.count(`select count(*) from cosell_ops.deliveries where state = 'sent'`) == 2*offers
	})
	_, mailed := mails.holds()
	_, posted := posts.holds()

	r.kill()
	_, err := past.pool.Exec(context.Background(), `update cosell_ops.checkpoints set event_id = gen_random_uuid()`)
	require.NoError(t, err)
	generations := past.count(`select sum(generation)::bigint from cosell_ops.checkpoints`)
	r = serve(t, data, flags...)
	require.Greater(t, past.count(`select sum(generation)::bigint from cosell_ops.checkpoints`), generations, "everything is begun again")
	offer(r, "The last one.")
	r.until("the last one is sent", settled(offers+1))
	_, again := mails.holds()
	require.Equal(t, mailed+1, again, "no mail went out a second time")
	_, again = posts.holds()
	require.Equal(t, posted+1, again, "no post went out a second time")
	require.NotContains(t, r.talk.String(), subscribed.Secret)
}
