package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cicerone/internal/api"
	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
	"cicerone/internal/server"
)

// A visitor's photograph is made smaller, loses what the camera wrote into it, is
// described by the model, and leads to the work; nothing of it is kept or logged.
func TestPhotographFindsTheWork(t *testing.T) {
	const secret, described = "GPS 38.7N", "Um retábulo de pintura a óleo sobre madeira com seis painéis e sessenta figuras à volta de São Vicente, dos Painéis de São Vicente de Nuno Gonçalves, cor de zircão."
	const coffee = "Uma chávena de café com leite sobre uma mesa de madeira, com uma colher ao lado."
	seeing := modeltest.New(t, modeltest.SayCounted(described, 900, 40), modeltest.Say(coffee), modeltest.Say(" "))
	h, museum := demoHouse(t)
	var log bytes.Buffer
	h.log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.guide.Log = h.log
	h.config.Vision = config.Vision{URL: seeing.URL, Name: "amalia-vl"}
	eye, err := h.openEye()
	if err != nil {
		t.Fatal(err)
	}
	questions := api.New(h.store, h.guide.Ask, h.guide.Find)
	questions.Recognise = eye.recognise
	handler := server.New(server.Options{Log: h.log}, questions.Routes)

	photo := photograph(t, 3000, 2000, secret)
	send := func() *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "IMG_4711.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(photo); err != nil {
			t.Fatal(err)
		}
		form.Close()
		r := httptest.NewRequest(http.MethodPost, "/api/v1/picture?lang=en&museum="+museum.Code, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	w := send()

	var found struct {
		Works []struct{ Inventory, Title, URL string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil || w.Code != 200 || len(found.Works) == 0 || len(found.Works) > 3 {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if first := found.Works[0]; !strings.Contains(first.Title, "Saint Vincent") || !strings.HasPrefix(first.URL, "/"+museum.Code+"/o/") {
		t.Errorf("first %+v, want the Panels of Saint Vincent", first)
	}
	sent := seeing.Requests()[0]
	if len(sent.Pictures) != 1 || bytes.Contains(sent.Pictures[0], []byte(secret)) {
		t.Fatalf("%d pictures sent, want one without what the camera wrote", len(sent.Pictures))
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(sent.Pictures[0]))
	if err != nil || format != "jpeg" || size.Width > 1280 {
		t.Errorf("sent %d × %d as %s, %v; want a JPEG of at most 1280", size.Width, size.Height, format, err)
	}
	for what, held := range map[string]string{"log": log.String(), "answer": w.Body.String(), "database": everything(t, h)} {
		if strings.Contains(held, "IMG_4711") || strings.Contains(held, "zircão") || strings.Contains(held, secret) {
			t.Errorf("the %s holds something of the photograph: %s", what, held)
		}
	}
	for _, what := range []string{"coffee", "nothing to be said"} {
		if w := send(); w.Code != 200 || strings.TrimSpace(w.Body.String()) != `{"works":[]}` {
			t.Errorf("%s: %d %s, want no work", what, w.Code, w.Body)
		}
	}
}

// What a model may write of photographs leads to the work that they show, and to
// none when they show no work.
func TestPhotographsOfTheDemonstration(t *testing.T) {
	h, museum := demoHouse(t)
	lines, err := os.ReadFile("../../internal/demo/photographs.txt")
	if err != nil {
		t.Fatal(err)
	}
	type tally struct{ asked, offered, right, first, works int }
	tallies := map[string]*tally{"work": {}, "other": {}, "none": {}}
	for line := range strings.Lines(string(lines)) {
		fields := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		if strings.HasPrefix(line, "#") || len(fields) != 3 {
			continue
		}
		shown, lang, described := fields[0], fields[1], fields[2]
		near, err := h.guide.Resembling(t.Context(), guide.Question{Museum: museum, Text: described, Lang: lang, Audience: guide.AudiencePublic, At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		sort := tallies[shown]
		if sort == nil {
			sort = tallies["work"]
		}
		sort.asked++
		sort.works += len(near)
		if len(near) > 0 {
			sort.offered++
		}
		if at := slices.IndexFunc(near, func(o guide.Object) bool { return o.Inventory == shown }); at >= 0 {
			sort.right++
			if at == 0 {
				sort.first++
			}
		} else if sort == tallies["work"] || len(near) > 0 {
			t.Logf("%s in %s: %d offered for %q", shown, lang, len(near), described)
		}
	}
	for name, sort := range tallies {
		t.Logf("%s: %+v", name, *sort)
	}
	works, other, none := tallies["work"], tallies["other"], tallies["none"]
	if works.asked < 60 || works.right*100 < 88*works.asked {
		t.Errorf("of %d photographs of works %d lead to theirs, want 88 in a hundred", works.asked, works.right)
	}
	if none.asked < 30 || none.offered*100 > 5*none.asked {
		t.Errorf("of %d photographs of no work %d lead to works, want 5 in a hundred at most", none.asked, none.offered)
	}
	if other.asked < 25 || other.offered*100 > 10*other.asked {
		t.Errorf("of %d photographs of works held elsewhere %d lead to works, want 10 in a hundred at most", other.asked, other.offered)
	}
}

// photograph is a JPEG as a phone makes it, with a comment in its EXIF data.
func photograph(t *testing.T, width, height int, comment string) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		m.Set(x, x*height/width, color.RGBA{200, 30, 30, 255})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	segment := append([]byte("Exif\x00\x00"), comment...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, byte((len(segment) + 2) >> 8), byte(len(segment) + 2)}
	return append(append(head, segment...), out.Bytes()[2:]...)
}
