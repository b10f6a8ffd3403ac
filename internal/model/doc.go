// Package model talks to language models behind OpenAI-compatible addresses:
// vLLM, llama.cpp, Ollama and their like.
//
// A Client streams chat answers. It takes a server at its worst: every wait has
// an end, every reader a limit, and a stream counts as an answer only when the
// server said that it was finished. Everything else is guide.ErrUnavailable, and
// whoever asked goes on without a model.
//
// Error texts are for whoever runs the museum's machine. They hold reasons,
// statuses and error codes; never the key, and never the server's own
// sentences, because servers quote the visitor's question back in them.
//
// What to ask a model, and whether to believe it, is not decided here: see
// internal/ask and internal/cite. Package modeltest is the faulty server that
// this client, and everything above it, is tested against.
package model
