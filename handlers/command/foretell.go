package command

import "github.com/cosell/cosell/domain"

// Foretell gives the ids that a request with a key leads to, before it is made: of the aggregate, which is id unless
// the command creates one (id is ""), and of the registration that the command may open. Kind is that of the aggregate's
// streams, such as "opportunity" or "referral".
func Foretell(kind string, req Request, id domain.ID, cmd domain.Command) (aggregate, registration domain.ID, err error) {
	c, err := newCall(kind, req, id, cmd)
	if err != nil {
		return "", "", err
	}
	return c.id, c.registrationID(), nil
}
