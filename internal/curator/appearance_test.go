package curator

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

func pngOf(t *testing.T, width, height int) string {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAppearance(t *testing.T) {
	logo := pngOf(t, 40, 20)
	tests := []struct {
		name   string
		fields string // name=value, one a line
		logo   string
		want   []string       // on the page
		saved  guide.Settings // when nothing was wrong
	}{
		{"saved", "accent=#7A1020\norigins=https://Museu.example/ HTTPS://museu.example:8443 http://127.0.0.1:9000 https://museu.example\ntype=sans\nidle=90", "", nil,
			guide.Settings{KioskSeconds: 90, Origins: []string{"https://museu.example", "https://museu.example:8443", "http://127.0.0.1:9000"}, Theme: guide.Theme{Accent: "#7a1020", Type: guide.TypeSans}}},
		{"nothing", "idle=120", "", nil, guide.Settings{KioskSeconds: 120}},
		{"a type that is none", "idle=120\ntype=comic", "", nil, guide.Settings{KioskSeconds: 120}},
		{"a logo", "idle=120", logo, nil, guide.Settings{KioskSeconds: 120, Theme: guide.Theme{Logo: &guide.Logo{SHA256: fakeSHA(logo), Width: 40, Height: 20}}}},
		{"cannot be read", "idle=120\naccent=#ffd24d", "", []string{"Claro: ligações e botões sobre o fundo tem um contraste de 1,3 para 1; o mínimo é 4,5", `value="#ffd24d"`}, guide.Settings{}},
		{"no colour", "idle=120\nground=red", "", []string{"Escreva uma cor", `id="ground-problem"`}, guide.Settings{}},
		{"too hasty a kiosk", "idle=5", "", []string{"Escreva um número de 60 a 300"}, guide.Settings{}},
		{"no site", "idle=120\norigins=https://museu.example/pagina", "", []string{"não é o endereço de um sítio"}, guide.Settings{}},
		{"no PNG", "idle=120", "GIF89a", []string{"Envie um ficheiro PNG"}, guide.Settings{}},
		{"too large a logo", "idle=120", pngOf(t, maxLogoSide+1, 1), []string{"Envie um ficheiro PNG"}, guide.Settings{}},
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleAdmin)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house.staff.saved = guide.Museum{}
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			for line := range strings.Lines(tt.fields) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				if err := form.WriteField(name, value); err != nil {
					t.Fatal(err)
				}
			}
			if tt.logo != "" {
				part, err := form.CreateFormFile("logo", "logo.png")
				if err != nil {
					t.Fatal(err)
				}
				_, _ = part.Write([]byte(tt.logo)) // a buffer takes all
			}
			form.Close()
			r := httptest.NewRequest(http.MethodPost, "/curator/appearance", &body)
			r.Header.Set("Content-Type", form.FormDataContentType())
			w := b.do(r)
			if tt.want == nil {
				if w.Code != http.StatusSeeOther {
					t.Fatalf("got %d: %s", w.Code, w.Body)
				}
				if diff := cmp.Diff(tt.saved, house.staff.saved.Settings); diff != "" {
					t.Errorf("saved (-want +got):\n%s", diff)
				}
				return
			}
			if w.Code != http.StatusUnprocessableEntity || house.staff.saved.Code != "" {
				t.Errorf("got %d, saved %q", w.Code, house.staff.saved.Code)
			}
			for _, s := range tt.want {
				if !strings.Contains(w.Body.String(), s) {
					t.Errorf("no %q in %s", s, w.Body)
				}
			}
		})
	}
}

func TestReadOrigin(t *testing.T) {
	for s, want := range map[string]string{
		"https://museu.example": "https://museu.example", "https://museu.example:443/": "https://museu.example", "http://localhost:80": "http://localhost",
		"http://museu.example": "", "https://*.example": "", "https://": "", "*": "", "https://a;script-src b": "", "https://a@b.example": "", "https://a.example?x": "",
		"javascript:alert(1)": "", "https://a.example:99999": "", "null": "", "'self'": "",
	} {
		if got, _ := readOrigin(s); got != want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	}
}

// Whatever is typed, what goes into the pages' policy is one source of it.
func FuzzReadOrigin(f *testing.F) {
	f.Add("https://museu.example:8443")
	f.Add("https://a;b")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := readOrigin(s)
		if ok && (strings.ContainsAny(got, " ;,*'\"\t\n\\") || !strings.HasPrefix(got, "http")) || !ok && got != "" {
			t.Errorf("%q: got %q", s, got)
		}
		if again, _ := readOrigin(got); again != got {
			t.Errorf("%q: %q is then %q", s, got, again)
		}
	})
}
