package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
)

func Example() {
	store := memory.New()
	defer store.Close()
	ctx := context.Background()
	stream := eventstore.StreamName("opportunity", "5eed0000-0000-4000-8000-000000000001")
	created := []eventstore.Pending{{
		ID: "5eed0000-0000-5000-8000-000000000001", Kind: "opportunity.created", SchemaVersion: 1, Data: []byte(`{"topic":"Terminals"}`),
	}}
	accepted := []eventstore.Pending{{
		ID: "5eed0000-0000-5000-8000-000000000002", Kind: "opportunity.accepted", SchemaVersion: 1, Data: []byte(`{}`),
	}}

	done, err := store.Append(ctx, stream, eventstore.NoStream, created)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("created at revision", done.Revision)

	if _, err := store.Append(ctx, stream, eventstore.NoStream, created); err == nil {
		fmt.Println("the same batch again is the same append")
	}

	_, err = store.Append(ctx, stream, eventstore.NoStream, accepted)
	var conflict *eventstore.Conflict
	if errors.As(err, &conflict) {
		_, err = store.Append(ctx, stream, conflict.Actual, accepted)
	}
	fmt.Println("accepted:", err == nil)

	for e, err := range store.Read(ctx, stream, eventstore.From{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d %s %s\n", e.Revision, e.Kind, e.Data)
	}
	// Output:
	// created at revision 0
	// the same batch again is the same append
	// accepted: true
	// 0 opportunity.created {"topic":"Terminals"}
	// 1 opportunity.accepted {}
}
