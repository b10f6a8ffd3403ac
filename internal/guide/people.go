package guide

import (
	"slices"
	"time"
)

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
	// SessionsSince changes when all sessions end: one that was begun under
	// another value is over.
	SessionsSince time.Time
}

// Scope says what an API token may do in its museum.
type Scope string

const (
	ScopeRead    Scope = "documents:read"    // how documents stand
	ScopeWrite   Scope = "documents:write"   // upload, as drafts
	ScopePublish Scope = "documents:publish" // upload and publish at once

	ScopeQuestions Scope = "questions:read" // what visitors asked, and all that the answers rest on
)

// Token lets one of the museum's own systems use the API.
type Token struct {
	ID        int64
	Museum    Museum
	Name      string // what it is for
	Scopes    []Scope
	CreatedBy string // name of the person who made it
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero: never
}

// May reports whether the token has a scope.
func (t Token) May(s Scope) bool { return slices.Contains(t.Scopes, s) }
