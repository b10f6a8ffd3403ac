package guide

// Role says what a person may do in the back office.
type Role string

const (
	RoleAdmin   Role = "admin"   // everything, and people
	RoleEditor  Role = "editor"  // publishes
	RoleCurator Role = "curator" // writes
	RoleReader  Role = "reader"  // looks
)

// User is a person of the back office.
type User struct {
	ID           int64
	Museum       Museum
	Email        string // lower case
	Name         string
	Role         Role
	PasswordHash string // argon2id; empty: signs in elsewhere
}
