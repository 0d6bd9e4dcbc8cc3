package command

// Mark is what a snapshot knows a command by.
var Mark = mark
