// Package picture makes what people upload ready for visitors: it reads JPEG, PNG
// and WebP files from hands that are not trusted, one at a time and within bounds
// of size and time, turns them the right way up, and writes them anew as JPEG at
// the widths of guide.PictureWidths. Nothing of the original file but its pixels
// is kept: no place, no camera, no thumbnail.
package picture
