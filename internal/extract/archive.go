package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"cicerone/internal/guide"
)

// Limits on the zip that a .docx, .odt, .epub or .xlsx is. The largest honest
// files seen have 1,500 parts (a book with a picture on each page) and 40 MB of
// XML; honest XML packs to a hundredth at best, a bomb to a thousandth.
const (
	maxParts    = 10_000
	maxPart     = 64 << 20  // bytes, unpacked
	maxUnpacked = 128 << 20 // bytes, all parts that are read
	maxRatio    = 250       // unpacked to packed, where a part is large
	largePart   = 4 << 20   // bytes, unpacked
)

// archive is a zip whose parts are read by name, within limits that count what
// comes out and do not believe what the zip says.
type archive struct {
	parts map[string]*zip.File // by name in lower case, as Office reads them
	left  int64                // bytes that may still be unpacked
}

func errDamaged() error {
	return guide.Invalidf("file", "it is damaged or was cut off; open it in the program it comes from, save it again and upload that")
}

func errBomb() error {
	return guide.Invalidf("file", "it unpacks to more than can be read; split it, or save it with smaller tables")
}

func errPassword() error {
	return guide.Invalidf("file", "it is protected by a password; save it without one and upload that")
}

func openArchive(data []byte) (*archive, error) {
	// Counted before it is read: a directory takes six times its size in memory.
	if bytes.Count(data, []byte("PK\x01\x02")) > maxParts {
		return nil, guide.Invalidf("file", "it is made of more than %d parts; split it", maxParts)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errDamaged()
	}
	a := &archive{parts: map[string]*zip.File{}, left: maxUnpacked}
	for _, f := range r.File {
		name := partName(f.Name)
		if a.parts[name] == nil {
			a.parts[name] = f
		}
	}
	return a, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// read is a whole part. One that is not there is empty.
func (a *archive) read(name string) ([]byte, error) {
	f := a.parts[partName(name)]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, errPassword()
	}
	most := min(a.left, maxPart)
	if isBomb(f) || f.UncompressedSize64 > uint64(most) {
		return nil, errBomb()
	}
	r, err := f.Open()
	if err != nil {
		return nil, errDamaged()
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if a.left -= int64(len(data)); int64(len(data)) > most {
		return nil, errBomb()
	}
	if err != nil && !errors.Is(err, zip.ErrChecksum) { // a wrong sum alone harms nobody
		return nil, errDamaged()
	}
	return data, nil
}

func isBomb(f *zip.File) bool {
	return f.UncompressedSize64 > largePart && f.UncompressedSize64/maxRatio > f.CompressedSize64
}
