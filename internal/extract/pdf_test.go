package extract

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// TestMain keeps PDFium's machine code between runs: to make it takes seconds.
func TestMain(m *testing.M) {
	if cache, err := os.UserCacheDir(); err == nil {
		CachePDFium(filepath.Join(cache, "cicerone-test", "pdfium"))
	}
	os.Exit(m.Run())
}

// printed is one line on a page: where it begins, in points from the lower left
// corner, and its size.
type printed struct {
	x, y, size int
	text       string
}

// makePDF writes a small PDF with a text layer in Helvetica, as Latin-1. extra
// are further objects, numbered from 4, and entries of the trailer.
func makePDF(pages [][]printed, info, trailer string, extra ...string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	objects = append(objects, extra...)
	var kids []string
	for _, lines := range pages {
		var content strings.Builder
		for _, l := range lines {
			fmt.Fprintf(&content, "BT /F1 %d Tf %d %d Td (%s) Tj ET\n", l.size, l.x, l.y, strings.NewReplacer("(", `\(`, ")", `\)`).Replace(l.text))
		}
		latin := latin1(content.String())
		objects = append(objects,
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(latin), latin),
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", len(objects)+1))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	if info != "" {
		objects = append(objects, "<< "+latin1(info)+" >>")
		trailer += fmt.Sprintf(" /Info %d 0 R", len(objects))
	}
	return assemblePDF(objects, trailer)
}

func assemblePDF(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func latin1(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '•' {
			r = 0x95 // in WinAnsiEncoding
		}
		b.WriteByte(byte(r))
	}
	return b.String()
}

// column sets lines below each other, 14 points apart.
func column(x, y int, texts ...string) []printed {
	var out []printed
	for i, s := range texts {
		out = append(out, printed{x, y - 14*i, 11, s})
	}
	return out
}

