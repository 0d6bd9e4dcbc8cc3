package domain

// forms says in words what the patterns of the fields ask for.
var forms = map[string]string{
	`^[A-Z]{2}$`:                      "be a two-letter country code in capitals, such as DE",
	`^[^@ ]+@[^@ ]+$`:                 "be a mail address, such as anna@example.com",
	`^[0-9]{9}$`:                      "be nine digits",
	`^[!-~]+$`:                        "be printable ASCII characters without spaces",
	`^https?://[^ ]+$`:                "be an address that begins with https:// or http://",
	`^https?://[!-~]+$`:               "be an address that begins with https:// or http://",
	`^[1-9][0-9]{3}-(0[1-9]|1[0-2])$`: "be a month, such as 2026-03",
	`^(auto|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$`:                                    "be a UUID in lower case, or the word auto",
	`^(vendor|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$`:                                  "be the word vendor, or a UUID in lower case",
	`^[a-z]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`:                                    "be KIND/ID, such as opportunity/ and a UUID in lower case",
	`^[a-z]+[.]([a-z-]+|[*])$`:                                                              "be a kind of event, such as opportunity.won, or all of one aggregate, such as opportunity.*",
	`^(opportunity|referral)/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`: "be opportunity/ID or referral/ID",
}

// form says in words what a pattern asks for; of one that has no words, the pattern itself.
func form(pattern string) string {
	if words, ok := forms[pattern]; ok {
		return words
	}
	return "have the form " + pattern
}
