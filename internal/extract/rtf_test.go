package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRichText(t *testing.T) {
	for source, want := range map[string]string{
		// Paragraphs and breaks
		`Um\par Outro\par\par Fim`:                                      "Um¶Outro¶Fim",
		"Um \nsó,\r\n sempre\\\nOutro":                                  "Um só, sempre¶Outro",
		`a\line b\tab c\sect d\page e`:                                  "a\nb c¶d¶e",
		`\{a\} \\b \~c guarda\_joias con\-vento`:                        `{a} \b c guarda-joias convento`,
		`\lquote a\rquote  \ldblquote b\rdblquote  c\emdash d\endash e`: "‘a’ “b” c—d–e",

		// Characters
		`a\'e7\'e3o`:                         "ação",
		`a\u231?\u227 xo`:                    "ação",
		`a\uc0\u231\u227 o`:                  "ação",
		`\uc2\u8364\'80\'80 5`:               "€ 5",
		`{\uc3\u8364 abc}\u8364?`:            "€€",
		`\u-10179?\u-8704?!`:                 "😀!",
		`\u8220\ldblquote a\u8221\rdblquote`: "“a”",
		`\u231\par b`:                        "ç¶b",
		`{\u8364}5`:                          "€5",
		`\ansicpg1251 \'cc\'e8`:              "Ми",
		`\ansicpg932 \'8a\'bf`:               "漢",
		`{\fonttbl{\f0\fcharset0 A;}{\f7\fcharset204 B;}}\f7 \'cc\f0 \'e7`: "Мç",
		`\mac \'8e`: "é",

		"ação \\'e7": "ação ç", // letters that should not be there

		// Groups that are not text
		`{\fonttbl{\f0 Times;}}{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\*\generator X;}a`:      "a",
		`{\header Museu\par}{\footerf 3}{\*\desconhecido x}a`:                                       "a",
		`{\pict\jpegblip ffd8ff}a{\pict\bin5 }{\\}}b`:                                               "ab",
		`{\field{\*\fldinst HYPERLINK "x"}{\fldrslt aqui}}`:                                         "aqui",
		`{\object{\*\objclass X}{\*\objdata 00ff}{\result a}}`:                                      "a",
		`{\listtext\'b7\tab}ouro\par {\pntext 2.}prata`:                                             "ouro¶prata",
		`a{\*\annotation rever}b{\*\atnid X}`:                                                       "ab",
		`{\v cofre}vaso{\deleted prata}\strike 1500\strike0 1506\v x\plain  y`:                      "vaso1506 y",
		`{\shp{\*\shpinst\shpleft0{\sp{\sn a}{\sv 1}}{\shptxt caixa\par}}{\shprslt{\*\do caixa}}}a`: "caixa¶a",
		`Pesa{\footnote\pard {\chftn} Inventário.} 3 kg.\par Fim.`:                                  "Pesa 3 kg.¶Fim.¶Inventário.",

		// Tables
		`\trowd\cellx1\cellx2\pard\intbl Sala\cell Obra\cell\row\trowd\intbl 1\cell Painéis\par Grandes\cell\row\pard Fim`: "Sala | Obra¶1 | Painéis / Grandes¶Fim",
		`\trowd\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\nestrow}{\nonesttables x}\itap1\cell c\cell\row`:       "a | b | c",
		`\trowd\intbl a\cell b\cell`: "a | b",
		`\intbl a\par`:               "a",

		// Nonsense
		`a}b`:                       "a",
		`a\ `:                       "a",
		`a{{{`:                      "a",
		`a\'`:                       "a",
		`a\'zzb`:                    "azzb",
		`a\bin99999999999 b`:        "a",
		`\u99999999999999999999 ?a`: "a",
	} {
		got, err := Read("a.rtf", strings.NewReader(`{\rtf1\ansi `+source+`}`))
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got := paragraphs(got); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

func TestRichTextHeadingsAndFacts(t *testing.T) {
	const file = `{\rtf1\ansi\ansicpg1250{\stylesheet{\ql Normal;}{\s1\outlinelevel0 Qualquer;}{\s2 Nagłówek;}{\s3 heading 3;}{\*\cs9 heading 9;}}` +
		`{\info{\title A cust\'f3dia}{\author Equipa}{\operator X}{\creatim\yr2020}}` +
		`{\pard\s1 A pe\'e7a\par}\pard texto\par\pard\s3 T\u233?cnica\par\pard\outlinelevel1 Restauro\par\pard\outlinelevel9 fim\par}`
	got, err := Read("a.rtf", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 A peça", "3 Técnica", "2 Restauro"}, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "A custódia" || got.Author != "Equipa" || got.Encoding != "windows-1250" {
		t.Errorf("title %q, author %q, encoding %q", got.Label.Title, got.Author, got.Encoding)
	}
}

func TestRichTextIsBounded(t *testing.T) {
	refused(t, "a.rtf", `{\rtf1 `+strings.Repeat("{", 1000), "nested deeper than 500")
	refused(t, "a.rtf", `{\rtf1 `+strings.Repeat("palavra ", maxText/8+1), "longer than 4 MB")
	refused(t, "a.rtf", `{\rtf1 `+strings.Repeat(`palavra\cell `, maxText/8+1), "longer than 4 MB")
	refused(t, "a.rtf", `{\rtf1{\fonttbl{\f0`, "damaged or was cut off")
	refused(t, "a.rtf", `{\rtf1}`, "there is no text")
}

func FuzzRichText(f *testing.F) {
	f.Add(`{\fonttbl{\f0\fcharset128 A;}}\f0\'8a\'bf\u-10179?\par{\footnote b}`)
	f.Add(`\trowd\intbl\itap3 a\nestcell\nestrow\cell\row{\stylesheet{\s1 heading 1;}}\s1 b\par`)
	f.Fuzz(func(t *testing.T, body string) { fuzzRead(t, "a.rtf", `{\rtf1 `+body) })
}
