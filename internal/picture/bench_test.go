package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// BenchmarkDraw draws a picture as a good camera makes it, of 24 million pixels,
// and the largest taken.
func BenchmarkDraw(b *testing.B) {
	for name, side := range map[string]int{"24-megapixels": 4899, "50-megapixels": 7071} {
		b.Run(name, func(b *testing.B) {
			m := image.NewGray(image.Rect(0, 0, side, side))
			random := rand.New(rand.NewPCG(1, 2))
			for y := range side {
				for x := range side {
					m.SetGray(x, y, color.Gray{Y: uint8(x/9 + y/7 + random.IntN(12))})
				}
			}
			rgba := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio420)
			copy(rgba.Y, m.Pix)
			var file bytes.Buffer
			if err := jpeg.Encode(&file, rgba, nil); err != nil {
				b.Fatal(err)
			}
			b.Logf("%d MB", file.Len()>>20)
			s := NewStudio()
			for b.Loop() {
				if _, err := s.Draw(b.Context(), file.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
