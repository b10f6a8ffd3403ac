package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/blob"
	"cicerone/internal/guide"
)

// desk is a Store and Uploads in memory: it knows what came, by source, and what
// was sent, by key.
type desk struct {
	came    map[string]string // content by source
	publish bool              // as last registered
	uploads map[string]guide.Upload
	settled []guide.Settled
	broken  error
}

func (d *desk) Register(_ context.Context, _ int64, _ string, publish bool, incoming []guide.Incoming,
	_ func(context.Context, pgx.Tx, []int64) error) ([]guide.Arrival, error) {

	d.publish = publish
	var out []guide.Arrival
	for _, in := range incoming {
		switch have, known := d.came[in.Source]; {
		case !known:
			out = append(out, guide.ArrivedNew)
		case have != in.ContentSHA256:
			out = append(out, guide.ArrivedUpdated)
		default:
			out = append(out, guide.ArrivedPending)
		}
		d.came[in.Source] = in.ContentSHA256
	}
	return out, d.broken
}

func (d *desk) Stored(context.Context, []int64) ([]guide.Revision, error)    { return nil, nil }
func (d *desk) Finish(context.Context, guide.Museum, []guide.Prepared) error { return nil }
func (d *desk) Enqueue(context.Context, pgx.Tx, guide.Museum, []int64) error { return nil }
func (d *desk) UnsettledUploads(context.Context, int64) (out []guide.Upload, _ error) {
	for _, u := range d.uploads {
		if u.Arrival == "" {
			out = append(out, u)
		}
	}
	return out, nil
}

func (d *desk) OpenUpload(_ context.Context, u guide.Upload) (guide.Upload, bool, error) {
	if have, found := d.uploads[u.Key]; found {
		return have, true, nil
	}
	u.ID = u.Key
	d.uploads[u.Key] = u
	return u, false, nil
}

func (d *desk) SettleUpload(_ context.Context, _ int64, id string, as guide.Settled) (guide.Upload, error) {
	u := d.uploads[id]
	u.Arrival, u.Reason = as.Arrival, as.Reason
	d.uploads[id] = u
	d.settled = append(d.settled, as)
	return u, nil
}

// newReceiver receives into a desk, and a folder of originals.
func newReceiver(t *testing.T) (Receiver, *desk, string) {
	t.Helper()
	folder := t.TempDir()
	originals, err := blob.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{came: map[string]string{}, uploads: map[string]guide.Upload{}}
	return Receiver{Store: d, Uploads: d, Originals: originals, Jobs: d}, d, folder
}

func TestReceive(t *testing.T) {
	r, d, _ := newReceiver(t)
	for _, step := range []struct {
		name           string
		sent           guide.Sent
		content        string
		want           guide.Settled
		reason, source string
	}{
		{"a note", guide.Sent{Key: "1", Name: "pasta/a.md"}, "one", guide.Settled{Arrival: guide.ArrivedNew}, "", "uploads/pasta/a.md"},
		{"a newer one", guide.Sent{Key: "2", Name: "pasta/a.md", Publish: true}, "two", guide.Settled{Arrival: guide.ArrivedUpdated}, "", "uploads/pasta/a.md"},
		{"a new version under another name", guide.Sent{Key: "3", Name: "b.txt", Source: "notes/CG-001.md"}, "three", guide.Settled{Arrival: guide.ArrivedNew}, "", "notes/CG-001.md"},
		{"a catalogue", guide.Sent{Key: "4", Name: "c.csv"}, "id,title,text\n1,A,Um prato.\n2,B,Um jarro.\n", guide.Settled{Arrival: guide.ArrivedNew, Records: 2}, "", "uploads/c.csv#2"},
		{"a catalogue with a hole", guide.Sent{Key: "5", Name: "d.jsonl"}, `{"id":"1","title":"A","text":"x"}` + "\n{broken\n",
			guide.Settled{Arrival: guide.ArrivedNew, Records: 2, Refused: 1, Why: "line 2: not JSON: invalid character 'b'"}, "", "uploads/d.jsonl#1"},
		{"a catalogue of nothing", guide.Sent{Key: "6", Name: "e.csv"}, "\n", guide.Settled{}, "record", ""},
		{"a catalogue as a note's new version", guide.Sent{Key: "7", Name: "c.csv", Source: "notes/CG-001.md"}, "id,title\n1,A\n", guide.Settled{}, "many records", ""},
		{"what is not read", guide.Sent{Key: "8", Name: "virus.exe"}, "MZ", guide.Settled{}, "not read", ""},
		{"an empty file", guide.Sent{Key: "9", Name: "f.md"}, "", guide.Settled{}, "it is empty", ""},
	} {
		d.settled = nil
		u, err := r.Receive(t.Context(), step.sent, strings.NewReader(step.content))
		if err != nil {
			t.Errorf("%s: %v", step.name, err)
			continue
		}
		if step.reason != "" {
			if u.Arrival != guide.ArrivedRefused || !strings.Contains(u.Reason, step.reason) {
				t.Errorf("%s: %s because %q, want it refused because %q", step.name, u.Arrival, u.Reason, step.reason)
			}
			continue
		}
		if diff := cmp.Diff([]guide.Settled{step.want}, d.settled); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if _, came := d.came[step.source]; !came || d.publish != step.sent.Publish {
			t.Errorf("%s: sources %v, published %t", step.name, d.came, d.publish)
		}
	}
}

