package extract

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/tiff"

	"cicerone/internal/guide"
)

// printImage draws lines as a printer would at 200 dots an inch.
func printImage(t *testing.T, lines ...string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 12, DPI: 200})
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, 1400, 100+46*len(lines)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for i, line := range lines {
		d := font.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.P(60, 90+46*i)}
		d.DrawString(line)
	}
	return img
}

var label = []string{"A custódia foi feita por Gil Vicente e", "mandada fazer pelo rei D. Manuel, em 1506.", "", "", "Não se conhece outra obra sua."}

const labelText = "A custódia foi feita por Gil Vicente e mandada fazer pelo rei D. Manuel, em 1506.\n\nNão se conhece outra obra sua."

func TestImages(t *testing.T) {
	img := printImage(t, label...)
	turned := image.NewGray(img.Bounds()) // as a phone held upside down writes it
	for i, p := range img.Pix {
		turned.Pix[len(img.Pix)-1-i] = p
	}
	for name, encode := range map[string]func(*bytes.Buffer) error{
		"label.png":  func(b *bytes.Buffer) error { return png.Encode(b, img) },
		"turned.png": func(b *bytes.Buffer) error { return png.Encode(b, turned) },
		"label.JPG":  func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) },
		"label.tiff": func(b *bytes.Buffer) error { return tiff.Encode(b, img, nil) },
	} {
		var data bytes.Buffer
		if err := encode(&data); err != nil {
			t.Fatal(err)
		}
		if note, err := Read(name, &data); err != nil || note.Text != labelText {
			t.Errorf("%s: %q, %v", name, note.Text, err)
		}
	}
}

// TestImagesSeeThrough reads black letters on nothing, as drawing programs save
// them.
func TestImagesSeeThrough(t *testing.T) {
	img := printImage(t, label...)
	clear := image.NewNRGBA(img.Bounds())
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			clear.SetNRGBA(x, y, color.NRGBA{A: 255 - img.GrayAt(x, y).Y})
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, clear); err != nil {
		t.Fatal(err)
	}
	if note, err := Read("label.png", &data); err != nil || note.Text != labelText {
		t.Errorf("%q, %v", note.Text, err)
	}
}

func TestImagesRefused(t *testing.T) {
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 400, 400))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing": {nil, "it is empty"},
		"cut":     {blank.Bytes()[:60], "cannot be opened as an image"},
		"bomb":    {hugePNG(30_000, 30_000), "an image of 30000 by 30000 is larger than 40 million pixels"},
		"blank":   {blank.Bytes(), "no text was found on this image"},
	} {
		if _, err := Read("n.png", bytes.NewReader(c.data)); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// hugePNG is the head of a PNG of some size, with little behind it.
func hugePNG(width, height uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(nil, width)
	head = binary.BigEndian.AppendUint32(head, height)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	chunk("IDAT", nil)
	return b.Bytes()
}

func TestImagesWithoutTesseract(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var data bytes.Buffer
	if err := png.Encode(&data, printImage(t, label...)); err != nil {
		t.Fatal(err)
	}
	scan := scannedPDF(t)
	for name, data := range map[string][]byte{"n.png": data.Bytes(), "n.pdf": scan} {
		_, err := Read(name, bytes.NewReader(data))
		if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), "install tesseract-ocr and tesseract-ocr-por") {
			t.Errorf("%s: %v, want what to install", name, err)
		}
	}
}

func TestPDFThatIsAScan(t *testing.T) {
	if got := readPDF(t, scannedPDF(t)).Text; got != labelText {
		t.Errorf("%q, want %q", got, labelText)
	}
}

func TestPDFOfTooManyScans(t *testing.T) {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "",
		"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n \nendstream",
		"<< /Length 24 >>\nstream\n400 0 0 400 0 0 cm /Im Do\nendstream"}
	var kids []string
	for range maxScans + 1 {
		objects = append(objects, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im 3 0 R >> >> /Contents 4 0 R >>")
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	_, err := Read("n.pdf", bytes.NewReader(assemblePDF(objects, "")))
	if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), "51 of its pages are images") {
		t.Errorf("%v, want it refused", err)
	}
}

// scannedPDF is a page with an image of the label on it and no text.
func scannedPDF(t *testing.T) []byte {
	t.Helper()
	img := printImage(t, label...)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(img.Pix); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	width, height := img.Rect.Dx(), img.Rect.Dy()
	content := fmt.Sprintf("%.2f 0 0 %.2f 40 400 cm /Im Do", float64(width)*72/200, float64(height)*72/200)
	return assemblePDF([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im 4 0 R >> >> /Contents 5 0 R >>",
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
			width, height, packed.Len(), packed.String()),
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	}, "")
}
