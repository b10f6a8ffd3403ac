package main

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/blas/gonum"
)

// blas is single-precision arithmetic on runs of numbers. Each call is done by
// one thread in one order, so that results are the same from run to run.
var blas gonum.Implementation

func axpy(a float32, x, y []float32)        { blas.Saxpy(len(x), a, x, 1, y, 1) }
func dot(x, y []float32) float32            { return blas.Sdot(len(x), x, 1, y, 1) }
func rowOf(m []float32, i, d int) []float32 { return m[i*d : (i+1)*d] }

// rows are vectors with, for each, the mean square of its gradients so far.
type rows struct {
	values  []float32
	squares []float32
}

func newRows(n, dims int) rows {
	r := rows{values: make([]float32, n*dims), squares: make([]float32, n)}
	for i := range r.squares {
		r.squares[i] = firstSquare
	}
	return r
}

// firstSquare keeps the first steps in bounds.
const firstSquare = 1e-6

// learn is a step of Adagrad that treats a row as one.
func (r rows) learn(i int, g []float32, rate float32) {
	r.squares[i] += dot(g, g) / float32(len(g))
	axpy(-rate/float32(math.Sqrt(float64(r.squares[i]))), g, rowOf(r.values, i, len(g)))
}

// halves runs do on both halves of 0..n at once.
func halves(n int, do func(from, to int)) {
	var both sync.WaitGroup
	both.Go(func() { do(0, n/2) })
	do(n/2, n)
	both.Wait()
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		s = make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
