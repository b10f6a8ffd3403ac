package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"iter"
)

// turn is how a camera was held, as EXIF numbers it: 1 is upright, 3 upside down,
// 6 and 8 on a side; 2, 4, 5 and 7 are the same seen in a mirror.
type turn int

const upright turn = 1

// sideways reports whether width and height change places.
func (t turn) sideways() bool { return t >= 5 }

// upright turns a picture as it is to be seen.
func (t turn) upright(from *image.RGBA) *image.RGBA {
	if t == upright {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if t.sideways() {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			u, v := x, y // where the pixel goes
			switch t {
			case 2:
				u = w - 1 - x
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = y, w-1-x
			}
			copy(to.Pix[to.PixOffset(u, v):][:4], from.Pix[from.PixOffset(x, y):])
		}
	}
	return to
}

// orientation is how a file says that it is to be turned; upright when it does
// not say, or not so that it can be understood.
func orientation(file []byte, format string) turn {
	switch format {
	case "jpeg":
		return tiffOrientation(jpegExif(file))
	case "png":
		return tiffOrientation(chunk(file, 8, "eXIf", binary.BigEndian, true))
	case "webp":
		return tiffOrientation(bytes.TrimPrefix(chunk(file, 12, "EXIF", binary.LittleEndian, false), exifMark))
	}
	return upright
}

var exifMark = []byte("Exif\x00\x00")

// jpegSegments are the segments of a JPEG file before its pixels, by their
// markers.
func jpegSegments(file []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for at := 2; at+4 <= len(file) && file[at] == 0xff; {
			marker, size := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
			const startOfScan = 0xda
			if marker == startOfScan || size < 2 || at+2+size > len(file) || !yield(marker, file[at+4:at+2+size]) {
				return
			}
			at += 2 + size
		}
	}
}

// jpegExif finds the EXIF segment.
func jpegExif(file []byte) []byte {
	for marker, segment := range jpegSegments(file) {
		if marker == 0xe1 && bytes.HasPrefix(segment, exifMark) {
			return segment[len(exifMark):]
		}
	}
	return nil
}

// isProgressive reports whether a JPEG file comes in several passes.
func isProgressive(file []byte) bool {
	for marker := range jpegSegments(file) {
		if marker == 0xc2 {
			return true
		}
	}
	return false
}

// chunk finds a chunk of a PNG, whose sizes come before the names and whose
// chunks end in a checksum, or of a RIFF file, whose names come first and whose
// chunks are filled up to even sizes. The first is at start.
func chunk(file []byte, start int, name string, order binary.ByteOrder, png bool) []byte {
	for at := start; at+8 <= len(file); {
		size, named := order.Uint32(file[at+4:]), file[at:at+4]
		if png {
			size, named = order.Uint32(file[at:]), file[at+4:at+8]
		}
		if uint64(size) > uint64(len(file)-at-8) {
			return nil
		}
		end := at + 8 + int(size)
		if string(named) == name {
			return file[at+8 : end]
		}
		if at = end + int(size)%2; png {
			at = end + 4
		}
	}
	return nil
}

// tiffOrientation reads the tag of that name from the first directory of a TIFF
// header.
func tiffOrientation(tiff []byte) turn {
	const orientationTag, short = 0x0112, 3
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return upright
	}
	directory := uint64(order.Uint32(tiff[4:]))
	if directory+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		if len(entries) < 12 {
			return upright
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == short {
			if t := turn(order.Uint16(entries[8:])); t >= 1 && t <= 8 {
				return t
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
