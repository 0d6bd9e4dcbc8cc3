package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/auth"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/runner"
	"github.com/cosell/cosell/projections/timeline"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

// begin is when every story begins.
var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// world is an API with everything behind it, and members who may ask.
type world struct {
	views   *runner.Runner // nil in memory
	t       testing.TB
	handler *api.Handler
	service *command.Service
	store   eventstore.Store
	pool    *pgxpool.Pool // nil in memory
	key     *auth.Key
	model   *huma.OpenAPI
	follow  *process.Understudy // plays the parts of the process managers
	doc     map[string]any      // as a caller gets it; nil before anybody did
	log     *bytes.Buffer

	mu      sync.Mutex
	now     time.Time
	members map[string]domain.Caller
}

// vendors are the members of the vendor, each with the role of the name.
var vendors = map[string]domain.Caller{
	"channel-manager":       {Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}},
	"program-administrator": {Member: "petra", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}},
	"vendor-seller":         {Member: "sven", Org: domain.Vendor, Roles: []domain.Role{domain.RoleVendorSeller}},
	"registration-reviewer": {Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}},
	"auditor":               {Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}},
	"analyst":               {Member: "anna", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAnalyst}},
}

// made is what a world is made of.
type made struct {
	api.Options
	policy func() program.Policy // in the place of the log's; nil for the log's
}

// option changes what a world is made of.
type option func(*made)

// inMemory is a world without views and without a past that can be read.
func inMemory(t testing.TB, options ...option) *world {
	t.Helper()
	return newWorld(t, memory.New(), command.NewMemoryReceipts(), nil, nil, options)
}

// inPostgres is a world with everything, as serve has it.
func inPostgres(t testing.TB, options ...option) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	for _, migrate := range []func(context.Context, *pgxpool.Pool) error{
		postgres.Migrate, command.Migrate, process.Migrate, preferences.Migrate, notify.Migrate, api.Migrate,
	} {
		require.NoError(t, migrate(t.Context(), pool))
	}
	store, err := postgres.Open(t.Context(), pool, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(store.Close)
	views, err := runner.New(runner.Options{
		Store:  store,
		Decode: decoder(t),
		Pool:   pool,
		Consumers: []runner.Consumer{
			deals.Consumer(), timeline.Consumer(), registrations.Consumer(),
		},
	})
	require.NoError(t, err)
	_, err = views.Prepare(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- views.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	require.NoError(t, views.CaughtUp(ctx))
	return newWorld(t, store, command.NewPostgresReceipts(pool), pool, views, options)
}

func newWorld(t testing.TB, store eventstore.Store, receipts command.Receipts, pool *pgxpool.Pool, views *runner.Runner, options []option) *world {
	t.Helper()
	w := &world{t: t, store: store, views: views, pool: pool, now: begin, members: map[string]domain.Caller{}, log: &bytes.Buffer{}}
	for name, who := range vendors {
		w.members[name] = who
	}
	var err error
	w.key, err = auth.LoadOrCreateKey(filepath.Join(t.TempDir(), "key.pem"))
	require.NoError(t, err)
	o := made{Options: api.Options{
		Verifier:    auth.NewVerifier(auth.NewKeySet(w.key.Public()), w.clock),
		Pool:        pool,
		Store:       store,
		Preferences: preferences.NewStore(pool),
		Webhooks:    notify.NewWebhooks(pool, w.clock, false),
		Clock:       w.clock,
		Log:         slog.New(slog.NewJSONHandler(&guarded{w: w.log}, nil)),
		Limits:      api.Limits{Member: 1e6, MemberBurst: 1e6, Strangers: 1e6, StrangersTop: 1e6},
	}}
	if views != nil {
		o.Runner = views
	}
	for _, change := range options {
		change(&o)
	}
	w.service, err = command.New(command.Options{Store: store, Receipts: receipts, Clock: w.clock, Policy: o.policy})
	require.NoError(t, err)
	w.follow = process.NewUnderstudy(process.Options{Service: w.service, Store: store, Clock: stopped{w}, Decode: decoder(t)})
	o.Commands = w.service
	w.handler, err = api.New(o.Options)
	require.NoError(t, err)
	w.model = w.handler.Model()
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
	return w
}

// decoder reads what is in the log.
func decoder(t testing.TB) func(eventstore.Recorded) (domain.Recorded, error) {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	return func(r eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, r) }
}

// guarded lets several goroutines write and one read afterwards.
type guarded struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.Write(b)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// stopped is the world's clock for process managers.
type stopped struct{ w *world }

// Now is part of process.Clock.
func (c stopped) Now() time.Time { return c.w.clock() }

