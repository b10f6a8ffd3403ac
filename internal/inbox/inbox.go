package inbox

import (
	"fmt"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"

	"cicerone/internal/guide"
)

// File is one file of a request. Body is good until the next is asked for.
type File struct {
	Name string // as the sender gave it, folders included; not to be trusted
	Body io.Reader
}

// maxParts is how many parts of a form are looked at: all the files of a full
// basket, and some fields beside them.
const maxParts = guide.MaxBasket + 100

// Files are the files of a request, in order: those of a multipart form, or the
// body itself, named by ?name= or by its Content-Disposition. Fields that are no
// file are passed over, and so are choosers in which nothing was chosen. After an
// error there is nothing more.
func Files(r *http.Request) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "multipart/form-data" {
			if name := bodyName(r); name != "" {
				yield(File{name, r.Body}, nil)
			}
			return
		}
		form, err := r.MultipartReader()
		if err != nil {
			yield(File{}, fmt.Errorf("%w: %w", guide.ErrInvalid, err))
			return
		}
		for range maxParts {
			part, err := form.NextPart()
			if err == io.EOF { // as it is documented: a form cut off is something else
				return
			}
			if err != nil {
				yield(File{}, fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err))
				return
			}
			if name := partName(part); name != "" && !yield(File{name, whole{part}}, nil) {
				return
			}
		}
		yield(File{}, guide.Invalidf("file", "more than %d files at once; send them in several requests", guide.MaxBasket))
	}
}

// whole is a part that must come to its end: a form cut off is the sender's
// fault, not ours.
type whole struct{ *multipart.Part }

func (w whole) Read(p []byte) (int, error) {
	n, err := w.Part.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err)
	}
	return n, err
}

// partName is a part's file name, whole: Part.FileName leaves out the folders.
func partName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

func bodyName(r *http.Request) string {
	if name := r.URL.Query().Get("name"); name != "" {
		return name
	}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

// heardOut is how many times the largest file may be sent before One stops
// listening.
const heardOut = 4

// One is the whole first file of a request, of so many bytes at most. Without a
// file it is an InvalidError of the field "file.none"; a larger one of
// "file.large".
func One(r *http.Request, most int64) ([]byte, error) {
	for file, err := range Files(r) {
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(io.LimitReader(file.Body, most+1))
		switch {
		case err != nil:
			return nil, fmt.Errorf("read file: %w", err)
		case int64(len(data)) > most:
			// Browsers that are not heard out show no answer, but a broken
			// connection. A file that cannot be read to its end is as much too large.
			_, _ = io.Copy(io.Discard, io.LimitReader(file.Body, (heardOut-1)*most))
			return nil, guide.Invalidf("file.large", "larger than %d MB", most>>20)
		}
		return data, nil
	}
	return nil, guide.Invalidf("file.none", "the request brings no file with a name")
}
