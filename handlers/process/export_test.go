package process

// Through is where steps are issued when nothing else is said.
var Through = through

// Page is how many clocks go off at once.
const Page = page
