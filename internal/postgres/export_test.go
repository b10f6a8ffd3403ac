package postgres

// Relist is relist, for tests that write documents by themselves.
var Relist = relist