func readPDF(t *testing.T, data []byte) guide.Note {
	t.Helper()
	note, err := Read("n.pdf", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	checkHeadings(t, note)
	if err := Check(note); err != nil {
		t.Error(err)
	}
	return note
}

func TestPDFParagraphsAndHeadings(t *testing.T) {
	pdfPage := append([]printed{{70, 770, 20, "A Custódia de Belém"}, {70, 730, 14, "O ouro"}},
		column(70, 700,
			"A custódia foi feita por Gil Vicente em 1506, com o ouro do primeiro tri-",
			"buto que o régulo de Quíloa pagou ao rei de Portugal, e que Vasco da Ga-",
			"ma trouxe na sua segunda viagem.",
			"Foi depois deixada em testamento ao Mosteiro dos Jerónimos, e aí ficou até",
			"1833.")...)
	pdfPage = append(pdfPage, column(70, 600,
		"Os doze apóstolos ajoelham-se à volta do hostiário. Por cima pairam os anjos",
		"com os instrumentos da Paixão.")...)
	pdfPage = append(pdfPage, printed{70, 550, 14, "As peças"})
	pdfPage = append(pdfPage, column(70, 530, "• a base", "• o nó, com esferas", "• o baldaquino")...)
	got := readPDF(t, makePDF([][]printed{pdfPage}, "/Title (Cust\u00f3dia) /Author (Museu)", ""))
	want := guide.Note{
		Author: "Museu", Label: guide.Label{Title: "Custódia"},
		Text: strings.Join([]string{
			"A Custódia de Belém", "O ouro",
			"A custódia foi feita por Gil Vicente em 1506, com o ouro do primeiro tributo que o régulo de Quíloa pagou ao rei de Portugal, e que Vasco da Gama trouxe na sua segunda viagem.",
			"Foi depois deixada em testamento ao Mosteiro dos Jerónimos, e aí ficou até 1833.",
			"Os doze apóstolos ajoelham-se à volta do hostiário. Por cima pairam os anjos com os instrumentos da Paixão.",
			"As peças", "• a base", "• o nó, com esferas", "• o baldaquino",
		}, "\n\n"),
		Headings: []guide.Heading{{Offset: 0, Level: 1, Text: "A Custódia de Belém"}, {Offset: 21, Level: 2, Text: "O ouro"}, {Offset: 397, Level: 2, Text: "As peças"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestPDFDropsWhatIsOnEveryPage(t *testing.T) {
	var pages [][]printed
	for i := 1; i <= 6; i++ {
		header := "Museu Nacional - Roteiro"
		if i%2 == 0 {
			header = "Capítulo III"
		}
		pdfPage := []printed{{70, 800, 9, header}, {290, 30, 9, fmt.Sprintf("Página %d de 6", i)}}
		pages = append(pages, append(pdfPage, column(70, 700,
			fmt.Sprintf("Esta é a sala %d, onde se guardam as pratas e também as joias, que ali", i),
			"se veem desde a abertura do museu, em grande número e")...))
	}
	pages[5] = append(pages[5], printed{70, 672, 11, "variedade. Museu Nacional - Roteiro"})
	got := readPDF(t, makePDF(pages, "", "")).Text
	if strings.Contains(got, "Página") || strings.Count(got, "Roteiro") != 1 {
		t.Errorf("running lines are left in %q", got)
	}
	for i := 1; i <= 6; i++ {
		if !strings.Contains(got, fmt.Sprintf("Esta é a sala %d, onde", i)) {
			t.Errorf("page %d is not in %q", i, got)
		}
	}
}

func TestPDFParagraphGoesOverThePage(t *testing.T) {
	pages := [][]printed{
		column(70, 120, "O retábulo foi encomendado pelo bispo, que o pagou do seu bolso e o", "mandou pôr no altar-mor da sé, onde"),
		column(70, 780, "ficou durante três séculos.", "Hoje está no museu."),
	}
	want := "O retábulo foi encomendado pelo bispo, que o pagou do seu bolso e o mandou pôr no altar-mor da sé, onde ficou durante três séculos. Hoje está no museu."
	if got := readPDF(t, makePDF(pages, "", "")).Text; strings.ReplaceAll(got, "\n\n", " ") != want || strings.Contains(got, "onde\n") {
		t.Errorf("%q", got)
	}
}

func TestPDFTitlesThatAreNone(t *testing.T) {
	pdfPage := [][]printed{append([]printed{{70, 770, 20, "Sala do Trono"}}, column(70, 700, "Um texto sobre a sala, que é a maior.", "E mais um.")...)}
	for title, want := range map[string]string{
		"Microsoft Word - sala.doc": "Sala do Trono",
		"sala_final2.docx":          "Sala do Trono",
		"Untitled":                  "Sala do Trono",
		"":                          "Sala do Trono",
		"A sala":                    "A sala",
	} {
		note := readPDF(t, makePDF(pdfPage, "/Title ("+title+") /Author (Utilizador)", ""))
		if note.Label.Title != want || note.Author != "" {
			t.Errorf("%q: title %q, author %q; want %q", title, note.Label.Title, note.Author, want)
		}
	}
}

func TestPDFHeadingsByItsOutline(t *testing.T) {
	pdfPage := [][]printed{append(column(70, 780, "A base da peça"), column(70, 740, "A base tem esmaltes de flores e de aves.", "É de ouro.")...)}
	data := makePDF(pdfPage, "", "",
		"<< /Type /Outlines /First 5 0 R /Last 5 0 R >>",
		"<< /Title (A BASE DA PE\\307A) /Parent 4 0 R /Next 5 0 R /First 5 0 R >>") // in a circle
	data = bytes.Replace(data, []byte("/Type /Catalog"), []byte("/Type /Catalog /Outlines 4 0 R"), 1) // which PDFium mends
	if got := readPDF(t, data).Headings; len(got) != 1 || got[0].Text != "A base da peça" {
		t.Errorf("headings %+v", got)
	}
}

func TestPDFRefused(t *testing.T) {
	good := makePDF([][]printed{column(70, 700, "Um texto.")}, "", "")
	encrypted := makePDF([][]printed{column(70, 700, "Um texto.")}, "",
		"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+
			strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+"> >>")
	many := make([][]printed, maxPDFPages+1)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":      {nil, "it is empty"},
		"not a PDF":    {[]byte("%PDF-1.7\nE nada mais."), "cannot be opened as a PDF"},
		"only a head":  {good[:60], "cannot be opened as a PDF"},
		"password":     {encrypted, "it is protected by a password; save it without"},
		"no text":      {makePDF([][]printed{nil}, "", ""), "there is no text in it"},
		"too many":     {makePDF(many, "", ""), "it has 2001 pages, more than 2000"},
		"one of blank": {makePDF([][]printed{{{70, 700, 11, "   "}}}, "", ""), "there is no text in it"},
	} {
		if _, err := Read("n.pdf", bytes.NewReader(c.data)); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestPDFDamaged reads a PDF with each part of it overwritten in turn: it ends
// in text or in a reason.
func TestPDFDamaged(t *testing.T) {
	good := makePDF([][]printed{column(70, 700, "Um texto de algumas letras.")}, "/Title (Um)", "")
	read := 0
	for at := 0; at < len(good); at += 40 {
		bad := bytes.Clone(good)
		copy(bad[at:], "<<[(9 0 R")
		if _, err := Read("n.pdf", bytes.NewReader(bad)); err == nil {
			read++
		} else if !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("at %d: %v", at, err)
		}
	}
	if read == 0 {
		t.Error("none was read, though PDFium mends what it can")
	}
}

func TestJoinLines(t *testing.T) {
	words := map[string]bool{"guarda-joias": true, "porta-": true}
	for in, want := range map[string]string{
		"um\ntexto":                  "um texto",
		"o tri-\nbuto":               "o tributo",
		"o guarda-\njoias da rainha": "o guarda-joias da rainha",
		"entre 1500-\n1510":          "entre 1500-1510",
		"Lisboa-\nPorto":             "Lisboa-Porto",
		"a -\nb":                     "a - b",
		"só":                         "só",
		"":                           "",
	} {
		if got := joinLines(strings.Split(in, "\n"), words); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