// Sent again, a file is the upload it was; cut off in between, it is finished.
func TestReceiveAgain(t *testing.T) {
	r, d, _ := newReceiver(t)
	sent := guide.Sent{Key: "1", Name: "a.md"}
	d.broken = errors.New("out of luck")
	if _, err := r.Receive(t.Context(), sent, strings.NewReader("one")); !errors.Is(err, d.broken) {
		t.Errorf("got %v", err)
	}
	d.broken = nil
	u, err := r.Receive(t.Context(), sent, strings.NewReader("one"))
	if err != nil || u.Arrival != guide.ArrivedUnchanged { // SettleUpload knows better
		t.Errorf("sent again: %s, %v", u.Arrival, err)
	}
	if u, err = r.Receive(t.Context(), sent, strings.NewReader("one")); err != nil || len(d.settled) != 1 || len(d.uploads) != 1 {
		t.Errorf("sent a third time: %+v, %v; settled %d times", u, err, len(d.settled))
	}

	d.uploads["2"] = guide.Upload{ID: "2", Key: "2", Path: "b.md", Source: "uploads/b.md", Original: guide.Original{SHA256: u.Original.SHA256, Name: "b.md"}}
	if err := r.Resume(t.Context(), guide.Museum{}); err != nil || d.uploads["2"].Arrival != guide.ArrivedNew {
		t.Errorf("resumed: %+v, %v", d.uploads["2"], err)
	}
}

// What breaks off on its way leaves nothing: no upload, no file.
func TestReceiveCutOff(t *testing.T) {
	for name, half := range map[string]io.Reader{
		"short": strings.NewReader("half of a note"),
		"long":  strings.NewReader(strings.Repeat("half of a long note. ", 10_000)),
	} {
		r, d, folder := newReceiver(t)
		body := io.MultiReader(half, iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := r.Receive(t.Context(), guide.Sent{Key: "1", Name: "a.md"}, body); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", name, err)
		}
		if left, err := filepath.Glob(filepath.Join(folder, "*")); len(d.uploads)+len(left) > 0 || err != nil {
			t.Errorf("%s: %d uploads, files %v", name, len(d.uploads), left)
		}
	}
}

func TestReceiveTooLarge(t *testing.T) {
	r, _, folder := newReceiver(t)
	u, err := r.Receive(t.Context(), guide.Sent{Key: "1", Name: "a.md"}, endless{})
	if err != nil || u.Arrival != guide.ArrivedRefused || u.Reason != "larger than 64 MB; split it" {
		t.Errorf("got %+v, %v", u, err)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("files left: %v", left)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestSafePath(t *testing.T) {
	for name, want := range map[string]string{
		"nota.md":                          "nota.md",
		"pasta/nota.md":                    "pasta/nota.md",
		"../../x.md":                       "x.md",
		"/etc/passwd":                      "etc/passwd",
		`C:\Os meus\..\nota.docx`:          "C:/Os meus/nota.docx",
		"con\u202e.docx":                   "con.docx",
		"a\x00b\nc\td.md":                  "ab c d.md",
		"cafe\u0301.md":                    "café.md",
		"\xff\xfe.md":                      "\uFFFD.md",
		" a / . / b.md ":                   "a/b.md",
		"":                                 "unnamed",
		"..":                               "unnamed",
		"\u202e":                           "unnamed",
		"<script>alert(1)</script>.md":     "<script>alert(1)<\x2fscript>.md",
		strings.Repeat("a", 300):           strings.Repeat("a", 300),
		strings.Repeat("pasta/", 49) + "x": strings.Repeat("pasta/", 49) + "x",
	} {
		if got := safePath(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	long := strings.Repeat("ã", 5000)
	a, b := safePath(long+"1.docx"), safePath(long+"2.docx")
	if utf8.RuneCountInString(a) != maxPath || !strings.HasSuffix(a, ".docx") || a == b || a != safePath(long+"1.docx") {
		t.Errorf("long names: %q (%d), %q", a, utf8.RuneCountInString(a), b)
	}
	if got := safePath(strings.Repeat("a", 5000) + "." + strings.Repeat("b", 5000)); utf8.RuneCountInString(got) != maxPath {
		t.Errorf("a long ending: %d characters", utf8.RuneCountInString(got))
	}
}

func FuzzSafePath(f *testing.F) {
	f.Add("../a/b\u202e.md")
	f.Fuzz(func(t *testing.T, name string) {
		got := safePath(name)
		for part := range strings.SplitSeq(got, "/") {
			if part == "" || part == "." || part == ".." {
				t.Errorf("%q: %q", name, got)
			}
		}
		if n := utf8.RuneCountInString(got); n == 0 || n > maxPath || !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' }) {
			t.Errorf("%q: %q", name, got)
		}
	})
}
