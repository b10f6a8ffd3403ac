// Package modeltest is a chat server that answers by a script, well or badly:
// a stand-in for vLLM, llama.cpp and Ollama in tests, which speaks their
// protocol over loopback and shows the faults that they and their networks have
// shown.
//
// There is no model here and no judgement of what is asked; a test that needs an
// answer to fit the question writes it into the script.
package modeltest
