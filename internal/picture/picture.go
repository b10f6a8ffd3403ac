package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // so that image.Decode reads it
	"io"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // so that image.Decode reads it

	"cicerone/internal/guide"
)

// Limits on an uploaded picture.
const (
	MaxBytes = 20 << 20
	// MaxPixels is what good cameras make. A picture of that many takes up to
	// 600 MB while it is read, when it is a progressive JPEG without subsampling.
	MaxPixels = 50_000_000
	// maxDeepPixels is for pictures of 16 bits a channel, which take twice as much.
	maxDeepPixels = MaxPixels / 2
	// patience is how long one picture may take. The largest takes about 5 s.
	patience = 20 * time.Second
	// quality is where JPEG's blocks are not seen at a picture's own size.
	quality = 82
)

// Studio makes pictures ready, one at a time. It is safe for concurrent use.
type Studio struct{ turn chan struct{} }

// NewStudio makes a Studio.
func NewStudio() *Studio { return &Studio{turn: make(chan struct{}, 1)} }

// Draw reads a JPEG, PNG or WebP file and draws it at each of
// guide.PictureWidths, but never larger than it is: smallest first, at least one.
// What cannot be read is an InvalidError whose Field is a message's key:
// "image.type", "image.pixels", "image.broken" or "image.slow". A caller
// whose turn does not come before its context is done gets the context's error.
func (s *Studio) Draw(ctx context.Context, file []byte) (drawings []guide.Drawing, err error) {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.turn }()
	// Decoders have panicked on files made to make them.
	defer func() {
		if fault := recover(); fault != nil {
			drawings, err = nil, guide.Invalidf("image.broken", "the decoder failed: %v", fault)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return drawAll(ctx, file)
}

func drawAll(ctx context.Context, file []byte) ([]guide.Drawing, error) {
	if len(file) > MaxBytes {
		return nil, guide.Invalidf("image.large", "larger than %d MB", MaxBytes>>20)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, guide.Invalidf("image.type", "not a JPEG, PNG or WebP file: %v", err)
	}
	if err := checkSize(config); err != nil {
		return nil, err
	}
	original, _, err := image.Decode(&patientReader{ctx, bytes.NewReader(file)})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, guide.Invalidf("image.slow", "not read after %v", patience)
	case err != nil:
		return nil, guide.Invalidf("image.broken", "%v", err)
	}
	turned := orientation(file, format)
	width := original.Bounds().Dx()
	if turned.sideways() {
		width = original.Bounds().Dy()
	}
	var drawings []guide.Drawing
	for _, wanted := range guide.PictureWidths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d, err := drawOne(original, turned, min(wanted, width))
		if err != nil {
			return nil, err
		}
		drawings = append(drawings, d)
		if width <= wanted {
			break
		}
	}
	return drawings, nil
}

// checkSize refuses a picture before its pixels are read.
func checkSize(config image.Config) error {
	most := MaxPixels
	switch config.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		most = maxDeepPixels
	}
	// Each side first: their product may not be a number.
	if config.Width < 1 || config.Height < 1 || config.Width > most || config.Height > most || config.Width*config.Height > most {
		return guide.Invalidf("image.pixels", "%d × %d pixels are more than %d", config.Width, config.Height, most)
	}
	return nil
}

// maxHeight keeps a picture that is a thin strip from being drawn for ever taller:
// times its width, as a share of it.
const maxHeight = 10

// drawOne draws a picture at a width, the right way up.
func drawOne(original image.Image, turned turn, width int) (guide.Drawing, error) {
	from := original.Bounds()
	long, across := from.Dy(), from.Dx()
	if turned.sideways() {
		long, across = across, long
	}
	height := max(1, (long*width+across/2)/across)
	if height > maxHeight*max(width, guide.PictureWidths[0]) {
		return guide.Drawing{}, guide.Invalidf("image.thin", "%d × %d pixels", across, long)
	}
	lying := image.Rect(0, 0, width, height)
	if turned.sideways() {
		lying = image.Rect(0, 0, height, width)
	}
	scaled := image.NewRGBA(lying)
	draw.Draw(scaled, lying, image.White, image.Point{}, draw.Src) // what shows through what is transparent
	draw.CatmullRom.Scale(scaled, lying, original, from, draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned.upright(scaled), &jpeg.Options{Quality: quality}); err != nil {
		return guide.Drawing{}, fmt.Errorf("write picture: %w", err)
	}
	return guide.Drawing{Width: width, Height: height, JPEG: out.Bytes()}, nil
}

// patientReader stops a decoder when time is up. It gives little at a time: of a
// progressive JPEG, a few bytes may ask for a pass over all pixels.
type patientReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *patientReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p[:min(len(p), 512)])
}
