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
	"strings"
	"testing"

	"cicerone/internal/api"
	"cicerone/internal/config"
	"cicerone/internal/model/modeltest"
	"cicerone/internal/server"
)

// A visitor's photograph is made smaller, loses what the camera wrote into it, is
// described by the model, and leads to the work; nothing of it is kept or logged.
func TestPhotographFindsTheWork(t *testing.T) {
	const secret, described = "GPS 38.7N", "Um retábulo de pintura a óleo sobre madeira com seis painéis e sessenta figuras à volta de São Vicente, dos Painéis de São Vicente de Nuno Gonçalves, cor de zircão."
	seeing := modeltest.New(t, modeltest.SayCounted(described, 900, 40))
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
