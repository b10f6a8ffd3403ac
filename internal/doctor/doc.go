// Package doctor tells in plain words what is wrong with an installation, and
// what to do about it. Here are the findings, how they are told, and the
// examination of a model server, which is asked what a visitor would ask.
//
// What is looked at beside it (the database, the data folder, the programs) is
// put together by cmd/cicerone. Nothing is changed by looking.
package doctor
