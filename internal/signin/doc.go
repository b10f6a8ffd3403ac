// Package signin asks an OpenID Connect provider who somebody is: authorization
// code with PKCE, state and nonce.
//
// It says who; whether that person may enter is internal/curator's to say, as are
// the pages and the cookie in which an attempt waits for its answer.
package signin
