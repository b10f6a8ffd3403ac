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
	"slices"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // so that image.Decode reads it

	"cicerone/internal/guide"
)

// Limits on an uploaded picture.
const (
	MaxBytes = 20 << 20
	// MaxPixels is what good cameras make. A picture of that many takes 250 MB
	// while it is drawn.
	MaxPixels = 50_000_000
	// maxDeepPixels is for pictures that take several times as much: those of 16
	// bits a channel, and JPEG files that come in several passes.
	maxDeepPixels = MaxPixels / 2
	// patience is how long one picture may take. The largest takes about 3 s.
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
	// Other rooms have taught the image package other formats, for which visitors
	// have no use.
	if err != nil || !slices.Contains([]string{"jpeg", "png", "webp"}, format) {
		return nil, guide.Invalidf("image.type", "not a JPEG, PNG or WebP file: %v", err)
	}
	turned := orientation(file, format)
	width, height := config.Width, config.Height
	if turned.sideways() {
		width, height = height, width
	}
	if err := checkSize(width, height, isDeep(config.ColorModel) || format == "jpeg" && isProgressive(file)); err != nil {
		return nil, err
	}
	original, _, err := image.Decode(&patientReader{ctx, bytes.NewReader(file)})
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, guide.Invalidf("image.slow", "not read after %v", patience)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, guide.Invalidf("image.broken", "%v", err)
	}
	var drawings []guide.Drawing
	for _, wanted := range slices.Backward(guide.PictureWidths) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		drawn := min(wanted, width)
		if len(drawings) > 0 && drawn == drawings[0].Width {
			continue // the picture is no wider
		}
		size := image.Pt(drawn, max(1, (height*drawn+width/2)/width))
		lying := size
		if turned.sideways() {
			lying = image.Pt(size.Y, size.X)
		}
		scaled := shrink(original, lying)
		original = scaled // from which the smaller ones are made as well, and sooner
		var out bytes.Buffer
		if err := jpeg.Encode(&out, turned.upright(scaled), &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("write picture: %w", err)
		}
		drawings = slices.Insert(drawings, 0, guide.Drawing{Width: size.X, Height: size.Y, JPEG: out.Bytes()})
	}
	return drawings, nil
}

// tallest is how many times taller than wide a picture may be: one that is a
// thin strip would be drawn for ever taller.
const tallest = 10

// checkSize refuses a picture before its pixels are read.
func checkSize(width, height int, deep bool) error {
	most := MaxPixels
	if deep {
		most = maxDeepPixels
	}
	// Each side first: their product may not be a number.
	switch {
	case width < 1 || height < 1:
		return guide.Invalidf("image.broken", "%d × %d pixels", width, height)
	case width > most || height > most || width*height > most:
		return guide.Invalidf("image.pixels", "%d × %d pixels are more than %d", width, height, most)
	case height > tallest*width:
		return guide.Invalidf("image.thin", "%d × %d pixels", width, height)
	}
	return nil
}

// isDeep reports whether a picture has 16 bits a channel.
func isDeep(model color.Model) bool {
	return model == color.RGBA64Model || model == color.NRGBA64Model || model == color.Gray16Model
}

// shrink draws a picture at a size, on white. It halves it, each pixel being the
// mean of four, until it is less than twice as large: filters that do better need
// memory for the whole height of the original, 32 bytes a pixel.
func shrink(from image.Image, size image.Point) *image.RGBA {
	for {
		b := from.Bounds()
		next := size
		if b.Dx() >= 2*size.X && b.Dy() >= 2*size.Y {
			next = image.Pt(b.Dx()/2, b.Dy()/2)
		}
		to := image.NewRGBA(image.Rectangle{Max: next})
		draw.Draw(to, to.Rect, image.White, image.Point{}, draw.Src) // what shows through what is transparent
		draw.ApproxBiLinear.Scale(to, to.Rect, from, b, draw.Over, nil)
		if next == size {
			return to
		}
		from = to
	}
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
