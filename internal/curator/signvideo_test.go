package curator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// mp4 and webm are the beginnings of such files.
const (
	mp4  = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42 and what follows"
	webm = "\x1a\x45\xdf\xa3 and what follows"
)

func TestPutSigns(t *testing.T) {
	for _, tt := range []struct{ name, lang, content, want string }{
		{"a page", "LGP", "<html><script>alert(1)</script>", "envie MP4 ou WebM"},
		{"a picture", "LGP", "\x89PNG\r\n\x1a\n", "envie MP4 ou WebM"},
		{"another film", "LGP", "\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ", "envie MP4 ou WebM"},
		{"nothing", "LGP", "", "Escolha um ficheiro"},
		{"no language", " ", mp4, "Diga que língua gestual"},
		{"a long language", strings.Repeat("é", guide.MaxSignLang+1), mp4, "Diga que língua gestual"},
	} {
		house := newFakeHouse()
		w := signedIn(t, house, guide.RoleCurator).send("/curator/objects/1/signs", tt.content, "signs", tt.lang)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.want) || house.objects.did != nil {
			t.Errorf("%s: got %d without %q, did %v", tt.name, w.Code, tt.want, house.objects.did)
		}
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	for content, kind := range map[string]string{mp4: "video/mp4", webm: "video/webm"} {
		house.objects.did = nil
		checkRedirect(t, b.send("/curator/objects/2/signs", content, "signs", " LGP "), "/curator/objects/2?done=signs#signs")
		if got, want := fmt.Sprint(house.objects.did), "[curator signs 2: { LGP "+kind+" "+fakeSHA(content)+"}]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if w := b.post("/curator/objects/1/signs", url.Values{"signs": {"LGP"}}); w.Code != http.StatusBadRequest {
		t.Errorf("a form without files: got %d, want 400", w.Code)
	}
}

func TestSignsInTheOffice(t *testing.T) {
	house := newFakeHouse()
	card := house.objects.cards[1]
	card.Signs = &guide.SignVideo{ID: "gesto", Lang: "LGP", Kind: "video/mp4", SHA256: fakeSHA(mp4)}
	card.NoSigns = "antes"
	house.objects.cards[1] = card
	house.objects.files[fakeSHA(mp4)] = []byte(mp4)
	b := signedIn(t, house, guide.RoleCurator)
	page := b.get("/curator/objects/1").Body.String()
	for _, want := range []string{`preload="none"`, `src="/curator/objects/1/signs/video?gesto" type="video/mp4"`, "Repor o vídeo anterior"} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if w := b.get("/curator/objects/1/signs/video"); w.Body.String() != mp4 || w.Header().Get("Content-Type") != "video/mp4" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %q as %v", w.Body, w.Header())
	}
	if w := b.get("/curator/objects/2/signs/video"); w.Code != http.StatusNotFound {
		t.Errorf("an object without one: got %d, want 404", w.Code)
	}
	checkRedirect(t, b.post("/curator/objects/1/signs/remove", nil), "/curator/objects/1?done=unsigned#signs")
	checkRedirect(t, b.post("/curator/objects/1/signs/restore", url.Values{"signs": {"antes"}}), "/curator/objects/1?done=signed#signs")
	if got, want := fmt.Sprint(house.objects.did), "[curator removes the signs of 1 curator restores signs antes]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
