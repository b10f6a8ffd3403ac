package inbox

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// part is a file of a form, named as a browser names it.
func part(name, content string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + content + "\r\n"
}

func request(target, body string, header ...string) *http.Request {
	r := httptest.NewRequest("POST", target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func form(body string) *http.Request {
	return request("/", body, "Content-Type", "multipart/form-data; boundary=b")
}

func TestFiles(t *testing.T) {
	for name, c := range map[string]struct {
		request *http.Request
		want    string
		wrong   error
	}{
		"a form": {form(part("a.md", "one") + part("pasta/é.md", "two") + "--b--\r\n"), `"a.md" one, "pasta/é.md" two`, nil},
		"fields and empty choosers": {form("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n" + part("", "") + part("a.md", "one") + "--b--\r\n"),
			`"a.md" one`, nil},
		"a hostile name":            {form(part("../../etc/con\u202e.docx", "one") + "--b--\r\n"), "\"../../etc/con\\u202e.docx\" one", nil},
		"a form cut off in a file":  {form(part("a.md", "one")), `"a.md" `, io.ErrUnexpectedEOF},
		"a form cut off in a head":  {form(part("a.md", "one") + "--b\r\nContent-Dis"), `"a.md" one`, guide.ErrInvalid},
		"a form that is none":       {form("hello"), "", guide.ErrInvalid},
		"a form without a boundary": {request("/", "x", "Content-Type", "multipart/form-data"), "", guide.ErrInvalid},
		"an empty form":             {form("--b--\r\n"), "", nil},
		"a form of too many":        {form(strings.Repeat(part("", ""), maxParts) + part("a.md", "one") + "--b--\r\n"), "", guide.ErrInvalid},
		"a body named by address":   {request("/?name=a.md", "one"), `"a.md" one`, nil},
		"a body named by header":    {request("/", "one", "Content-Disposition", `attachment; filename*=UTF-8''a%C3%A7.md`), `"aç.md" one`, nil},
		"a body without a name":     {request("/", "one", "Content-Type", "text/plain"), "", nil},
	} {
		var got []string
		var failed error
		for file, err := range Files(c.request) {
			if err != nil {
				failed = err
				break
			}
			data, err := io.ReadAll(file.Body)
			got = append(got, fmt.Sprintf("%q %s", file.Name, data))
			if err != nil {
				got[len(got)-1] = fmt.Sprintf("%q ", file.Name)
				failed = err
				break
			}
		}
		if strings.Join(got, ", ") != c.want || !errors.Is(failed, c.wrong) {
			t.Errorf("%s: got %s, %v; want %s, %v", name, strings.Join(got, ", "), failed, c.want, c.wrong)
		}
	}
}

// A file that is too large is heard out, up to a point: else its sender would see
// a broken line and no answer.
func TestTooLargeFilesAreHeardOut(t *testing.T) {
	const most = 1000
	for size, want := range map[int]struct {
		field string
		left  bool // unread
	}{most: {"", false}, most + 1: {"file.large", false}, heardOut * most: {"file.large", false}, 1000 * most: {"file.large", true}} {
		body := strings.NewReader(strings.Repeat("x", size))
		r := httptest.NewRequest("POST", "/?name=a.jpg", body)
		data, err := One(r, most)
		wrong, _ := errors.AsType[*guide.InvalidError](err)
		switch {
		case want.field == "" && (err != nil || len(data) != size):
			t.Errorf("%d bytes: got %d, %v", size, len(data), err)
		case want.field != "" && (wrong == nil || wrong.Field != want.field):
			t.Errorf("%d bytes: %v, want %s", size, err, want.field)
		}
		if left := body.Len() > 0; left != want.left {
			t.Errorf("%d bytes: %d unread", size, body.Len())
		}
	}
}
