package postgres

// For tests that look at what the writer and the reader do to their connections and pages.
const (
	SessionSettings = sessionSettings
)

// PageQueries are the statements that read pages.
var PageQueries = map[string]string{"after": pageAfter, "forwards": pageForwards, "backwards": pageBackwards}

// TailsStatement is what the writer asks for the ends of streams.
const TailsStatement = tailsStatement
