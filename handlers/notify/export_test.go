package notify

// ResendSQL is what Resend asks the database.
const ResendSQL = resendSQL
