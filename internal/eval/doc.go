// Package eval measures the guide: whether the right note is found, and whether
// the words shown hold the answer. It reads sets of passages and questions, asks
// the guide as visitors do, and writes reports.
//
// What is measured is the guide itself; nothing here searches or answers.
package eval
