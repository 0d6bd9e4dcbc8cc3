package domain

// Command is a request to one aggregate: a struct with a field per thing that the caller may say. Who asks and when
// are not part of it.
type Command interface {
	// CommandName returns the imperative in kebab case, "mark-stage": the last part of its path in the API.
	CommandName() string
}

// CommandType describes one command to whoever offers it: the API, the documentation, the tests.
type CommandType struct {
	Zero    Command  // the zero value of its Go type
	Doc     string   // one sentence for people who may ask it
	Events  []string // the kinds it may lead to
	Creates bool     // begins a new aggregate, so it has no id in its path
	Process bool     // only our own clocks and process managers ask it: no part of the API
}

// Name returns the command's name.
func (t CommandType) Name() string { return t.Zero.CommandName() }

// Rows gives for each command the kind whose row of the lifecycle says in which states it is possible: the first of its
// Events.
func Rows[K ~string](commands []CommandType) map[string]K {
	rows := make(map[string]K, len(commands))
	for _, t := range commands {
		rows[t.Name()] = K(t.Events[0])
	}
	return rows
}

// AllowedCommand says whether a caller may issue a command now, and if not, the code of the refusal. What the fields
// of the command would be is left open, so an allowed command may still be refused for what it says.
type AllowedCommand struct {
	Command string `json:"command"`
	Allowed bool   `json:"allowed"`
	Code    string `json:"code,omitempty"`
}

// Allow makes an AllowedCommand from the outcome of asking: nil is allowed.
func Allow(command string, err error) AllowedCommand {
	if err == nil {
		return AllowedCommand{Command: command, Allowed: true}
	}
	return AllowedCommand{Command: command, Code: AsError(err).Code}
}
