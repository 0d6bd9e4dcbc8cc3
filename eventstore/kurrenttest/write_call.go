package kurrenttest

// write runs a write and lets a fault befall it before or after.
func (c *call) write(commit func() error, unknown func()) error {
	if err := c.mayWrite(); err != nil {
		return err
	}
	a := c.server.faults.take(c, 0, anyKind)
	if a == nil {
		return commit()
	}
	switch a.fault.Kind {
	case DropAfterCommit, StallAfterCommit, Timeout, UnknownMessage:
		return c.afterwards(a, commit(), unknown)
	}
	if err := c.meet(a); err != nil {
		return err
	}
	return commit()
}

func (c *call) afterwards(a *Armed, committed error, unknown func()) error {
	if a.fault.Kind == UnknownMessage && committed == nil {
		unknown()
	}
	if err := c.meet(a); err != nil {
		return err
	}
	return committed
}

// mayWrite refuses what a node that is not the leader cannot pass on.
func (c *call) mayWrite() error {
	leader := c.server.leader()
	switch {
	case leader == c.server:
		return nil
	case requiresLeader(c.ctx):
		return errNotLeader(leader.Addr())
	case !leader.running():
		return errBusy
	}
	return nil
}
