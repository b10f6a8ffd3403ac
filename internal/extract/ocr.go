package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // read by image.Decode
	_ "image/jpeg" // read by image.Decode
	_ "image/png"  // read by image.Decode
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" // read by image.Decode
	_ "golang.org/x/image/webp" // read by image.Decode

	"cicerone/internal/guide"
)

// Limits on reading text off images.
const (
	// ocrTime is how long it may take for one file. A printed page takes one to
	// four seconds.
	ocrTime = 3 * time.Minute
	// maxPixels is the largest image that is decoded: an A3 sheet at 400 dots an
	// inch has 31 million.
	maxPixels = 40_000_000
	// sharpPixels is the largest image that tesseract is given: A4 at 400 dots an
	// inch. More makes it slower, not better.
	sharpPixels = 16_000_000
)

// isImage reports whether files of this ending are read by picture.
func isImage(kind string) bool {
	switch kind {
	case ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp":
		return true
	}
	return false
}

// picture reads the text on an image.
func picture(data []byte) (guide.Note, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return guide.Note{}, errNoImage(err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return guide.Note{}, guide.Invalidf("file", "an image of %d by %d is larger than %d million pixels; make it smaller", config.Width, config.Height, maxPixels/1_000_000)
	}
	tesseract, err := findTesseract()
	if err != nil {
		return guide.Note{}, err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return guide.Note{}, errNoImage(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), ocrTime)
	defer cancel()
	paragraphs, err := tesseract.read(ctx, grey(img))
	if err != nil {
		return guide.Note{}, err
	}
	if len(paragraphs) == 0 {
		return guide.Note{}, guide.Invalidf("file", "no text was found on this image")
	}
	var w blockWriter
	for _, p := range paragraphs {
		w.block(p)
	}
	return guide.Note{Text: w.out.String()}, nil
}

func errNoImage(err error) error {
	return guide.Invalidf("file", "it cannot be opened as an image (%v)", err)
}

// grey is img without colours, no larger than is of use. Transparent parts are
// white, as paper is.
func grey(img image.Image) *image.Gray {
	size := img.Bounds().Size()
	for size.X*size.Y > sharpPixels {
		size = size.Div(2)
	}
	out := image.NewGray(image.Rectangle{Max: size})
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if size == img.Bounds().Size() {
		draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Over)
	} else {
		draw.ApproxBiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Over, nil)
	}
	return out
}

// tesseract is the installed program and what it is to be called with.
type tesseract struct {
	path      string
	languages string // por+eng
	mode      string // page segmentation
}

// errNoTesseract says what whoever runs the server is to do.
func errNoTesseract() error {
	return guide.Invalidf("file", "its text is an image, and the program that reads text off images is not installed; ask whoever runs the server to install tesseract-ocr and tesseract-ocr-por")
}

// CanReadImages says what is missing for reading text off images; nil: nothing.
func CanReadImages() error {
	_, err := findTesseract()
	return err
}

// findTesseract looks for the program, and for Portuguese and English among its
// languages.
func findTesseract() (tesseract, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return tesseract{}, errNoTesseract()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--list-langs").Output()
	if err != nil {
		return tesseract{}, fmt.Errorf("tesseract --list-langs: %w", err)
	}
	installed := strings.Fields(string(out)) // a sentence, then one a line
	var languages []string
	for _, lang := range []string{"por", "eng"} {
		if slices.Contains(installed, lang) {
			languages = append(languages, lang)
		}
	}
	if len(languages) == 0 {
		return tesseract{}, errNoTesseract()
	}
	mode := "3" // find the blocks of text
	if slices.Contains(installed, "osd") {
		mode = "1" // and which way is up: phones write photographs as they were held
	}
	return tesseract{path, strings.Join(languages, "+"), mode}, nil
}

// read is the paragraphs of text on an image. The image is handed over without
// compression, so that nothing but Go's own decoders ever parses a stranger's.
func (t tesseract) read(ctx context.Context, img *image.Gray) ([]string, error) {
	var in bytes.Buffer
	size := img.Bounds().Size()
	fmt.Fprintf(&in, "P5 %d %d 255\n", size.X, size.Y) // a portable graymap (pgm(5))
	for y := range size.Y {
		in.Write(img.Pix[y*img.Stride : y*img.Stride+size.X])
	}
	cmd := exec.CommandContext(ctx, t.path, "stdin", "stdout", "-l", t.languages, "--psm", t.mode)
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads cost more than they bring
	cmd.Stdin = &in
	out, problems := capped{left: maxText + 1}, capped{left: 2000}
	cmd.Stdout, cmd.Stderr = &out, &problems
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, guide.Invalidf("file", "reading the text off its images takes longer than %v; split it", ocrTime)
	case err != nil && out.Len() == 0 && strings.Contains(problems.String(), "Too few characters"):
		t.mode = "3" // it cannot tell which way is up
		return t.read(ctx, img)
	case err != nil:
		return nil, fmt.Errorf("tesseract: %w: %s", err, problems.String())
	}
	if out.Len() > maxText {
		return nil, errTooLong()
	}
	return ocrParagraphs(out.String()), nil
}

// ocrParagraphs joins the lines between blank lines and form feeds.
func ocrParagraphs(s string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\f", "\n\n"), "\n\n") {
		if joined := joinLines(strings.Split(strings.TrimSpace(p), "\n"), nil); letters(joined) > 0 {
			out = append(out, joined)
		}
	}
	return out
}

// capped keeps the first bytes that are written to it.
type capped struct {
	bytes.Buffer
	left int
}

var errFull = errors.New("too much output")

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, errFull // and so the program is ended
	}
	return c.Buffer.Write(p)
}
