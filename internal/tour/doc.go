// Package tour finds a way through a museum: which works fit a visitor's time,
// in which order, and through which rooms one gets to them; and where the rooms
// stand on a sketch of the building.
//
// It is pure: the same rooms, works and wishes give the same route. It reads no
// note and knows no visitor; what a work is worth to this visitor is for the
// caller to say.
package tour
