package api

import (
	"net/http"
	"reflect"

	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/command"
)

// programPath is where the program is.
const programPath = prefix + "/program"

// policy are the routes of the program, whose parts are commands of their own.
func (h *Handler) policy() []*route {
	s := h.program()
	all := []*route{
		{
			method: "GET", path: programPath, name: s.kind, tag: s.tag, access: members, status: 200,
			doc:    "The policy that governs every deal, as far as the caller may see it: now, with the parts that the caller may change, or as of a past revision, time or position.",
			params: reflect.TypeFor[pastParams](), answer: s.shown, serve: func(x *exchange) error { return h.shows(x, s) },
		},
		{
			method: "GET", path: programPath + "/history", name: s.kind + "-history", tag: s.tag, access: members, status: 200,
			doc:    "Every change of the policy as it is in the log, oldest first. " + s.readers() + " Reading it is recorded.",
			params: reflect.TypeFor[historyParams](), answer: reflect.TypeFor[historyPage](), media: textCSV, serve: func(x *exchange) error { return h.history(x, s) },
		},
	}
	for _, t := range s.commands {
		r := h.commandRoute(s, t)
		r.method, r.path = http.MethodPut, programPath+"/"+t.Zero.(program.Command).Part()
		all = append(all, r)
	}
	return all
}

// policyNow is the policy in force.
func (h *Handler) policyNow(x *exchange) (program.Policy, error) {
	return h.Commands.Policy(x.Context(), command.AsOf{})
}
