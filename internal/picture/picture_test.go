package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	_ "image/gif" // as internal/extract has it read
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
)

// quarters is a picture whose quarters are red, green, blue and yellow, as they
// are read.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{G: 255, A: 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{B: 255, A: 255}
			case x >= w/2:
				c = color.RGBA{R: 255, G: 255, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// corners names the colours of the four corners, as they are read.
func corners(m image.Image) string {
	b := m.Bounds()
	name := func(x, y int) string {
		r, g, bl, _ := m.At(x, y).RGBA()
		high := func(v uint32) int {
			if v > 0x8000 {
				return 1
			}
			return 0
		}
		return map[[3]int]string{{1, 0, 0}: "R", {0, 1, 0}: "G", {0, 0, 1}: "B", {1, 1, 0}: "Y", {1, 1, 1}: "W"}[[3]int{high(r), high(g), high(bl)}]
	}
	left, right, top, bottom := b.Min.X+b.Dx()/8, b.Max.X-b.Dx()/8, b.Min.Y+b.Dy()/8, b.Max.Y-b.Dy()/8
	return name(left, top) + name(right, top) + name(left, bottom) + name(right, bottom)
}

// exif is a TIFF header that holds an orientation, in a byte order.
func exif(order binary.ByteOrder, orientation uint16) []byte {
	mark := "II"
	if order == binary.BigEndian {
		mark = "MM"
	}
	b := []byte(mark)
	u16 := func(v uint16) { x := make([]byte, 2); order.PutUint16(x, v); b = append(b, x...) }
	u32 := func(v uint32) { x := make([]byte, 4); order.PutUint32(x, v); b = append(b, x...) }
	u16(42)
	u32(8)
	u16(2)
	u16(0x010f) // maker, as text beyond the directory
	u16(2)
	u32(5)
	u32(100)
	u16(0x0112)
	u16(3)
	u32(1)
	u16(orientation)
	u16(0)
	return append(b, "GPS SECRET"...)
}

func asJPEG(t *testing.T, m image.Image, exif []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return out.Bytes()
	}
	segment := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return append(append(head, segment...), out.Bytes()[2:]...)
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pngHeader begins a PNG of a size that it does not hold.
func pngHeader(w, h uint32, depth, kind byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	ihdr := []byte("IHDR")
	ihdr = binary.BigEndian.AppendUint32(ihdr, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	ihdr = append(ihdr, depth, kind, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, 13)
	b = append(b, ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// A WebP of one pixel, without loss.
var webp, _ = base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")

func drawn(t *testing.T, file []byte) []image.Image {
	t.Helper()
	drawings, err := NewStudio().Draw(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	var out []image.Image
	for _, d := range drawings {
		m, err := jpeg.Decode(bytes.NewReader(d.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Bounds().Size(); got != image.Pt(d.Width, d.Height) {
			t.Errorf("drawn %v, said to be %d × %d", got, d.Width, d.Height)
		}
		if bytes.Contains(d.JPEG, []byte("SECRET")) || bytes.Contains(d.JPEG, []byte("Exif")) {
			t.Error("metadata is kept")
		}
		out = append(out, m)
	}
	return out
}

func TestWidths(t *testing.T) {
	transparent := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	tests := []struct {
		name string
		file []byte
		want []image.Point
	}{
		{"large", asJPEG(t, quarters(1600, 1200), nil), []image.Point{{480, 360}, {1280, 960}}},
		{"between", asPNG(t, quarters(700, 350)), []image.Point{{480, 240}, {700, 350}}},
		{"just so", asPNG(t, quarters(480, 48)), []image.Point{{480, 48}}},
		{"small, never enlarged", asPNG(t, quarters(20, 10)), []image.Point{{20, 10}}},
		{"turned", asJPEG(t, quarters(800, 600), exif(binary.BigEndian, 6)), []image.Point{{480, 640}, {600, 800}}},
		{"16 bits a channel", asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 10, 10))), []image.Point{{10, 10}}},
		{"transparent", asPNG(t, transparent), []image.Point{{8, 8}}},
		{"webp", webp, []image.Point{{1, 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []image.Point
			for _, m := range drawn(t, tt.file) {
				got = append(got, m.Bounds().Size())
			}
			if len(got) != len(tt.want) || got[0] != tt.want[0] || got[len(got)-1] != tt.want[len(got)-1] {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got := corners(drawn(t, asPNG(t, transparent))[0]); got != "WWWW" {
		t.Errorf("what is transparent: got %s, want white", got)
	}
}

func TestOrientation(t *testing.T) {
	for orientation, want := range map[uint16]string{
		0: "RGBY", 1: "RGBY", 2: "GRYB", 3: "YBGR", 4: "BYRG", 5: "RBGY", 6: "BRYG", 7: "YGBR", 8: "GYRB", 9: "RGBY",
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			file := asJPEG(t, quarters(64, 32), exif(order, orientation))
			if got := corners(drawn(t, file)[0]); got != want {
				t.Errorf("orientation %d: got %s, want %s", orientation, got, want)
			}
		}
	}
	plain := asPNG(t, quarters(32, 32))
	tiff := exif(binary.BigEndian, 3)
	body := append([]byte("eXIf"), tiff...)
	made := binary.BigEndian.AppendUint32(bytes.Clone(plain[:33]), uint32(len(tiff)))
	made = binary.BigEndian.AppendUint32(append(made, body...), crc32.ChecksumIEEE(body))
	made = append(made, plain[33:]...)
	if got, want := corners(drawn(t, made)[0]), "YBGR"; got != want {
		t.Errorf("PNG: got %s, want %s", got, want)
	}
}

func TestRefused(t *testing.T) {
	good := asJPEG(t, quarters(400, 400), nil)
	tests := []struct {
		name, want string
		file       []byte
	}{
		{"nothing", "image.type", nil},
		{"text", "image.type", []byte("not a picture")},
		{"gif", "image.type", []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00")},
		{"svg", "image.type", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		{"cut off", "image.broken", good[:len(good)/2]},
		{"pixels it does not hold", "image.broken", pngHeader(100, 100, 8, 2)},
		{"bomb", "image.pixels", pngHeader(50_000, 50_000, 8, 2)},
		{"GIF, which another room reads", "image.type", []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")},
		{"sides whose product is no number", "image.type", pngHeader(1<<31-1, 1<<31-1, 8, 2)},
		{"deep", "image.pixels", pngHeader(6000, 6000, 16, 6)},
		{"in several passes", "image.pixels", []byte("\xff\xd8\xff\xc2\x00\x11\x08\x17\x70\x17\x70\x03\x01\x22\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x0c")},
		{"strip", "image.thin", asPNG(t, image.NewGray(image.Rect(0, 0, 1, 30_000)))},
		{"large", "image.large", make([]byte, MaxBytes+1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewStudio().Draw(t.Context(), tt.file)
			var invalid *guide.InvalidError
			if !errors.As(err, &invalid) || invalid.Field != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// One picture is drawn at a time, and who does not want to wait need not.
func TestOneAtATime(t *testing.T) {
	s := NewStudio()
	s.turn <- struct{}{} // somebody else's
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Draw(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
	<-s.turn
	if _, err := s.Draw(t.Context(), asPNG(t, quarters(4, 4))); err != nil {
		t.Errorf("after that: %v", err)
	}
}

var timeLongGone = time.Unix(0, 0)

// A decoder whose time is up stops.
func TestOutOfTime(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), timeLongGone)
	defer cancel()
	_, err := drawAll(ctx, asJPEG(t, quarters(400, 400), nil))
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) || invalid.Field != "image.slow" {
		t.Errorf("got %v, want image.slow", err)
	}
}

// Whatever is sent, what comes out is a picture or a reason.
func FuzzDraw(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add(webp)
	f.Add(pngHeader(3, 3, 8, 2))
	var small bytes.Buffer
	_ = jpeg.Encode(&small, quarters(9, 7), nil)
	f.Add(small.Bytes())
	s := NewStudio()
	f.Fuzz(func(t *testing.T, file []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && config.Width*config.Height > 1_000_000 || len(file) > 10_000 {
			return // slow, and no other
		}
		drawings, err := s.Draw(t.Context(), file)
		var invalid *guide.InvalidError
		if err != nil && !(errors.As(err, &invalid) && strings.HasPrefix(invalid.Field, "image.")) {
			t.Errorf("got %v", err)
		}
		if err == nil && len(drawings) == 0 {
			t.Error("neither a picture nor a reason")
		}
	})
}
