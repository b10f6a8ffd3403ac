// Package blob keeps original files in a folder, each under the SHA-256 of its
// bytes. What was put once is never changed, and the same bytes are kept once.
//
// It knows nothing of documents; who refers to which file is in Postgres.
package blob