// After is part of process.Clock: nothing goes off by itself.
func (stopped) After(time.Duration) <-chan time.Time { return nil }

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// enrol takes a partner in. Its members are known by its name and their role: "contoso administrator".
func (w *world) enrol(name string) domain.ID {
	a := w.post("/api/v1/partners", "program-administrator", map[string]any{"name": name}, "Idempotency-Key", "enrol "+name)
	require.Equal(w.t, http.StatusCreated, a.Code, a.text)
	id := domain.ID(a.json["id"].(string))
	w.join(name, id)
	return id
}

func (w *world) join(name string, id domain.ID) {
	for _, r := range domain.PartnerRoles {
		member := name + "-" + string(r)
		w.members[name+" "+string(r)] = domain.Caller{Member: member, Org: domain.Org(id), Roles: []domain.Role{r}}
	}
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	text string
	json map[string]any // nil when it was no object
}

// code is that of a problem.
func (a answer) code() string { return fmt.Sprint(a.json["code"]) }

// fields are those that a problem names, with the code of each.
func (a answer) fields() map[string]string {
	all := map[string]string{}
	list, _ := a.json["errors"].([]any)
	for _, f := range list {
		f := f.(map[string]any)
		all[f["field"].(string)] = f["code"].(string)
	}
	return all
}

// awaited waits until the views show what was written, as far as they can.
func (w *world) awaited() {
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Second)
	defer cancel()
	end, err := w.store.End(ctx)
	if err != nil || w.views == nil {
		return
	}
	for _, view := range []string{"deals", "timeline", "registrations"} {
		_ = w.views.Wait(ctx, view, end)
	}
}

func (w *world) get(path, who string, headers ...string) answer {
	w.awaited()
	return w.send("GET", path, who, "", headers...)
}

func (w *world) post(path, who string, body any, headers ...string) answer {
	text, ok := body.(string)
	if !ok && body != nil {
		b, err := json.Marshal(body)
		require.NoError(w.t, err)
		text = string(b)
	}
	return w.send("POST", path, who, text, headers...)
}

// send asks, as one of the members or as nobody (""), and compares what comes back with the document.
func (w *world) send(method, path, who, body string, headers ...string) answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+w.token(who))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := w.ask(r)
	w.documented(method, r.URL.Path, a)
	w.react(method, a)
	return a
}

// react lets the process managers do what a command leads to.
func (w *world) react(method string, a answer) {
	text, ok := a.json["position"].(string)
	if !ok || method == http.MethodGet {
		return
	}
	var p eventstore.Position
	require.NoError(w.t, p.UnmarshalText([]byte(text)))
	_, err := w.follow.React(w.t.Context(), p)
	require.NoError(w.t, err)
}

func (w *world) ask(r *http.Request) answer {
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	w.handler.ServeHTTP(a.ResponseRecorder, r)
	return a.read()
}

// received is an answer that came over a connection.
func received(res *http.Response) answer {
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	a.Code = res.StatusCode
	maps.Copy(a.Header(), res.Header)
	if _, err := a.Body.ReadFrom(res.Body); err != nil {
		return answer{ResponseRecorder: httptest.NewRecorder()}
	}
	return a.read()
}

func (a answer) read() answer {
	a.text = a.Body.String()
	if strings.Contains(a.Header().Get("Content-Type"), "json") {
		_ = json.Unmarshal([]byte(a.text), &a.json)
	}
	return a
}

func (w *world) token(who string) string {
	caller, ok := w.members[who]
	require.True(w.t, ok, "nobody is called %s", who)
	token, err := auth.Issue(w.key, caller, w.clock())
	require.NoError(w.t, err)
	return token
}

// documented fails when an answer is not what the document promises for its status.
func (w *world) documented(method, path string, a answer) {
	w.t.Helper()
	op := w.handler.Operation(w.model, method, path)
	if op == nil {
		return
	}
	res := op.Responses[fmt.Sprint(a.Code)]
	require.NotNil(w.t, res, "%s %s answers %d, which is not documented: %s", method, path, a.Code, a.text)
	if res.Ref != "" {
		res = w.model.Components.Responses[strings.TrimPrefix(res.Ref, "#/components/responses/")]
	}
	if a.Code == http.StatusNoContent {
		require.Empty(w.t, a.text, "%s %s", method, path)
		return
	}
	media, _, _ := strings.Cut(a.Header().Get("Content-Type"), ";")
	content := res.Content[media]
	require.NotNil(w.t, content, "%s %s answers %d with %s", method, path, a.Code, media)
	if content.Schema == nil || a.json == nil {
		return
	}
	var result huma.ValidateResult
	huma.Validate(w.model.Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, any(a.json), &result)
	require.Empty(w.t, result.Errors, "%s %s: %s", method, path, a.text)
}
