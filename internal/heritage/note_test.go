package heritage

import (
	"cmp"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

func record(pairs ...string) Record {
	r := Record{ID: "1"}
	for pair := range slices.Chunk(pairs, 2) {
		r.Fields = append(r.Fields, Field{pair[0], pair[1]})
	}
	return r
}

func TestNote(t *testing.T) {
	r := record("id", "1", "lang", "pt-BR", "inventory", "500", "title", "Piano Pleyel", "museum", "Museu de Ensaio", "kind", "objeto",
		"text", "Autor: Fábrica Pleyel\nMaterial: madeira | marfim\nTem três pedais.",
		"Autor", "Fábrica Pleyel", "Altura (cm)", "1,82 m", "cor_do_verniz", "castanho", "Duração", "Duração: 44’",
		"Link do Item", "http://x.example/1", "Ver", "http://x.example/2", "Document", "37243", "Valor do seguro", "1 000 000")
	got, err := Note(r, "en")
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Note{
		Kind: guide.KindObject, Lang: "pt", Inventory: "500", Audience: guide.AudiencePublic,
		Label: guide.Label{Lang: "pt", Title: "Piano Pleyel", Maker: "Fábrica Pleyel", HeldBy: "Museu de Ensaio"},
		Text: "Material: madeira | marfim\nTem três pedais.\n\nMuseu: Museu de Ensaio\n\nTipo: objeto\n\nAutor: Fábrica Pleyel\n\n" +
			"Altura (cm): 1,82 m\n\nCor do verniz: castanho\n\nDuração: 44’",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNoteInSixLanguages reads records as catalogues of each language write them.
func TestNoteInSixLanguages(t *testing.T) {
	for lang, c := range map[string]struct {
		fields []string
		want   guide.Note
	}{
		"pt": {
			[]string{"N.º de Inventário", "CG 1", "Denominação", "Custódia", "Autor(es)", "Gil Vicente", "Datação", "1506", "Matéria/Técnica", "ouro", "Museu", "M", "Sala", "4", "Descrição", "Brilha."},
			guide.Note{Text: "Brilha.\n\nAutor(es): Gil Vicente\n\nDatação: 1506\n\nMatéria/Técnica: ouro\n\nMuseu: M"},
		},
		"en": {
			[]string{"Accession No.", "CG 1", "object_name", "Custódia", "creator", "Gil Vicente", "Object Date", "1506", "medium", "ouro", "held_by", "M", "Gallery", "4", "description", "Brilha."},
			guide.Note{Text: "Brilha.\n\nMaker: Gil Vicente\n\nObject Date: 1506\n\nMaterial: ouro\n\nMuseum: M"},
		},
		"es": {
			[]string{"Inventario", "CG 1", "Objeto", "Custódia", "AUTOR", "Gil Vicente", "Datación", "1506", "Materia/Soporte", "ouro", "Museo", "M", "Sala", "4", "Descripción", "Brilha."},
			guide.Note{Text: "Brilha.\n\nAUTOR: Gil Vicente\n\nDatación: 1506\n\nMateria/Soporte: ouro\n\nMuseo: M"},
		},
		"fr": {
			[]string{"Numéro d’inventaire", "CG 1", "Dénomination", "Custódia", "Auteur", "Gil Vicente", "Période", "1506", "Matériaux et techniques", "ouro", "musée", "M", "salle", "4", "texte", "Brilha."},
			guide.Note{Text: "Brilha.\n\nAuteur: Gil Vicente\n\nPériode: 1506\n\nMatériaux et techniques: ouro\n\nMusée: M"},
		},
		"it": {
			[]string{"Numero di inventario", "CG 1", "Titolo", "Custódia", "Autore", "Gil Vicente", "Datazione", "1506", "Materia e tecnica", "ouro", "Museo", "M", "Sala", "4", "Descrizione", "Brilha."},
			guide.Note{Text: "Brilha.\n\nAutore: Gil Vicente\n\nDatazione: 1506\n\nMateria e tecnica: ouro\n\nMuseo: M"},
		},
		"de": {
			[]string{"Inventar-Nr.", "CG 1", "Titel", "Custódia", "Künstler", "Gil Vicente", "Datierung", "1506", "Material / Technik", "ouro", "museum", "M", "Raum", "4", "Beschreibung", "Brilha."},
			guide.Note{Text: "Brilha.\n\nKünstler: Gil Vicente\n\nDatierung: 1506\n\nMaterial / Technik: ouro\n\nMuseum: M"},
		},
	} {
		want := c.want
		want.Kind, want.Lang, want.Inventory, want.Room, want.Audience = guide.KindObject, lang, "CG 1", "4", guide.AudiencePublic
		want.Label = guide.Label{Lang: lang, Title: "Custódia", Maker: "Gil Vicente", Date: "1506", Material: "ouro", HeldBy: "M"}
		got, err := Note(record(c.fields...), lang)
		if err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", lang, diff)
		}
	}
}

func TestNoteText(t *testing.T) {
	for name, c := range map[string]struct {
		fields []string
		want   string // ¶ is a blank line
	}{
		"texts in order":            {[]string{"text", "Um.", "notas", "Dois."}, "Um.¶Dois."},
		"the same text twice":       {[]string{"text", "De barro.", "Descrição", "De  BARRO."}, "De barro."},
		"a shortened text":          {[]string{"text", "Descrição: De barro.", "Descrição", "De barro. E verde."}, "De barro. E verde."},
		"a fact once":               {[]string{"text", "É verde.", "Cor", "verde", "cor", "Verde", "COR", "azul"}, "É verde.¶Cor: verde¶COR: azul"},
		"a fact in a longer one":    {[]string{"Ano", "1975", "Altura", "12 cm", "ano", "197", "altura", "1"}, "Ano: 1975¶Altura: 12 cm¶Ano: 197¶Altura: 1"},
		"a long fact in the text":   {[]string{"text", "Diz-se que veio\nde Quíloa com a armada de 1503.", "Resumo", "Diz-se que veio de Quíloa com a armada de 1503."}, "Diz-se que veio\nde Quíloa com a armada de 1503."},
		"facts in the text":         {[]string{"text", "cor: verde\nÉ alto.\npeso: 3 kg", "cor", "verde", "peso", "4 kg"}, "É alto.\npeso: 3 kg¶Cor: verde¶Peso: 4 kg"},
		"links left out":            {[]string{"text", "http://x.example", "Ver", "https://x.example/a, https://x.example/b", "www", "www.x.example", "Imagens", "http://x||http://y", "Cor", "verde"}, "Cor: verde"},
		"a link in a sentence":      {[]string{"Nota de rodapé", "Veja-se http://x.example, de 2004."}, "Nota de rodapé: Veja-se http://x.example, de 2004."},
		"marks left out":            {[]string{"Cor", "verde", "Peso", "—", "Forma", "?", "text", ", , ,"}, "Cor: verde"},
		"several values":            {[]string{"Marcas", "BRASIL||10||BRASIL", "Temas", "a | b"}, "Marcas: BRASIL | 10¶Temas: a | b"},
		"many lines":                {[]string{"Equipa", "Direção: A\nLuz: B"}, "Equipa: Direção: A Luz: B"},
		"references, line ends":     {[]string{"text", `\r\n, Secos &amp; Molhados.\r\nA&#233;reo, p&b; &copy&#8238;`, "Cor", "&eacute; verde"}, "Secos & Molhados.\nAéreo, p&b; &copy¶Cor: é verde"},
		"no name":                   {[]string{"", "verde", " : ", "azul"}, "verde¶azul"},
		"a machine's name":          {[]string{"cor_principal", "verde", "Cor:", "azul", "éter", "x"}, "Cor principal: verde¶Cor: azul¶Éter: x"},
		"a second number, title":    {[]string{"inventory", "1", "Número de registo", "2", "Título", "Jarra", "title", "Vaso", "N.º de registo", "s/n"}, "Número de registo: 2¶Título: Jarra"},
		"name and title":            {[]string{"Denominação", "Recipiente"}, "Denominação: Recipiente"},
		"a title that is a label":   {[]string{"Titulo", "Título: Vaso", "Cor", "verde"}, "Cor: verde"},
		"no number in a row":        {[]string{"ordem", "Franciscana"}, "Ordem: Franciscana"},
		"the work's own language":   {[]string{"Idioma", "Latim"}, "Idioma: Latim"},
		"a kind in machine's words": {[]string{"kind", "press-releases", "Cor", "verde"}, "Cor: verde"},
		"other numbers":             {[]string{"id", "7", "Prateleira/Gaveta", "3", "Seguro", "10 000 €", "Cor", "verde"}, "Cor: verde"},
		"prose with a colon":        {[]string{"text", "Há três cores: verde, azul e branco.\nNota: é raro.", "Cor", "verde"}, "Há três cores: verde, azul e branco.\nNota: é raro.¶Cor: verde"},
	} {
		got, err := Note(record(append([]string{"title", "Vaso"}, c.fields...)...), "pt")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := strings.ReplaceAll(got.Text, "\n\n", "¶"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNoteLabel(t *testing.T) {
	long := strings.Repeat("ã", 400)
	for name, c := range map[string]struct {
		fields []string
		want   guide.Label
	}{
		"first come":        {[]string{"Autoria", "A", "Autor", "B", "date", "", "Ano", "1975"}, guide.Label{Maker: "A", Date: "1975"}},
		"a list":            {[]string{"artist", "A", "artist", "B", "artist", "A", "Autor", "C"}, guide.Label{Maker: "A; B"}},
		"one line, no name": {[]string{"maker", "A\n B", "title", "Título: Jarra"}, guide.Label{Maker: "A B", Title: "Jarra"}},
		"own kind as title": {[]string{"Denominação", "Cadeira", "Cor", "azul"}, guide.Label{Title: "Cadeira"}},
		"too long":          {[]string{"title", long, "material", long}, guide.Label{Title: long[:2*299] + "…", Material: long[:2*299] + "…"}},
	} {
		fields := c.fields
		if c.want.Title == "" {
			fields, c.want.Title = append(fields, "titre", "Vaso"), "Vaso"
		}
		c.want.Lang = "pt"
		got, err := Note(record(append(fields, "texto", "x")...), "pt")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := gocmp.Diff(c.want, got.Label); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
		if strings.Contains(got.Label.Title, "…") && !strings.Contains(got.Text, "Title: "+long) {
			t.Errorf("%s: the whole title is lost: %q", name, got.Text)
		}
	}
}

func TestNoteRules(t *testing.T) {
	day := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		fields []string
		want   guide.Note
	}{
		"nothing":             {nil, guide.Note{Kind: guide.KindTheme}},
		"a number":            {[]string{"inventory", "A  1"}, guide.Note{Kind: guide.KindObject, Inventory: "A 1"}},
		"placeholder":         {[]string{"Número de registro", "Sem registro"}, guide.Note{Kind: guide.KindTheme}},
		"number after it":     {[]string{"inventory", "s/n", "N.º de registo", "7", "inventory", "8"}, guide.Note{Kind: guide.KindObject, Inventory: "7"}},
		"visit":               {[]string{"kind", "Visit"}, guide.Note{Kind: guide.KindVisit}},
		"object, no number":   {[]string{"type", "object"}, guide.Note{Kind: guide.KindTheme}},
		"theme with number":   {[]string{"kind", "theme", "inventory", "1"}, guide.Note{Kind: guide.KindTheme, Inventory: "1"}},
		"room, order":         {[]string{"Sala", "4", "ordem", "2"}, guide.Note{Kind: guide.KindTheme, Room: "4", Order: 2}},
		"no room":             {[]string{"Sala", "-", "order", "99999999999999999999"}, guide.Note{Kind: guide.KindTheme}},
		"a sentence for room": {[]string{"Sala", strings.Repeat("x", 81)}, guide.Note{Kind: guide.KindTheme}},
		"highlight":           {[]string{"Destaque", "Sim"}, guide.Note{Kind: guide.KindTheme, Highlight: true}},
		"no highlight":        {[]string{"highlight", "no"}, guide.Note{Kind: guide.KindTheme}},
		"author":              {[]string{"author", "Equipa"}, guide.Note{Kind: guide.KindTheme, Author: "Equipa"}},
		"staff":               {[]string{"audience", "Staff", "audience", "public"}, guide.Note{Kind: guide.KindTheme, Audience: guide.AudienceStaff}},
		"embargo":             {[]string{"embargo", "2027-01-31"}, guide.Note{Kind: guide.KindTheme, Embargo: day}},
	} {
		got, err := Note(record(append([]string{"title", "Vaso", "text", "x"}, c.fields...)...), "pt")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		c.want.Audience, c.want.Lang = cmp.Or(c.want.Audience, guide.AudiencePublic), "pt"
		got.Label, got.Text = guide.Label{}, ""
		if diff := gocmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestNoteLanguage(t *testing.T) {
	for value, want := range map[string]string{
		"pt": "pt", "pt-BR": "pt", "PT_pt": "pt", "por": "pt", "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "it-IT": "it", "no": "no",
		"": "es", "xx": "es", "und": "es", "mul": "es", "Português": "es", "pt, en": "es", "1": "es",
	} {
		got, err := Note(record("title", "Vaso", "text", "x", "Language", value), "es")
		if err != nil || got.Lang != want || got.Label.Lang != want {
			t.Errorf("%q: %q, %v; want %q", value, got.Lang, err, want)
		}
	}
}

func TestNoteSaysWhatIsMissing(t *testing.T) {
	for words, r := range map[string]Record{
		`title: this record has no title; add a field "title"`:  record("text", "A vase."),
		"text: this record says nothing beyond its title":       record("title", "Vase", "url", "http://x.example", "Title", "Vase"),
		"inventory: 81 characters long, 80 at most":             record("title", "Vase", "text", "x", "inventory", strings.Repeat("ã", 81)),
		`audience: "everyone" is neither public nor staff`:      record("title", "Vase", "text", "x", "Audience", "Everyone"),
		`embargo: "tomorrow" is not a day such as 2026-12-31`:   record("title", "Vase", "text", "x", "embargo", "tomorrow"),
		`embargo: "31.12.2026" is not a day such as 2026-12-31`: record("title", "Vase", "text", "x", "Embargo", "31.12.2026"),
	} {
		if _, err := Note(r, "pt"); !errors.Is(err, guide.ErrInvalid) || err.Error() != words {
			t.Errorf("%v: %v, want %q", r.Fields, err, words)
		}
	}
}

// made are records in the manner of real catalogues, for where there are none.
const made = `{"id":"a#1","lang":"pt-BR","museum":"Museu de Ensaio","kind":"objeto","inventory":"253","title":"Castiçal de banqueta","text":"Autor: Não identificado\nClassificação: 05 Interiores > 05.4 Objeto de Iluminação\nMaterial: madeira | prateada\nTemas: Religião | Século XVIII","url":"http://x.example/1","fields":{"Autor":"Não identificado","Classificação":"05 Interiores > 05.4 Objeto de Iluminação","Denominação":"Castiçal","Link do Item":"http://x.example/1","Material":"madeira | prateada","Número de registro":"253","data de produção":"Séc. XIX","Nº anterior":"185d/94","Marcas/Inscrições":"BRASIL||10 CENTAVOS","Características iconográficas/ornamentais":"Ornatos: frisos.","Duração":"Duração: 44’"}}
{"id":"b-2","lang":"en","inventory":"95.798","title":"Tea Party","text":"The figure at the right is whisking tea.","creator":"Unknown maker (Japanese)","culture":"","date":"1899","medium":"pigments on paper","dimensions":"H: 9 13/16 in. (25 cm)","inscriptions":"[Signature] K","url":"http://x.example/2"}
{"id":"c/3","lang":"pt","title":"Título: Palácio Real","inventory":"","fields":{"região_descrição":", \\r\\nTudo começou no mar calmo.","Autoria":["A","B"],"Sala":"Sala nobre","Ano":1975,"Altura":"1","altura":"12"}}
`

// TestNothingInARecordIsLost holds that each word of each value, but for what is
// left out on purpose, is in the note's text or on its label, that no fact is
// told twice, and that each is a sentence's beginning.
func TestNothingInARecordIsLost(t *testing.T) {
	read := 0
	check := func(r Record, err error) {
		if err != nil {
			t.Fatal(err)
		}
		read++
		n, err := Note(r, "pt")
		if err != nil {
			t.Fatalf("%s: %v", r.ID, err)
		}
		checkRecord(t, r, nil)
		checkWords(t, r, n)
		checkFacts(t, r, n)
	}
	for r, err := range JSONLines(strings.NewReader(made)) {
		check(r, err)
	}
	// Every fiftieth record of real collections, where they are at hand.
	shared := cmp.Or(os.Getenv("CICERONE_SHARED_DATA"), filepath.Join("..", "..", "..", "shared", "data"))
	files, err := filepath.Glob(filepath.Join(shared, "museum", "*", "records.*.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		unpacked, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for r, err := range JSONLines(unpacked) {
			if i++; i%50 == 0 || err != nil {
				check(r, err)
			}
		}
	}
	t.Logf("%d records", read)
}

func checkWords(t *testing.T, r Record, n guide.Note) {
	t.Helper()
	said := map[string]bool{}
	for _, s := range []string{n.Text, n.Label.Title, n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy, n.Inventory, n.Room, n.Author} {
		for _, w := range strings.FieldsFunc(text.Fold(s), isMark) {
			said[w] = true
		}
	}
	names := map[string]bool{} // some stand in values too: "Título: Palácio"
	for _, f := range r.Fields {
		for _, w := range strings.FieldsFunc(text.Fold(f.Name), isMark) {
			names[w] = true
		}
	}
	for _, f := range r.Fields {
		switch m := meaningOf(f.Name); {
		case m == isID, m == isLang, m == isInternal, m == isOrder, m == isInventory && guide.CleanInventory(f.Value) == "",
			m == isKind && slug.MatchString(f.Value):
			continue
		}
		for word := range strings.FieldsSeq(strings.ReplaceAll(readable(f.Value), "||", " ")) {
			if strings.Contains(word, "://") {
				continue
			}
			for _, w := range strings.FieldsFunc(text.Fold(word), isMark) {
				if !said[w] && !names[w] && meaningOf(w) != isTitle {
					t.Errorf("%s: %q of %q is not in the note\n%s", r.ID, w, f.Name, n.Text)
				}
			}
		}
	}
}

func isMark(r rune) bool { return !isLetterOrDigit(r) }

func checkFacts(t *testing.T, r Record, n guide.Note) {
	t.Helper()
	begins := map[int]bool{}
	for _, s := range text.Sentences(n.Text) {
		begins[s.Start] = true
	}
	told := map[string]bool{}
	offset := 0
	for block := range strings.SplitSeq(n.Text, "\n\n") {
		if block != "" && told[levelled(block)] {
			t.Errorf("%s: %q is told twice", r.ID, block)
		}
		told[levelled(block)] = true
		if trimmed := strings.TrimLeft(block, "\n "); trimmed != "" && !begins[offset+utf8.RuneCountInString(block)-utf8.RuneCountInString(trimmed)] {
			t.Errorf("%s: no sentence begins with %.60q", r.ID, block)
		}
		offset += utf8.RuneCountInString(block) + 2
	}
}
