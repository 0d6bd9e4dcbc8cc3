.DEFAULT_GOAL := help
LINT_VERSION := v2.11.0
LINT := $(shell go env GOPATH)/bin/golangci-lint-$(LINT_VERSION)

GOLDEN := ./domain ./domain/contact ./domain/claim ./domain/customer ./domain/opportunity ./domain/partner ./domain/program ./domain/referral ./domain/registration ./handlers/api ./handlers/feed ./handlers/notify ./handlers/scenario ./cmd/cosell

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

check: ## everything that CI runs; run it before review
	bash .ci/run

test: ## the tests, with nothing running beforehand
	go test ./...

race: ## the tests under the race detector
	go test -race ./...

lint: $(LINT) ## the linters of .golangci.yml
	$(LINT) run

$(LINT):
	GOBIN=$(dir $(LINT)) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(dir $(LINT))golangci-lint $(LINT)

golden: ## rewrites generated pictures and goldens; review the diff like prose
	go test -count=1 $(GOLDEN) -update

verify: golden ## fails when a generated file is stale
	git diff --exit-code -- testdata domain DICTIONARY.md

fuzz: ## each fuzz target for half a minute
	bash -c 'set -e; for p in $$(go list ./...); do for f in $$(go test -list "^Fuzz" $$p | grep ^Fuzz || true); do go test -run "^$$" -fuzz "^$$f$$" -fuzztime 30s $$p; done; done'

bench: ## the benchmarks whose figures stand in DESIGN.md
	go test -run '^$$' -bench . ./domain/... ./eventstore/... ./handlers/command ./projections/...

demo: ## the server with the demo story, on a folder that is thrown away
	go run ./cmd/cosell serve --demo --data $$(mktemp -d)

vuln: ## known vulnerabilities, where their database can be reached
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...

.PHONY: help check test race lint golden verify fuzz bench demo vuln
