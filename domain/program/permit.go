package program

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

var errNeedsProgramAdministrator = domain.Denial("needs-program-administrator", "This is for the vendor's program administrators.")

// Sees reports whether a caller may know of the program: every member of an organisation, and our own processes. How
// much of it they see is for View to say.
func Sees(_ Program, who domain.Caller) bool { return who.Org != "" }

// Permit says in which role a caller may issue a command; its error is of class denied. Policy is the program
// administrators' alone.
func Permit(_ Program, _ Command, who domain.Caller) (domain.Role, error) {
	if role, ok := who.As(domain.RoleProgramAdministrator); ok && who.IsVendor() {
		return role, nil
	}
	return "", errNeedsProgramAdministrator
}

// Allowed says of every command whether a caller may issue it; nil to one who does not see the program.
func Allowed(p Program, in Input) (all []domain.AllowedCommand) {
	if !Sees(p, in.Caller) {
		return nil
	}
	for _, t := range Commands {
		_, err := Permit(p, t.Zero.(Command), in.Caller)
		all = append(all, domain.Allow(t.Name(), err))
	}
	return slices.Clip(all)
}
